"""Footnotes and other small print at a column's foot.

A footnote is set smaller than the body, begins with a mark (a raised figure, a star, a dagger), and no line of body size stands
below it in its column. Small print without a mark (permissions, affiliations, dates) is no part of the body.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.layout import Layout

SMALLER = 0.7  # points below the body's size; captions and notes of the truth papers are 0.9 or more below

_MARK = re.compile(r"\s*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[ᵃ-ᶻ]|[*∗†‡§¶‖]{1,3}|\d{1,2}(?=\s*[A-Z“\"(hw]))\s*\S")


def begins_note(line: Line) -> bool:
    """Whether a line begins with a note's mark."""
    return bool(_MARK.match(line.text))


def mark_notes(lines: Sequence[Line], kinds: list[BlockKind | None], prose: Sequence[bool], layout: Layout) -> None:
    """Mark footnotes, and small print at the foot that is none as other."""
    lowest: dict[tuple[int, float], float] = {}
    for line, is_prose in zip(lines, prose, strict=True):
        if is_prose and line.size > layout.body_size - SMALLER:
            for column in ((line.page, line.column_x0),):
                lowest[column] = max(lowest.get(column, 0.0), line.baseline)
    before: Line | None = None
    open_kind: BlockKind | None = None
    for i, line in enumerate(lines):
        small = line.size < layout.body_size - SMALLER
        if kinds[i] is not None or not small or line.baseline < lowest.get((line.page, line.column_x0), 0.0):
            open_kind = None
        elif before is not None and open_kind and _goes_on(line, before):
            kinds[i] = open_kind = "footnote" if begins_note(line) and _left(line) else open_kind
        elif begins_note(line) and _left(line) and len(line.text) > 6:
            kinds[i] = open_kind = "footnote"
        else:
            open_kind = None
        before = line


def _left(line: Line) -> bool:
    return line.x0 < line.column_x0 + 3 * line.size


def _goes_on(line: Line, before: Line) -> bool:
    return (
        line.page == before.page
        and abs(line.size - before.size) < 1.0
        and 0 < line.baseline - before.baseline < 2.2 * line.size
    )
