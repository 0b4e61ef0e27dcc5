"""Headings: which lines are some, how deep they are.

Signals, in order of trust: the PDF's own outline, where its titles stand on the pages that it names; numbering, and the few words
that every paper uses for its parts, set apart from the text by font and gap; then whatever is set in the same font and size as those.
A heading that runs into its paragraph ("3.1. Methods. We first ...") is cut from it where its font ends.

Never a heading: a theorem's head, a list item, a line in the body's own font, a line that fills its column without a next one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from arxiv_chunks.pdf.engines import OutlineEntry
from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import Layout

MIN_GAP = 1.15  # times the pitch, above a heading
MAX_LINES = 4
MAX_TITLE = 160  # characters
MIN_OUTLINE_SHARE = 0.5  # of an outline's titles that must stand on their pages, else it belongs to another text

_NUMBER = re.compile(
    r"(?:(?P<appendix>appendix|appendices|supplement)\s+)?(?:§\s*)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5})(?P<mark>[.:)–—-]|\s)\s*(?=[^\W\d_]|[“\"(\[ℓ$])",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?:abstract|introduction|related works?|(?:theoretical )?background|preliminaries|methods?|methodology|(?:experimental )?results|discussions?"
    r"|conclusions?|concluding remarks|acknowledge?ments?|references|bibliography|appendix|appendices|summary|contents|funding"
    r"|materials and methods|supplementa(?:ry|l) (?:materials?|information)|(?:data|code) availability(?: statement)?|(?:author|competing) [a-z]+)s?",
    re.IGNORECASE,
)
_THEOREM = re.compile(
    r"(?:theorem|lemma|proposition|corollary|definition|remark|example|proof|claim|assumption|conjecture|notation|fact|observation|exercise|question"
    r"|algorithm|table|figure|fig\.?|case|step|keywords?|key words|index terms|ccs concepts|input|output)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W_]+")

Style = tuple[int, str, bool]


class Heading(NamedTuple):
    """Lines [start, end) are a heading of this level, 1 the highest."""

    start: int
    end: int
    level: int


def _style(line: Line) -> Style:
    return (round(line.size), line.font.rpartition("+")[2], line.text.isupper())


def _key(text: str) -> str:
    return "".join(_LETTERS.findall(text.casefold()))


def find_headings(lines: Sequence[Line], layout: Layout, outline: Sequence[OutlineEntry]) -> list[Heading]:
    """A document's headings, in order."""
    styled = _by_style(lines, layout)
    outlined = _by_outline(lines, outline, {h.start for h in styled})
    if not outlined:
        return styled
    taken = {i for h in outlined for i in range(h.start, h.end)}
    plain = [h for h in styled if not taken.intersection(range(h.start, h.end)) and _PLAIN.fullmatch(_title(lines, h))]
    return sorted(outlined + [h._replace(level=1) for h in plain])


def _title(lines: Sequence[Line], heading: Heading) -> str:
    return " ".join(line.text.strip() for line in lines[heading.start : heading.end]).strip(" .:")


def _by_outline(lines: Sequence[Line], outline: Sequence[OutlineEntry], styled: set[int]) -> list[Heading]:
    if not outline:
        return []
    keys = [_key(line.text) if len(line.text) <= MAX_TITLE else "" for line in lines]
    by_page: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if keys[i]:
            by_page[line.page].append(i)
    found: list[Heading] = []
    taken: set[int] = set()
    sought = 0
    for entry in outline:
        key = _key(entry.title)
        if not key:
            continue
        sought += 1
        for page in (entry.page, entry.page + 1, entry.page - 1):
            matches = [h for i in by_page[page] if i not in taken and (h := _match(lines, keys, i, key, entry.level))]
            if matches:
                best = max(
                    matches, key=lambda h: (h.start in styled, _NUMBER.match(lines[h.start].text.strip()) is not None)
                )
                taken.add(best.start)
                found.append(best)
                break
    return sorted(found) if found and len(found) >= MIN_OUTLINE_SHARE * sought else []


def _match(lines: Sequence[Line], keys: Sequence[str], start: int, key: str, level: int) -> Heading | None:
    """The lines from `start` on that say what an outline's title says, with or without its number."""
    bare_title = _key_without_number(key)
    if not (key.startswith(keys[start][:4]) or bare_title[:4] in keys[start]):
        return None
    number = len(keys[start]) - len(_key(_NUMBER.sub("", lines[start].text.strip(), count=1)))
    text = ""
    for end in range(start + 1, min(start + MAX_LINES, len(lines)) + 1):
        if lines[end - 1].page != lines[start].page:
            return None
        text += keys[end - 1]
        if key in (text, text[number:]) or text == bare_title:
            return Heading(start, end, level)
        if len(text) > len(key) + 8:
            return None
    return None


