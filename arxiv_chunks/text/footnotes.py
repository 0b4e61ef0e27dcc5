"""Footnotes and other small print at a column's foot.

A footnote is set smaller than the body, begins with a mark (a raised figure, a star, a dagger), and no line of body size stands
below it in its column; what goes on without a mark in the same size at the next column's foot is its rest. Small print
without a mark on the first page (permissions, affiliations, dates) is no part of the body.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.layout import Layout

SMALLER = 0.7  # points below the body's size; captions and notes of the truth papers are 0.9 or more below
FOOT_SHARE = 0.55  # of the text's height: small print above it is an abstract or a quotation

NOTE_STEP_EM = 2.2  # to a note's next line
NOTE_STEP = 1.3  # times the pitch: in double spacing some classes space notes as they do the text
FOOT_GAP = 1.4  # times the pitch, above notes that are set in the body's size
MAX_FOOT_LINES = 8

_LEADING = re.compile(r"\s*([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\d{1,2})(?!\d)")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}(?=[A-Z“h])")
_RAISED_NUMBER = re.compile("(?<=[a-z,.;:)”’])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}(?![⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻])")
_SYMBOL = re.compile(r"\s*[*∗†‡§¶‖]{1,3}\s*[A-Z]")
_MARK = re.compile(r"\s*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[ᵃ-ᶻ](?![ᵃ-ᶻ])|[*∗†‡§¶‖]{1,3}|\d{1,2}(?=\s*[A-Z“\"(hw]))\s*\S")
_DOTTED = re.compile(r"\s*\d{1,2}\.\s+[A-ZÀ-Þ“«\"(hw]")  # French, JMLR


def begins_note(line: Line) -> bool:
    """Whether a line begins with a note's mark."""
    return bool(_MARK.match(line.text)) and line.x0 < line.column_x0 + 3 * line.size


def begins_small_note(line: Line) -> bool:
    """Whether a line of small print begins with a note's mark; in the body's size a number with a full stop is an item's."""
    return begins_note(line) or (_DOTTED.match(line.text) is not None and line.x0 < line.column_x0 + 3 * line.size)


def begins_next_note(line: Line, note: Line) -> bool:
    """Whether a line begins another note than the one whose first line is `note`: a number that does not rise is a date's."""
    number, earlier = _number(line), _number(note)
    return begins_small_note(line) and not (
        number and earlier and line.text.lstrip()[0].isascii() and number <= earlier
    )


def _number(line: Line) -> int:
    match = _LEADING.match(line.text)
    return int(match[1].translate(_LOWERED)) if match else 0


def mark_notes(lines: Sequence[Line], kinds: list[BlockKind | None], prose: Sequence[bool], layout: Layout) -> None:
    """Mark footnotes, and small print at the first page's foot that is none as other."""
    lowest = _lowest_body_lines(lines, kinds, prose, layout)
    foot = max((line.y1 for line in lines), default=0.0) * FOOT_SHARE
    small = [
        kinds[i] is None
        and line.size < layout.body_size - SMALLER
        and line.baseline > max(foot, lowest.get((line.page, round(line.column_x0)), 0.0))
        for i, line in enumerate(lines)
    ]
    sizes = {
        round(line.size) for line, at_foot in zip(lines, small, strict=True) if at_foot and begins_small_note(line)
    }
    _mark_first_foot(lines, kinds, layout)
    _mark_large_notes(lines, kinds, layout)
    before: Line | None = None
    kind: BlockKind | None = None
    for i, line in enumerate(lines):
        if not small[i] or kinds[i] is not None:
            kind = None
        elif begins_small_note(line) and len(line.text) > 6:
            kind = "footnote"
        elif kind is None or before is None or not _goes_on(line, before, layout):
            rest = (
                round(line.size) in sizes
                and line.page > 1
                and (
                    _tops_its_foot(line, before, layout)
                    or _leads_to_note(lines, small, i)
                    or (kinds[i - 1] == "footnote" and before is not None and _goes_on_beside(line, before))
                )
            )
            kind = (
                "footnote"
                if rest
                else "other"
                if line.page == 1 and _stands_apart(line, before, kinds[i - 1], layout)
                else None
            )
        if kind is not None:
            kinds[i] = kind
        before = line


