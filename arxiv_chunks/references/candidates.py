"""Candidate search: which papers of the index an entry might be. Favours recall; `verify` decides.

Each search is one join of the entries (thousands, in memory) with a few columns of the index (millions of rows, streamed
from Parquet), and gives one row per entry and candidate: `entry`, then the columns of `PAPER`.
"""

from collections.abc import Sequence

import polars as pl

from arxiv_chunks.records import Reference
from arxiv_chunks.references import keys

PAPER = ("id", "title", "surnames", "year", "journal", "volume", "page", "journal_year")
"""What verification needs to know of a paper."""

_PRINTED = pl.Schema(
    {
        "entry": pl.UInt32(),
        "title": pl.String(),
        "authors": pl.List(pl.String),
        "year": pl.Int32(),
        "journal": pl.String(),
        "volume": pl.String(),
        "page": pl.String(),
        "doi": pl.String(),
    }
)


def entry_forms(references: Sequence[Reference]) -> pl.DataFrame:
    """The references in the forms of the index, one row each, numbered by `entry`."""
    printed = [
        (n, f.title, [_bare_surname(a) for a in f.authors], f.year, f.journal, f.volume, f.page, f.doi)
        for n, f in enumerate(reference.fields for reference in references)
    ]
    journal = keys.journal(pl.col("journal"), pl.col("volume"))
    surnames = pl.col("authors").list.eval(keys.surname(pl.element())).list.drop_nulls()
    return (
        pl.DataFrame(printed, schema=_PRINTED, orient="row")
        .select(
            "entry",
            "year",
            "doi",
            title=keys.words(pl.col("title")),
            surnames=surnames,
            surname=surnames.list.first(),
            journal=journal,
            volume=keys.volume(pl.col("volume"), journal),
            page=keys.page(pl.col("page")),
        )
        .with_columns(first_word=keys.first_long_word(pl.col("title")), last_word=keys.last_long_word(pl.col("title")))
    )


def _bare_surname(author: str) -> str:
    """An author as bibliographies print them, cut to what ends with the surname: `Smith, J.`, `Smith JA` and `J. Smith`."""
    name = author.partition(",")[0].strip()
    head, _, tail = name.rpartition(" ")
    return head if head and len(tail) <= 3 and tail.isupper() and not head.endswith(".") and "." not in tail else name


def by_doi(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers whose metadata hold the entry's DOI."""
    return _join(entries.select("entry", "doi"), index, ["doi"])


def by_title(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers of the same title, blanks and hyphens aside."""
    key = keys.squeezed(pl.col("title")).alias("key")
    return _join(entries.select("entry", key), index.with_columns(key), ["key"])


def by_journal(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers with the same volume and first page, of any journal: names of journals are for `verify` to compare."""
    return _join(
        entries.filter(pl.col("journal").is_not_null()).select("entry", "volume", "page"), index, ["volume", "page"]
    )


def by_spelling(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers of the same first author with the first or the last long word of the title in common."""
    blocks = [
        _join(entries.select("entry", "surname", word), index, ["surname", word])
        for word in ("first_word", "last_word")
    ]
    return pl.concat(blocks).unique(["entry", "id"])


def _join(entries: pl.DataFrame, index: pl.LazyFrame, on: list[str]) -> pl.DataFrame:
    wanted = entries.drop_nulls(on).lazy()
    columns = [*PAPER, *(c for c in on if c not in PAPER)]
    found = index.select(columns).join(wanted, on=on, how="inner").select("entry", *PAPER)
    return found.collect(engine="streaming").sort("entry", "id")