def _key_without_number(key: str) -> str:
    return key.lstrip("0123456789")


def _by_style(lines: Sequence[Line], layout: Layout) -> list[Heading]:
    fonts: Counter[str] = Counter()
    for line in lines:
        if abs(line.size - layout.body_size) < 0.6:
            fonts[line.font.rpartition("+")[2]] += len(line.text)
    body_font = fonts.most_common(1)[0][0] if fonts else ""
    groups: list[tuple[int, int, Style]] = []
    i = 0
    while i < len(lines):
        end = _group_end(lines, i, layout, body_font)
        if end > i:
            groups.append((i, end, _style(lines[i])))
        i = max(end, i + 1)
    seeds: dict[Style, Counter[int]] = defaultdict(Counter)
    roman = any(_NUMBER.match(lines[g[0]].text.strip()) and re.match(r"\s*II[.\s]", lines[g[0]].text) for g in groups)
    for start, end, style in groups:
        text = " ".join(line.text.strip() for line in lines[start:end])
        if level := _numbered_level(text, roman=roman):
            seeds[style][level] += 1
        elif _PLAIN.fullmatch(text.strip(" .:")):
            seeds[style][1] += 0
    found = []
    for start, end, style in groups:
        if style in seeds:
            text = " ".join(line.text.strip() for line in lines[start:end])
            found.append(Heading(start, end, _numbered_level(text, roman=roman) or _style_level(style, seeds, text)))
    return found


def _numbered_level(text: str, *, roman: bool) -> int:
    """The depth that a heading's number tells; 0 without one."""
    match = _NUMBER.match(text)
    if not match or len(text) < match.end() + 2:
        return 0
    number = match["number"]
    if number[0].isdigit():
        if roman and match["mark"] == ")":
            return 3
        return number.count(".") + 1
    if (
        match["mark"].isspace()
        and not match["appendix"]
        and len(number) == 1
        and number in "AI"
        and text[2:3].islower()
    ):
        return 0
    if "." in number:
        return number.count(".") + 1
    if roman and re.fullmatch(r"[IVX]+", number):
        return 1
    return 2 if roman and not match["appendix"] else 1


def _style_level(style: Style, seeds: dict[Style, Counter[int]], text: str) -> int:
    """The level of a heading without a number: that of numbered ones in its style; else its style's rank among them."""
    if levels := +seeds[style]:
        return levels.most_common(1)[0][0]
    if _PLAIN.fullmatch(text.strip(" .:")):
        return 1
    larger = {round(other[0]) for other in seeds if other[0] > style[0]}
    return 1 + len(larger)


def _group_end(lines: Sequence[Line], i: int, layout: Layout, body_font: str) -> int:
    """The end of the lines that could be a heading together from line `i` on; `i` itself where there are none."""
    line = lines[i]
    if len(line.text) > MAX_TITLE or line.size < layout.body_size - 0.6 or line.math > 0.5:
        return i
    style = _style(line)
    if style[1] == body_font and not style[2] and abs(line.size - layout.body_size) < 0.6:
        return i
    text = line.text.strip()
    if (
        len(text) < 3
        or text[0].islower()
        or not (text[0].isalnum() or text[0] in '§“"')
        or _THEOREM.match(text)
        or not _gap_above(lines, i, layout)
    ):
        return i
    end = i + 1
    while end < len(lines) and end - i < MAX_LINES and _goes_on(lines[end - 1], lines[end], style):
        end += 1
    last = lines[end - 1]
    whole = " ".join(other.text.strip() for other in lines[i:end])
    if end < len(lines) and end - i == MAX_LINES and _goes_on(last, lines[end], style):
        return i
    if sum(c.isalpha() for c in whole) < 0.5 * len(whole) or whole.endswith((",", ";", "-")) or "\t" in whole[4:]:
        return i
    if last.x1 > last.column_x1 - 0.5 * last.size and line.x0 < line.column_x0 + 2 * line.size:
        return i
    return i if whole.endswith(".") and len(whole) > 60 else end


def _gap_above(lines: Sequence[Line], i: int, layout: Layout) -> bool:
    line = lines[i]
    if i == 0 or lines[i - 1].page != line.page:
        return True
    before = lines[i - 1]
    step = line.baseline - before.baseline
    return (
        not 0 < step < MIN_GAP * layout.pitch
        or line.size > layout.body_size + 1.2
        or before.size > layout.body_size + 1.2
        or before.bold
    )


def _goes_on(before: Line, line: Line, style: Style) -> bool:
    return (
        before.page == line.page
        and _style(line)[:2] == style[:2]
        and 0 < line.baseline - before.baseline < 1.6 * line.size
        and not _NUMBER.match(line.text.strip())
        and not _PLAIN.fullmatch(before.text.strip(" .:"))
    )
