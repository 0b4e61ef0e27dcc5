"""Notes in the margin, which TeX draws right after the line that they stand beside: cut off from it, and told from the text.

Signals, in order of trust: a piece stands outside all columns of its page, where another piece or line of that side of the sheet begins at
the same place (a note of two lines, or two notes: both begin at the margin's own edge); the piece beside it in the line ends or begins at its
column. A note with a mark is a footnote set in the margin, one without is a remark and no part of the text.

Never: a number alone left of its column (a heading's that hangs, a line's), or letters larger than the text.
"""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from math import inf

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.characters import repair
from arxiv_chunks.text.footnotes import begins_note
from arxiv_chunks.text.layout import Layout, column_around

SLACK = 3.5  # points by which a line protrudes from its column
APART_EM = 0.5  # of the body's size, from a column to its margin: the classes keep 0.7 to 1.1
MIN_AT_EDGE = 2  # pieces or lines that begin at a margin's edge, give or take a point
INDENT_EM = 2.0  # of the body's size
LARGER = 0.3  # points above the body's size: a note is not

_WORD = re.compile(r"[^\W\d_]{3}")

Side = tuple[int, bool, int]  # 1 on odd pages, right of the columns, where it begins
Bounds = tuple[tuple[float, float], tuple[float, float]]


def cut_off(lines: Sequence[Line], layout: Layout) -> list[Line]:
    """The lines, with notes in the margin as lines of their own behind those that they were glued to."""
    bounds = _bounds(layout)
    starts = Counter(side for line in lines if (side := _start_outside(line, bounds)))
    edges = {side for side, count in starts.items() if count + _near(starts, side) >= MIN_AT_EDGE}
    if not edges:
        return list(lines)
    edges |= {side for side in starts if _indented_from(side, edges, layout)}
    return [part for line in lines for part in _parts(line, layout, bounds, edges)]


def mark_margins(lines: Sequence[Line], kinds: list[BlockKind | None], prose: list[bool], layout: Layout) -> None:
    """Mark what stands in the margin: notes with a mark as footnotes, remarks as other."""
    bounds = _bounds(layout)
    before: Line | None = None
    kind: BlockKind = "other"
    for i, line in enumerate(lines):
        left, right = bounds[line.page % 2]
        if (left <= line.x1 and line.x0 <= right) or line.size > layout.body_size + LARGER or _is_cell(lines, i, prose):
            continue
        prose[i] = False
        line.column_x0, line.column_x1 = line.x0, line.x1
        if kinds[i] is None:
            goes_on = before is not None and before.page == line.page and abs(before.x0 - line.x0) < 2 * line.size
            if begins_note(line):
                kind = "footnote"
            elif not goes_on:
                kind = "other"
            kinds[i] = kind
            before = line


def _bounds(layout: Layout) -> Bounds:
    """Where the margins begin, left and right of all columns, on even and on odd pages."""
    apart = APART_EM * layout.body_size
    even, odd = [
        (min((c[0] for c in columns), default=-inf) - apart, max((c[1] for c in columns), default=inf) + apart)
        for columns in (layout.even_columns, layout.odd_columns)
    ]
    return even, odd


def _is_cell(lines: Sequence[Line], i: int, prose: Sequence[bool]) -> bool:
    """Whether a line stands in one row with another that is no text, as in a table wider than its column."""
    return any(
        0 <= j < len(lines)
        and not prose[j]
        and lines[j].page == lines[i].page
        and abs(lines[j].baseline - lines[i].baseline) < 1
        for j in (i - 1, i + 1)
    )


def _start_outside(line: Line, bounds: Bounds) -> Side | None:
    """Where a line or a piece of it begins in a margin."""
    left, right = bounds[line.page % 2]
    if line.x0 < left and line.spans[0].x1 < left:
        return (line.page % 2, False, round(line.x0))
    if line.x1 > right:
        return next(((line.page % 2, True, round(span.x0)) for span in line.spans if span.x0 > right), None)
    return None


def _near(starts: Counter[Side], side: Side) -> int:
    odd, is_right, x0 = side
    return starts[odd, is_right, x0 - 1] + starts[odd, is_right, x0 + 1]


def _indented_from(side: Side, edges: AbstractSet[Side], layout: Layout) -> bool:
    """Whether a place may be where a note begins whose other lines begin at an edge: its mark is indented."""
    odd, is_right, x0 = side
    return any((odd, is_right) == (o, r) and 0 < x0 - edge < INDENT_EM * layout.body_size for o, r, edge in edges)


def _parts(line: Line, layout: Layout, bounds: Bounds, edges: AbstractSet[Side]) -> list[Line]:
    if len(line.spans) == 1 or line.math > 0.5 or _start_outside(line, bounds) not in edges:
        return [line]
    left, right = bounds[line.page % 2]
    apart = APART_EM * layout.body_size
    for k, (before, span) in enumerate(pairwise(line.spans), 1):
        if span.x0 < before.x1 + apart:
            continue
        if before.x1 < left and span.x0 > left + apart - SLACK:
            note, text = _part(line, 0, k, layout), _part(line, k, len(line.spans), layout)
        elif before.x0 < right < span.x0:
            text, note = _part(line, 0, k, layout), _part(line, k, len(line.spans), layout)
        else:
            continue
        if note.size < layout.body_size + LARGER and "\t" not in text.text and _WORD.search(note.text):
            return [text, note]
    return [line]


def _part(line: Line, start: int, end: int, layout: Layout) -> Line:
    part = Line(line.page, line.spans[start:end])
    part.text = repair(part.text)
    part.column_x0, part.column_x1 = column_around(part.x0, part.x1, layout.columns(line.page))
    return part
