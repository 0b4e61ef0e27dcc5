"""The partitions: one UTC day of first submission, since the oldest papers that arXiv holds."""

import warnings
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import dagster as dg

from arxiv_chunks.tables import Table
from assets.lineage import column_schema

DAYS = dg.DailyPartitionsDefinition(start_date="1986-01-01")
"""A handful of papers carry dates of version 1 that are older than the archive (1991): none may be lost."""

DAYS_OF_A_RUN = 31
BACKFILL = dg.BackfillPolicy.multi_run(max_partitions_per_run=DAYS_OF_A_RUN)
"""One value for all assets: Dagster takes the least of a job's. A month in a run keeps Dagster's share of the time small,
and a whole history in one run does not start within a minute (measured: 12,884 days in one run, 77 s to start on SQLite,
none on PostgreSQL within 120 s; 366 days in 12 runs, 89 s)."""

FRESH = dg.FreshnessPolicy.time_window(warn_window=timedelta(hours=30), fail_window=timedelta(hours=54))
"""Each night makes every table anew: half a morning without it is a warning, a second night a failure."""

OWNERS = ["team:arxiv-chunks"]
GROUP = "arxiv_chunks"
"""One group, so that the whole chain is seen at once: Dagster folds groups up where there are several."""


def day_asset(
    table: Table, *, code_version: str, deps: Sequence[dg.AssetsDefinition] = (), pool: str | None = None
) -> Callable[[Callable[..., None]], dg.AssetsDefinition]:
    """An asset that is one table by day; the function's docstring is what the UI says of it."""

    def define(function: Callable[..., None]) -> dg.AssetsDefinition:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dg.BetaWarning)  # backfill policies: the pinned version holds them
            return dg.asset(
                partitions_def=DAYS,
                backfill_policy=BACKFILL,
                deps=deps,
                group_name=GROUP,
                kinds={"parquet"},
                owners=OWNERS,
                pool=pool,
                freshness_policy=FRESH,
                code_version=code_version,
                metadata=_metadata(table),
            )(function)

    return define


def days_of(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> list[date]:
    """The days that this step is to make or to check, oldest first."""
    return [date.fromisoformat(key) for key in DAYS.get_partition_keys_in_range(context.partition_key_range)]


def _metadata(table: Table) -> dict[str, Any]:
    return {
        "dagster/column_schema": column_schema(table),
        "row": f"one row is {table.row}",
        "path": f"<store>/{table.name}/date=YYYY-MM-DD/{table.name}.parquet",
    }
