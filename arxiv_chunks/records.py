"""The values that pass between the crafts: frozen, typed, units in the names.

Positions are in PDF points (1/72 inch) from the page's top left corner. Pages count from 1.
Character offsets are Python string indexes into `Document.body`; ends are exclusive.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

BlockKind = Literal[
    "heading", "paragraph", "list_item", "caption", "table", "equation", "footnote", "reference", "other"
]
Verdict = Literal["ok", "garbled", "scanned", "empty", "encrypted", "damaged"]
IdentifierSource = Literal["printed", "linked"]
CitationSource = Literal["link", "text"]


class Box(NamedTuple):
    """A rectangle on one page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a paper: its number and when it was submitted (UTC)."""

    number: int
    created_utc: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """arXiv's metadata of one paper at its latest version.

    `versions` may hold only the first and the latest: the API tells no more; OAI-PMH `arXivRaw` and the snapshot tell all.
    """

    arxiv_id: str
    version: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    primary_category: str
    published_utc: datetime
    updated_utc: datetime
    versions: tuple[Version, ...]
    license: str | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    report_number: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document, in reading order.

    `char_start`/`char_end` is its span of the body, None for a block that the body leaves out. A paragraph that runs
    over columns or pages has one box for each. `level` is a heading's depth, 1 the highest, and None elsewhere.
    `section` is the path of headings above the block, the block's own text included when it is a heading.
    """

    kind: BlockKind
    text: str
    boxes: tuple[Box, ...]
    section: tuple[str, ...] = ()
    level: int | None = None
    char_start: int | None = None
    char_end: int | None = None

    @property
    def page(self) -> int:
        """The page that the block begins on."""
        return self.boxes[0].page


class PageStart(NamedTuple):
    """From `char_start` of the body on, the text stands on `page`, until the next one."""

    char_start: int
    page: int


@dataclass(frozen=True, slots=True)
class ListLine:
    """One printed line of the reference list, in reading order, characters repaired, hyphens and running text as printed.

    `column_x0`/`column_x1` are the edges of the column that the line stands in; `links` are the URIs that the PDF lays
    over the line; `size` is the letters' height in points.
    """

    text: str
    box: Box
    column_x0: float
    column_x1: float
    size: float
    bold: bool = False
    links: tuple[str, ...] = ()


class Anchor(NamedTuple):
    """A named place in the PDF that links lead to: hyperref calls that of an entry `cite.` and its BibTeX key."""

    name: str
    page: int
    x: float | None
    y: float


class CitationLink(NamedTuple):
    """Characters of the body that the PDF links to an anchor in the bibliography."""

    char_start: int
    char_end: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Quality:
    """What can be measured of a document without knowing the truth; the meaning of each figure is in `tables.py`."""

    verdict: Verdict
    engine: str
    engine_version: str
    page_count: int
    pages_without_text: int
    column_count: int
    word_count: int
    lexicon_share: float
    unmapped_characters: int
    equation_share: float
    language: str | None
    language_confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """The structured text of one PDF.

    `body` is what chunks are made of; `body[b.char_start:b.char_end] == b.text` for every block that has a span, and
    the spans follow each other with nothing but white space between them. `page_starts` is sorted by `char_start` and
    begins at 0 unless the body is empty. `reference_lines` is the bibliography as it was printed, `anchors` the places on its
    pages that in-text links lead to, and `citation_links` what of the body they cover, in the body's order.
    """

    body: str
    blocks: tuple[Block, ...]
    page_starts: tuple[PageStart, ...]
    reference_lines: tuple[ListLine, ...]
    quality: Quality
    anchors: tuple[Anchor, ...] = ()
    citation_links: tuple[CitationLink, ...] = ()


class ReferenceFields(msgspec.Struct, frozen=True, gc=False):
    """What was read out of one bibliography entry's text; None where the entry has no such part.

    `page` is the first page or article number of the cited work, as printed.
    """

    authors: tuple[str, ...] = ()
    title: str | None = None
    journal: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    year: int | None = None
    publisher: str | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    report_number: str | None = None
    url: str | None = None
    isbn: str | None = None


class Reference(msgspec.Struct, frozen=True, gc=False):
    """One entry of the bibliography, in printed order (`index` from 0), with where it stands and what it says.

    `raw` is the printed entry with its label cut off and its lines joined. `arxiv_id_source` and `doi_source` say whether
    the identifier stands in the text or in a link that the PDF lays over the entry. `anchors` are the names of those of the
    document's anchors that stand at the entry.
    """

    index: int
    label: str | None
    raw: str
    pdf_page: int
    fields: ReferenceFields
    arxiv_id_source: IdentifierSource | None = None
    doi_source: IdentifierSource | None = None
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One in-text marker and the entries that it points at, by their `Reference.index`.

    `via` says what tells the entries: links that the PDF lays over the marker, or its text alone.
    """

    char_start: int
    char_end: int
    marker: str
    reference_indexes: tuple[int, ...]
    via: CitationSource


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which arXiv paper an entry is, by which `method` (a closed list in `references/resolve.py`), how surely (0 to 1)."""

    arxiv_id: str
    method: str
    confidence: float


class Chunk(msgspec.Struct, frozen=True, gc=False):
    """A span of the body: `body[char_start:char_end] == text`, always.

    `token_count` counts the tokens of `text` alone under the tokenizer of the options; None where chunks were measured in
    characters. `overlap_chars` is how many of the leading characters also end the chunk before. `kinds` are the kinds of the blocks it touches, in reading order.
    """

    index: int
    text: str
    char_start: int
    char_end: int
    token_count: int | None
    overlap_chars: int
    section: tuple[str, ...]
    first_page: int
    last_page: int
    kinds: tuple[BlockKind, ...]
