"""Running heads and feet, page numbers, stamps in the margin, line numbers: found by repetition and place, never by their words.

A line near a page's edge is furniture when the same text (digits folded) stands at the same height on at least three pages,
or when it is a lone number on the outermost row, or when it stands there where two other pages have furniture. A lone number below
all else is a page's, at whatever height, where three pages at least count on (text measured for letter paper on taller sheets). A slanted line
at one place of three pages is a watermark. Line numbers: at least eight numbers of one size at one right edge that
rise by one or by five.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from arxiv_chunks.pdf.engines import Span
from arxiv_chunks.pdf.lines import Line

TOP_SHARE = 0.16
BOTTOM_SHARE = 0.82  # wide foot margins begin here; page numbers at 0.85
HEIGHT_TOLERANCE = 4.0  # points
MIN_PAGES = 3
SLANTED = 2.0  # times a line's size, that its box is tall: brackets and roots reach 2 only where they hold no words
MIN_LINE_NUMBERS = 8
MIN_STAMP = 6  # letters over each other
STAMP_STEP = 1.2  # times their size; the ticks of an axis stand further apart
MIN_PAGE_SHARE = 0.5  # with numbers, to cut them from their lines: those of programs stand on fewer pages
MAX_NUMBER_LENGTH = 12  # of a line's number with blanks around it
LINE_NUMBER_GAP_EM = 0.6  # the mark of an affiliation keeps 0.3 at most
HEAD_GAP_EM = 1.5  # of a head's size to the text
MIN_HEAD_LETTERS = 8  # of a head that stands on two pages only, on their outermost row

_DIGITS = re.compile(r"\d+|\b[ivxlcIVXLC]+\b")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—\s]*(?:[A-Z]?\d{1,4}|[ivxlc]{1,7})[-–—\s]*(?:(?:of|/)\s*\d+)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,4}")
_LONE = re.compile(r"\s*(\d{1,4})\s*")
_EQUATION_NUMBER = re.compile(r"\s*\(?[A-Z]?[\d.]+[a-z]?\)\s*")

Style = tuple[float, str]


def find_furniture(lines: Sequence[Line], heights: Sequence[float]) -> set[int]:
    """The indexes of the lines that are furniture; `heights` are the pages' heights in points."""
    found: set[int] = set()
    seen: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
    outermost: dict[tuple[int, bool], tuple[float, list[int]]] = {}
    for i, line in enumerate(lines):
        height = heights[line.page - 1]
        top = line.y1 < TOP_SHARE * height
        if not top and line.y0 < BOTTOM_SHARE * height:
            continue
        if not line.text[:1].isspace() and not _EQUATION_NUMBER.fullmatch(line.text):
            seen[_folded(line.text)].append((i, line.y0, line.page))
        key = (line.page, top)
        edge, members = outermost.get(key, (line.y0, []))
        if abs(line.y0 - edge) < HEIGHT_TOLERANCE:
            members.append(i)
        elif (line.y0 < edge) == top:
            edge, members = line.y0, [i]
        outermost[key] = (edge, members)
    outer = {i for _, members in outermost.values() for i in members}
    for text, places in seen.items():
        for i, pages in _pages_at_the_same_height(places):
            if pages >= MIN_PAGES or (pages == MIN_PAGES - 1 and i in outer and len(text) > MIN_HEAD_LETTERS):
                found.add(i)
    for _, members in outermost.values():
        for i in members:
            if _PAGE_NUMBER.fullmatch(lines[i].text.strip()):
                found.add(i)
    return found | _in_places_of(found, lines, outer) | _numbers_of_pages(lines) | _watermarks(lines)


def _numbers_of_pages(lines: Sequence[Line]) -> set[int]:
    """The lowest lines of their pages that are a lone number, which rises by one from page to page on three pages at least."""
    lowest: dict[int, int] = {}
    for i, line in enumerate(lines):
        if line.page not in lowest or line.baseline > lines[lowest[line.page]].baseline:
            lowest[line.page] = i
    starts = {i: int(number[1]) - page for page, i in lowest.items() if (number := _LONE.fullmatch(lines[i].text))}
    counts = Counter(starts.values())
    return {i for i, start in starts.items() if counts[start] >= MIN_PAGES}


def _watermarks(lines: Sequence[Line]) -> set[int]:
    """The slanted lines of letters that stand at one place on three pages at least."""
    slanted: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for i, line in enumerate(lines):
        if line.y1 - line.y0 > SLANTED * line.size and len(line.text.strip()) > 1:
            slanted[line.text, round(line.x0), round(line.y0)].add(i)
    return {i for members in slanted.values() if len({lines[k].page for k in members}) >= MIN_PAGES for i in members}


