"""The `index` table in the store: one file, replaced whole, read lazily and by column."""

import io

import polars as pl

from arxiv_chunks.errors import OutdatedTable
from arxiv_chunks.tables import INDEX, PAPERS
from resources.partitions import PartitionInfo
from resources.store import Store

KEY = "index/index.parquet"


def scan_papers(store: Store) -> pl.LazyFrame:
    """All days of `papers`, lazily; they are listed at once, since a store's own name may look like a pattern to Polars."""
    if not (urls := [store.url(found.key) for found in store.list(f"{PAPERS.name}/")]):
        return pl.LazyFrame(schema=PAPERS.schema)
    options = store.polars_storage_options or None
    return pl.scan_parquet(urls, schema=PAPERS.schema, glob=False, hive_partitioning=False, storage_options=options)


def write_index(store: Store, index: pl.LazyFrame) -> PartitionInfo:
    """Write the index whole. Raises `OutdatedTable` where some day of `papers` has other columns than this version's."""
    try:
        frame = index.collect(engine="streaming")
    except (pl.exceptions.SchemaError, pl.exceptions.ColumnNotFoundError) as error:
        raise OutdatedTable(
            f"{store.url(PAPERS.name)}: another version of arxiv-chunks wrote some days, with other columns; "
            f"list them again: {str(error).splitlines()[0]}"
        ) from error
    file = io.BytesIO()
    frame.write_parquet(file, compression="zstd", row_group_size=1 << 17)
    data = file.getvalue()
    return PartitionInfo(KEY, frame.height, len(data), store.write(KEY, data))


def scan_index(store: Store) -> pl.LazyFrame:
    """The index, lazily; empty where none was ever built."""
    if not store.exists(KEY):
        return pl.LazyFrame(schema=INDEX.schema)
    return pl.scan_parquet(store.url(KEY), glob=False, storage_options=store.polars_storage_options or None)
