"""Candidate search: which papers of the index an entry might be. Favours recall; `verify` decides.

Each search joins the entries (thousands, in memory) with the one or two columns of the index (millions of rows, streamed from
Parquet) that it looks at, and gives pairs of `entry` and `id`. What verification needs is read afterwards, for
the papers found alone.
"""

from collections.abc import Sequence

import polars as pl

from arxiv_chunks.records import Reference
from arxiv_chunks.references import keys
from arxiv_chunks.references.verify import SAYING_WORDS

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
_LENGTHS = 0.08  # by how much of its length a misspelt title may differ
_YEARS = 4  # by how many years a misspelt entry may differ
_LONG_WORD = r"\b\p{L}{5,}\b"


def entry_forms(references: Sequence[Reference]) -> pl.DataFrame:
    """The references in the forms of the index, one row each, numbered by `entry`."""
    fields = [r.fields for r in references]
    printed = {
        "entry": range(len(references)),
        "raw": [r.raw for r in references],
        "authors": [[_bare_surname(a) for a in f.authors] for f in fields],
    } | {name: [getattr(f, name) for f in fields] for name in ("title", "year", "journal", "volume", "page", "doi")}
    journal = keys.journal(pl.col("journal"), pl.col("volume"))
    surnames = pl.col("authors").list.eval(keys.surname(pl.element())).list.drop_nulls()
    title = keys.words(pl.col("title"))
    return pl.DataFrame(printed, schema=_PRINTED).select(
        "entry",
        "year",
        "doi",
        title=title,
        phrases=keys.phrases(pl.col("raw")),
        raw_words=keys.words(pl.col("raw")).str.extract_all(_LONG_WORD).list.unique(),
        surnames=surnames,
        surname=surnames.list.first(),
        first_key=keys.block(surnames.list.first(), keys.first_long_word(title)),
        last_key=keys.block(surnames.list.first(), keys.last_long_word(title)),
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

    Of a short title, such as a thousand papers have, those by one of the entry's authors. The second kind needs no title to have been read out of the entry: its words hold the paper's first and last long word.
    """
    key = keys.squeezed(pl.col("title")).alias("key")
    long = pl.col("title").str.count_matches(" ") + 1 >= SAYING_WORDS
    shown = entries.select("entry", key, long.alias("long"), printed="surnames")
    same = _join(shown, index.select("id", "surnames", key), ["key"], "surnames").filter(
        pl.col("long") | (pl.col("surnames").list.set_intersection("printed").list.len() > 0)
    )
    blocks = (
        entries.select("entry", "surname", "raw_words")
        .explode("raw_words")
        .select("entry", first_key=keys.block(pl.col("surname"), pl.col("raw_words")))
    )
    begin = _join(blocks, index, ["first_key"], "last_key", "title")
    both = begin.join(blocks.rename({"first_key": "last_key"}), on=["entry", "last_key"], how="semi")
    text = entries.select("entry", text=pl.col("phrases").str.replace_all("|", "", literal=True))
    inside = both.join(text, on="entry").filter(
        pl.col("text").str.contains(keys.squeezed(pl.col("title")), literal=True)
    )
    return pl.concat([same.select("entry", "id"), inside.select("entry", "id")])


def by_journal(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers with the same volume and first page, of any journal: names of journals are for `verify` to compare."""
    named = entries.filter(pl.col("journal").is_not_null())
    return _join(named.select("entry", "volume", "page"), index, ["volume", "page"])


def by_spelling(entries: pl.DataFrame, index: pl.LazyFrame) -> pl.DataFrame:
    """Papers of the same first author and years, nearly as long a title, and its first or last long word in common."""
    shown = entries.select(
        "entry", "first_key", "last_key", printed="year", shown=keys.squeezed(pl.col("title")).str.len_chars()
    )
    like = (pl.col("letters") / pl.col("shown")).is_between(1 - _LENGTHS, 1 + _LENGTHS)
    near = (pl.col("printed") - pl.col("year")).is_between(-_YEARS, _YEARS).fill_null(value=True)
    found = [
        _join(shown.select("entry", key, "printed", "shown"), index, [key], "letters", "year")
        for key in ("first_key", "last_key")
    ]
    return pl.concat(pairs.filter(like & near).select("entry", "id") for pairs in found)


def papers(index: pl.LazyFrame, ids: pl.Series) -> pl.DataFrame:
    """The rows of these papers, in the columns that verification needs."""
    return index.select(PAPER).join(ids.unique().to_frame("id").lazy(), on="id", how="semi").collect(engine="streaming")


def _join(entries: pl.DataFrame, index: pl.LazyFrame, on: list[str], *more: str) -> pl.DataFrame:
    wanted = entries.drop_nulls(on).lazy()
    kept = [c for c in wanted.collect_schema() if c not in on]
    return index.select("id", *on, *more).join(wanted, on=on).select(*kept, "id", *more).collect(engine="streaming")
