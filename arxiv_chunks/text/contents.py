"""Tables of contents: lists of a paper's headings with the pages that they stand on. They are no part of the body.

A row of one ends in a page number at its column's right edge, behind dots or a wide gap. Three rows or more with numbers
that never fall are a list; the heading "Contents" above them goes with them. Never: rows of a table, whose last numbers rise and
fall or that end before the text's edge, or a list whose numbers lie beyond the document's last page.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.layout import Layout

MIN_ROWS = 4
MAX_TITLE_LINES = 2  # between two rows' numbers: a title may take more than one line

_LEADERS = re.compile(r"(?:[.·]\s?){4,}\s*(\d{1,3})\s*$")
_CELL = re.compile(r"\t\s*(\d{1,3})\s*$")
_NUMBER = re.compile(r"\s*(\d{1,3})\s*$")
_HEADING = re.compile(r"\s*(?:table of )?contents\s*$", re.IGNORECASE)


def mark_contents(lines: Sequence[Line], kinds: list[BlockKind | None], layout: Layout) -> None:
    """Mark tables of contents as other."""
    last_page = lines[-1].page if lines else 0
    rows = [(i, number) for i, line in enumerate(lines) if (number := _page_number(lines, i, layout)) is not None]
    run: list[tuple[int, int]] = []
    for i, number in [*rows, (len(lines) + MAX_TITLE_LINES + 9, 0)]:
        goes_on = run and i - run[-1][0] <= 2 * MAX_TITLE_LINES and number >= run[-1][1]
        if not goes_on:
            if len(run) >= MIN_ROWS and run[-1][1] <= last_page + 5:
                _mark(lines, kinds, run, layout)
            run = []
        run.append((i, number))


def _mark(lines: Sequence[Line], kinds: list[BlockKind | None], run: Sequence[tuple[int, int]], layout: Layout) -> None:
    start = run[0][0]
    while start and run[0][0] - start < 2 * MAX_TITLE_LINES and _stands_over(lines[start - 1], lines[start], layout):
        start -= 1
        if _HEADING.match(lines[start].text):
            break
    for i in range(start, run[-1][0] + 1):
        kinds[i] = "other"


def _stands_over(above: Line, line: Line, layout: Layout) -> bool:
    if above.page != line.page:
        return False
    step = line.baseline - above.baseline
    return (
        abs(step) < 2
        or 0 < step < 1.6 * layout.pitch
        or (_HEADING.match(above.text) is not None and 0 < step < 5 * layout.pitch)
    )


def _page_number(lines: Sequence[Line], i: int, layout: Layout) -> int | None:
    """The page that a line names at its column's right edge, alone beside the title or at its end."""
    line = lines[i]
    if not line.text.rstrip()[-1:].isdecimal():
        return None
    if match := _LEADERS.search(line.text):
        return int(match[1])
    if not any(line.x1 > x1 - line.size for _, x1 in layout.columns(line.page) if line.x0 < x1):
        return None
    if match := _CELL.search(line.text):
        return int(match[1]) if any(c.isalpha() for c in line.text) else None
    before = lines[i - 1] if i else None
    alone = _NUMBER.fullmatch(line.text)
    beside = before is not None and before.page == line.page and abs(before.baseline - line.baseline) < 2
    if alone and beside and before is not None and before.x1 < line.x0 and any(c.isalpha() for c in before.text):
        return int(alone[1])
    return None
