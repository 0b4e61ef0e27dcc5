"""Display equations: lines of formulas that stand between lines of prose.

A line is part of a display when it is inset from its column's edge and mostly set in formula fonts, or ends with its number at the column's
edge (begins with it, in classes that number on the left); when it is a lone equation number, or
when it is no prose and touches such a line.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.layout import Layout

INSET_EM = 1.2
MATH_SHARE = 0.25

_NUMBER = re.compile(r"\s*\([A-Z]?\.?\d{1,3}(?:\.\d{1,3})*[a-z]?\)\s*")
_NUMBERED = re.compile(r"[\t ]\([A-Z]?\.?\d{1,3}(?:\.\d{1,3})*[a-z]?\)\s*$|\A\s*\(\d{1,3}(?:\.\d{1,3})*\)\t")
_LEADS_TO = re.compile(r"[A-Z][a-z]+ .*\b[a-z]{4,} .*:$")  # a sentence with formulas that leads to a display
_WORD = re.compile(r"[A-Za-z]{4,}")
_SYMBOLS = re.compile(r"[=<>≤≥≈∼≡∈∑∫∏√±×→⟨⟩|∂∇∞⊗⊕⊂⊆∪∩∀∃+−/^]")


def mark_displays(lines: Sequence[Line], kinds: list[BlockKind | None], prose: Sequence[bool], layout: Layout) -> None:
    """Mark the lines of display equations."""
    for i, line in enumerate(lines):
        runs_on = i > 0 and prose[i - 1] and _runs_on(lines[i - 1], line)
        if kinds[i] is None and not _is_prose(line, prose[i]) and not runs_on and _is_formula(line, layout):
            kinds[i] = "equation"
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for i in order:
            near = lines[i + step]
            if kinds[i] is None and kinds[i + step] == "equation" and not prose[i] and _touches(lines[i], near, layout):
                if i > 0 and prose[i - 1] and _runs_on(lines[i - 1], lines[i]) and _words(lines[i]) > 12:
                    continue
                kinds[i] = "equation"


def _runs_on(before: Line, line: Line) -> bool:
    """Whether a line goes on with a full line of text before it: it begins no further right."""
    return (
        before.page == line.page
        and before.x1 > before.column_x1 - before.size
        and 0 < line.baseline - before.baseline < 1.6 * line.size
        and line.x0 < before.x0 + 0.5 * line.size
    )


def _is_prose(line: Line, prose: bool) -> bool:
    return prose and line.math < 0.5


def _words(line: Line) -> int:
    return sum(map(len, _WORD.findall(line.text)))


def _is_formula(line: Line, layout: Layout) -> bool:
    text = line.text.strip()
    if _NUMBER.fullmatch(text):
        return line.x0 > line.column_x0 + 3 * layout.body_size
    if _words(line) > 0.45 * len(text) or _LEADS_TO.match(text):
        return False
    if _NUMBERED.search(line.text) and _SYMBOLS.search(text) and line.x0 < line.column_x0 + 1:
        return line.text.startswith("(") and line.math > MATH_SHARE
    if _NUMBERED.search(line.text) and _SYMBOLS.search(text) and line.x1 > line.column_x1 - layout.body_size:
        return True
    inset = line.x0 > line.column_x0 + INSET_EM * layout.body_size
    mathy = line.math > MATH_SHARE or len(_SYMBOLS.findall(text)) > 0.08 * len(text)
    if inset:
        return mathy
    return line.math > 0.5 and _words(line) < 0.2 * len(text) and line.x1 < line.column_x1 - 3 * layout.body_size


def _touches(line: Line, near: Line, layout: Layout) -> bool:
    step = abs(line.baseline - near.baseline)
    if line.page != near.page or step > 1.6 * layout.pitch:
        return False
    if step < 0.9 * line.size and _words(line) < 0.5 * len(line.text):
        return True
    if _words(line) > 20 or (
        _words(line) > 0.5 * len(line.text) and line.x0 < line.column_x0 + INSET_EM * layout.body_size
    ):
        return False
    return (
        line.x0 > line.column_x0 + INSET_EM * layout.body_size or line.size < 0.85 * layout.body_size or line.math > 0.5
    )
