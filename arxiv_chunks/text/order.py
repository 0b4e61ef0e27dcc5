"""Reading order: the order in which lines are drawn where that is one, else the order of their places.

TeX draws in reading order, and on its pages nothing else knows it better (floats come where they were set, cells come by rows):
on 1,066 pages of TeX no line of prose was drawn after one below it in the same column. Other producers draw as they please. A page
is put in order by its places when its lines of prose jump upwards within a column more often than floats and notes explain. What a page
in order draws before its first line of prose, but below it, or after its last one, but above it, is put at its place: browsers and word
processors draw boxes, and formulas and their numbers, before or after all else.

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
MAX_MATH = 0.5  # of a line of prose
INDENT_EM = 4.0
BELOW = 1.5  # times the size
WIDE = 1.3  # times the narrowest column: a line of such a column reaches over several


def in_reading_order(lines: Sequence[Line], layout: Layout) -> list[Line]:
    """The lines in reading order, page by page."""
    ordered: list[Line] = []
    for _, group in groupby(lines, key=lambda line: line.page):
        page = list(group)
        prose = [
            i
            for i, line in enumerate(page)
            if len(line.text) >= MIN_CHARACTERS and "\t" not in line.text and abs(line.size - layout.body_size) < 1
        ]
        jumps = [k for k in range(1, len(prose)) if _jumps_up(page[prose[k - 1]], page[prose[k]])]
        if len(jumps) > max(MAX_JUMPS, MAX_JUMP_SHARE * len(prose)):
            ordered += _by_place(page, layout)
        else:
            ordered += _with_boxes_at_their_place(page, prose, jumps)
    return ordered


def _jumps_up(before: Line, line: Line) -> bool:
    return line.baseline < before.baseline - 0.5 * line.size and line.x0 < before.x1 - line.size


def _with_boxes_at_their_place(page: list[Line], prose: Sequence[int], jumps: Sequence[int]) -> list[Line]:
    """The lines, those that are drawn before or after the longest run of prose without a jump put where they stand in it.

    What stands beside the prose of its column stays: a figure that text flows around.
    """
    start, end = max(pairwise([0, *jumps, len(prose)]), key=lambda run: run[1] - run[0])
    longest = [
        i
        for i in prose[start:end]
        if page[i].math < MAX_MATH and page[i].x0 < page[i].column_x0 + INDENT_EM * page[i].size
    ]
    if not longest:
        return page
    run = [page[i] for i in longest]
    boxes = _strays(page[: longest[0]], run, late=False) + _strays(page[longest[-1] + 1 :], run[::-1], late=True)
    if not boxes:
        return page
    moved = set(map(id, boxes))
    ordered = [line for line in page if id(line) not in moved]
    places = [_place_among(ordered, box) for box in boxes]
    for place, _, box in sorted(zip(places, range(len(boxes)), boxes, strict=True), reverse=True):
        ordered.insert(place, box)
    return ordered


def _strays(lines: Sequence[Line], run: Sequence[Line], *, late: bool) -> list[Line]:
    """The lines that stand below the first prose of their column although they are drawn before it, or above the last although after it."""
    found: list[Line] = []
    group: list[Line] = []
    for line in lines:
        other = next((other for other in run if _in_column_of(line, other)), None)
        above, below = (line, other) if late else (other, line)
        if above and below and below.baseline > above.baseline + BELOW * below.size:
            group.append(line)
        elif group:
            found += [] if _stand_beside(group, run) else group
            group = []
    return found if not group or _stand_beside(group, run) else found + group


def _in_column_of(line: Line, other: Line) -> bool:
    return line.x0 < other.column_x1 and line.x1 > other.column_x0


def _stand_beside(group: Sequence[Line], run: Sequence[Line]) -> bool:
    """Whether some of the lines stand in one row with prose of their column."""
    return any(
        abs(line.baseline - other.baseline) < 0.7 * other.size and _in_column_of(line, other)
        for line in group
        for other in run
    )


def _place_among(lines: Sequence[Line], box: Line) -> int:
    """Where a line belongs: behind the last one that stands in its column and not below it."""
    places = (i + 1 for i, line in enumerate(lines) if line.baseline <= box.baseline + 0.5 and _in_column_of(box, line))
    return max(places, default=0)


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
