"""Headings: which lines are some, how deep they are.

Signals, in order of trust: the PDF's own outline (`outline.py`); numbers that rise through the document (`numbering.py`), and the few words
that every paper uses for its parts, set apart from the text by font and gap; then whatever is set in the same font and size as those.

Never a heading: a theorem's head, a list item, a line in the body's own font unless numbered or named and set apart, a line that fills its
column without a next one unless its number and style are those of others, a line with another beside it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from arxiv_chunks.pdf.engines import OutlineEntry
from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import Layout
from arxiv_chunks.text.numbering import Number, believable, depth_of, has_roman_sections, number_of
from arxiv_chunks.text.outline import find_by_outline
from arxiv_chunks.text.titles import (
    MAX_TITLE,
    THEOREM,
    Style,
    body_font_of,
    ends_with_page_number,
    gap_above,
    is_aligned,
    is_bold_font,
    is_capitals,
    is_centred,
    is_named,
    shares_its_row,
    style_of,
)

SMALLER = 1.6  # points that bold or capital headings may be smaller than the body
MAX_LINES = 4
MIN_OUTLINE_COVER = (
    0.5  # of the numbered and named headings that an outline must hold: some classes bookmark nothing but the title
)

_NAME = re.compile(r"[^\W\d_]{3}")


class Heading(NamedTuple):
    """Lines [start, end) are a heading of this level, 1 the highest."""

    start: int
    end: int
    level: int
    sure: bool = True  # numbered, named, or in the outline; not by its style alone


class _Candidate(NamedTuple):
    """Lines [start, end) look like a heading; `full` says that the last fills its column."""

    start: int
    end: int
    style: Style
    text: str
    full: bool


def find_headings(
    lines: Sequence[Line], layout: Layout, outline: Sequence[OutlineEntry], run_in: Collection[int] = ()
) -> list[Heading]:
    """A document's headings, in order; `run_in` are the indexes of lines that `split_run_in` cut off as headings."""
    styled = _by_style(lines, layout, run_in)
    named = [Heading(*found) for found in find_by_outline(lines, outline, {h.start for h in styled})]
    if not named or len(named) < MIN_OUTLINE_COVER * sum(h.sure for h in styled):
        return styled
    return sorted(named + _beyond_outline(lines, named, styled))


def _beyond_outline(lines: Sequence[Line], named: Sequence[Heading], styled: Sequence[Heading]) -> list[Heading]:
    """Headings that papers do not bookmark: the usual unnumbered parts, numbers deeper than the outline goes, its headings' style."""
    taken = {i for h in named for i in range(h.start, h.end)}
    deepest = max(h.level for h in named)
    levels: dict[Style, Counter[int]] = defaultdict(Counter)
    for heading in named:
        levels[style_of(lines[heading.start])][heading.level] += 1
    found = []
    for heading in styled:
        if taken.intersection(range(heading.start, heading.end)):
            continue
        text = _text(lines, heading.start, heading.end)
        if is_named(text):
            found.append(heading._replace(level=1))
        elif heading.sure and heading.level > deepest:
            found.append(heading)
        elif not heading.sure and (same := levels.get(style_of(lines[heading.start]))):
            found.append(heading._replace(level=same.most_common(1)[0][0]))
    return found


def _by_style(lines: Sequence[Line], layout: Layout, run_in: Collection[int]) -> list[Heading]:
    candidates = _candidates(lines, layout, run_in)
    texts = [c.text for c in candidates]
    roman = has_roman_sections(texts)
    numbers: list[Number | None] = [number_of(text, roman=roman) for text in texts]
    if roman:
        numbers = [n if n is None or n.series != "decimal" or n.mark in ".)" else None for n in numbers]
    styles = Counter(c.style for c in candidates)
    believed = believable(numbers, roman=roman, weights=[1 + styles[c.style] / len(candidates) for c in candidates])
    levels = [depth_of(n, roman=roman) if n and i in believed else 0 for i, n in enumerate(numbers)]
    seeds: dict[Style, Counter[int]] = defaultdict(Counter)  # by level; 0 counts named ones without a number
    for candidate, level in zip(candidates, levels, strict=True):
        if candidate.full or candidate.start in run_in:
            continue
        if level:
            seeds[candidate.style][level] += 1
        elif is_named(candidate.text):
            seeds[candidate.style][0] += 1
    found = []
    for candidate, level in zip(candidates, levels, strict=True):
        start, end, style, text, full = candidate
        if start in run_in:
            deepest = max(levels)
            found.append(Heading(start, end, level or deepest + 1))
        elif style in seeds and (level or not full):
            named = is_named(text)
            like_one = text[0].isalpha() and not text.endswith((".", ":")) and _NAME.search(text) is not None
            if level or named or (like_one and not number_of(text, roman=roman)):
                found.append(Heading(start, end, level or _style_level(style, seeds, text), bool(level) or named))
    return sorted(found)


