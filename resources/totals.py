"""What a partition says of its own rows, so that a store's papers are counted without reading a row.

The totals are counted from the very frame that is written and stand at the end of the same object: they are never older or
newer than the rows. Of a partition that was written before there were totals, the rows are read.
"""

import json
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from arxiv_chunks.errors import OutdatedTable, ServiceBroken
from arxiv_chunks.tables import DOCUMENTS, LEDGER, Table
from resources.store import Store
from resources.threads import side_by_side

KEY = "totals"
"""Of a file's key-value metadata."""

_COUNTED: Mapping[str, Callable[[pl.LazyFrame], pl.LazyFrame]] = {
    LEDGER.name: lambda rows: rows.group_by("stage", "status", "reason").agg(
        papers=pl.len().cast(pl.Int64), rows=pl.col("row_count").sum()
    ),
    DOCUMENTS.name: lambda rows: rows.select(pl.col("pdf_bytes").sum()),
}
_FILES_AT_ONCE = 250
_THREADS = 16  # a folder keeps two busy, S3 lets most of them wait


def totals_of(table: Table, frame: pl.DataFrame) -> dict[str, str]:
    """The metadata to write into a partition with these rows; none for a table that nothing is counted of."""
    if table.name not in _COUNTED:
        return {}
    rows = _COUNTED[table.name](frame.lazy()).collect().rows()
    return {KEY: json.dumps(sorted(rows, key=repr), separators=(",", ":"))}


def read_totals(store: Store, table: Table, keys: Sequence[str]) -> pl.DataFrame:
    """The totals of these partitions of the table, still to be added up: for each partition one row for all that it tells apart.

    Raises `ServiceBroken` for an object that is no Parquet file, and `OutdatedTable` where another version wrote it.
    """
    counted = _COUNTED[table.name]
    schema = counted(pl.LazyFrame(schema=table.schema)).collect_schema()
    options = store.polars_storage_options or None

    def read(some: Sequence[str]) -> pl.DataFrame:
        said = {url: _said(url, options) for url in map(store.url, some)}
        told = [row for totals in said.values() if totals for row in json.loads(totals)]
        frames = [pl.DataFrame(told, schema=schema, orient="row")]
        if silent := [url for url, totals in said.items() if totals is None]:
            rows = pl.scan_parquet(
                silent, schema=table.schema, glob=False, hive_partitioning=False, storage_options=options
            )
            try:
                frames.append(counted(rows).collect(engine="streaming"))
            except (pl.exceptions.SchemaError, pl.exceptions.ColumnNotFoundError) as error:
                raise OutdatedTable(
                    f"{store.url(table.name)}: another version of arxiv-chunks wrote some days, with other columns; run them again"
                ) from error
        return pl.concat(frames)

    batches = (keys[begin : begin + _FILES_AT_ONCE] for begin in range(0, len(keys), _FILES_AT_ONCE))
    return pl.concat([pl.DataFrame(schema=schema), *side_by_side(read, batches, _THREADS)])


def _said(url: str, options: dict[str, str] | None) -> str | None:
    try:
        return pl.read_parquet_metadata(url, storage_options=options).get(KEY)
    except pl.exceptions.ComputeError as error:
        raise ServiceBroken(f"{url}: not a Parquet file; delete it and run the day again") from error
