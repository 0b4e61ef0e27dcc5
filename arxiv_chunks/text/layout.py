"""What holds for a whole document: the body's letter size, the line pitch, the edges of its columns.

Signals: the size that most characters of long lines have; the pairs of left and right edge that most lines of that size
share (justified text repeats its edges exactly), by page parity, because books shift odd pages. A pair inside a more frequent
one that is nearly as wide is an indented environment, not a column.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import attrgetter

from arxiv_chunks.pdf.lines import Line

EDGE_TOLERANCE = 3.0  # points; protruding punctuation reaches 2.5
NESTED_WIDTH_SHARE = (
    0.62  # a pair narrower than this share of the one around it is a column, a wider one an indented environment
)
MIN_COLUMN_SHARE = 0.04  # of the lines of body size
MIN_INNER_SHARE = 0.3  # of the lines of the widest pair: below, a pair inside it is a float's or a quotation's
LONG_LINE_CHARACTERS = 30
EDGE_EM = 0.25  # within which a justified line ends at its column's edge
MIN_JUSTIFIED_SHARE = 0.35
"""Of the long lines, those that end at the edge: justified papers have 0.41 and more, ragged ones, with hyphens or without, up to 0.28."""
MIN_RAGGED_SHARE = 0.2  # of the long lines that a left edge of ragged text must hold
MIN_INDENT_EM = 0.6  # the narrowest first-line indent of the truth papers is 0.9 em
MAX_INDENT_EM = 5.0
MIN_RUN = 3  # lines that must agree on an edge
MAX_STEP = 1.35  # times the run's tightest step; an abstract in double spacing is set apart by 1.4 and more
MIN_RAGGED_INSET_EM = 2.0  # on the left, of an environment in ragged text
OVERFULL_SHARE = 8  # lines of a run, one of which may reach beyond its edge (TeX's overfull boxes)
MIN_COLUMN_OVERLAP = 0.9  # of a line's width, where it protrudes from its column
MIN_OVERRUN_START = 0.5  # of its column that a line which overruns it must fill
MIN_ENVIRONMENT_SHARE = 0.55  # of the column's width


_Find = Callable[[Sequence[Line]], tuple[tuple[float, float], ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Document-wide modes; columns are (left, right) edges in points, for odd and for even pages."""

    body_size: float
    pitch: float
    odd_columns: tuple[tuple[float, float], ...]
    even_columns: tuple[tuple[float, float], ...]
    justified: bool = True  # whether most lines end at their column's edge
    indents: bool = True  # whether paragraphs begin with an indent rather than with a gap

    def columns(self, page: int) -> tuple[tuple[float, float], ...]:
        """The columns of a page's side of the sheet."""
        return self.odd_columns if page % 2 else self.even_columns

    @property
    def column_count(self) -> int:
        """How many columns stand side by side on most pages."""
        count, end = 0, -1.0
        for x0, x1 in sorted(self.odd_columns, key=lambda c: c[1]):
            if x0 > end:
                count, end = count + 1, x1
        return max(count, 1)


def measure(lines: Sequence[Line]) -> Layout:
    """Measure the modes of a document's lines, and set every line's column edges."""
    exact: Counter[float] = Counter()
    for line in lines:
        length = len(line.text)
        exact[line.size] += length if length >= LONG_LINE_CHARACTERS and "\t" not in line.text else 1
    sizes: Counter[float] = Counter()
    for size, weight in exact.items():
        sizes[round(size, 1)] += weight
    body_size = max(sizes, key=lambda s: (sizes[s], s)) if sizes else 10.0
    body = [line for line in lines if abs(line.size - body_size) < 0.3]
    pitches: Counter[float] = Counter()
    for before, line in pairwise(body):
        step = line.baseline - before.baseline
        if before.page == line.page and 0.8 * body_size < step < 3 * body_size:
            pitches[round(step * 2) / 2] += 1
    pitch = max(pitches, key=lambda p: (pitches[p], -p)) if pitches else 1.2 * body_size
    layout = _with_columns(lines, body, Layout(body_size, pitch, (), ()), _columns)
    long = [line for line in body if len(line.text) >= LONG_LINE_CHARACTERS]
    full = sum(line.x1 > line.column_x1 - 0.5 * line.size for line in long)
    at_edge = sum(abs(line.x1 - line.column_x1) < EDGE_EM * line.size for line in long)
    if at_edge < MIN_JUSTIFIED_SHARE * len(long):
        layout = _with_columns(lines, body, replace(layout, justified=False), _ragged_columns)
    elif full <= 0.5 * len(long):
        layout = replace(layout, justified=False)
    return replace(layout, indents=_indents(body))


def _with_columns(lines: Sequence[Line], body: Sequence[Line], layout: Layout, find: _Find) -> Layout:
    """The layout with the columns that are found in its body's lines, and in every line those that it stands in."""
    odd = find([line for line in body if line.page % 2])
    even = find([line for line in body if not line.page % 2]) or odd
    if odd or even:
        layout = replace(layout, odd_columns=odd or even, even_columns=even)
    assign_columns(lines, layout)
    return layout


