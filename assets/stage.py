"""The one way in which a stage finishes a day: its table, its part of the ledger, its report."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import dagster as dg
import polars as pl

from arxiv_chunks.rows import Row
from arxiv_chunks.tables import LEDGER, Table
from assets.reporting import DayReports, failures_by_reason
from resources.partitions import read_partition, write_partition
from resources.store import Store


def rows_of(store: Store, table: Table, day: date) -> Iterator[Row]:
    """The rows of a day as dictionaries; none where the day was never made."""
    frame = read_partition(store, table, day)
    return frame.iter_rows(named=True) if frame is not None else iter(())


def finish_day(
    store: Store,
    table: Table,
    day: date,
    rows: Sequence[Row],
    ledger: Sequence[Row],
    reports: DayReports,
    *,
    preview: Sequence[str],
    made_with: Mapping[str, str],
    figures: Mapping[str, int | float] | None = None,
    notes: Mapping[str, dg.MetadataValue[Any]] | None = None,
) -> None:
    """Write the day's rows, then its ledger, then tell Dagster.

    `made_with` is what the rows depend on besides their input, such as options and versions; it stands in the file.
    The table comes first: a ledger without its table would claim what no reader can find.
    """
    frame = pl.DataFrame(rows, schema=table.schema)
    accounts = pl.DataFrame(ledger, schema=LEDGER.schema)
    info = write_partition(store, table, day, frame, made_with)
    write_partition(store, LEDGER, day, accounts, {}, name=table.name)
    reports.day(
        day,
        table,
        info,
        frame,
        url=store.url(info.key),
        preview=preview,
        papers=accounts.height,
        failures=failures_by_reason(accounts),
        figures=figures,
        notes=notes,
    )
