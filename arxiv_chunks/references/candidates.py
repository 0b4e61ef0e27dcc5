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
        "raw": pl.String(),
        "title": pl.String(),
        "authors": pl.List(pl.String),
        "year": pl.Int32(),
        "journal": pl.String(),
        "volume": pl.String(),
        "page": pl.String(),
        "doi": pl.String(),
    }
)
_LONG_WORD = r"\b\p{L}{5,}\b"


def entry_forms(references: Sequence[Reference]) -> pl.DataFrame:
    """The references in the forms of the index, one row each, numbered by `entry`."""
    printed = [
        (n, r.raw, f.title, [_bare_surname(a) for a in f.authors], f.year, f.journal, f.volume, f.page, f.doi)
        for n, r in enumerate(references)
        for f in [r.fields]
    ]
    journal = keys.journal(pl.col("journal"), pl.col("volume"))
    surnames = pl.col("authors").list.eval(keys.surname(pl.element())).list.drop_nulls()
    title = keys.words(pl.col("title"))
    return pl.DataFrame(printed, schema=_PRINTED, orient="row").select(
        "entry",
        "year",
        "doi",
        title=title,
        phrases=keys.phrases(pl.col("raw")),
        raw_words=keys.words(pl.col("raw")).str.extract_all(_LONG_WORD).list.unique(),
        surnames=surnames,
        surname=surnames.list.first(),
        first_word=keys.first_long_word(title),
        last_word=keys.last_long_word(title),
        journal=journal,
        volume=keys.volume(pl.col("volume"), journal),
        page=keys.page(pl.col("page")),
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
    """Papers whose title is the entry's, blanks and hyphens aside, and those of its first author whose title may stand in it.

    The second kind needs no title to have been read out of the entry: its words hold the paper's first and last long word.
    """
    key = keys.squeezed(pl.col("title")).alias("key")
    same = _join(entries.select("entry", key), index.with_columns(key), ["key"])
    words = entries.select("entry", "surname", "raw_words", first_word="raw_words").explode("first_word")
    inside = _join(words, index, ["surname", "first_word"], pl.col("raw_words").list.contains(pl.col("last_word")))
    return pl.concat([same, inside]).unique(maintain_order=True)


def by_journal(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers with the same volume and first page, of any journal: names of journals are for `verify` to compare."""
    named = entries.filter(pl.col("journal").is_not_null())
    return _join(named.select("entry", "volume", "page"), index, ["volume", "page"])


def by_spelling(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers of the same first author, nearly as long a title, and its first or last long word in common."""
    shown = entries.select("entry", "surname", "first_word", "last_word", letters=pl.col("title").str.len_chars())
    longer = pl.col("title").str.len_chars() / pl.col("letters")
    return pl.concat(
        _join(
            shown.select("entry", "surname", word, "letters"), index, ["surname", word], longer.is_between(0.85, 1.18)
        )
        for word in ("first_word", "last_word")
    ).unique(maintain_order=True)


def _join(entries: pl.DataFrame, index: pl.LazyFrame, on: list[str], condition: pl.Expr | None = None) -> pl.DataFrame:
    wanted = entries.drop_nulls(on).lazy()
    columns = index.select(
        {*PAPER, *on, *(condition.meta.root_names() if condition is not None else ())} & set(index.collect_schema())
    )
    found = columns.join(wanted, on=on, how="inner")
    if condition is not None:
        found = found.filter(condition)
    return found.select("entry", *PAPER).collect(engine="streaming").sort("entry", "id")
