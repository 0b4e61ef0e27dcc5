"""Headings: which lines are some, how deep they are, and the path of headings above every block.

Signals, in order of trust: numbering and the few words that every paper uses for its parts, set apart from the text (bold, larger, capitals,
italic); then whatever is set in the same style as those.
"""

import re
from collections import Counter
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import Layout

_NUMBERED = re.compile(
    r"(?:(?:appendix|section|chapter)\s+)?(?:(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}|[IVX]{1,5})[.:)]?\s+[^\W\d_“\"(\[].{1,110}",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"abstract|introduction|related works?|background|methods?|methodology|results|discussions?|conclusions?|acknowledge?ments?|references|bibliography"
    r"|appendix|appendices|summary|contents|materials and methods|supplementary (?:material|information)",
    re.IGNORECASE,
)

Style = tuple[float, bool, bool, bool]


def _style(line: Line) -> Style:
    letters = [c for c in line.text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) > 0.8 * len(letters)
    return (round(line.size), line.bold, line.italic, capitals)


def find_headings(lines: Sequence[Line], layout: Layout) -> list[bool]:
    """Which lines are headings."""
    body: Style = (round(layout.body_size), False, False, False)
    seeds: Counter[Style] = Counter()
    candidates = [_stands_alone(lines, i, layout) for i in range(len(lines))]
    styles = [_style(line) if ok else body for line, ok in zip(lines, candidates, strict=True)]
    for line, ok, style in zip(lines, candidates, styles, strict=True):
        text = line.text.strip()
        if ok and style != body and (_NUMBERED.fullmatch(text) or _PLAIN.fullmatch(text.strip(" .:"))):
            seeds[style] += 1
    return [ok and style != body and seeds[style] > 0 for ok, style in zip(candidates, styles, strict=True)]


def _stands_alone(lines: Sequence[Line], i: int, layout: Layout) -> bool:
    line = lines[i]
    text = line.text.strip()
    if not 3 <= len(text) <= 140 or not text[0].isalnum() or line.math > 0.5 or line.size < layout.body_size - 0.6:
        return False
    if text[0].islower() or text.endswith((",", ";", "-")) or sum(c.isalpha() for c in text) < 0.5 * len(text):
        return False
    before = lines[i - 1] if i else None
    if before is not None and before.page == line.page and before.column_x0 == line.column_x0:
        step = line.baseline - before.baseline
        if 0 < step < 1.15 * layout.pitch and _style(before) != _style(line):
            return False
    return not (text.endswith(".") and len(text) > 60)


def goes_on(heading: Sequence[Line], line: Line) -> bool:
    """Whether a heading's next line is this one."""
    before = heading[-1]
    return (
        before.page == line.page
        and _style(before)[:3] == _style(line)[:3]
        and 0 <= line.baseline - before.baseline < 1.6 * line.size
        and not _NUMBERED.fullmatch(line.text.strip())
    )


def level_of(text: str) -> int:
    """The depth that a heading's number tells, else 1."""
    match = re.match(r"\s*(?:appendix\s+)?((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})[.:]?\s", text, re.IGNORECASE)
    return match[1].count(".") + 1 if match else 1
