"""When the chain runs by itself.

arXiv shows a paper when it is announced, not when it is submitted: Sunday to Thursday at 20:00 in New York, papers that
came in before 14:00. What came on a Friday evening appears on Monday evening, and holidays add a day or two
(https://info.arxiv.org/help/availability.html). So a day is run again each night until its last paper must be out.
"""

from datetime import timedelta

import dagster as dg

from pipelines.jobs import daily
from pipelines.ranges import Range

PRIORITY_TAG, SOON = "dagster/priority", "1"
"""In the queue, what is due goes before what is made up for: runs of backfills have priority 0."""

LOOK_BACK_DAYS = 6
"""Friday 14:00 to Monday 20:00 in New York reaches over four days (UTC); two more for holidays."""


@dg.schedule(
    job=daily,
    cron_schedule="30 2 * * *",  # an hour and a half after announcements in winter, two and a half in summer
    execution_timezone="UTC",
    description="Every night at 02:30 UTC: the last six days, in one run. Days that did not change are left as they are.",
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One run for all days that may still get papers."""
    yesterday = context.scheduled_execution_time.date() - timedelta(days=1)
    days = Range(yesterday - timedelta(days=LOOK_BACK_DAYS - 1), yesterday)
    return dg.RunRequest(run_key=yesterday.isoformat(), tags={**days.tags, PRIORITY_TAG: SOON})


SCHEDULES = [nightly]
