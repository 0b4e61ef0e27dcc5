"""Which arXiv paper an entry is: a ladder of methods, surest first; an entry leaves it at the first that answers.

    printed_id   the entry prints an arXiv identifier
    linked_id    the PDF lays a link to arXiv over the entry
    doi          a paper of the index has the entry's DOI
    title        the same title, with authors and year as witnesses
    journal      the same journal, volume and first page
    fuzzy_title  the same title but for a few letters, the same authors, a near year

A wrong link is worse than none: where two papers answer equally well, there is no answer.
"""

from collections.abc import Callable, Sequence

import polars as pl

from arxiv_chunks.records import Reference, Resolution
from arxiv_chunks.references import candidates, verify
from arxiv_chunks.references.links import resolved_by_own_identifier

Search = Callable[[pl.DataFrame, pl.LazyFrame], pl.DataFrame]
Judge = Callable[[verify.Entry, verify.Candidate], float | None]
_LADDER: tuple[tuple[str, Search, Judge], ...] = (
    ("doi", candidates.by_doi, verify.verify_doi),
    ("title", candidates.by_title, verify.verify_title),
    ("journal", candidates.by_journal, verify.verify_journal),
    ("fuzzy_title", candidates.by_spelling, verify.verify_spelling),
)
_ENTRY = ("title", "phrases", "surnames", "year", "journal", "volume", "page")


def resolve(references: Sequence[Reference], index: pl.DataFrame | pl.LazyFrame) -> list[Resolution | None]:
    """What each reference resolves to, in the order given; best asked for a whole day at once.

    `index` is the `index` table (`build_index`); as a `LazyFrame` over Parquet files only the columns needed are read.

    >>> resolve(references, pl.scan_parquet("index/*.parquet"))  # doctest: +SKIP
    [Resolution(arxiv_id='1706.03762', method='title', confidence=0.99), None]
    """
    if not references:
        return []
    answers = [resolved_by_own_identifier(reference) for reference in references]
    entries = candidates.entry_forms(references)
    known = {row[0]: verify.Entry(*row[1:]) for row in entries.select("entry", *_ENTRY).iter_rows()}
    for method, search, judge in _LADDER:
        unanswered = entries.filter(pl.Series([answer is None for answer in answers], dtype=pl.Boolean))
        for entry, found in _verified(unanswered, known, index.lazy(), search, judge).items():
            confidence, length, paper_id = max(found)
            if (
                sum((c, n) == (confidence, length) for c, n, _ in found) == 1
            ):  # of titles inside each other, the whole one
                answers[entry] = Resolution(paper_id, method, confidence)
    return answers


def _verified(
    entries: pl.DataFrame, known: dict[int, verify.Entry], index: pl.LazyFrame, search: Search, judge: Judge
) -> dict[int, list[tuple[float, int, str]]]:
    """Each entry's candidates that passed: confidence, length of title, identifier."""
    pairs = search(entries, index).unique()
    papers = candidates.papers(index, pairs["id"])
    passed: dict[int, list[tuple[float, int, str]]] = {}
    for entry, *paper in pairs.join(papers, on="id").select("entry", *candidates.PAPER).iter_rows():
        candidate = verify.Candidate(*paper)
        confidence = judge(known[entry], candidate)
        if confidence is not None:
            passed.setdefault(entry, []).append((confidence, len(candidate.title), candidate.id))
    return passed