def narrow(lines: Sequence[Line], layout: Layout) -> None:
    """Give lines of an abstract or quotation, which is narrower than its column, the edges that they share."""
    _narrow_to_environments(lines, layout)
    _carry_on(lines)


def _indents(body: Sequence[Line]) -> bool:
    """Whether more paragraphs begin indented than flush, judged by lines between a short line that ends a sentence and a full one."""
    indented = flush = 0
    for before, line in pairwise(body):
        if (
            before.page == line.page
            and before.x1 < before.column_x1 - 2 * before.size
            and before.x0 < before.column_x0 + 1
            and before.text.rstrip().endswith(".")
            and line.x1 > line.column_x1 - line.size
            and 0 < line.baseline - before.baseline < 4 * line.size
        ):
            inset = line.x0 - line.column_x0
            indented += MIN_INDENT_EM * line.size < inset < MAX_INDENT_EM * line.size
            flush += inset < 1
    return indented >= flush


def _columns(lines: Sequence[Line]) -> tuple[tuple[float, float], ...]:
    pairs: Counter[tuple[int, int]] = Counter((round(line.x0), round(line.x1)) for line in lines)
    found: list[tuple[int, int]] = []
    for (x0, x1), count in pairs.most_common(40):
        if count < max(3, MIN_COLUMN_SHARE * len(lines)) or x1 - x0 < 60:
            continue
        if all(_may_stand_beside((x0, x1), other, count, pairs[other]) for other in found):
            found.append((x0, x1))
    starts = Counter(round(line.x0) for line in lines)
    size = lines[0].size if lines else 0.0
    found = [_without_indent(pair, pairs, starts, MAX_INDENT_EM * size) for pair in found]
    return tuple(sorted((float(x0), float(x1)) for x0, x1 in found)) or _ragged_columns(lines)


def _without_indent(
    pair: tuple[int, int], pairs: Counter[tuple[int, int]], starts: Counter[int], most: float
) -> tuple[int, int]:
    """A column's edges where its paragraphs are so short that most of its full lines are first ones, which are indented.

    Then more lines of all lengths begin at the edge itself. Seen on lone pages of paragraphs of two lines.
    """
    x0, x1 = pair
    wider = [
        other
        for other in pairs
        if abs(other[1] - x1) <= 1
        and 0 < x0 - other[0] <= most
        and pairs[other] >= MIN_RUN
        and starts[other[0]] > starts[x0]
    ]
    return max(wider, key=lambda other: starts[other[0]], default=pair)


def _ragged_columns(lines: Sequence[Line]) -> tuple[tuple[float, float], ...]:
    """Columns of text that is not justified: the left edges that lines share, and how far their lines reach."""
    edges = Counter(round(line.x0) for line in lines if len(line.text) >= LONG_LINE_CHARACTERS)
    found: list[tuple[float, float]] = []
    for x0, count in edges.most_common(3):
        if count < MIN_RAGGED_SHARE * edges.total():
            break
        reach = sorted(line.x1 for line in lines if abs(line.x0 - x0) < EDGE_TOLERANCE)
        x1 = reach[int(0.97 * (len(reach) - 1))]
        if all(x0 > other1 or x1 < other0 for other0, other1 in found):
            found.append((float(x0), x1))
    return tuple(sorted(found))


def _may_stand_beside(pair: tuple[int, int], other: tuple[int, int], count: int, other_count: int) -> bool:
    """Whether a pair of edges can be a column although a more frequent one is."""
    (x0, x1), (other0, other1) = pair, other
    if min(x1, other1) - max(x0, other0) <= 20:
        return True
    if x0 >= other0 - EDGE_TOLERANCE and x1 <= other1 + EDGE_TOLERANCE:
        return x1 - x0 < NESTED_WIDTH_SHARE * (other1 - other0) and count > MIN_INNER_SHARE * other_count
    if x0 <= other0 + EDGE_TOLERANCE and x1 >= other1 - EDGE_TOLERANCE:
        return other1 - other0 < NESTED_WIDTH_SHARE * (x1 - x0)
    return False


def assign_columns(lines: Sequence[Line], layout: Layout) -> None:
    """Set every line's column edges; a short line that ends a block over several columns gets the block's."""
    before: Line | None = None
    for page, group in groupby(lines, key=attrgetter("page")):
        columns = layout.columns(page)
        if not columns:
            continue
        found: dict[tuple[float, float], tuple[float, float]] = {}  # justified lines share their edges
        for line in group:
            edges = (line.x0, line.x1)
            if edges not in found:
                found[edges] = column_around(line.x0, line.x1, columns)
            column = found[edges]
            if before is not None and before.page == page:
                beside = before.column_x0, before.column_x1
                if beside != column and _ends_wide_block(line, before, columns, layout):
                    column = beside
            line.column_x0, line.column_x1 = column
            before = line


