"""The `index` table in the store: one file, replaced whole, read lazily and by column."""

import io

import polars as pl

from arxiv_chunks.tables import INDEX, PAPERS
from resources.partitions import PartitionInfo
from resources.store import Store

KEY = "index/index.parquet"


def scan_papers(store: Store) -> pl.LazyFrame:
    """All days of `papers`, lazily."""
    pattern = f"{store.url(PAPERS.name)}/**/*.parquet"
    return pl.scan_parquet(pattern, schema=PAPERS.schema, storage_options=store.polars_storage_options or None)


def write_index(store: Store, index: pl.LazyFrame) -> PartitionInfo:
    """Write the index whole."""
    frame = index.collect(engine="streaming")
    file = io.BytesIO()
    frame.write_parquet(file, compression="zstd", row_group_size=1 << 17)
    data = file.getvalue()
    return PartitionInfo(KEY, frame.height, len(data), store.write(KEY, data))


def scan_index(store: Store) -> pl.LazyFrame:
    """The index, lazily; empty where none was ever built."""
    if not store.exists(KEY):
        return pl.LazyFrame(schema=INDEX.schema)
    return pl.scan_parquet(store.url(KEY), storage_options=store.polars_storage_options or None)
