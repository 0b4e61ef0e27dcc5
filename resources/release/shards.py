"""The shards of a release: large Parquet files in which a reader finds a row or a column without reading the rest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from arxiv_chunks.tables import Table

SHARD_BYTES = 500_000_000  # what the Hub and most readers like; a shard ends with the row group that passes it
ROW_GROUP_BYTES = 64 << 20  # in memory, before compression: what a reader holds at once for each thread
ROWS_CONVERTED_AT_ONCE = 8192
BLOOM_FILTERS: Mapping[str, Mapping[str, int]] = {
    "chunks": {"id": 1 << 15, "doi": 1 << 11},
    "papers": {"id": 1 << 15, "doi": 1 << 15},
    "references": {"id": 1 << 14, "doi": 1 << 17},
}
"""Columns that rows are looked up by, and how many distinct values a row group of the table has at most, roughly."""
FALSE_POSITIVES = 0.01
_PLAIN_TYPES = {
    pl.String: pa.string(),
    pl.Boolean: pa.bool_(),
    pl.Int32: pa.int32(),
    pl.Int64: pa.int64(),
    pl.Float32: pa.float32(),
}


@dataclass(frozen=True, slots=True)
class Shard:
    """One finished file: its path within the release, and what it holds."""

    path: str
    rows: int
    size_bytes: int
    memory_bytes: int
    sha256: str


def arrow_type(dtype: pl.DataType) -> pa.DataType:
    """The plain Arrow type of a column, such as every reader knows: 32-bit offsets, no views."""
    if isinstance(dtype, pl.List):
        return pa.list_(arrow_type(dtype.inner))  # type: ignore[arg-type]
    if isinstance(dtype, pl.Struct):
        return pa.struct([(field.name, arrow_type(field.dtype)) for field in dtype.fields])  # type: ignore[arg-type]
    if isinstance(dtype, pl.Datetime):
        return pa.timestamp(dtype.time_unit, dtype.time_zone)
    return _PLAIN_TYPES[dtype.base_type()]


def arrow_schema(table: Table) -> pa.Schema:
    """The table's columns as Arrow's."""
    return pa.schema([(column.name, arrow_type(column.dtype)) for column in table.columns])


class ShardWriter:
    """Writes the rows of one table into `folder/<table>/train-00000-of-00003.parquet` and so on, in the order they come.

    Holds one row group in memory. The files get their names when the last one is closed, since the names say how many there are.
    """

    def __init__(
        self,
        folder: Path,
        table: Table,
        metadata: Mapping[str, str],
        *,
        shard_bytes: int = SHARD_BYTES,
        row_group_bytes: int = ROW_GROUP_BYTES,
    ) -> None:
        self._folder, self._table = folder, table
        self._shard_bytes, self._row_group_bytes = shard_bytes, row_group_bytes
        self._schema = arrow_schema(table).with_metadata(dict(metadata))
        self._waiting: list[pa.Table] = []
        self._waiting_bytes = 0
        self._writer: pq.ParquetWriter | None = None
        self._paths: list[Path] = []
        self._rows: list[int] = []
        self._memory_bytes: list[int] = []
        (folder / table.name).mkdir(parents=True)

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        for part in frame.iter_slices(ROWS_CONVERTED_AT_ONCE):
            rows = part.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(self._schema)
            self._waiting.append(rows)
            self._waiting_bytes += rows.nbytes
            while self._waiting_bytes >= self._row_group_bytes:
                self._write_row_group()

    def close(self) -> list[Shard]:
        """Write what is left, name the files, and say what they hold; a table without rows has one empty file."""
        while self._waiting_bytes:
            self._write_row_group()
        if not self._paths:
            self._begin_shard()
        self._end_shard()
        return [self._finished(place) for place in range(len(self._paths))]

    def _write_row_group(self) -> None:
        waiting = pa.concat_tables(self._waiting).combine_chunks()
        count = min(waiting.num_rows, max(1, waiting.num_rows * self._row_group_bytes // self._waiting_bytes))
        group, rest = waiting.slice(0, count), waiting.slice(count)
        writer = self._writer or self._begin_shard()
        writer.write_table(group, row_group_size=count)
        self._rows[-1] += count
        self._memory_bytes[-1] += group.nbytes
        self._waiting, self._waiting_bytes = [rest], rest.nbytes if rest.num_rows else 0
        if self._paths[-1].stat().st_size >= self._shard_bytes:
            self._end_shard()

    def _begin_shard(self) -> pq.ParquetWriter:
        path = self._folder / self._table.name / f"part-{len(self._paths):05}"
        self._paths.append(path)
        self._rows.append(0)
        self._memory_bytes.append(0)
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            compression_level=3,
            write_page_index=True,
            bloom_filter_options={
                name: {"ndv": distinct, "fpp": FALSE_POSITIVES}
                for name, distinct in BLOOM_FILTERS[self._table.name].items()
            },
            # Pages end where the content says, not at a count: of a later release, the Hub stores and sends only what is new.
            use_content_defined_chunking=True,
        )
        return self._writer

    def _end_shard(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _finished(self, place: int) -> Shard:
        name = f"{self._table.name}/train-{place:05}-of-{len(self._paths):05}.parquet"
        path = self._paths[place].rename(self._folder / name)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Shard(name, self._rows[place], path.stat().st_size, self._memory_bytes[place], digest)
