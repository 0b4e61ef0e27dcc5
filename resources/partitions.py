"""Tables in the store: one Parquet object per table and day of first submission.

The same rows give the same bytes: rows are sorted, columns have the table's types, the settings of the file are fixed,
and a partition whose bytes did not change is not written.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import polars as pl

from arxiv_chunks.errors import OutdatedTable, ServiceBroken
from arxiv_chunks.tables import Table
from resources import totals
from resources.store import MissingObject, Store

FOOTER_BYTES = 1 << 16  # more than the longest footer of our tables, see tests/test_partitions.py
_ARROW_SCHEMA = "ARROW:schema"  # what Polars writes into the same place for its own use


class PartitionInfo(NamedTuple):
    """One partition as it stands in the store; `written` is False when it stood there already, byte for byte."""

    key: str
    rows: int
    size_bytes: int
    written: bool


def partition_key(table: Table, day: date, name: str | None = None) -> str:
    """Where a partition is: `<table>/date=YYYY-MM-DD/<name>.parquet`; the ledger has one file per stage, named after it.

    >>> from arxiv_chunks.tables import LEDGER
    >>> partition_key(LEDGER, date(2017, 4, 17), "texts")
    'ledger/date=2017-04-17/texts.parquet'
    """
    return f"{table.name}/date={day.isoformat()}/{name or table.name}.parquet"


def write_partition(
    store: Store, table: Table, day: date, frame: pl.DataFrame, metadata: Mapping[str, str], *, name: str | None = None
) -> PartitionInfo:
    """Write the rows of one day, sorted as the table says, and `metadata` into the file's own key-value metadata.

    What is counted of the table's rows (`totals.py`) stands beside it.

    Raises `ValueError` where the columns of `frame` are not the table's in name, order and type: nothing is cast.
    """
    _check_schema(table, frame)
    file = io.BytesIO()
    said = {**metadata, **totals.totals_of(table, frame)}
    frame.sort(table.sorted_by, maintain_order=True).rechunk().write_parquet(
        file, compression="zstd", compression_level=3, metadata=dict(sorted(said.items()))
    )
    key, data = partition_key(table, day, name), file.getvalue()
    return PartitionInfo(key, frame.height, len(data), store.write(key, data))


def read_partition(
    store: Store, table: Table, day: date, columns: Sequence[str] | None = None, *, name: str | None = None
) -> pl.DataFrame | None:
    """The rows of one day, or None where the partition was never written."""
    key = partition_key(table, day, name)
    try:
        data = store.read(key)
    except MissingObject:
        return None
    try:
        return pl.read_parquet(io.BytesIO(data), columns=None if columns is None else list(columns))
    except pl.exceptions.ColumnNotFoundError as error:
        raise _outdated(store, key, day) from error
    except pl.exceptions.ComputeError as error:
        raise ServiceBroken(f"{store.url(key)}: not a Parquet file; delete it and run the day again") from error


def read_current_partition(
    store: Store, table: Table, day: date, columns: Sequence[str] | None = None, *, name: str | None = None
) -> pl.DataFrame:
    """The rows of one day in the columns that this version writes, or some of them; none where it was never written.

    Raises `OutdatedTable` where a version with other columns wrote it.
    """
    wanted = table.schema if columns is None else pl.Schema({column: table.schema[column] for column in columns})
    frame = read_partition(store, table, day, columns, name=name)
    if frame is None:
        return pl.DataFrame(schema=wanted)
    if frame.schema != wanted:
        raise _outdated(store, partition_key(table, day, name), day)
    return frame


def _outdated(store: Store, key: str, day: date) -> OutdatedTable:
    return OutdatedTable(
        f"{store.url(key)}: another version of arxiv-chunks wrote it, with other columns; run {day} again"
    )


def read_partition_metadata(store: Store, table: Table, day: date, *, name: str | None = None) -> dict[str, str] | None:
    """The key-value metadata that one partition was written with, or None where it was never written.

    Reads the end of the object alone.
    """
    key = partition_key(table, day, name)
    try:
        footer = store.read_end(key, FOOTER_BYTES)
    except MissingObject:
        return None
    try:
        metadata = pl.read_parquet_metadata(io.BytesIO(footer))
    except pl.exceptions.ComputeError as error:
        raise ServiceBroken(f"{store.url(key)}: not a Parquet file; delete it and run the day again") from error
    return {name: value for name, value in metadata.items() if name not in (_ARROW_SCHEMA, totals.KEY)}


def delete_partition(store: Store, table: Table, day: date, *, name: str | None = None) -> None:
    """Remove one partition; nothing happens where there is none."""
    store.delete(partition_key(table, day, name))


def days(store: Store, table: Table) -> list[date]:
    """The days that have a partition of the table, in order."""
    prefix = f"{table.name}/date="
    names = {found.key.removeprefix(prefix).split("/")[0] for found in store.list(prefix)}
    return [date.fromisoformat(name) for name in sorted(names)]


def _check_schema(table: Table, frame: pl.DataFrame) -> None:
    expected, actual = list(table.schema.items()), list(frame.schema.items())
    if expected == actual:
        return
    first = next(i for i in range(max(len(expected), len(actual))) if expected[i : i + 1] != actual[i : i + 1])
    wanted = "no more columns" if first >= len(expected) else "{} {}".format(*expected[first])
    found = "no more columns" if first >= len(actual) else "{} {}".format(*actual[first])
    raise ValueError(f"{table.name}: column {first} must be {wanted}, not {found}")
