"""What runs by itself, and for which days."""

from datetime import UTC, datetime

import dagster as dg

from pipelines.definitions import build_definitions
from pipelines.schedules import nightly
from pipelines.settings import Settings


def requested(night: datetime) -> dg.RunRequest:
    definitions = build_definitions(Settings(source="sample", store="unused"))
    with dg.build_schedule_context(
        scheduled_execution_time=night, repository_def=definitions.get_repository_def()
    ) as c:
        (request,) = nightly.evaluate_tick(c).run_requests
    return request


def test_each_night_runs_the_days_that_may_still_get_papers():
    request = requested(datetime(2024, 3, 12, 2, 30, tzinfo=UTC))
    assert request.tags["dagster/asset_partition_range_start"] == "2024-03-06"
    assert request.tags["dagster/asset_partition_range_end"] == "2024-03-11"
    assert request.tags["days"] == "2024-03-06 to 2024-03-11"


def test_a_night_is_run_once_and_two_nights_are_two_runs():
    one, two = (requested(datetime(2024, 3, day, 2, 30, tzinfo=UTC)) for day in (12, 13))
    assert one.run_key != two.run_key
