"""MuPDF's reading of a PDF, as quick as its plain text: its own JSON writer gives spans with their fonts.

`get_text("dict")` takes 5.6 ms a page more than the text page itself for the same; JSON takes 0.6 to write and 0.3 to
parse (193 pages, PyMuPDF 1.28.2). Flags: white space is kept; what lies outside the page's crop box or a clipping path is
not; ligatures are expanded by MuPDF, spans are not merged, a glyph without a name comes as its code, which `text.glyphs`
reads. Images are never decoded. A glyph drawn again at its own place (LaTeX's poor man's bold) is dropped by MuPDF, a whole
string drawn again by `overprint`.

Text that runs sideways is a stamp in the margin or an axis' label, and dropped; where it makes up most of a page (a wide
table set sideways), the page is turned and what ran upright is dropped. Where a glyph begins tells how it runs: upright ones
begin at the left edge of their box, sideways ones at its bottom or top.

Invisible text (rendering mode 3) is read like any other. Over a scan it is all that is known of the page's words, and the
JSON does not tell it apart; the verdict says what it is worth. Nor does the JSON tell colours: white letters on
white paper are read.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from statistics import median
from typing import Any
from urllib.parse import unquote

import msgspec
import pymupdf
from pymupdf import mupdf

from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.pdf.engines import Link, OutlineEntry, Page, Span, Turn
from arxiv_chunks.pdf.overprint import without_overprints
from arxiv_chunks.records import Anchor, Box
from arxiv_chunks.text.characters import MARKS
from arxiv_chunks.text.glyphs import Table, table_of

SIDEWAYS_SHARE = 0.67  # of a page's letters: below, they are a figure's labels
_FLAGS = (
    pymupdf.TEXT_PRESERVE_WHITESPACE
    | pymupdf.TEXT_MEDIABOX_CLIP
    | pymupdf.TEXT_PRESERVE_SPANS
    | pymupdf.TEXT_USE_CID_FOR_UNKNOWN_UNICODE
)
BLANK_EM = 0.15  # MuPDF's own threshold
_ROUNDING = 2  # hundredths of a point
_SCALE = 100.0  # the JSON's numbers are whole: hundredths of a point


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
    """With spans kept apart, what MuPDF calls a line is one span; (x, y) is where its first glyph begins."""

    bbox: _Box
    font: _Font
    x: int
    y: int
    text: str


class _Block(msgspec.Struct, gc=False):
    lines: list[_Line] = []


class _Content(msgspec.Struct, gc=False):
    """What MuPDF's JSON writer says of a page, as far as it is used."""

    blocks: list[_Block]


_CONTENT = msgspec.json.Decoder(_Content)


class MuPdf:
    """An open PDF, read by MuPDF."""

    name = "pymupdf"
    version: str = pymupdf.__version__

    def __init__(self, document: Any) -> None:
        self._document = document

    def pages(self) -> Iterator[Page]:
        """Every page, in order; one that MuPDF cannot read is a page without text. Raises DAMAGED where that is all of them."""
        document = self._document.this  # PyMuPDF's own pages take a twelfth of the text's time to make
        options = mupdf.FzStextOptions(_FLAGS)
        failed = 0
        for index in range(len(self._document)):
            try:
                page = mupdf.fz_load_page(document, index)
                bounds = mupdf.fz_bound_page(page)
                lines = _lines(mupdf.FzStextPage(page, options))
                links = tuple(_links(page, index + 1))
            except mupdf.FzErrorSystem:  # memory was refused
                raise
            except mupdf.FzErrorBase as error:
                failed += 1
                if failed == len(self._document):
                    raise UnreadablePdf(Reason.DAMAGED, f"no page can be read: {error}") from error
                yield Page(index + 1, 0.0, 0.0, ())
            else:
                yield _page(index + 1, bounds.x1 - bounds.x0, bounds.y1 - bounds.y0, lines, links)

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The bookmarks, in order."""
        first = self._document.outline
        return tuple(_bookmarks(first, 1)) if first and first.this.m_internal else ()

    def destination(self, uri: str) -> Anchor | None:
        """The place that a link's `uri`, which begins with `#`, leads to; None where it leads nowhere."""
        try:
            location, x, y = mupdf.fz_resolve_link(self._document.this, uri)
        except mupdf.FzErrorSystem:
            raise
        except mupdf.FzErrorBase:
            return None
        name = unquote(uri.removeprefix("#").removeprefix("nameddest="))
        return None if location.page < 0 or isnan(y) else Anchor(name, location.page + 1, None if isnan(x) else x, y)


def _links(page: Any, number: int) -> Iterator[Link]:
    link = mupdf.fz_load_links(page)
    while link.m_internal:
        if uri := link.uri():
            box = link.rect()
            yield Link(Box(number, box.x0, box.y0, box.x1, box.y1), uri)
        link = link.next()


