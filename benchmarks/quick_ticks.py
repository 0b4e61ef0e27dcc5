"""The code location with its schedule and sensors due far more often: an hour of it is months of ticks.

What is evaluated is `pipelines`' own; only when it is due differs. `many_partitions.py` has the daemon look at it.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines import schedules, sensors
from pipelines.alerts import alerts
from pipelines.definitions import build_definitions
from pipelines.jobs import daily, listing
from pipelines.settings import Settings

EVERY_SECONDS = 10
"""The sensor is due every six hours otherwise. The schedule is due once a day, and here as often as its runs can be executed."""


@dg.sensor(
    jobs=[daily, listing],
    minimum_interval_seconds=EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    required_resource_keys={"arxiv", "store"},
)
def updates(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """As the sensor of this name."""
    yield from sensors.updates(context)


@dg.schedule(job=daily, cron_schedule="*/5 * * * *", default_status=dg.DefaultScheduleStatus.RUNNING)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """As the schedule of this name."""
    return schedules.nightly(context)._replace(run_key=None)


def _quick(usual: dg.Definitions) -> dg.Definitions:
    return dg.Definitions(
        assets=usual.assets,
        asset_checks=usual.asset_checks,
        jobs=usual.jobs,
        schedules=[nightly],
        sensors=[updates, alerts],
        resources=usual.resources,
        executor=usual.executor,
    )


defs = _quick(build_definitions(Settings()))
