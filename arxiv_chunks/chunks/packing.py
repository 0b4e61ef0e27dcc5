"""Segments to spans: as much as fits into each, and as much of the span before as the overlap allows.

A span ends at the coarsest level of segments at which anything fits at all; below the finest come words, and below
those characters. So no sentence is cut unless it alone is too long, and no word unless it alone is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from arxiv_chunks.chunks.boundaries import Region
from arxiv_chunks.chunks.sizes import Ruler

_LETTER = re.compile(r"\S")
_WORD = re.compile(r"\S+")
_WORD_START = re.compile(r"(?<!\S)\S")
_TO_LAST_WORD_START = re.compile(r"(?s:.*)(?<!\S)\S")


@dataclass(frozen=True, slots=True)
class Packer:
    """Packs the regions of one body into spans of at most `size`, with an overlap of at most `overlap`, both by `ruler`."""

    body: str
    ruler: Ruler
    size: int
    overlap: int

    def pack(self, region: Region) -> Iterator[tuple[int, int]]:
        """Spans, as (start, end), that cover the region but for white space.

        The overlap is the greatest number of whole sentences of the span before that is at most `overlap` long and leaves
        room for the next sentence; where not one sentence is, the greatest number of whole words. A paragraph that fits beside
        the overlap stays whole.
        """
        start, end = region.start, region.end
        if self.ruler.fits(start, end, self.size):
            yield start, end
            return
        ends, first = self._next_ends(region, start)
        end = self._fill(region, start, start, ends, first)
        yield start, end
        while end < region.end:
            fresh = _next_word(self.body, end)
            ends, first = self._next_ends(region, fresh)
            start = self._overlap_start(region, start, end, fresh, ends[first])
            end = self._fill(region, start, fresh, ends, first)
            yield start, end

    def _next_ends(self, region: Region, start: int) -> tuple[Sequence[int], int]:
        """The ends of the coarsest segments of which one at least fits when begun at `start`, and the next one's index."""
        end = region.end
        for _, ends in region.levels:
            index = bisect_right(ends, start)
            end = ends[index]
            if self.ruler.fits(start, end, self.size):
                return ends, index
        farthest = start + self.size * self.ruler.longest_unit_chars
        words = [match.end() for match in _WORD.finditer(self.body, start, min(end, farthest + 1))]
        return (words if self.ruler.fits(start, words[0], self.size) else range(start + 1, words[0] + 1)), 0

    def _fill(self, region: Region, start: int, fresh: int, ends: Sequence[int], first: int) -> int:
        """The end of the longest span from `start` to one of the ends, or to a paragraph's where the next one is held whole."""
        paragraphs = region.paragraphs.ends
        paragraph = bisect_right(paragraphs, fresh)
        if self.ruler.fits(start, paragraphs[paragraph], self.size):
            ends, first = paragraphs, paragraph
        return ends[self.ruler.last_fitting(ends, first, start, region.end, self.size)]

    def _overlap_start(self, region: Region, start: int, end: int, fresh: int, next_end: int) -> int:
        """Where the span after `body[start:end]` begins, to repeat what it may and still hold the text up to `next_end`."""
        starts = region.sentences.starts
        low, high = bisect_right(starts, start), bisect_left(starts, end)
        index = self.ruler.first_fitting(starts, low, high, end, self.overlap)
        index = self.ruler.first_fitting(starts, index, high, next_end, self.size)
        if index < high:
            return starts[index]
        return self._overlap_word(max(start + 1, starts[high - 1]), end, next_end) or fresh

    def _overlap_word(self, earliest: int, end: int, next_end: int) -> int | None:
        """The same, of the words that begin between `earliest` and `end`, of which there need not be one."""
        body, fits, size, overlap = self.body, self.ruler.fits, self.size, self.overlap

        def may_begin(place: int) -> bool:
            return fits(place, end, overlap) and fits(place, next_end, size)

        earliest = max(earliest, end - overlap * self.ruler.longest_unit_chars)
        last = _last_word(body, earliest, end)
        if last is None or not may_begin(last):
            return None
        guess = max(earliest, self.ruler.reach(end, -overlap), self.ruler.reach(next_end, -size))
        place = _first_word(body, guess, end) or last
        while not may_begin(place):
            place = _first_word(body, place + 1, end) or last
        while (before := _last_word(body, earliest, place)) is not None and may_begin(before):
            place = before
        return place


def _next_word(body: str, start: int) -> int:
    """Where the first word from a place on begins; there is one."""
    match = _LETTER.search(body, start)
    assert match
    return match.start()


def _first_word(body: str, start: int, end: int) -> int | None:
    """Where the first word that begins between the two places begins."""
    match = _WORD_START.search(body, start, end)
    return match.start() if match else None


def _last_word(body: str, start: int, end: int) -> int | None:
    """Where the last word that begins between the two places begins."""
    match = _TO_LAST_WORD_START.match(body, start, end)
    return match.end() - 1 if match else None
