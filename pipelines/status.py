"""What a store holds, counted from the names of its files and from what its ledger's files say, for people and for programs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Group
from rich.filesize import decimal
from rich.table import Table as Columns

from arxiv_chunks.tables import DOCUMENTS, LEDGER, TABLES
from assets.overview import STAGES
from pipelines.summary import Summary
from resources.store import Store
from resources.totals import read_totals


@dataclass(frozen=True)
class Status:
    """The days of a store, its papers by stage, and the bytes of its tables and PDFs."""

    days: list[date]
    summary: Summary
    table_bytes: dict[str, int]
    pdf_bytes: int


def status_of(store: Store) -> Status:
    """Look at the names and sizes of all partitions, and at what those that tell of papers say of their rows."""
    listed = {name: list(store.list(f"{name}/")) for name in TABLES}
    keys = {name: [found.key for found in partitions if "/date=" in found.key] for name, partitions in listed.items()}
    days = {date.fromisoformat(key.split("date=")[1][:10]) for of_table in keys.values() for key in of_table}
    summary = Summary()
    told = read_totals(store, LEDGER, keys[LEDGER.name]).group_by("stage", "status", "reason").sum()
    for stage, status, reason, papers, rows in told.iter_rows():
        summary.rows[stage] += rows
        if status == "ok":
            summary.ok[stage] += papers
        else:
            summary.failed[stage, reason] += papers
    pdfs = read_totals(store, DOCUMENTS, keys[DOCUMENTS.name])
    sizes = {name: sum(size_bytes for _, size_bytes in partitions) for name, partitions in listed.items()}
    return Status(sorted(days), summary, sizes, sum(pdfs["pdf_bytes"]))


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
