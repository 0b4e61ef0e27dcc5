"""Headings: which lines are some, how deep they are.

Signals, in order of trust: the PDF's own outline, where its titles stand on the pages that it names; numbering, and the few words
that every paper uses for its parts, set apart from the text by font and gap; then whatever is set in the same font and size as those.
A heading that runs into its paragraph ("3.1. Methods. We first ...") is cut from it where its font ends.

Never a heading: a theorem's head, a list item, a line in the body's own font, a line that fills its column without a next one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from arxiv_chunks.pdf.engines import OutlineEntry
from arxiv_chunks.pdf.lines import Line, is_math_font
from arxiv_chunks.text.characters import repair
from arxiv_chunks.text.layout import Layout

SMALLER = 1.6  # points that bold or capital headings may be smaller than the body
MIN_GAP = 1.15  # times the pitch, above a heading
MAX_LINES = 4
MAX_FORMULA_LETTERS = 6
MIN_SECTIONS = 3  # that run in and count from 1; fewer are items of a list
MAX_TITLE = 160  # characters
MIN_OUTLINE_COVER = (
    0.5  # of the numbered and named headings that an outline must hold: some classes bookmark nothing but the title
)
MIN_OUTLINE_SHARE = 0.5  # of an outline's titles that must stand on their pages, else it belongs to another text

_NUMBER = re.compile(
    r"(?:(?P<appendix>appendix|appendices|supplement|chapter|section)\s+)?(?:§\s*)?"
    r"(?P<number>[1-9]\d?(?:\.[1-9]\d?){0,4}|[A-Z](?:\.[1-9]\d?){0,3}|[IVX]{1,5})(?P<mark>[.)–—-]|(?<=[A-Z]):|\s)\s*(?=[^\W\d_]|[“\"(\[ℓ$])",
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
_NAME = re.compile(r"[^\W\d_]{3}")
_LEADERS = re.compile(r"(?:\. ?){4,}|\t\d{1,3}$")
_OUTLINE_NUMBER = re.compile(
    r"\A(?:appendix\s+)?(?:[IVX]+|[A-Z]|\d{1,2})(?:[-.][A-Z0-9]{1,2})*[.:)]?\s+", re.IGNORECASE
)
_SECTION = re.compile(r"\s*(\d{1,2})\.?\s")
_RUN_IN_END = re.compile(r"[.:]\s*$|[.\s]*[—–]\s*$")
_LETTERS = re.compile(r"[^\W_]+")

Style = tuple[int, str, bool]


class Heading(NamedTuple):
    """Lines [start, end) are a heading of this level, 1 the highest."""

    start: int
    end: int
    level: int
    sure: bool = True  # numbered, named, or in the outline; not by its style alone


def _style(line: Line) -> Style:
    size, capitals = line.size, line.text.isupper()
    if not capitals and len(line.spans) > 1 and "".join([span.text for span in line.spans]).isupper():
        size, capitals = max([span.size for span in line.spans]), True  # small capitals
    return (round(size), line.font.rpartition("+")[2], capitals)


def _key(text: str) -> str:
    return "".join(_LETTERS.findall(text.casefold()))


def split_run_in(lines: Sequence[Line], layout: Layout) -> tuple[list[Line], set[int]]:
    """The lines, with headings that run into their paragraph cut from it where their font ends, and the headings' indexes.

    A heading runs in when a line begins with a number and a title, or a title and a dash, in a font of their own that ends with
    a full stop or the dash, and the line before does not run on.
    """
    body_font = _body_font(lines, layout)
    cuts = {i: cut for i, line in enumerate(lines) if len(line.spans) > 1 and (cut := _run_in_end(line, body_font))}
    sections = [(i, int(m[1])) for i in cuts if (m := _SECTION.match(lines[i].text))]
    numbers = [number for _, number in sections]
    if numbers != sorted(set(numbers)) or not len(numbers) >= MIN_SECTIONS or numbers[-1] > 2 * len(numbers):
        for i, _ in sections:  # items of a list
            del cuts[i]
    out: list[Line] = []
    heads: set[int] = set()
    for i, line in enumerate(lines):
        cut, before = cuts.get(i, 0), lines[i - 1] if i else None
        if cut and (before is None or before.page != line.page or not _runs_on(before, line)):
            head, rest = Line(line.page, line.spans[:cut]), Line(line.page, line.spans[cut:])
            for part in (head, rest):
                part.column_x0, part.column_x1 = line.column_x0, line.column_x1
                part.text = repair(part.text)
            heads.add(len(out))
            out += [head, rest]
        else:
            out.append(line)
    return out, heads


def _run_in_end(line: Line, body_font: str) -> int:
    """How many of a line's spans are a heading that runs in; 0 without one."""
    first = 1 if line.spans[0].text.strip().rstrip(".").replace(".", "").isdigit() else 0  # a number in the body's font
    own = line.spans[first].font
    if own.rpartition("+")[2] == body_font or line.math > 0.5:
        return 0
    cut = next(
        (k for k, span in enumerate(line.spans) if k > first and span.font != own and not is_math_font(span.font)),
        len(line.spans),
    )
    if cut == len(line.spans) or (first and "." not in line.spans[0].text.strip().rstrip(".")):
        return 0
    text = "".join([span.text for span in line.spans[:cut]]).strip()
    if line.spans[cut].text.lstrip()[:1] in "—–" and text[:1].isupper() and not _THEOREM.match(text):
        return cut if 4 <= len(text) <= 80 else 0
    numbered = _NUMBER.match(text)
    dashed = text.endswith(("—", "–"))
    if not (4 <= len(text) <= 120 and _RUN_IN_END.search(text)) or _THEOREM.match(text):
        return 0
    return cut if numbered or (dashed and text[:1].isupper()) else 0