def _candidates(lines: Sequence[Line], layout: Layout, run_in: Collection[int]) -> list[_Candidate]:
    body_font = body_font_of(lines, layout)
    found = []
    i = 0
    while i < len(lines):
        end = i + 1 if i in run_in else _group_end(lines, i, layout, body_font)
        if end > i:
            last = lines[end - 1]
            full = last.x1 > last.column_x1 - 0.5 * last.size and lines[i].x0 < lines[i].column_x0 + 2 * lines[i].size
            found.append(_Candidate(i, end, style_of(lines[i]), _text(lines, i, end), full and i not in run_in))
        i = max(end, i + 1)
    return found


def _text(lines: Sequence[Line], start: int, end: int) -> str:
    return " ".join([line.text.strip() for line in lines[start:end]])


def _style_level(style: Style, seeds: dict[Style, Counter[int]], text: str) -> int:
    """The level of a heading without a number: that of numbered ones in its style; else its size's rank among them."""
    numbered = any(level for levels in seeds.values() for level in levels)
    if numbered and is_named(text):
        return 1
    if levels := [level for level, _ in seeds[style].most_common() if level]:
        return levels[0]
    larger = {other[0] for other, levels in seeds.items() if other[0] > style[0] and (numbered or levels[0] > 1)}
    return 1 + len(larger)


def _group_end(lines: Sequence[Line], i: int, layout: Layout, body_font: str) -> int:
    """The end of the lines that could be a heading together from line `i` on; `i` itself where there are none."""
    line = lines[i]
    if line.text[:1].islower():
        return i
    text = line.text.strip()
    if (
        len(line.text) > MAX_TITLE
        or line.math > 0.5
        or len(text) < 3
        or text[0].islower()
        or not (text[0].isalnum() or text[0] in '§“"')
        or not gap_above(lines, i, layout)
        or THEOREM.match(text)
        or ends_with_page_number(lines, i)
        or shares_its_row(lines, i)
    ):
        return i
    style = style_of(line)
    known = number_of(text) or number_of(text, roman=True) or is_named(text)
    capitals = style[2] and bool(known)  # may be set smaller than the text
    if style[0] < layout.body_size - SMALLER and not capitals:
        return i
    bold = line.bold or is_bold_font(style[1])
    if not bold and not style[2] and line.size < layout.body_size + (0.6 if style[1] == body_font else -0.6):
        return _plain_end(lines, i, layout)
    end = i + 1
    while end < len(lines) and end - i < MAX_LINES and _goes_on(lines[end - 1], lines[end], style):
        end += 1
    last = lines[end - 1]
    whole = _text(lines, i, end)
    if end < len(lines) and end - i == MAX_LINES and _goes_on(last, lines[end], style):
        return i
    number = number_of(whole) or number_of(whole, roman=True)
    if not number and not is_aligned(line):
        return i
    title = whole[number.end :] if number else whole
    if sum(c.isalpha() for c in whole) < 0.5 * len(whole) or whole.endswith((",", ";", "-")) or "\t" in title[4:]:
        return i
    if whole.endswith(".") and len(whole) > 60 and line.size < layout.body_size + 2 and not style[2]:
        return i
    return end


def _plain_end(lines: Sequence[Line], i: int, layout: Layout) -> int:
    """The end of a heading in the body's own font: gaps above and below, and a number of two parts, a name, or a number in a centred line."""
    line = lines[i]
    number, named = number_of(line.text.strip()), is_named(line.text)
    if not named and not (number and (is_centred(line) or len(number.parts) > 1)):
        return i
    before = lines[i - 1] if i else None
    if before and before.page == line.page and 0 < line.baseline - before.baseline < 1.4 * layout.pitch:
        return i
    for end in range(i + 1, min(i + 3, len(lines))):
        last, after = lines[end - 1], lines[end]
        if last.text.rstrip().endswith((".", ",", ":")):
            return i
        if after.page != line.page or after.baseline - last.baseline > 1.15 * layout.pitch:
            short = after.page == line.page and last.x1 < last.column_x1 - last.size
            return end if short and after.baseline - last.baseline > 1.15 * layout.pitch else i
    return i


def _goes_on(before: Line, line: Line, style: Style) -> bool:
    return (
        before.page == line.page
        and style_of(line)[:2] == style[:2]
        and (not style[2] or is_capitals(line.text) or style_of(line)[2])
        and 0 < line.baseline - before.baseline < 1.6 * line.size
        and not number_of(line.text.strip())
        and not is_named(before.text)
    )
