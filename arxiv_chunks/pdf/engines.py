"""The engines that turn PDF bytes into positioned spans: PyMuPDF first, pypdf where that cannot.

A span is a run of characters of one font and size, as the content stream draws it; the spans of a page stand in stream
order. MuPDF's own JSON writer gives them as quickly as plain text: on 193 pages 3.3 ms a page for the text page, 0.6 to
write and 0.3 to parse the JSON, where `get_text("dict")` takes 5.6 ms more for the same (PyMuPDF 1.28.2). Flags: white
space is kept, what lies outside the page is not, ligatures are expanded by MuPDF, spans are not merged, a glyph without a
name comes as its code, which `text.glyphs` reads. Images are never decoded.

Positions are in points from the page's top left corner, exact to a hundredth.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple, Protocol

import msgspec
import pymupdf

from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.text.glyphs import table_of

_FLAGS = (
    pymupdf.TEXT_PRESERVE_WHITESPACE
    | pymupdf.TEXT_MEDIABOX_CLIP
    | pymupdf.TEXT_PRESERVE_SPANS
    | pymupdf.TEXT_USE_CID_FOR_UNKNOWN_UNICODE
)
_SCALE = 100.0  # the JSON's numbers are whole: hundredths of a point


class Span(NamedTuple):
    """Characters of one font and size on one baseline."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    font: str
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, its size in points, and its spans in stream order."""

    number: int
    width: float
    height: float
    spans: tuple[Span, ...]


class OutlineEntry(NamedTuple):
    """One bookmark: its depth from 1, its title, the page that it points at and the height there, in points from the top."""

    level: int
    title: str
    page: int
    y: float


class Link(NamedTuple):
    """A URI that the PDF lays over a rectangle of a page."""

    page: int
    x: float
    y: float
    uri: str


class Source(Protocol):
    """An open PDF."""

    name: str
    version: str

    def pages(self) -> Iterator[Page]:
        """Every page, in order."""

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The bookmarks, in order."""

    def links(self, page: int) -> list[Link]:
        """The URIs laid over one page, each at the centre of its rectangle."""


class _MuPdf:
    name = "pymupdf"
    version: str = pymupdf.__version__

    def __init__(self, document: Any) -> None:
        self._document = document

    def pages(self) -> Iterator[Page]:
        for index in range(len(self._document)):
            page = self._document[index]
            yield Page(index + 1, page.rect.width, page.rect.height, tuple(_spans(page)))

    def outline(self) -> tuple[OutlineEntry, ...]:
        return tuple(_bookmarks(self._document.outline, 1)) if self._document.get_toc() else ()

    def links(self, page: int) -> list[Link]:
        found = []
        holder = self._document[page - 1]  # links die with their page
        link = holder.load_links()
        while link:
            if link.is_external and link.uri:
                box = link.rect
                found.append(Link(page, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, link.uri))
            link = link.next
        return found


def _bookmarks(entry: Any, level: int) -> Iterator[OutlineEntry]:
    while entry:
        yield OutlineEntry(level, entry.title or "", entry.page + 1, entry.y)
        if entry.down:
            yield from _bookmarks(entry.down, level + 1)
        entry = entry.next


class _Font(msgspec.Struct, gc=False):
    name: str
    weight: str
    style: str
    size: int


class _Box(msgspec.Struct, gc=False):
    x: int
    y: int
    w: int
    h: int


class _Line(msgspec.Struct, gc=False):
    bbox: _Box
    font: _Font
    y: int
    text: str


class _Block(msgspec.Struct, gc=False):
    lines: list[_Line] = []


class _Content(msgspec.Struct, gc=False):
    """What MuPDF's JSON writer says of a page, as far as it is used: with spans kept apart, a `line` is one span."""

    blocks: list[_Block]


_CONTENT = msgspec.json.Decoder(_Content)


def _spans(page: Any) -> list[Span]:
    spans = []
    for block in _content(page).blocks:
        for line in block.lines:
            box, font, text = line.bbox, line.font, line.text
            x0, y0, name = box.x, box.y, font.name
            table = table_of(name)
            spans.append(
                Span(
                    text if table is None else text.translate(table),
                    x0 / _SCALE,
                    y0 / _SCALE,
                    (x0 + box.w) / _SCALE,
                    (y0 + box.h) / _SCALE,
                    line.y / _SCALE,
                    font.size / _SCALE,
                    name,
                    font.weight == "bold",
                    font.style == "italic",
                )
            )
    return spans


def _content(page: Any) -> _Content:
    text_page = page.get_textpage(flags=_FLAGS)
    buffer = pymupdf.mupdf.fz_new_buffer(1 << 16)
    output = pymupdf.mupdf.FzOutput(buffer)
    pymupdf.mupdf.fz_print_stext_page_as_json(output, text_page.this, _SCALE)
    output.fz_close_output()
    data = buffer.fz_buffer_extract()
    try:
        return _CONTENT.decode(data)
    except msgspec.DecodeError:  # half a surrogate or a control, which MuPDF writes as it found it
        return msgspec.convert(json.loads(data.decode("utf-8", "replace"), strict=False), _Content)


class _PyPdf:
    """Plain text without trustworthy places: every line gets a row of its own, full width."""

    name = "pypdf"

    def __init__(self, reader: Any, version: str) -> None:
        self._reader = reader
        self.version = version

    def pages(self) -> Iterator[Page]:
        try:
            for number, page in enumerate(self._reader.pages, 1):
                yield Page(number, float(page.mediabox.width), float(page.mediabox.height), tuple(self._spans(page)))
        except Exception as error:  # pypdf raises whatever a damaged part makes its code raise
            raise UnreadablePdf(Reason.DAMAGED, f"{type(error).__name__} while reading a page") from error

    def _spans(self, page: Any) -> Iterator[Span]:
        for row, text in enumerate(page.extract_text().split("\n")):
            y = 72.0 + 12 * row
            x1 = 72.0 + 5 * len(text)
            yield Span(text, 72.0, y, x1, y + 10, y + 8, 10.0, "", bold=False, italic=False)

    def outline(self) -> tuple[OutlineEntry, ...]:
        return ()

    def links(self, page: int) -> list[Link]:  # noqa: ARG002  # the interface's
        return []


def open_pdf(data: bytes) -> Source:
    """Open a PDF with the first engine that can.

    Raises `UnreadablePdf` with ENCRYPTED where a password is needed, EMPTY where there is no page, DAMAGED where no
    engine can open it.
    """
    if not data:
        raise UnreadablePdf(Reason.EMPTY, "no bytes")
    pymupdf.TOOLS.mupdf_display_errors(False)
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        pages = len(document)
    except (RuntimeError, ValueError) as error:
        return _open_with_pypdf(data, str(error))
    if document.needs_pass:
        raise UnreadablePdf(Reason.ENCRYPTED, "a password is needed")
    if not pages:
        return _open_with_pypdf(data, "no pages")
    return _MuPdf(document)


def _open_with_pypdf(data: bytes, why: str) -> Source:
    import pypdf  # noqa: PLC0415  # seldom needed, and slow to import

    try:
        reader = pypdf.PdfReader(BytesIO(data))
        encrypted = reader.is_encrypted
        pages = 0 if encrypted else len(reader.pages)
    except Exception as error:
        raise UnreadablePdf(Reason.DAMAGED, why) from error
    if encrypted:
        raise UnreadablePdf(Reason.ENCRYPTED, "a password is needed")
    if not pages:
        raise UnreadablePdf(Reason.EMPTY, "no pages")
    return _PyPdf(reader, pypdf.__version__)