def _runs_on(before: Line, line: Line) -> bool:
    full = before.x1 > before.column_x1 - before.size
    return full and not before.text.rstrip().endswith((".", ":", "?", "!")) and line.baseline - before.baseline > 0


def find_headings(
    lines: Sequence[Line], layout: Layout, outline: Sequence[OutlineEntry], run_in: Collection[int] = ()
) -> list[Heading]:
    """A document's headings, in order; `run_in` are the indexes of lines that `split_run_in` cut off as headings."""
    styled = _by_style(lines, layout, run_in)
    outlined = _by_outline(lines, outline, {h.start for h in styled})
    if not outlined or len(outlined) < MIN_OUTLINE_COVER * sum(h.sure for h in styled):
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
        bare = _key_without_number(entry.title)
        sought += 1
        for page in (entry.page, entry.page + 1, entry.page - 1):
            matches = [
                h for i in by_page[page] if i not in taken and (h := _match(lines, keys, i, key, bare, entry.level))
            ]
            if matches:
                best = max(
                    matches, key=lambda h: (h.start in styled, _NUMBER.match(lines[h.start].text.strip()) is not None)
                )
                taken.add(best.start)
                found.append(best)
                break
    return sorted(found) if found and len(found) >= MIN_OUTLINE_SHARE * sought else []


def _match(
    lines: Sequence[Line], keys: Sequence[str], start: int, key: str, bare_title: str, level: int
) -> Heading | None:
    """The lines from `start` on that say what an outline's title says, with or without its number."""
    if not (key.startswith(keys[start][:4]) or bare_title[:4] in keys[start]):
        return None
    number = len(keys[start]) - len(_key(_NUMBER.sub("", lines[start].text.strip(), count=1)))
    text = ""
    for end in range(start + 1, min(start + MAX_LINES, len(lines)) + 1):
        if lines[end - 1].page != lines[start].page:
            return None
        text += keys[end - 1]
        if text == bare_title or _says(text, key) or _says(text[number:], key):
            return Heading(start, end, level)
        if len(text) > len(key) + 8:
            return None
    return None


def _says(text: str, title: str) -> bool:
    """Whether a text is a title, but for a few letters that bookmarks leave out: they hold no formulas."""
    if text == title:
        return True
    letters = iter(text)
    return 0 < len(text) - len(title) <= MAX_FORMULA_LETTERS < len(title) and all(c in letters for c in title)


def _key_without_number(title: str) -> str:
    return _key(_OUTLINE_NUMBER.sub("", title.strip(), count=1))


def _by_style(lines: Sequence[Line], layout: Layout, run_in: Collection[int]) -> list[Heading]:
    body_font = _body_font(lines, layout)
    groups: list[tuple[int, int, Style, str]] = []
    i = 0
    while i < len(lines):
        end = i if i in run_in else _group_end(lines, i, layout, body_font)
        if end > i:
            groups.append((i, end, _style(lines[i]), " ".join(line.text.strip() for line in lines[i:end])))
        i = max(end, i + 1)
    roman = any(re.match(r"II[.\s]", text) for *_, text in groups)
    seeds: dict[Style, Counter[int]] = defaultdict(Counter)
    for _, _, style, text in groups:
        if level := _numbered_level(text, roman=roman):
            seeds[style][level] += 1
        elif _PLAIN.fullmatch(text.strip(" .:")):
            seeds[style][1] += 0
    found = []
    for start, end, style, text in groups:
        level = _numbered_level(text, roman=roman)
        named = text[0].isalpha() and not text.endswith((".", ":")) and _NAME.search(text) is not None
        if style in seeds and (level or named or _PLAIN.fullmatch(text.strip(" .:"))):
            sure = bool(level) or _PLAIN.fullmatch(text.strip(" .:")) is not None
            found.append(Heading(start, end, level or _style_level(style, seeds, text), sure))
    taken = {i for h in found for i in range(h.start, h.end)}
    deepest = max((h.level for h in found if _NUMBER.match(lines[h.start].text.strip())), default=0)
    found += [
        Heading(i, i + 1, _numbered_level(lines[i].text.strip(), roman=roman) or deepest + 1)
        for i in run_in
        if i not in taken
    ]
    return sorted(found)