def _bookmarks(entry: Any, level: int) -> Iterator[OutlineEntry]:
    while entry:
        yield OutlineEntry(level, entry.title or "", entry.page + 1, entry.y)
        if entry.down:
            yield from _bookmarks(entry.down, level + 1)
        entry = entry.next


def _lines(text_page: Any) -> list[_Line]:
    buffer = mupdf.fz_new_buffer(1 << 16)
    output = mupdf.FzOutput(buffer)
    mupdf.fz_print_stext_page_as_json(output, text_page, _SCALE)
    output.fz_close_output()
    data = buffer.fz_buffer_extract()
    try:
        content = _CONTENT.decode(data)
    except msgspec.DecodeError:  # half a surrogate or a control, which MuPDF writes as it found it
        content = msgspec.convert(json.loads(data.decode("utf-8", "replace"), strict=False), _Content)
    return [line for block in content.blocks for line in block.lines]


def _page(number: int, width: float, height: float, lines: Sequence[_Line], links: tuple[Link, ...]) -> Page:
    upright: list[_Line] = []
    turned: dict[Turn, list[_Line]] = {90: [], 270: []}
    for line in lines:
        box = line.bbox
        if (line.x == box.x and line.y != box.y) or (turn := _turn(line)) == 0:
            upright.append(line)
        else:
            turned[turn].append(line)
    if turned[90] or turned[270]:
        turn = max(turned, key=lambda turn: _letters(turned[turn]))
        if _letters(turned[turn]) > SIDEWAYS_SHARE * _letters(lines):
            sideways = zip(_spans(turned[turn]), turned[turn], strict=True)
            spans = [_turned(span, line.x / _SCALE, turn, width, height) for span, line in sideways]
            return Page(number, height, width, tuple(without_overprints(spans)), turn, links)
    spans = on_baselines(_spans(upright))
    return Page(number, width, height, tuple(without_overprints(spans)), links=links)


def on_baselines(spans: list[Span]) -> list[Span]:
    """The spans; one that begins with a capital's accent, a glyph of its own that is raised, is put on its letters' baseline.

    A blank before an accent that ends its span is MuPDF's, where the accent's letter, a smaller one that imitates small capitals, stands
    right behind what is before it.
    """
    for i, span in enumerate(spans):
        text = span.text
        if text.isascii():
            continue  # most
        if text[-1:] in MARKS and text[-2:-1] == " " and _stands_over_small_capital(spans, i):
            spans[i] = msgspec.structs.replace(span, text=text[:-2] + text[-1])
        elif text[:1] in MARKS and len(text) > 1:
            depths = [
                other.y1 - other.baseline for other in spans if (other.font, other.size) == (span.font, span.size)
            ]
            baseline = max(span.baseline, span.y1 - median(depths))
            spans[i] = msgspec.structs.replace(span, baseline=baseline)
    return spans


def _stands_over_small_capital(spans: Sequence[Span], i: int) -> bool:
    """Whether the accent that ends a span belongs to the small capital that follows, without a blank before it."""
    if not 0 < i < len(spans) - 1:
        return False
    span, letters = spans[i], spans[i + 1]
    before = span.text[:-2].rstrip()
    touches = (
        before[-1:].isupper() and before[-2:-1].strip() == ""
        if before
        else letters.x0 - spans[i - 1].x1 < BLANK_EM * span.size
    )
    return (
        touches
        and letters.font == span.font
        and letters.size < span.size
        and letters.x0 < span.x1
        and letters.text[:1].isupper()
    )


def _letters(lines: Sequence[_Line]) -> int:
    return sum([len(line.text) for line in lines])


def _turn(line: _Line) -> Turn:
    """By how many degrees, clockwise, the page must be turned for a span to be upright. Slanted ones are upright."""
    box = line.bbox
    right = line.x - box.x  # where the first glyph begins, from the left and the top of the box
    below = line.y - box.y
    if below <= _ROUNDING and right < box.w - _ROUNDING and (right > _ROUNDING or box.h > box.w):
        return 270
    if below >= box.h - _ROUNDING and right > _ROUNDING:
        return 90
    return 0


def _spans(lines: Iterable[_Line]) -> list[Span]:
    fonts: dict[str, tuple[str, Table | None]] = {}  # whose spans share one name: the same string is equal at once
    spans = []
    for line in lines:
        box, font = line.bbox, line.font
        x0, y0, name, text = box.x, box.y, font.name, line.text
        if name not in fonts:
            fonts[name] = name, table_of(name)
        name, table = fonts[name]
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


def _turned(span: Span, x: float, turn: Turn, width: float, height: float) -> Span:
    """The span where the turned page has it; `x` is where its first glyph begins on the page as it is shown."""
    if turn == 90:
        x0, x1, y0, y1, baseline = height - span.y1, height - span.y0, span.x0, span.x1, x
    else:
        x0, x1, y0, y1, baseline = span.y0, span.y1, width - span.x1, width - span.x0, width - x
    return msgspec.structs.replace(span, x0=x0, x1=x1, y0=y0, y1=y1, baseline=baseline)
