"""What a store holds, counted from the names of its files and from its ledger, for people and for programs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from rich.console import Group
from rich.filesize import decimal
from rich.table import Table as Columns

from arxiv_chunks.tables import DOCUMENTS, LEDGER, TABLES, Table
from assets.overview import STAGES
from pipelines.summary import Summary
from resources.store import Store
from resources.threads import side_by_side

_FILES_AT_ONCE = 1000
_QUERIES_AT_ONCE = 4
"""Two that count, two that wait for files: half the time of one query of 75,000 files on two processors."""


@dataclass(frozen=True)
class Status:
    """The days of a store, its papers by stage, and the bytes of its tables and PDFs."""

    days: list[date]
    summary: Summary
    table_bytes: dict[str, int]
    pdf_bytes: int


def status_of(store: Store) -> Status:
    """Look at the names and sizes of all partitions, and read the few columns that tell of papers."""
    listed = {name: list(store.list(f"{name}/")) for name in TABLES}
    keys = {name: [found.key for found in partitions if "/date=" in found.key] for name, partitions in listed.items()}
    days = {date.fromisoformat(key.split("date=")[1][:10]) for of_table in keys.values() for key in of_table}
    summary = Summary()
    for stage, status, reason, papers, rows in _ledger_counts(store, keys[LEDGER.name]).iter_rows():
        summary.rows[stage] += rows
        if status == "ok":
            summary.ok[stage] += papers
        else:
            summary.failed[stage, reason] += papers
    pdfs = _read(store, DOCUMENTS, keys[DOCUMENTS.name], lambda rows: rows.select(pl.col("pdf_bytes").sum()))
    sizes = {name: sum(size_bytes for _, size_bytes in partitions) for name, partitions in listed.items()}
    return Status(sorted(days), summary, sizes, sum(pdfs["pdf_bytes"]))


def _ledger_counts(store: Store, keys: Sequence[str]) -> pl.DataFrame:
    groups = ("stage", "status", "reason")
    papers_and_rows = (pl.len().cast(pl.Int64).alias("papers"), pl.col("row_count").sum())
    counts = _read(store, LEDGER, keys, lambda rows: rows.group_by(groups).agg(*papers_and_rows))
    return counts.group_by(groups).agg(pl.col("papers", "row_count").sum())


def _read(
    store: Store, table: Table, keys: Sequence[str], counted: Callable[[pl.LazyFrame], pl.LazyFrame]
) -> pl.DataFrame:
    """What is counted of these files, some at a time: Polars opens the files of one query one after the other."""

    def count(some: Sequence[str]) -> pl.DataFrame:
        files = pl.scan_parquet(
            [store.url(key) for key in some],
            schema=table.schema,
            glob=False,
            hive_partitioning=False,
            storage_options=store.polars_storage_options or None,
        )
        return counted(files).collect(engine="streaming")

    batches = (keys[begin : begin + _FILES_AT_ONCE] for begin in range(0, len(keys), _FILES_AT_ONCE))
    none = counted(pl.LazyFrame(schema=table.schema)).collect()
    return pl.concat([none, *side_by_side(count, batches, _QUERIES_AT_ONCE)])


def waiting(status: Status) -> int:
    """Papers that are listed and that the last stage has neither made nor failed."""
    last = STAGES[-1]
    done = status.summary.ok[last] + sum(n for (stage, _), n in status.summary.failed.items() if stage == last)
    return max(0, status.summary.ok["papers"] - done)


def as_json(status: Status) -> dict[str, Any]:
    """For other programs: counts by stage, with failures by reason, and sizes in bytes."""
    summary = status.summary
    return {
        "days": {
            "count": len(status.days),
            "first": status.days[0].isoformat() if status.days else None,
            "last": status.days[-1].isoformat() if status.days else None,
        },
        "stages": {
            stage: {
                "ok": summary.ok[stage],
                "failed": {reason: n for (at, reason), n in sorted(summary.failed.items()) if at == stage},
                "rows": summary.rows[stage],
            }
            for stage in STAGES
        },
        "waiting": waiting(status),
        "table_bytes": status.table_bytes,
        "pdf_bytes": status.pdf_bytes,
    }


def as_tables(status: Status) -> Group:
    """For people: a line a stage, a line a reason."""
    summary = status.summary
    stages = Columns("", "papers ok", "failed", "rows", "size", box=None)
    for column in stages.columns[1:]:
        column.justify = "right"
    for stage in STAGES:
        failed = sum(n for (at, _), n in summary.failed.items() if at == stage)
        counts = (f"{n:,}" for n in (summary.ok[stage], failed, summary.rows[stage]))
        stages.add_row(stage, *counts, decimal(status.table_bytes[stage]))
    reasons = Columns("failed at", "reason", "papers", box=None)
    reasons.columns[2].justify = "right"
    for (stage, reason), papers in sorted(summary.failed.items()):
        if reason != "upstream":
            reasons.add_row(stage, reason, f"{papers:,}")
    span = f", {status.days[0]} to {status.days[-1]}" if status.days else ""
    others = sum(size_bytes for name, size_bytes in status.table_bytes.items() if name not in STAGES)
    lines: list[str | Columns] = [
        f"{len(status.days):,} days{span}; {decimal(status.pdf_bytes)} of PDFs; {decimal(others)} of index and ledger\n",
        stages,
    ]
    if reasons.row_count:
        lines += ["", reasons]
    if waiting(status):
        lines.append(f"\n{waiting(status):,} papers are listed and not built yet")
    return Group(*lines)
