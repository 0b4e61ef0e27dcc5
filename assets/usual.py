"""What is odd about a written day, though it may be right: somebody should look. Rules as in `sound.py`; none blocks.

A rule compares a day with the days before it in the store, and reads those only where there is something to compare.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from arxiv_chunks.tables import CHUNKS, DOCUMENTS, PAPERS, REFERENCES, TEXTS
from assets.sound import Rule, Written

WEEKS_BEFORE = 4
FEW_PAPERS = 20
"""Days of fewer papers, on average, say nothing by their number: a category's Sunday has none every other week."""
QUIET_SHARE = 0.25
"""Holidays in the middle of a week halve arXiv's submissions; a quarter of the usual is an outage, ours or theirs."""

DAYS_BEFORE = 14
DEVIATIONS = 3
PRIOR_PAPERS, PRIOR_FAILURES = 100, 5
"""Where little came before, one paper in twenty may fail: what arXiv's withdrawn and scanned papers add up to."""
LEAST_FAILURES = 3

BROKEN_CHARACTER = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ufffd\\ue000-\\uf8ff]")
BROKEN_SHARE = 0.001
BROKEN_PAPERS_SHARE = 0.05
"""Of 58 papers of all years none has a single one: the text stage names what it can and leaves out what it cannot."""

TWICE_SHARE = 0.01


def as_many_as_usual(written: Written) -> list[str]:
    """The day has at least a quarter of the papers that the same weekday had in the four weeks before."""
    before = [written.ledger(written.day - timedelta(weeks=week)).height for week in range(1, WEEKS_BEFORE + 1)]
    counts = [count for count in before if count]
    usual = sum(counts) / len(counts) if counts else 0.0
    if usual < FEW_PAPERS or written.frame.height >= usual * QUIET_SHARE:
        return []
    return [f"{written.frame.height} papers, where {usual:.0f} are usual on this weekday"]


def failures_as_usual(written: Written) -> list[str]:
    """No larger share of papers fails at this stage than in the fourteen days before, three standard deviations allowed."""
    papers, failures = _own_failures(written, written.day)
    if failures < LEAST_FAILURES:
        return []
    before = [_own_failures(written, day) for day in _days_before(written.day)]
    share = (sum(f for _, f in before) + PRIOR_FAILURES) / (sum(p for p, _ in before) + PRIOR_PAPERS)
    allowed = papers * share + DEVIATIONS * math.sqrt(papers * share * (1 - share))
    if failures <= allowed:
        return []
    return [f"{failures} of {papers} papers failed, where {share:.1%} are usual"]


def characters_are_whole(written: Written) -> list[str]:
    """At most one paper in twenty has replacement, private-use or control characters, more than one in a thousand."""
    readable = written.frame.filter(pl.col("status") == "ok").select("id", "body")
    broken = [
        f"{row['id']} has {count} broken characters"
        for row in readable.iter_rows(named=True)
        if (count := len(BROKEN_CHARACTER.findall(row["body"]))) > BROKEN_SHARE * len(row["body"])
    ]
    return broken if len(broken) > max(1, BROKEN_PAPERS_SHARE * readable.height) else []


def no_body_twice(written: Written) -> list[str]:
    """No two papers have the same body text."""
    bodies = written.frame.filter((pl.col("status") == "ok") & (pl.col("body") != "")).select("id", "body")
    alike = bodies.filter(pl.col("body").is_duplicated()).group_by("body").agg(pl.col("id").sort())
    return [f"{' and '.join(ids)} have the same text" for ids in sorted(alike["id"].to_list())]


def no_chunk_in_two_papers(written: Written) -> list[str]:
    """At most one chunk in a hundred stands in two papers."""
    hashes = written.frame.select("id", "doi", "content_sha256")
    shared = hashes.filter(pl.col("doi").n_unique().over("content_sha256") > 1)
    return (
        [f"{i} stands in another paper too" for i in shared["id"]]
        if shared.height > TWICE_SHARE * hashes.height
        else []
    )


def _days_before(day: date) -> Iterator[date]:
    return (day - timedelta(days=n) for n in range(1, DAYS_BEFORE + 1))


def _own_failures(written: Written, day: date) -> tuple[int, int]:
    """How many papers came to this stage on the day, and how many of them failed at it."""
    ledger = written.ledger(day).filter(pl.col("reason").is_null() | (pl.col("reason") != "upstream"))
    return ledger.height, ledger.filter(pl.col("status") == "failed").height


USUAL: Mapping[str, tuple[Rule, ...]] = {
    PAPERS.name: (as_many_as_usual,),
    DOCUMENTS.name: (failures_as_usual,),
    TEXTS.name: (failures_as_usual, characters_are_whole, no_body_twice),
    REFERENCES.name: (failures_as_usual,),
    CHUNKS.name: (failures_as_usual, no_chunk_in_two_papers),
}
