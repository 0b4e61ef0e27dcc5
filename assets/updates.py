"""Which days have to be made again because of what changed at arXiv."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from arxiv_chunks.records import Paper
from arxiv_chunks.rows import Row, paper_row
from arxiv_chunks.tables import DOCUMENTS, PAPERS
from assets.stage import rows_of
from resources.arxiv.harvest import Changes
from resources.arxiv.licences import redistributable
from resources.partitions import days, read_partition_metadata
from resources.store import Store

_TOLD_ALIKE = ("version", "versions", "categories", "license", "doi", "report_number", "withdrawn")
_TOLD_IN_OTHER_LETTERS = ("title", "abstract", "comment", "journal_ref")
"""The API converts TeX accents here and there, OAI-PMH does not: compared by their bare letters and digits."""


def stale_days(store: Store, changes: Changes) -> dict[date, list[str]]:
    """The days between the store's first and last whose rows no longer say what arXiv says, and the papers that differ.

    A paper that the store lacks counts where the day was made for its categories. One that was stamped anew without
    any change does not count, so a bulk stamping of arXiv's costs reads of the store, but no run.
    """
    stored = days(store, PAPERS)
    if not stored:
        return {}
    by_day: dict[date, list[Paper]] = defaultdict(list)
    for paper in changes.papers:
        if stored[0] <= paper.published_utc.date() <= stored[-1]:
            by_day[paper.published_utc.date()].append(paper)
    newest = _categories(store, stored[-1])
    stale = {}
    for day, papers in sorted(by_day.items()):
        rows = {row["id"]: row for row in rows_of(store, PAPERS, day)}
        wanted = _categories(store, day) if rows else newest
        if different := [paper.arxiv_id for paper in papers if _differs(paper, rows.get(paper.arxiv_id), wanted)]:
            stale[day] = sorted(different)
    return stale


def only_listed(store: Store, wanted: Iterable[date]) -> set[date]:
    """Those of the days of which the store has no more than `papers`, such as days that came out of a snapshot.

    A day that it does not have at all is like its neighbours: more is wanted of it between days that have more.
    """
    listed, fetched = set(days(store, PAPERS)), days(store, DOCUMENTS)
    within = (fetched[0], fetched[-1]) if fetched else (date.max, date.min)
    unfetched = set(wanted).difference(fetched)
    return {day for day in unfetched if day in listed or not within[0] <= day <= within[1]}


def categories_of(store: Store, day: date) -> list[str]:
    """The categories that the day was made for, or the store's newest day where it was not made; empty means all."""
    return sorted(_categories(store, day) or _categories(store, max(days(store, PAPERS), default=day)))


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