def _body_font(lines: Sequence[Line], layout: Layout) -> str:
    fonts: Counter[str] = Counter()
    for line in lines:
        if abs(line.size - layout.body_size) < 0.6:
            fonts[line.font.rpartition("+")[2]] += len(line.text)
    return max(fonts, key=lambda font: (fonts[font], font), default="")


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
    capitals = line.text.isupper() and _NUMBER.match(line.text.strip()) is not None  # may be set smaller than the text
    if len(line.text) > MAX_TITLE or line.math > 0.5 or (line.size < layout.body_size - SMALLER and not capitals):
        return i
    style = _style(line)
    text = line.text.strip()
    if (
        len(text) < 3
        or text[0].islower()
        or not (text[0].isalnum() or text[0] in '§“"')
        or _THEOREM.match(text)
        or not _gap_above(lines, i, layout)
        or _ends_with_page_number(lines, i)
    ):
        return i
    if not line.bold and not style[2] and line.size < layout.body_size + (0.6 if style[1] == body_font else -0.6):
        return i + 1 if _is_plain_heading(lines, i, layout) else i
    end = i + 1
    while end < len(lines) and end - i < MAX_LINES and _goes_on(lines[end - 1], lines[end], style):
        end += 1
    last = lines[end - 1]
    whole = " ".join(other.text.strip() for other in lines[i:end])
    if end < len(lines) and end - i == MAX_LINES and _goes_on(last, lines[end], style):
        return i
    if not _NUMBER.match(whole) and not _is_aligned(line):
        return i
    if sum(c.isalpha() for c in whole) < 0.5 * len(whole) or whole.endswith((",", ";", "-")) or "\t" in whole[4:]:
        return i
    if last.x1 > last.column_x1 - 0.5 * last.size and line.x0 < line.column_x0 + 2 * line.size:
        return i
    return i if whole.endswith(".") and len(whole) > 60 else end


def _is_aligned(line: Line) -> bool:
    """Whether a line begins at its column's edge or is centred in it; labels of figures are neither."""
    left, right = line.x0 - line.column_x0, line.column_x1 - line.x1
    return left < 2 * line.size or abs(left - right) < 2 * line.size


def _is_plain_heading(lines: Sequence[Line], i: int, layout: Layout) -> bool:
    """Whether a line in the body's own font is a heading: gaps above and below, and a number of two parts or in a centred line."""
    line = lines[i]
    match = _NUMBER.match(line.text.strip())
    centred = (
        line.x0 > line.column_x0 + 4 * line.size
        and abs(line.x0 - line.column_x0 - line.column_x1 + line.x1) < 2 * line.size
    )
    if (
        not match
        or not (centred or "." in match["number"])
        or line.text.rstrip().endswith((".", ",", ":"))
        or i + 1 == len(lines)
    ):
        return False
    before, after = (lines[i - 1] if i else None), lines[i + 1]
    above = before is None or before.page != line.page or not 0 < line.baseline - before.baseline < 1.4 * layout.pitch
    return above and after.page == line.page and after.baseline - line.baseline > 1.3 * layout.pitch


def _ends_with_page_number(lines: Sequence[Line], i: int) -> bool:
    """Whether a line belongs to a table of contents: a number stands at its column's right edge."""
    line = lines[i]
    after = lines[i + 1] if i + 1 < len(lines) else line
    if _LEADERS.search(line.text):
        return True
    beside = (
        after.page == line.page and abs(after.baseline - line.baseline) < 2 and after.x1 > line.column_x1 - line.size
    )
    return beside and after is not line and after.text.strip().isdigit()


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
        and (not style[2] or _style(line)[2])
        and 0 < line.baseline - before.baseline < 1.6 * line.size
        and not _NUMBER.match(line.text.strip())
        and not _PLAIN.fullmatch(before.text.strip(" .:"))
    )
