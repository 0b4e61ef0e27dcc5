"""Headings that run into their paragraph ("3.1. Methods. We first ..."), cut off so that each is a line of its own.

Signals, in order of trust: a bookmark that points at the line and says what it begins with; a number and a title, or a title and a
dash, in a font of their own that ends with a full stop or the dash, where the line before does not run on. Formulas inside the
title do not end it. Never: a theorem's head, an item of a list (single numbers count only as a paper's whole series of sections),
bold first words without a number, or with a colon.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.engines import OutlineEntry
from arxiv_chunks.pdf.lines import Line, is_math_font
from arxiv_chunks.text.characters import repair
from arxiv_chunks.text.layout import Layout
from arxiv_chunks.text.numbering import number_of
from arxiv_chunks.text.outline import near_bookmark, says
from arxiv_chunks.text.titles import THEOREM, body_font_of, is_named

MIN_SECTIONS = 3  # that run in and count from 1; fewer are items of a list
SMALLER = 0.6  # points that such a line may be smaller than the body; notes are smaller
LENGTHS = (4, 120)  # characters of a heading that runs in

_SECTION = re.compile(r"\s*(\d{1,2})\.?\s")
_LETTERED = re.compile(r"[a-z]\)\s")
_END = re.compile(r"[.:]\s*$|[.\s]*[—–]\s*$")
_PROSE = re.compile(r"[^\W\d_]{3}|—|–")
_WORD = re.compile(r"[^\W\d_]{3}")


def split_run_in(
    lines: Sequence[Line], layout: Layout, outline: Sequence[OutlineEntry] = ()
) -> tuple[list[Line], set[int]]:
    """The lines, with headings that run in as lines of their own, and the indexes of those headings."""
    body_font = body_font_of(lines, layout)
    cuts = {i: cut for i, line in enumerate(lines) if len(line.spans) > 1 and (cut := _cut(line, body_font, layout))}
    sections = [(i, int(m[1])) for i in cuts if (m := _SECTION.match(lines[i].text))]
    numbers = [number for _, number in sections]
    pages = {lines[i].page for i, _ in sections}
    rising = numbers == sorted(set(numbers)) and numbers[-1:] < [2 * len(numbers) + 1]
    if not rising or len(numbers) < MIN_SECTIONS or len(pages) == 1:
        for i, _ in sections:  # items of a list
            del cuts[i]
    cuts = {i: cut for i, cut in cuts.items() if not i or not _runs_on(lines[i - 1], lines[i], layout)}
    cuts |= _bookmarked(lines, outline, body_font)
    out: list[Line] = []
    heads: set[int] = set()
    for i, line in enumerate(lines):
        if cut := cuts.get(i, 0):
            heads.add(len(out))
            out += [_part(line, 0, cut), _part(line, cut, len(line.spans))]
            out[-1].text = out[-1].text.lstrip("—– ")
        else:
            out.append(line)
    return out, heads


def _part(line: Line, start: int, end: int) -> Line:
    part = Line(line.page, line.spans[start:end])
    part.column_x0, part.column_x1 = line.column_x0, line.column_x1
    part.text = repair(part.text)
    return part


def _bookmarked(lines: Sequence[Line], outline: Sequence[OutlineEntry], body_font: str) -> dict[int, int]:
    """Where to cut the lines that begin with the title of a bookmark that points at them."""
    cuts: dict[int, int] = {}
    for entry in outline:
        near = list(near_bookmark(lines, entry))
        if any(says(lines[i].text, entry.title, near=False) for i in near):
            continue  # a line of its own: text below that begins with its words in italics is no heading
        for i in near:
            end = _font_end(lines[i], body_font)
            title = _text(lines[i], end)
            if _is_followed(lines[i], end) and not title.endswith(":") and says(title, entry.title, near=True):
                cuts[i] = end
                break
    return cuts


def _cut(line: Line, body_font: str, layout: Layout) -> int:
    """How many of a line's spans are a heading that runs in by its number or dash; 0 without one."""
    cut = _font_end(line, body_font)
    if not _is_followed(line, cut) or line.math > 0.5:
        return 0
    text = _text(line, cut)
    if THEOREM.match(text) or (line.size < layout.body_size - SMALLER and not is_named(text.rstrip("—–"))):
        return 0
    dash_follows = line.spans[cut].text.lstrip()[:1] in ("—", "–")
    if dash_follows and text[:1].isupper():
        return cut if LENGTHS[0] <= len(text) <= 80 else 0
    if not (LENGTHS[0] <= len(text) <= LENGTHS[1] and _END.search(text)):
        return 0
    number = number_of(text)
    if line.spans[0].font == line.spans[cut].font and not (number and len(number.parts) > 1):
        return 0  # a number in the text's own font is a heading's only where it has parts
    dashed = text.endswith(("—", "–")) and text[:1].isupper()
    return cut if number or dashed or _LETTERED.match(text) else 0


def _is_followed(line: Line, end: int) -> bool:
    """Whether words of another font stand behind a line's first spans: a formula alone may end a heading."""
    return 0 < end < len(line.spans) and _PROSE.search("".join([span.text for span in line.spans[end:]])) is not None


def _font_end(line: Line, body_font: str) -> int:
    """How many of a line's spans belong to what it begins with in a font of its own, a number before it and formulas in it included."""
    own, end = "", 0
    for k, span in enumerate(line.spans):
        font = span.font.rpartition("+")[2]
        if own and span.font == own:
            end = k + 1
        elif is_math_font(span.font) or not _WORD.search(span.text):
            continue
        elif own or font == body_font:
            break
        else:
            own, end = span.font, k + 1
    return end


def _text(line: Line, end: int) -> str:
    return "".join([span.text for span in line.spans[:end]]).strip()


def _runs_on(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a line goes on with the one before it, which is full and ends no sentence."""
    return (
        before.page == line.page
        and before.x1 > before.column_x1 - before.size
        and not before.text.rstrip().endswith((".", ":", "?", "!"))
        and 0 < line.baseline - before.baseline < 1.4 * layout.pitch
    )
