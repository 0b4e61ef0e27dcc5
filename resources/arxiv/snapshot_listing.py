"""Days out of the snapshot instead of the API: the same questions, no request.

The snapshot is read once, into a folder beside it (`<name>.days`) that later runs use again for as long as the snapshot is the same.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock

from arxiv_chunks.errors import BadOptions
from arxiv_chunks.records import Paper, Version
from resources.arxiv.snapshot_days import days_put_aside, put_aside


class SnapshotListing:
    """Questions to a snapshot about days of first submission, in UTC."""

    def __init__(self, path: Path, progress: Callable[[int], None] = lambda _: None) -> None:
        """Read the snapshot where that was not done before; `progress` is told how many papers each block brought."""
        if not path.is_file():
            raise BadOptions(f"{path} is no snapshot: there is no such file")
        state = path.stat()
        folder = path.with_name(f"{path.name}.days")
        self._months = folder / f"{state.st_size}-{state.st_mtime_ns}"
        with FileLock(folder.with_suffix(".lock")):
            if not self._months.exists():
                unfinished = folder / "unfinished"
                shutil.rmtree(folder, ignore_errors=True)
                unfinished.mkdir(parents=True)
                put_aside(path, unfinished, progress)
                unfinished.rename(self._months)

    def days(self) -> Iterator[tuple[date, pl.DataFrame]]:
        """Every day with its rows of `papers`, in order of days, a month in memory at a time."""
        return days_put_aside(self._months)

    def count(self, start: date, end: date, categories: Sequence[str]) -> int:
        """How many papers were first submitted in [start, end]."""
        return sum(frame.select(pl.len()).collect().item() for frame in self._frames(start, end, categories))

    def days_with_papers(self, start: date, end: date, categories: Sequence[str]) -> list[date]:
        """The days of [start, end] on which papers were first submitted."""
        frames = self._frames(start, end, categories)
        days = [frame.select(pl.col("published").dt.date()).unique().collect().to_series() for frame in frames]
        return sorted(day for found in days for day in found)

    def list_day(self, day: date, categories: Sequence[str]) -> list[Paper]:
        """All papers first submitted on the day, sorted by id."""
        frames = self._frames(day, day, categories)
        return [_paper(row) for frame in frames for row in frame.sort("id").collect().iter_rows(named=True)]

    def _frames(self, start: date, end: date, categories: Sequence[str]) -> Iterator[pl.LazyFrame]:
        """The wanted rows, month by month."""
        wanted = pl.col("published").dt.date().is_between(start, end)
        if categories:
            wanted &= pl.col("categories").list.set_intersection(list(categories)).list.len() > 0
        for folder in sorted(self._months.iterdir()):
            if f"{start:%Y-%m}" <= folder.name <= f"{end:%Y-%m}":
                yield pl.scan_parquet(folder / "*.parquet").filter(wanted)


def _paper(row: Mapping[str, Any]) -> Paper:
    return Paper(
        arxiv_id=row["id"],
        version=row["version"],
        title=row["title"],
        abstract=row["abstract"],
        authors=tuple(row["authors"]),
        categories=tuple(row["categories"]),
        primary_category=row["primary_category"],
        published_utc=row["published"],
        updated_utc=row["updated"],
        versions=tuple(Version(each["version"], each["created"]) for each in row["versions"]),
        license=row["license"],
        comment=row["comment"],
        journal_ref=row["journal_ref"],
        doi=row["doi"],
        report_number=row["report_number"],
        withdrawn=row["withdrawn"],
    )
