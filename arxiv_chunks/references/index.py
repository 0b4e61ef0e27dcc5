"""What references are resolved against: one row per paper, with the forms of its metadata that entries are compared with.

A journal reference is free text that authors type (`Phys.Rev.D76:013009,2007`; `J. Math. Phys. 48(2007), 092102.`). What
stands before the first number is the journal, that number the volume, and the next one that is neither issue, month nor
year the first page. References that do not begin like this (books, proceedings named in full) give no volume and page,
and are not found by journal; nothing is guessed.
"""

import polars as pl

from arxiv_chunks.references import keys
from arxiv_chunks.tables import INDEX

WITNESSES = 10
"""How many authors a paper is known by: entries name the first, three, or the first ten before "et al."."""

_JOURNAL = r"^\s*([^\d:;,(]*\p{L}[.)]*(?:\s*[:,-]\s*[^\d:;,(]*\p{L}[.)]*)?)"
_YEAR_FIRST = r"[\s,:]*(?:\(?(?:19|20)\d\d\)?,\s*)?"
_VOLUME = r"[\s,:]*(?i:v(?:ol(?:ume)?)?[\s.]*)?([A-Z]?\d{1,5})\b"
_NO_PAGE = (
    r"\([^)]*\)|[\s,;](?:19|20)\d\d\s*(?:[,;]|$)|(?i:\b(?:no?|nr|num|number|issues?|iss)[\s.:]*\d+(?:\s*[-/]+\s*\d+)?)"
)


def build_index(papers: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    """The `index` table of the `papers` table (its columns id, title, authors, published, doi, journal_ref are read).

    Lazy, so that millions of papers stream from Parquet to Parquet:
    `build_index(pl.scan_parquet("papers/**/*.parquet")).sink_parquet("index.parquet")`.
    """
    reference = pl.col("journal_ref").str.replace_all(r"\s+", " ")
    parts = reference.str.extract_groups(_JOURNAL + _YEAR_FIRST + _VOLUME + "(.*)$").struct
    volume, rest = parts.field("2"), parts.field("3")
    journal = keys.journal(parts.field("1"), volume)
    forms = papers.lazy().select(
        pl.col("id"),
        title=keys.words(pl.col("title")),
        surnames=pl.col("authors").list.head(WITNESSES).list.eval(keys.surname(pl.element())).list.drop_nulls(),
        year=pl.col("published").dt.year(),
        doi=pl.col("doi").str.to_lowercase(),
        journal=journal,
        volume=keys.volume(volume, journal),
        page=keys.page(rest.str.replace_all(_NO_PAGE, " ")),
        journal_year=pl.coalesce(
            reference.str.extract(r"\([^)]*\b((?:19|20)\d\d)\)"), reference.str.extract(r".*\b((?:19|20)\d\d)\b")
        ).cast(pl.Int32),
    )
    return (
        forms.with_columns(
            letters=keys.squeezed(pl.col("title")).str.len_chars(),
            first_key=keys.block(pl.col("surnames").list.first(), keys.first_long_word(pl.col("title"))),
            last_key=keys.block(pl.col("surnames").list.first(), keys.last_long_word(pl.col("title"))),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in INDEX.schema.items())
        .sort("id")
    )
