"""The schema of every table, once: column names, types and meanings, in the order in which they are written.

`chunks` begins with the fifteen columns of the `ai-arxiv` dataset, in its order. Times are UTC; `date` is no column of
any file: it is the partition's name (`date=YYYY-MM-DD`, the day of a paper's first submission).
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

UTC_TIME = pl.Datetime("ms", "UTC")
STRINGS = pl.List(pl.String)
VERSIONS = pl.List(pl.Struct({"version": pl.Int32, "created": UTC_TIME}))
BOXES = pl.List(pl.Struct({"page": pl.Int32, "x0": pl.Float32, "y0": pl.Float32, "x1": pl.Float32, "y1": pl.Float32}))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type and what it means."""

    name: str
    dtype: pl.DataType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, what a row is, its columns, and the columns by which its rows are sorted in a partition."""

    name: str
    row: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...]

    @property
    def schema(self) -> pl.Schema:
        """Names and types, for building frames without inference."""
        return pl.Schema({c.name: c.dtype for c in self.columns})


def type_name(dtype: Any) -> str:
    """A column's type in words that people read.

    >>> type_name(pl.List(pl.Struct({"id": pl.String})))
    'list of {id: string}'
    """
    if isinstance(dtype, pl.List):
        return f"list of {type_name(dtype.inner)}"
    if isinstance(dtype, pl.Struct):
        return "{" + ", ".join(f"{field.name}: {type_name(field.dtype)}" for field in dtype.fields) + "}"
    if isinstance(dtype, pl.Datetime):
        return f"timestamp ({dtype.time_unit}, {dtype.time_zone})"
    return str(dtype.base_type()).lower()


def _columns(*rows: tuple[str, pl.DataType | type[pl.DataType], str]) -> tuple[Column, ...]:
    return tuple(Column(name, dtype() if isinstance(dtype, type) else dtype, meaning) for name, dtype, meaning in rows)


PAPERS = Table(
    "papers",
    "one paper first submitted on this day",
    _columns(
        ("id", pl.String, "arXiv identifier without version, such as 1704.04861 or hep-th/9108004"),
        ("version", pl.Int32, "latest version"),
        ("title", pl.String, "title, white space folded"),
        ("abstract", pl.String, "abstract as its authors wrote it"),
        ("authors", STRINGS, "authors in printed order"),
        ("categories", STRINGS, "arXiv categories, the primary one first"),
        ("primary_category", pl.String, "arXiv's primary category"),
        ("published", UTC_TIME, "when version 1 was submitted"),
        ("updated", UTC_TIME, "when the latest version was submitted"),
        (
            "versions",
            VERSIONS,
            "the versions that the source of metadata told of; the API tells only the first and the last",
        ),
        ("license", pl.String, "URI of the licence, null where arXiv's default or none is stated"),
        ("redistributable", pl.Boolean, "whether that licence lets others share the paper's text"),
        ("comment", pl.String, "authors' comment"),
        ("journal_ref", pl.String, "journal reference given by the authors"),
        ("doi", pl.String, "DOI of the published version"),
        ("report_number", pl.String, "report number, as printed"),
        ("withdrawn", pl.Boolean, "whether the latest version is a withdrawal"),
    ),
    ("id",),
)

DOCUMENTS = Table(
    "documents",
    "one paper of the day, whether its PDF could be had or not",
    _columns(
        ("id", pl.String, "arXiv identifier"),
        ("version", pl.Int32, "version that the metadata names as the latest"),
        ("status", pl.String, "ok, or failed"),
        ("reason", pl.String, "why it failed, from the closed list of `errors.Reason`; null when ok"),
        ("detail", pl.String, "one line more about the failure"),
        (
            "source",
            pl.String,
            "where the PDF came from: arxiv, gcs, s3; null where a run that was killed left it and did not say",
        ),
        ("pdf_version", pl.Int32, "version of the PDF that is stored"),
        ("pdf_key", pl.String, "key of the PDF below the store's root"),
        ("pdf_sha256", pl.String, "SHA-256 of the PDF, hexadecimal"),
        ("pdf_bytes", pl.Int64, "length of the PDF in bytes"),
    ),
    ("id",),
)

BLOCKS = pl.List(
    pl.Struct(
        {
            "kind": pl.String,
            "text": pl.String,
            "level": pl.Int32,
            "section": STRINGS,
            "char_start": pl.Int64,
            "char_end": pl.Int64,
            "boxes": BOXES,
        }
    )
)
PAGE_STARTS = pl.List(pl.Struct({"char_start": pl.Int64, "page": pl.Int32}))
LIST_LINES = pl.List(
    pl.Struct(
        {
            "text": pl.String,
            "page": pl.Int32,
            "x0": pl.Float32,
            "y0": pl.Float32,
            "x1": pl.Float32,
            "y1": pl.Float32,
            "column_x0": pl.Float32,
            "column_x1": pl.Float32,
            "size": pl.Float32,
            "bold": pl.Boolean,
            "links": STRINGS,
        }
    )
)
ANCHORS = pl.List(pl.Struct({"name": pl.String, "page": pl.Int32, "x": pl.Float32, "y": pl.Float32}))
CITATION_LINKS = pl.List(pl.Struct({"char_start": pl.Int64, "char_end": pl.Int64, "anchor": pl.String}))

TEXTS = Table(
    "texts",
    "one paper of the day, whether its text could be read or not",
    _columns(
        ("id", pl.String, "arXiv identifier"),
        ("version", pl.Int32, "version of the PDF that was read"),
        ("status", pl.String, "ok, or failed"),
        ("reason", pl.String, "why it failed, from the closed list of `errors.Reason`; null when ok"),
        ("detail", pl.String, "one line more about the failure"),
        ("pdf_sha256", pl.String, "SHA-256 of the PDF that was read"),
        ("verdict", pl.String, "ok, garbled, scanned, empty, encrypted or damaged"),
        ("engine", pl.String, "what read the PDF: pymupdf, or pypdf where that could not"),
        ("engine_version", pl.String, "version of that engine"),
        ("page_count", pl.Int32, "pages in the PDF"),
        ("pages_without_text", pl.Int32, "pages that hold no text layer"),
        ("column_count", pl.Int32, "text columns on most pages"),
        ("word_count", pl.Int64, "words in the body"),
        ("lexicon_share", pl.Float32, "share of the body's words that look like words, 0 to 1; below 0.5 is suspect"),
        ("unmapped_characters", pl.Int64, "characters that no font map could name"),
        ("equation_share", pl.Float32, "share of the body's characters that stand in display equations, 0 to 1"),
        ("language", pl.String, "ISO 639-1 code of the body's language, null where too little text tells"),
        ("language_confidence", pl.Float32, "how sure the language is, 0 to 1"),
        ("body", pl.String, "the text that chunks are made of: blocks separated by a blank line"),
        (
            "blocks",
            BLOCKS,
            "the document in reading order, with spans of the body and boxes in points from the top left",
        ),
        ("page_starts", PAGE_STARTS, "from char_start of the body on, the text stands on this page"),
        ("reference_lines", LIST_LINES, "the bibliography's printed lines, with places and links"),
        ("anchors", ANCHORS, "places in the bibliography that in-text links lead to, in points from the top left"),
        ("citation_links", CITATION_LINKS, "what of the body the PDF links to an anchor"),
    ),
    ("id",),
)

REFERENCES = Table(
    "references",
    "one entry of a paper's bibliography",
    _columns(
        ("id", pl.String, "arXiv identifier of the paper that cites"),
        ("version", pl.Int32, "version of the PDF that was read"),
        ("index", pl.Int32, "place of the entry in the bibliography, from 0"),
        ("label", pl.String, "printed label, such as [12] or [ABC99]; null where there is none"),
        ("raw", pl.String, "the printed entry, label cut off, lines joined"),
        ("pdf_page", pl.Int32, "page of the PDF on which the entry begins"),
        ("authors", STRINGS, "authors as printed"),
        ("title", pl.String, "title of the cited work, as printed"),
        ("journal", pl.String, "journal, book or venue"),
        ("volume", pl.String, "volume of the journal, as printed"),
        ("issue", pl.String, "issue of the volume, as printed"),
        ("page", pl.String, "first page or article number"),
        ("year", pl.Int32, "year of publication, as printed"),
        ("publisher", pl.String, "publisher, as printed"),
        ("arxiv_id", pl.String, "arXiv identifier printed in or linked from the entry, normalised, without version"),
        ("arxiv_id_source", pl.String, "printed, or linked"),
        ("doi", pl.String, "DOI printed in or linked from the entry, lower case"),
        ("doi_source", pl.String, "printed, or linked"),
        ("report_number", pl.String, "report number, as printed"),
        ("url", pl.String, "other URL printed in or linked from the entry"),
        ("isbn", pl.String, "ISBN of the book, digits alone"),
        ("resolved_id", pl.String, "arXiv identifier of the cited paper; null where none is known"),
        ("method", pl.String, "how it was resolved: printed_id, linked_id, doi, title, journal, fuzzy_title"),
        ("confidence", pl.Float32, "how sure the resolution is, 0 to 1"),
        ("anchors", STRINGS, "names of the PDF's anchors at the entry; LaTeX's is `cite.` and the BibTeX key"),
    ),
    ("id", "index"),
)

CITATIONS = pl.List(
    pl.Struct(
        {
            "marker": pl.String,
            "char_start": pl.Int64,
            "char_end": pl.Int64,
            "references": pl.List(pl.Struct({"index": pl.Int32, "resolved_id": pl.String})),
            "via": pl.String,
        }
    )
)

CHUNKS = Table(
    "chunks",
    "one span of a paper's body text",
    _columns(
        ("doi", pl.String, "arXiv identifier (the name is the ai-arxiv dataset's)"),
        ("chunk-id", pl.Int64, "place of the chunk in the paper, from 0"),
        ("chunk", pl.String, "the text: body[char_start:char_end]"),
        ("id", pl.String, "doi, #, chunk-id: names the chunk in the whole dataset"),
        ("title", pl.String, "title of the paper"),
        ("summary", pl.String, "abstract from the metadata"),
        ("source", pl.String, "where arXiv serves the PDF"),
        ("authors", pl.String, "authors, separated by comma and blank"),
        ("categories", pl.String, "categories, separated by comma and blank, the primary one first"),
        ("comment", pl.String, "authors' comment"),
        ("journal_ref", pl.String, "journal reference given by the authors"),
        ("primary_category", pl.String, "arXiv's primary category"),
        ("published", pl.String, "day of version 1, YYYYMMDD, UTC"),
        ("updated", pl.String, "day of the latest version, YYYYMMDD, UTC"),
        (
            "references",
            pl.List(pl.Struct({"id": pl.String})),
            "arXiv papers that the paper cites, in order of first appearance",
        ),
        ("version", pl.Int32, "version of the PDF that was read"),
        ("section", STRINGS, "path of headings above the chunk"),
        ("first_page", pl.Int32, "page on which the chunk begins"),
        ("last_page", pl.Int32, "page on which the chunk ends"),
        ("char_start", pl.Int64, "first character of the chunk in the body text"),
        ("char_end", pl.Int64, "one past its last character"),
        (
            "token_count",
            pl.Int32,
            "tokens of the chunk's text under the tokenizer in the file's metadata; null where chunks are measured in characters",
        ),
        ("overlap_chars", pl.Int32, "leading characters that also end the chunk before"),
        ("kinds", STRINGS, "kinds of the blocks that the chunk touches"),
        ("citations", CITATIONS, "in-text citations inside the chunk, with offsets into the chunk; via: link or text"),
        ("verdict", pl.String, "verdict on the paper's text: ok, garbled, …"),
        ("lexicon_share", pl.Float32, "share of the paper's words that look like words"),
        ("language", pl.String, "language of the paper's body"),
        ("license", pl.String, "URI of the licence"),
        ("redistributable", pl.Boolean, "whether that licence lets others share the text"),
        ("content_sha256", pl.String, "SHA-256 of the chunk's UTF-8 text, hexadecimal"),
        ("previous_id", pl.String, "id of the chunk before, null for the first"),
        ("next_id", pl.String, "id of the chunk after, null for the last"),
    ),
    ("doi", "chunk-id"),
)

INDEX = Table(
    "index",
    "one harvested paper, in the forms that bibliography entries are compared with",
    _columns(
        ("id", pl.String, "arXiv identifier"),
        ("title", pl.String, "title as lower-case words: no accents, LaTeX or punctuation, Greek letters by name"),
        ("letters", pl.Int32, "letters and digits in it"),
        ("surnames", STRINGS, "surnames of the first ten authors, lower case, no accents"),
        ("first_key", pl.String, "first author's surname and the title's first word of five letters or more"),
        ("last_key", pl.String, "first author's surname and the title's last word of five letters or more"),
        ("year", pl.Int32, "year of version 1"),
        ("doi", pl.String, "DOI of the published version, lower case"),
        ("journal", pl.String, "journal of the journal reference, as lower-case words"),
        ("volume", pl.String, "its volume, without leading zeros"),
        ("page", pl.String, "its first page or article number, without leading zeros"),
        ("journal_year", pl.Int32, "year of the journal reference"),
    ),
    ("id",),
)

LEDGER = Table(
    "ledger",
    "one paper of the day at one stage",
    _columns(
        ("id", pl.String, "arXiv identifier"),
        ("version", pl.Int32, "version that the stage worked on"),
        ("stage", pl.String, "papers, documents, texts, references or chunks"),
        ("status", pl.String, "ok, or failed"),
        ("reason", pl.String, "why it failed, from the closed list of `errors.Reason`; null when ok"),
        ("detail", pl.String, "one line more about the failure, or about what read the paper where that was not MuPDF"),
        ("row_count", pl.Int64, "rows that the paper has in the stage's table"),
    ),
    ("id", "stage"),
)


def _released(table: Table, row: str, *columns: tuple[str, pl.DataType | type[pl.DataType], str]) -> Table:
    return Table(table.name, row, table.columns + _columns(*columns), table.sorted_by)


RELEASED = {
    table.name: table
    for table in (
        _released(
            CHUNKS,
            CHUNKS.row,
            (
                "duplicate_cluster",
                pl.String,
                "id of the first of the chunks that say nearly the same as this one; null where there is none",
            ),
        ),
        _released(
            PAPERS,
            "one paper",
            (
                "duplicate_cluster",
                pl.String,
                "id of the first of the papers whose whole text is nearly this one's; null where there is none",
            ),
            (
                "duplicate_share",
                pl.Float32,
                "share of the paper's chunks that an earlier paper has too, nearly word for word; null without chunks",
            ),
        ),
        _released(REFERENCES, REFERENCES.row),
    )
}
"""The tables of a release: the store's columns, and what can only be told over all papers at once."""

TABLES = {table.name: table for table in (PAPERS, DOCUMENTS, TEXTS, REFERENCES, INDEX, CHUNKS, LEDGER)}
SEED_COLUMN_COUNT = 15
