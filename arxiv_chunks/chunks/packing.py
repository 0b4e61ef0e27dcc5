"""Segments to spans: as much as fits into each, and as much of the span before as the overlap allows.

A span ends at the coarsest level of segments at which anything fits at all; below the finest come words, and below
those characters. So no sentence is cut unless it alone is too long, and no word unless it alone is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from arxiv_chunks.chunks.boundaries import Region
from arxiv_chunks.chunks.sizes import Ruler

_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A chunk's place in the body. From `start` to `fresh` it repeats the end of the span before."""

    start: int
    fresh: int
    end: int


def pack(body: str, region: Region, ruler: Ruler, size: int, overlap: int) -> Iterator[Span]:
    """Spans that cover the region but for white space, each at most `size` long, in units of the ruler.

    The overlap is the greatest number of whole sentences of the span before that is at most `overlap` long and leaves room
    for the next segment; where not one sentence is, the greatest number of whole words.
    """
    previous: Span | None = None
    fresh = region.start
    while True:
        ends, first = _next_ends(body, region, ruler, size, fresh)
        start = _overlap_start(body, region, ruler, size, overlap, previous, ends[first]) if previous else fresh
        end = ends[_last_that(lambda e: ruler.size(start, e) <= size, ends, first)]  # noqa: B023
        previous = Span(start, fresh, end)
        yield previous
        if end >= region.end:
            return
        fresh = _SPACE.match(body, end).end()


def _next_ends(body: str, region: Region, ruler: Ruler, size: int, start: int) -> tuple[Sequence[int], int]:
    """The ends of the coarsest segments of which one at least fits when begun at `start`, and which of them is the next."""
    farthest = start + size * ruler.longest_unit_chars
    for level in region.levels:
        index = bisect_right(level.ends, start)
        end = level.ends[index]
        if end <= farthest and ruler.size(start, end) <= size:
            return level.ends, index
    words = [match.end() for match in _WORD.finditer(body, start, min(end, farthest + 1))]
    if ruler.size(start, words[0]) <= size:
        return words, 0
    return range(start + 1, words[0] + 1), 0


def _overlap_start(
    body: str, region: Region, ruler: Ruler, size: int, overlap: int, previous: Span, next_end: int
) -> int:
    """Where the next span begins, so that it repeats the end of the previous one and still holds the text up to `next_end`."""

    def is_small(start: int) -> bool:
        return ruler.size(start, previous.end) <= overlap and ruler.size(start, next_end) <= size

    starts = region.sentences.starts
    low, high = bisect_right(starts, previous.start), bisect_left(starts, previous.end)
    index = high
    while index > low and is_small(starts[index - 1]):
        index -= 1
    if index < high:
        return starts[index]
    last = max(previous.start + 1, starts[high - 1], previous.end - overlap * ruler.longest_unit_chars)
    begins = [match.start() for match in _WORD.finditer(body, last - 1, previous.end) if match.start() >= last]
    begins.reverse()
    fitting = _last_that(is_small, begins, 0) if begins and is_small(begins[0]) else None
    return _SPACE.match(body, previous.end).end() if fitting is None else begins[fitting]


def _last_that(is_small: Callable[[int], bool], places: Sequence[int], index: int) -> int:
    """The last index whose place is small, where the one given is, and where places grow from it on.

    Doubles its steps until one fails, then halves them, so that no stretch much longer than the answer is measured.
    """
    step = 1
    while index + step < len(places) and is_small(places[index + step]):
        index += step
        step *= 2
    while step > 1:
        step //= 2
        if index + step < len(places) and is_small(places[index + step]):
            index += step
    return index