def _mark_first_foot(lines: Sequence[Line], kinds: list[BlockKind | None], layout: Layout) -> None:
    """Mark what stands below a gap at the first page's foot and begins with a sign, as the thanks of an author do, in whatever size."""
    for i in range(1, len(lines)):
        line, before = lines[i], lines[i - 1]
        step = line.baseline - before.baseline
        if line.page > 1:
            return
        if (
            kinds[i] is not None
            or step < FOOT_GAP * layout.pitch
            or not _SYMBOL.match(line.text)
            or not begins_note(line)
        ):
            continue
        end = i + 1
        while end < len(lines) and lines[end].page == 1 and lines[end].baseline > lines[end - 1].baseline:
            end += 1
        if end - i > MAX_FOOT_LINES or any(kinds[k] not in (None, "other") for k in range(i, end)):
            continue
        kind: BlockKind = "footnote"
        for k in range(i, end):
            if k > i and lines[k].baseline - lines[k - 1].baseline > FOOT_GAP * layout.pitch:
                kind = "other"
            kinds[k] = kind
        return


def _mark_large_notes(lines: Sequence[Line], kinds: list[BlockKind | None], layout: Layout) -> None:
    """Mark notes that some classes set in the body's size: below a gap, to the column's end, with a raised number that stands on their page before."""
    marks: set[str] = set()  # on the page so far
    for i, line in enumerate(lines):
        if i and line.page != lines[i - 1].page:
            marks = set()
        if line.text.isascii():
            continue  # nothing is raised
        number = _RAISED.match(line.text)
        if (
            number
            and number[0] in marks
            and kinds[i] is None
            and line.size > layout.body_size - SMALLER
            and lines[i - 1].page == line.page
            and line.baseline - lines[i - 1].baseline >= FOOT_GAP * layout.pitch
        ):
            end = i + 1
            while end < len(lines) and lines[end].page == line.page and lines[end].baseline > lines[end - 1].baseline:
                end += 1
            steps = [lines[k].baseline - lines[k - 1].baseline for k in range(i + 1, end)]
            if end - i <= MAX_FOOT_LINES and all(step < FOOT_GAP * layout.pitch for step in steps):
                kinds[i:end] = ["footnote" if kind is None else kind for kind in kinds[i:end]]
        marks.update(_RAISED_NUMBER.findall(line.text))


def _lowest_body_lines(
    lines: Sequence[Line], kinds: Sequence[BlockKind | None], prose: Sequence[bool], layout: Layout
) -> dict[tuple[int, int], float]:
    lowest: dict[tuple[int, int], float] = {}
    for line, kind, is_prose in zip(lines, kinds, prose, strict=True):
        if is_prose and kind is None and line.size > layout.body_size - SMALLER:
            for x0 in {line.column_x0, *(c[0] for c in layout.columns(line.page) if line.x0 - 9 < c[0] < line.x1)}:
                key = (line.page, round(x0))
                lowest[key] = max(lowest.get(key, 0.0), line.baseline)
    return lowest


def _goes_on(line: Line, before: Line, layout: Layout) -> bool:
    """Whether a line is the next one of a note: in its size, or close below in another font, as addresses are set."""
    step = line.baseline - before.baseline
    if line.page != before.page or step <= 0:
        return False
    if abs(line.size - before.size) < 1.0:
        return step < max(NOTE_STEP_EM * line.size, NOTE_STEP * layout.pitch)
    return step < 1.3 * max(line.size, before.size) and abs(line.size - before.size) < 2.0


def _goes_on_beside(line: Line, note: Line) -> bool:
    """Whether a line goes on at the foot of the next column with a note whose last line is full."""
    return (
        line.page == note.page
        and line.x0 > note.x1
        and note.x1 > note.column_x1 - note.size
        and abs(line.size - note.size) < 0.6
    )


def _stands_apart(line: Line, before: Line | None, kind: BlockKind | None, layout: Layout) -> bool:
    """Whether a line of small print does not go on with text above it, nor belongs to a heading."""
    if before is None or before.page != line.page:
        return True
    return kind != "heading" and (
        abs(before.size - line.size) > 0.6
        or not 0 < line.baseline - before.baseline < max(1.5 * line.size, 1.3 * layout.pitch)
    )


def _leads_to_note(lines: Sequence[Line], small: Sequence[bool], i: int) -> bool:
    """Whether small print goes on from a line to a note in its size on the same page: the rest of the note before it."""
    j = i
    while j < len(lines) and small[j] and lines[j].page == lines[i].page and abs(lines[j].size - lines[i].size) < 0.6:
        if begins_small_note(lines[j]):
            return True
        j += 1
    return False


def _tops_its_foot(line: Line, before: Line | None, layout: Layout) -> bool:
    """Whether a line stands apart from a line of body size above it: the rest of a note from the column before."""
    return (
        before is not None
        and before.page == line.page
        and before.size > layout.body_size - SMALLER
        and line.baseline - before.baseline > 1.1 * min(layout.pitch, 1.3 * before.size)
    )