def _in_places_of(found: Iterable[int], lines: Sequence[Line], outer: Iterable[int]) -> set[int]:
    """The outermost lines of the style and at the height of furniture of two other pages or more: a head of its own."""
    pages: dict[tuple[int, Style], set[int]] = defaultdict(set)
    for i in found:
        pages[_place(lines[i])].add(lines[i].page)
    likely = [i for i in outer if len(pages[_place(lines[i])] - {lines[i].page}) >= MIN_PAGES - 1]
    baselines: dict[int, list[float]] = {lines[i].page: [] for i in likely}
    for line in lines:
        if line.page in baselines:
            baselines[line.page].append(line.baseline)
    return {i for i in likely if not _has_neighbour(lines[i], baselines[lines[i].page])}


def _has_neighbour(line: Line, baselines: Iterable[float]) -> bool:
    """Whether another row of text stands as near to a line as rows of a text do."""
    return any(3 < abs(baseline - line.baseline) < HEAD_GAP_EM * line.size for baseline in baselines)


def _place(line: Line) -> tuple[int, Style]:
    return (round(line.baseline), (round(line.size, 1), line.font))


def _pages_at_the_same_height(places: Iterable[tuple[int, float, int]]) -> Iterator[tuple[int, int]]:
    """Each place's index, and on how many pages such a place is; a plot can have thousands."""
    ordered = sorted(places, key=itemgetter(1))
    window: Counter[int] = Counter()
    first = last = 0
    for i, y, _ in ordered:
        while last < len(ordered) and ordered[last][1] - y < HEIGHT_TOLERANCE:
            window[ordered[last][2]] += 1
            last += 1
        while y - ordered[first][1] >= HEIGHT_TOLERANCE:
            page = ordered[first][2]
            window[page] -= 1
            if not window[page]:
                del window[page]
            first += 1
        yield i, len(window)


def _folded(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split()))


def without_turned_letters(lines: Sequence[Line]) -> list[Line]:
    """The lines without a stamp in the margin that some producers set letter by letter: single letters, each above the one before."""
    stamps: set[int] = set()
    run: list[int] = []
    for i, line in enumerate(lines):
        before = lines[run[-1]] if run else None
        alone = len(line.text.strip()) == 1
        above = before is not None and before.page == line.page and abs(before.x0 - line.x0) < HEIGHT_TOLERANCE
        if not (
            alone and above and before is not None and 0 < before.baseline - line.baseline < STAMP_STEP * line.size
        ):
            run = []
        if alone:
            run.append(i)
        if len(run) >= MIN_STAMP:
            stamps.update(run)
    return [line for i, line in enumerate(lines) if i not in stamps]


def without_line_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines without the numbers of lines in a margin or between columns, which may have been glued to their lines.

    Before the layout is measured: a number at a line's end would widen its column.
    """
    by_edge: dict[tuple[int, float, int], list[tuple[int, Style]]] = defaultdict(list)
    for line in lines:
        for span in _numbers_at_ends(line):
            by_edge[(line.page, round(span.size, 1), round(span.x1 / 2))].append((int(span.text), _style(span)))
    styles: Counter[Style] = Counter()
    pages: dict[Style, set[int]] = defaultdict(set)
    for (page, _, _), members in by_edge.items():
        if len(members) < MIN_LINE_NUMBERS:
            continue
        numbers = sorted(number for number, _ in members)
        steps = Counter(b - a for a, b in itertools.pairwise(numbers))
        if steps[1] + steps[5] > 0.8 * (len(numbers) - 1):
            styles.update(style for _, style in members)
            for _, style in members:
                pages[style].add(page)
    known = {style for style, count in styles.items() if count >= MIN_LINE_NUMBERS}
    if not known:
        return list(lines)
    throughout = {style for style in known if len(pages[style]) > MIN_PAGE_SHARE * len({line.page for line in lines})}
    kept: list[Line] = []
    for line in lines:
        believed = known if len(line.spans) == 1 else throughout
        numbers_of_lines = [span for span in _numbers_at_ends(line) if _style(span) in believed]
        rest = [span for span in line.spans if span not in numbers_of_lines] if numbers_of_lines else line.spans
        if rest:
            kept.append(Line(line.page, rest) if numbers_of_lines else line)
    return kept


def _style(span: Span) -> Style:
    return (round(span.size, 1), span.font)


def _numbers_at_ends(line: Line) -> list[Span]:
    """A lone number, or numbers before and after a line: smaller, on its baseline and apart from it, unlike a raised mark."""
    spans = line.spans
    first, last = spans[0], spans[-1]
    if first is last:
        return [first] if len(first.text) < MAX_NUMBER_LENGTH and _NUMBER.fullmatch(first.text.strip()) else []
    found = []
    if spans[1].x0 - first.x1 > LINE_NUMBER_GAP_EM * line.size and _is_line_number(first, line):
        found.append(first)
    if last.x0 - spans[-2].x1 > LINE_NUMBER_GAP_EM * line.size and _is_line_number(last, line):
        found.append(last)
    return found


def _is_line_number(span: Span, line: Line) -> bool:
    return (
        span.size < line.size - 0.5
        and abs(span.baseline - line.baseline) < 1
        and _NUMBER.fullmatch(span.text.strip()) is not None
    )
