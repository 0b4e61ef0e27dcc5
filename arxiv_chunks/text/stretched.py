"""Justified lines whose blanks are stretched so far that they look like those between the cells of a table.

Narrow columns without hyphenation are full of them. Signals: a line ends at its column's edge and begins there or at an indent; all its
blanks are that wide, and about equally; right above or below stands a line of words in its font and size without any, which reaches the edge
too.

Never: a line with a number among its cells, or with an ordinary blank; a table's head above a row without tabs.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import EDGE_TOLERANCE, MAX_INDENT_EM, Layout

MAX_STEP = 1.3  # times the pitch, to the line beside it
MAX_RATIO = (
    1.6  # of the widest to the narrowest blank; groff's behind a full stop, twice the others, makes no such line
)
BLANK_EM = 0.25  # of the size: what a piece that ends with a blank holds of the gap behind it
MIN_WORDS = 3  # in small letters, of the line beside it

_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_CELL = re.compile(r"[^\W\d_][^\t\d]*")


def close_up(lines: Sequence[Line], layout: Layout) -> None:
    """Put a blank for each tab of a stretched line."""
    for i, line in enumerate(lines):
        if "\t" in line.text and _is_stretched(line) and _stands_beside_text(lines, i, layout):
            line.text = " ".join(line.text.split())


def _is_stretched(line: Line) -> bool:
    words = line.text.split()
    if (
        line.text.count("\t") != len(words) - 1
        or len(words) < 3
        or abs(line.x1 - line.column_x1) > EDGE_TOLERANCE
        or not -EDGE_TOLERANCE < line.x0 - line.column_x0 < MAX_INDENT_EM * line.size
        or not all(map(_CELL.fullmatch, words))
    ):
        return False
    gaps = [
        after.x0 - before.x1 + before.text.endswith(" ") * BLANK_EM * line.size
        for before, after in pairwise(line.spans)
    ]
    wide = [gap for gap in gaps if gap > line.size]
    return len(wide) == len(words) - 1 and max(wide) < MAX_RATIO * min(wide)


def _stands_beside_text(lines: Sequence[Line], i: int, layout: Layout) -> bool:
    line = lines[i]
    return any(
        0 <= j < len(lines)
        and "\t" not in lines[j].text
        and lines[j].page == line.page
        and lines[j].font == line.font
        and abs(lines[j].size - line.size) < 0.3
        and 0.8 * line.size < abs(lines[j].baseline - line.baseline) < MAX_STEP * max(layout.pitch, 1.2 * line.size)
        and abs(lines[j].x1 - line.x1) < EDGE_TOLERANCE
        and len(_SMALL_WORD.findall(lines[j].text)) >= MIN_WORDS
        for j in (i - 1, i + 1)
    )
