"""The one way in which a stage finishes a day: its table, its part of the ledger, its report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import dagster as dg
import polars as pl

from arxiv_chunks.errors import OutdatedTable
from arxiv_chunks.rows import Row
from arxiv_chunks.tables import LEDGER, TEXTS, Table
from assets.reporting import DayReports, failures_by_reason
from resources.partitions import read_current_partition, write_partition
from resources.store import Store

_TEXTS_AT_ONCE = 32
"""So many rows are Python's objects at a time; a row of `texts` then takes ten times what it takes in a column."""
_ROWS_AT_ONCE = 512
"""The same of other tables, whose rows are small."""


def rows_of(
    store: Store, table: Table, day: date, *columns: pl.Expr, longest_first: str | None = None
) -> Iterator[Row]:
    """The rows of a day as dictionaries, of all columns or of these; none where the day was never made.

    Work begins with the longest texts of a column, lest a thesis at the end keep one worker busy and all others waiting.
    """
    frame = read_current_partition(store, table, day)
    if columns:
        frame = frame.select(columns)
    if longest_first:
        frame = frame.sort(pl.col(longest_first).str.len_bytes(), descending=True, nulls_last=True, maintain_order=True)
    return frame.iter_rows(named=True, buffer_size=_at_once(table))


def left_by_earlier_runs(store: Store, table: Table, day: date) -> pl.DataFrame:
    """What stands already of a day that is to be made; nothing where another version's columns stand there."""
    try:
        return read_current_partition(store, table, day)
    except OutdatedTable:
        return pl.DataFrame(schema=table.schema)


def frame_of(table: Table, rows: Iterable[Row]) -> pl.DataFrame:
    """The rows as a frame, taken as they come."""
    left = iter(rows)
    frames = [pl.DataFrame(schema=table.schema)]
    while some := list(islice(left, _at_once(table))):
        frames.append(_columns_of(table, some))
    return pl.concat(frames)


def _at_once(table: Table) -> int:
    return _TEXTS_AT_ONCE if table.name == TEXTS.name else _ROWS_AT_ONCE


def _columns_of(table: Table, rows: list[Row]) -> pl.DataFrame:
    """The rows as a frame, by way of Arrow: nested rows take Polars three to eight times as long, while workers wait for Python's lock."""
    import pyarrow as pa  # noqa: PLC0415  # which a day without papers need not wait for

    schema = pl.DataFrame(schema=table.schema).to_arrow(compat_level=pl.CompatLevel.oldest()).schema
    return pl.DataFrame(pa.Table.from_pylist(rows, schema=schema))


def finish_day(
    store: Store,
    table: Table,
    day: date,
    frame: pl.DataFrame,
    ledger: Iterable[Row],
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
    accounts = frame_of(LEDGER, ledger)
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
