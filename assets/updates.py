"""Which days have to be made again because of what changed at arXiv."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from arxiv_chunks.records import Paper
from arxiv_chunks.rows import Row, paper_row
from arxiv_chunks.tables import DOCUMENTS, PAPERS
from assets.documents import ONLY_REDISTRIBUTABLE
from assets.stage import left_by_earlier_runs
from resources.arxiv.harvest import Changes
from resources.arxiv.licences import redistributable
from resources.index import scan_papers
from resources.partitions import days, read_partition_metadata
from resources.store import Store

GROWS_BY = timedelta(days=7)
"""Longer than arXiv has ever been silent."""
_TOLD_ALIKE = ("version", "versions", "categories", "license", "doi", "report_number", "withdrawn")
_TOLD_IN_OTHER_LETTERS = ("title", "abstract", "comment", "journal_ref")
"""The API converts TeX accents here and there, OAI-PMH does not: compared by their bare letters and digits."""


def stale_days(store: Store, changes: Changes) -> dict[date, list[Paper]]:
    """The days whose rows no longer say what arXiv says, and the papers that differ, from the store's first day on.

    After the store's last day, days count that follow it closely: a store that keeps up grows, one of the past does not.

    A paper that arXiv says is deleted makes its day stale, too. A paper that the store lacks counts where the day was made for
    its categories. One that was stamped anew without any change does not count, so a bulk stamping of arXiv's costs reads of
    the store, but no run; but for days that another version of this project wrote with other columns, which say nothing.
    """
    stored = days(store, PAPERS)
    if not stored:
        return {}
    last = stored[-1] + GROWS_BY
    by_day: dict[date, list[Paper]] = defaultdict(list)
    for paper in changes.papers:
        if stored[0] <= paper.published_utc.date() <= last:
            by_day[paper.published_utc.date()].append(paper)
    newest = _categories(store, stored[-1])
    stale: dict[date, list[Paper]] = {day: [] for day in _days_of(store, changes.deleted)}
    for day, papers in sorted(by_day.items()):
        rows = {row["id"]: row for row in left_by_earlier_runs(store, PAPERS, day).iter_rows(named=True)}
        wanted = _categories(store, day) if rows else newest
        if different := [paper for paper in papers if _differs(paper, rows.get(paper.arxiv_id), wanted)]:
            stale[day] = different
    return dict(sorted(stale.items()))


def _days_of(store: Store, arxiv_ids: Sequence[str]) -> list[date]:
    """The days of papers that the store has; a look at all of it, for the rare case that arXiv gives nothing but a name."""
    if not arxiv_ids:
        return []
    found = scan_papers(store).filter(pl.col("id").is_in(list(arxiv_ids))).select(pl.col("published").dt.date())
    return found.unique().collect().to_series().to_list()


def only_listed(store: Store, wanted: Iterable[date]) -> set[date]:
    """Those of the days of which the store has no more than `papers`, such as days that came out of a snapshot.

    A day that it does not have at all is like the last one before.
    """
    listed, fetched = days(store, PAPERS), set(days(store, DOCUMENTS))
    places = {day: bisect_right(listed, day) for day in wanted}
    return {day for day, place in places.items() if place == 0 or listed[place - 1] not in fetched}


def categories_of(store: Store, day: date) -> list[str]:
    """The categories that the day was made for, or the store's newest day where it was not made; empty means all."""
    return sorted(_categories(store, day) or _categories(store, max(days(store, PAPERS), default=day)))


def fetching_of(store: Store, day: date) -> dict[str, bool]:
    """Which PDFs the day was made with, or the last day of which there are any before it: configuration of `documents`."""
    fetched = days(store, DOCUMENTS)
    place = bisect_right(fetched, day)
    metadata = (read_partition_metadata(store, DOCUMENTS, fetched[place - 1]) or {}) if place else {}
    return {ONLY_REDISTRIBUTABLE: ONLY_REDISTRIBUTABLE in metadata}


def _categories(store: Store, day: date) -> frozenset[str]:
    metadata = read_partition_metadata(store, PAPERS, day) or {}
    return frozenset(metadata.get("categories", "").split())


def _differs(paper: Paper, row: Row | None, wanted: frozenset[str]) -> bool:
    if row is None:
        return not wanted or not wanted.isdisjoint(paper.categories)
    said = paper_row(paper, redistributable=redistributable(paper.license))
    return any(row[name] != said[name] for name in _TOLD_ALIKE) or any(
        _bare(row[name]) != _bare(said[name]) for name in _TOLD_IN_OTHER_LETTERS
    )


def _bare(text: Any) -> str:
    r"""The ASCII letters and digits of a text, accents taken off.

    >>> _bare("Poincar\'e") == _bare("Poincaré")
    True
    """
    return re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKD", text or ""))
