"""`arxiv-chunks run` as people see it: a progress bar that counts papers, and a closing table."""

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from stamina.instrumentation import set_on_retry_hooks

from arxiv_chunks.tables import PAPERS
from assets.days import DAYS_OF_A_RUN
from assets.overview import STAGES
from assets.snapshot import load_papers
from pipelines.run import backfill, checked_range
from pipelines.settings import Settings
from pipelines.summary import Summary, summarise
from resources.arxiv.snapshot_listing import SnapshotListing
from resources.store import open_store

LIVE_SOURCES = frozenset({"arxiv", "gcs", "s3"})


class Bars(AbstractContextManager["Bars"]):
    """One bar for each stage, counting papers."""

    def __init__(self, console: Console) -> None:
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(40),
            MofNCompleteColumn(),
            TextColumn("papers"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=console)
        self._tasks: dict[str, TaskID] = {}

    def expect(self, papers: int) -> None:
        """Set up the bars for so many papers."""
        self._tasks = {stage: self._progress.add_task(stage, total=papers) for stage in STAGES}

    def advance(self, stage: str, papers: int) -> None:
        """Move one bar."""
        self._progress.advance(self._tasks[stage], papers)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()


def run(
    settings: Settings,
    first: date | None,
    last: date | None,
    *,
    categories: tuple[str, ...],
    only_redistributable: bool,
    chunking: Mapping[str, Any],
    day_by_day: bool,
) -> int:
    """Run the backfill and print what came of it; returns the exit code: 1 when a paper is not accounted for."""
    began_seconds = time.monotonic()
    first, last = checked_range(first, last, live=settings.source in LIVE_SOURCES)
    if settings.snapshot:
        read_snapshot(settings.snapshot, Console(stderr=True))
    console = Console(stderr=True)
    set_on_retry_hooks(
        [lambda retry: console.print(f"waiting {retry.wait_for:.0f} s: {retry.caused_by}", style="yellow")]
    )
    with Bars(console) as bars:
        days = backfill(
            settings,
            first,
            last,
            categories=categories,
            only_redistributable=only_redistributable,
            chunking=chunking,
            longest_range=1 if day_by_day else DAYS_OF_A_RUN,
            progress=bars,
        )
    summary = summarise(open_store(settings.store), days)
    console = Console()
    console.print(closing_table(summary, len(days), time.monotonic() - began_seconds))
    console.print(f"dataset: {settings.store}/chunks", soft_wrap=True, highlight=False)
    return 1 if summary.lost else 0


def load_snapshot(path: Path, store_url: str) -> int:
    """Write `papers` of all days of a snapshot and print how many there are; returns the exit code."""
    store, console = open_store(store_url), Console(stderr=True)
    snapshot = read_snapshot(path, console)
    papers = days = 0
    with _counting(console) as progress:
        task = progress.add_task("papers", total=snapshot.count(date.min, date.max, ()))
        for of_the_day in load_papers(snapshot, store):
            progress.advance(task, of_the_day)
            papers, days = papers + of_the_day, days + 1
    Console().print(f"{papers:,} papers of {days:,} days: {store_url}/{PAPERS.name}", soft_wrap=True, highlight=False)
    return 0


def read_snapshot(path: Path, console: Console) -> SnapshotListing:
    """Prepare the snapshot for questions, which takes a minute or two for all of arXiv; at once where that was done before."""
    with _counting(console) as progress:
        task = progress.add_task("snapshot", total=None)
        return SnapshotListing(path, lambda papers: progress.advance(task, papers))


def _counting(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(40),
        TextColumn("{task.completed:,} papers"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console)


def closing_table(summary: Summary, day_count: int, seconds: float) -> Table:
    """The run in a dozen lines."""
    table = Table(show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(justify="right")
    lines: list[tuple[str, object]] = [
        ("days with papers", day_count),
        ("papers listed", summary.ok["papers"]),
        ("PDFs fetched", summary.ok["documents"]),
        ("texts extracted", summary.ok["texts"]),
        ("references found", summary.rows["references"]),
        ("references resolved", summary.resolved),
        ("chunks", summary.rows["chunks"]),
        *(
            (f"{stage} failed: {reason}", n)
            for (stage, reason), n in sorted(summary.failed.items())
            if reason != "upstream"
        ),
        ("papers not accounted for", summary.lost),
        ("seconds", f"{seconds:.1f}"),
    ]
    for name, value in lines:
        table.add_row(name, str(value))
    return table
