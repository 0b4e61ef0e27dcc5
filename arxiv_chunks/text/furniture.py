"""Running heads and feet, page numbers, stamps in the margin, line numbers: found by repetition and place, never by their words.

A line near a page's edge is furniture when the same text (digits folded) stands at the same height on at least three pages,
or when it is a lone number on the outermost row. Line numbers: at least eight numbers of one size at one right edge that
rise by one or by five.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from arxiv_chunks.pdf.lines import Line

TOP_SHARE = 0.16
BOTTOM_SHARE = 0.86
HEIGHT_TOLERANCE = 4.0  # points
MIN_PAGES = 3
MIN_LINE_NUMBERS = 8
MIN_HEAD_LETTERS = 8  # of a head that stands on two pages only, on their outermost row

_DIGITS = re.compile(r"\d+|\b[ivxlcIVXLC]+\b")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—\s]*(?:[A-Z]?\d{1,4}|[ivxlc]{1,7})[-–—\s.]*(?:(?:of|/)\s*\d+)?", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,4}")


def find_furniture(lines: Sequence[Line], heights: Sequence[float]) -> set[int]:
    """The indexes of the lines that are furniture; `heights` are the pages' heights in points."""
    found = _line_numbers(lines)
    seen: dict[str, list[tuple[int, float, int]]] = defaultdict(list)
    outermost: dict[tuple[int, bool], tuple[float, list[int]]] = {}
    for i, line in enumerate(lines):
        if i in found:
            continue
        height = heights[line.page - 1]
        top = line.y1 < TOP_SHARE * height
        if not top and line.y0 < BOTTOM_SHARE * height:
            continue
        if not line.text[:1].isspace():
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
    return found


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


def _line_numbers(lines: Sequence[Line]) -> set[int]:
    by_edge: dict[tuple[int, float, int], list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        text = line.text.strip()
        if _NUMBER.fullmatch(text):
            by_edge[(line.page, round(line.size, 1), round(line.x1 / 2))].append((i, int(text)))
    styles: Counter[tuple[float, str]] = Counter()
    for members in by_edge.values():
        if len(members) < MIN_LINE_NUMBERS:
            continue
        numbers = sorted(n for _, n in members)
        steps = Counter(b - a for a, b in itertools.pairwise(numbers))
        if steps[1] + steps[5] > 0.8 * (len(numbers) - 1):
            for i, _ in members:
                styles[(round(lines[i].size, 1), lines[i].font)] += 1
    return {
        i
        for i, line in enumerate(lines)
        if _NUMBER.fullmatch(line.text.strip()) and styles[(round(line.size, 1), line.font)] >= MIN_LINE_NUMBERS
    }