def column_around(x0: float, x1: float, columns: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The narrowest column that holds a line, or nearly does, or that it overruns; else all columns and the line."""
    inside = [c for c in columns if _holds(c, x0, x1)]
    if near := inside or [c for c in columns if min(x1, c[1]) - max(x0, c[0]) > MIN_COLUMN_OVERLAP * (x1 - x0)]:
        return min(near, key=lambda c: c[1] - c[0])
    begun = max((c for c in columns if c[0] - 6 <= x0 < c[1] - MIN_OVERRUN_START * (c[1] - c[0])), default=None)
    if begun and all(x1 < other[0] for other in columns if other[0] > begun[1]):
        return begun  # TeX's overfull box
    return min(x0, *(c[0] for c in columns)), max(x1, *(c[1] for c in columns))


def _holds(column: tuple[float, float], x0: float, x1: float) -> bool:
    return x0 >= column[0] - 6 and x1 <= column[1] + 8


def _ends_wide_block(line: Line, before: Line, columns: Sequence[tuple[float, float]], layout: Layout) -> bool:
    """Whether a line is the short last one of a block that reaches over several columns."""
    width = before.column_x1 - before.column_x0
    if (
        before.x1 <= before.column_x1 - 3
        or line.x0 < before.column_x0 - 3
        or line.x1 > before.column_x1 + 8
        or not 0 < line.baseline - before.baseline < 1.35 * max(layout.pitch, 1.25 * line.size)
        or abs(before.size - line.size) >= 0.3
    ):
        return False
    first = next((c for c in columns if _holds(c, line.x0, line.x1)), (0.0, 0.0))
    return width > 1.3 * (first[1] - first[0])


def _narrow_to_environments(lines: Sequence[Line], layout: Layout) -> None:
    start = 0
    tightest = 0.0
    for i in range(1, len(lines) + 1):
        if i < len(lines) and _same_run(lines[i - 1], lines[i], layout):
            step = lines[i].baseline - lines[i - 1].baseline
            if not tightest or step < MAX_STEP * tightest:
                tightest = min(step, tightest or step)
                continue
        run = lines[start:i]
        start, tightest = i, 0.0
        if len(run) >= MIN_RUN:
            _narrow(run, layout)


def _carry_on(lines: Sequence[Line]) -> None:
    """Give an environment's edges to its shorter runs: lines beside it that share both edges, and the last line after them."""
    found: dict[int, set[tuple[float, float]]] = defaultdict(set)  # on this page, by left edge: a plot has thousands
    for before, line in pairwise(lines):
        if before.page != line.page:
            found.clear()
        elif before.column_x1 != line.column_x1 or before.column_x0 != line.column_x0:
            found[int(before.column_x0 // EDGE_TOLERANCE)].add((before.column_x0, before.column_x1))
        if not found:
            continue
        near = int(line.x0 // EDGE_TOLERANCE)
        for x0, x1 in [edges for bucket in (near - 1, near, near + 1) for edges in found.get(bucket, ())]:
            if line.column_x1 - line.column_x0 <= x1 - x0 or abs(line.x0 - x0) > EDGE_TOLERANCE:
                continue
            last = (
                before.column_x1 == x1
                and before.x1 > x1 - EDGE_TOLERANCE
                and line.x1 < x1
                and line.baseline > before.baseline
            )
            if abs(line.x1 - x1) < EDGE_TOLERANCE or last:
                line.column_x0, line.column_x1 = x0, x1
                break


def _narrow(run: Sequence[Line], layout: Layout) -> None:
    """Give a run its own edges where its lines agree on them and they are not the column's; ragged ones need agree on the left alone."""
    em = run[0].size
    column0, column1 = run[0].column_x0, run[0].column_x1
    x0 = min(line.x0 for line in run)
    needed = max(MIN_RUN, 0.4 * len(run))
    longest = sorted([line.x1 for line in run], reverse=True)
    for x1 in longest[: 1 + len(run) // OVERFULL_SHARE]:
        if sum(x1 - EDGE_TOLERANCE < line.x1 <= x1 for line in run) >= needed:
            break
    else:
        if (
            layout.justified
            or x0 - column0 < MIN_RAGGED_INSET_EM * em
            or sum(line.x0 < x0 + 1 for line in run) < needed
        ):
            return
        x1 = longest[0]
    if x1 - x0 < 12 * em:
        return
    narrower = column1 - x1 > 1.2 * em and x1 - x0 > MIN_ENVIRONMENT_SHARE * (column1 - column0)
    inset = x0 - column0 > 5 * em and sum(line.x0 < x0 + EDGE_TOLERANCE for line in run) >= needed
    if narrower or inset:
        for line in run:
            line.column_x0, line.column_x1 = x0, x1


def _same_run(before: Line, line: Line, layout: Layout) -> bool:
    return (
        before.page == line.page
        and 0.8 * line.size < line.baseline - before.baseline < 1.3 * max(layout.pitch, 1.25 * line.size)
        and abs(before.size - line.size) < 0.6
        and before.column_x0 == line.column_x0
        and before.column_x1 == line.column_x1
    )
