"""What holds for a whole document: the body's letter size, the line pitch, the edges of its columns.

Signals: the size that most characters have; the pairs of left and right edge that most lines of that size share (justified text repeats its edges
exactly), by page parity, because books shift odd pages. A pair inside a more frequent one that is nearly as wide is an indented environment, not a column.
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from arxiv_chunks.pdf.lines import Line

EDGE_TOLERANCE = 3.0  # points; protruding punctuation reaches 2.5
NESTED_WIDTH_SHARE = (
    0.62  # a pair narrower than this share of the one around it is a column, a wider one an indented environment
)
MIN_COLUMN_SHARE = 0.04  # of the lines of body size


@dataclass(frozen=True, slots=True)
class Layout:
    """Document-wide modes; columns are (left, right) edges in points, for odd and for even pages."""

    body_size: float
    pitch: float
    odd_columns: tuple[tuple[float, float], ...]
    even_columns: tuple[tuple[float, float], ...]

    def columns(self, page: int) -> tuple[tuple[float, float], ...]:
        """The columns of a page's side of the sheet."""
        return self.odd_columns if page % 2 else self.even_columns


def measure(lines: Sequence[Line]) -> Layout:
    """Measure the modes of a document's lines, and set every line's column edges."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body_size = sizes.most_common(1)[0][0] if sizes else 10.0
    body = [line for line in lines if abs(line.size - body_size) < 0.3]
    pitches: Counter[float] = Counter()
    for before, line in itertools.pairwise(body):
        step = line.baseline - before.baseline
        if before.page == line.page and 0.8 * body_size < step < 3 * body_size:
            pitches[round(step * 2) / 2] += 1
    pitch = pitches.most_common(1)[0][0] if pitches else 1.2 * body_size
    odd = _columns([line for line in body if line.page % 2])
    even = _columns([line for line in body if not line.page % 2]) or odd
    layout = Layout(body_size, pitch, odd or even, even)
    for line in lines:
        line.column_x0, line.column_x1 = _column_of(line, layout.columns(line.page))
    return layout


def _columns(lines: Sequence[Line]) -> tuple[tuple[float, float], ...]:
    pairs: Counter[tuple[int, int]] = Counter((round(line.x0), round(line.x1)) for line in lines)
    found: list[tuple[float, float, int]] = []
    for (x0, x1), count in pairs.most_common(40):
        if count < max(3, MIN_COLUMN_SHARE * len(lines)) or x1 - x0 < 60:
            continue
        for other0, other1, _ in found:
            inside = x0 >= other0 - EDGE_TOLERANCE and x1 <= other1 + EDGE_TOLERANCE
            if inside and x1 - x0 > NESTED_WIDTH_SHARE * (other1 - other0):
                break
            overlap = min(x1, other1) - max(x0, other0)
            around = x0 <= other0 + EDGE_TOLERANCE and x1 >= other1 - EDGE_TOLERANCE
            if not inside and overlap > 20 and not around:
                break
            if (
                around
                and other1 - other0 > NESTED_WIDTH_SHARE * (x1 - x0)
                and count < 0.5 * pairs[(round(other0), round(other1))]
            ):
                break
        else:
            found.append((x0, x1, count))
    return tuple(sorted((x0, x1) for x0, x1, _ in found))


def _column_of(line: Line, columns: Sequence[tuple[float, float]]) -> tuple[float, float]:
    inside = [c for c in columns if line.x0 >= c[0] - 6 and line.x1 <= c[1] + 8]
    if inside:
        return min(inside, key=lambda c: c[1] - c[0])
    return (line.x0, line.x1)
