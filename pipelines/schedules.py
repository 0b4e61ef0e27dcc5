"""When the chain runs by itself."""

import dagster as dg

from pipelines.jobs import daily

daily_schedule = dg.build_schedule_from_partitioned_job(
    daily,
    name="daily",
    hour_of_day=3,
    description="Every day at 03:00 UTC for the day that has just ended. Papers that are announced late under this day "
    "come in when it is run again.",
)

SCHEDULES = [daily_schedule]
