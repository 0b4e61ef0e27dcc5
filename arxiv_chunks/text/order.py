"""Reading order: the order in which lines are drawn where that is one, else the order of their places.

TeX draws in reading order, and on its pages nothing else knows it better (floats come where they were set, cells come by rows):
on 1,066 pages of TeX no line of prose was drawn after one below it in the same column. Other producers draw as they please. A page
is put in order by its places when its lines of prose jump upwards within a column more often than floats and notes explain.

By places: lines that reach over several columns cut the page into bands; within a band each column is read from top to bottom,
columns from left to right; what shares a baseline is read from left to right.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.characters import repair
from arxiv_chunks.text.layout import Layout, assign_columns, column_around

MAX_JUMPS = 2  # on a page of TeX: a float set before the text above it, a note's rest
MAX_JUMP_SHARE = 0.12  # of the page's lines of prose
MIN_CHARACTERS = 25  # a shorter line is no evidence: labels of figures are drawn in any order
SLACK = 4.0  # points by which lines protrude from their columns
WIDE = 1.3  # times the narrowest column: a line of such a column reaches over several


def in_reading_order(lines: Sequence[Line], layout: Layout) -> list[Line]:
    """The lines in reading order, page by page."""
    ordered: list[Line] = []
    for _, group in groupby(lines, key=lambda line: line.page):
        page = list(group)
        ordered += page if _is_drawn_in_order(page, layout) else _by_place(page, layout)
    return ordered


def _is_drawn_in_order(page: Sequence[Line], layout: Layout) -> bool:
    prose = [
        line
        for line in page
        if len(line.text) >= MIN_CHARACTERS and "\t" not in line.text and abs(line.size - layout.body_size) < 1
    ]
    jumps = sum(
        line.baseline < before.baseline - 0.5 * line.size and line.x0 < before.x1 - line.size
        for before, line in pairwise(prose)
    )
    return jumps <= max(MAX_JUMPS, MAX_JUMP_SHARE * len(prose))


def _by_place(page: Sequence[Line], layout: Layout) -> list[Line]:
    columns = layout.columns(page[0].page)
    page = [piece for line in page for piece in _cut_at_gutters(line, columns)]
    for line in page if columns else ():  # by its own edges: the line drawn before it is no neighbour
        line.column_x0, line.column_x1 = column_around(line.x0, line.x1, columns)
    narrowest = min((c[1] - c[0] for c in columns), default=0.0)
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(page, key=lambda line: (line.baseline, line.x0)):
        if line.column_x1 - line.column_x0 > WIDE * narrowest:
            ordered += sorted(band, key=_place)
            band = []
            ordered.append(line)
        else:
            band.append(line)
    ordered += sorted(band, key=_place)
    assign_columns(ordered, layout)
    return ordered


def _cut_at_gutters(line: Line, columns: Sequence[tuple[float, float]]) -> list[Line]:
    """A line, cut where its pieces stand in neighbouring columns: drawn one after the other, they were taken for one."""
    for left, right in pairwise(sorted(columns)):
        for k in range(1, len(line.spans)):
            if line.spans[k - 1].x1 <= left[1] + SLACK < right[0] - SLACK <= line.spans[k].x0:
                first, rest = Line(line.page, line.spans[:k]), Line(line.page, line.spans[k:])
                first.text, rest.text = repair(first.text), repair(rest.text)
                return [first, *_cut_at_gutters(rest, columns)]
    return [line]


def _place(line: Line) -> tuple[float, float, float]:
    return (line.column_x0, round(line.baseline), line.x0)
