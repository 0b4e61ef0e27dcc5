"""`overview`: what people would rather look at than read."""

from collections.abc import Sequence
from datetime import date

import dagster as dg
import polars as pl

from arxiv_chunks.tables import CHUNKS, LEDGER, PAPERS, TEXTS, Table
from assets.chunks import chunks
from assets.days import GROUP, OWNERS
from assets.pictures import curves, funnel, histogram
from resources.partitions import days, partition_key, read_partition
from resources.store import Store

SHOWN_DAYS = 60
STAGES = ("papers", "documents", "texts", "references", "chunks")


@dg.asset(deps=[chunks], group_name=GROUP, kinds={"matplotlib"}, owners=OWNERS, code_version="1")
def overview(store: dg.ResourceParam[Store]) -> dg.MaterializeResult[None]:
    """Pictures of the newest sixty days in the store: papers through the stages, lengths of chunks, quality over time."""
    newest = days(store, PAPERS)[-SHOWN_DAYS:]
    texts = _scan(store, TEXTS, newest, ["day", "verdict", "lexicon_share"])
    lengths = _scan(store, CHUNKS, newest, [pl.col("chunk").str.len_chars().alias("length")])["length"]
    by_day = {
        row["day"]: row
        for row in texts.group_by("day")
        .agg((pl.col("verdict") == "ok").mean().alias("readable"), pl.col("lexicon_share").median())
        .iter_rows(named=True)
    }
    papers = {stage: sum(_ok(store, stage, day) for day in newest) for stage in STAGES}
    quality = {
        "share of papers with readable text": [by_day.get(day, {}).get("readable") for day in newest],
        "median share of words that look like words": [by_day.get(day, {}).get("lexicon_share") for day in newest],
    }
    return dg.MaterializeResult(
        metadata={
            "days": len(newest),
            "pictures": dg.MetadataValue.md(
                f"## Papers through the stages\n{funnel(papers)}\n"
                f"## Lengths of chunks\n{histogram(lengths.to_list(), 'characters in a chunk')}\n"
                f"## Quality over time\n{curves(newest, quality)}\n"
            ),  # in one: the UI shows Markdown when it is clicked at
        }
    )


def _ok(store: Store, stage: str, day: date) -> int:
    ledger = read_partition(store, LEDGER, day, columns=["status"], name=stage)
    return 0 if ledger is None else ledger.filter(pl.col("status") == "ok").height


def _scan(store: Store, table: Table, shown: Sequence[date], columns: Sequence[str | pl.Expr]) -> pl.DataFrame:
    """These columns of the days that the table has, with their `day`; nothing else of the files is read."""
    options = store.polars_storage_options or None
    frames = [
        pl.scan_parquet(store.url(partition_key(table, day)), hive_partitioning=False, storage_options=options)
        .with_columns(day=pl.lit(day))
        .select(columns)
        for day in sorted(set(days(store, table)).intersection(shown))
    ]
    none = pl.LazyFrame(schema=pl.Schema({**table.schema, "day": pl.Date()})).select(columns)
    return pl.concat([none, *frames]).collect()
