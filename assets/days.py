"""The partitions: one UTC day of first submission, since the oldest papers that arXiv holds."""

from datetime import date

import dagster as dg

DAYS = dg.DailyPartitionsDefinition(start_date="1986-01-01")
"""A handful of papers carry dates of version 1 that are older than the archive (1991): none may be lost."""

BACKFILL = dg.BackfillPolicy.multi_run(max_partitions_per_run=31)
"""One value for all assets: Dagster takes the least of a job's. A month in a run keeps Dagster's share of the time small,
and a whole history in one run does not start within a minute (measured: 12,884 days in one run, 77 s to start on SQLite,
none on PostgreSQL within 120 s; 366 days in 12 runs, 89 s)."""


def days_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> list[date]:
    """The days that this step is to make or to check, oldest first."""
    return [date.fromisoformat(key) for key in context.partition_keys]
