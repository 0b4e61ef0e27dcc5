"""How long a span of a body is, in characters or in tokens: exact for any span, with the body encoded once.

The tokens of a joined text are not the sum of its parts' tokens, but for cuts at the right places they are. Both
tokenizers first split a text by a regular expression and then encode each piece alone, so counts add up wherever a piece
is sure to begin. A single space between two characters that are no white space is such a place: in both
expressions a space can only open a piece, and white space is looked ahead over only from within white space. So the
text before the space is split the same with or without what follows, and the other way round. (`pat_str` of both:
https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py)

So the tokens of a span are those of the body from its first such space to its last, and those of its first and last words.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol

from arxiv_chunks.chunks.tokens import TokenCounter

LONGEST_TOKEN_CHARS = 128  # of the words of both vocabularies; a test reads them through
_LONGEST_WORD_CHARS = 1000
_LONE_SPACE = re.compile(r" (?<=\S.)(?=\S)")


class Ruler(Protocol):
    """Measures spans of one body."""

    longest_unit_chars: int
    """No unit is longer: a span of more than `n` times this many characters is longer than `n` units."""

    def size(self, start: int, end: int) -> int:
        """How many units `body[start:end]` has as a text of its own."""
        ...

    def fits(self, start: int, end: int, units: int) -> bool:
        """Whether `body[start:end]` is at most so many units long."""
        ...

    def reach(self, place: int, units: int) -> int:
        """About where as many units after a place end, or before it begin where there are fewer than none."""
        ...

    def last_fitting(self, ends: Sequence[int], first: int, start: int, stop: int, units: int) -> int:
        """The index of the last of `ends` up to `stop` so that the span from `start` fits; `first`, the least, does."""
        ...

    def first_fitting(self, starts: Sequence[int], low: int, high: int, end: int, units: int) -> int:
        """The index of the first of `starts[low:high]` from which the span to `end` fits, and all after it; `high` where none does."""
        ...


class CharacterRuler:
    """Measures in characters (Unicode code points)."""

    longest_unit_chars = 1

    def size(self, start: int, end: int) -> int:
        """The number of characters."""
        return end - start

    def fits(self, start: int, end: int, units: int) -> bool:
        """Whether it has no more characters."""
        return end - start <= units

    def reach(self, place: int, units: int) -> int:
        """Just where."""
        return place + units

    def last_fitting(self, ends: Sequence[int], first: int, start: int, stop: int, units: int) -> int:
        """Found without a look at the spans."""
        return max(first, bisect_right(ends, min(start + units, stop)) - 1)

    def first_fitting(self, starts: Sequence[int], low: int, high: int, end: int, units: int) -> int:
        """Likewise."""
        return bisect_left(starts, end - units, low, high)


class TokenRuler:
    """Measures in tokens."""

    longest_unit_chars = LONGEST_TOKEN_CHARS

    def __init__(self, body: str, counter: TokenCounter) -> None:
        self._body = body
        self._counter = counter
        self._token_ends = counter.ends(body)
        self._opened: dict[int, tuple[int, int]] = {}
        self._closed: dict[int, tuple[int, int]] = {}

    def size(self, start: int, end: int) -> int:
        """The number of tokens."""
        first, before = self._opened.get(start) or self._open(start)
        last, until = self._closed.get(end) or self._close(end)
        return until - before if first <= last else self._counter.count(self._body[start:end])

    def fits(self, start: int, end: int, units: int) -> bool:
        """Whether it has no more tokens; what is too long by far is not measured: a long word would be over and over."""
        return end - start <= units * LONGEST_TOKEN_CHARS and self.size(start, end) <= units

    def reach(self, place: int, units: int) -> int:
        """Where, if the body's tokens were the span's."""
        ends = self._token_ends
        return ends[max(0, min(bisect_right(ends, place) - 1 + units, len(ends) - 1))]

    def last_fitting(self, ends: Sequence[int], first: int, start: int, stop: int, units: int) -> int:
        """Looked for from about where it should be."""
        index = max(first, bisect_right(ends, min(self.reach(start, units), stop)) - 1)
        while index > first and not self.fits(start, ends[index], units):
            index -= 1
        while index + 1 < len(ends) and ends[index + 1] <= stop and self.fits(start, ends[index + 1], units):
            index += 1
        return index

    def first_fitting(self, starts: Sequence[int], low: int, high: int, end: int, units: int) -> int:
        """Looked for from the last on."""
        while high > low and self.fits(starts[high - 1], end, units):
            high -= 1
        return high

    def _open(self, start: int) -> tuple[int, int]:
        """The first lone space after `start`, and the body's tokens before it less those between `start` and it."""
        body = self._body
        found = _LONE_SPACE.search(body, start, start + _LONGEST_WORD_CHARS)
        space, before = len(body), 0  # for a longer word: further than any span reaches, which is then counted whole
        if found:
            space = found.start()
            before = bisect_right(self._token_ends, space) - self._counter.count_word(body[start:space])
        self._opened[start] = space, before
        return space, before

    def _close(self, end: int) -> tuple[int, int]:
        """The last lone space up to `end`, and the body's tokens before it and those between it and `end`."""
        body = self._body
        space, until = -1, 0
        place = end + 1
        while (place := body.rfind(" ", max(0, end - _LONGEST_WORD_CHARS), place)) > 0:
            if _LONE_SPACE.match(body, place):
                space = place
                until = bisect_right(self._token_ends, space) + self._counter.count_word(body[space:end])
                break
        self._closed[end] = space, until
        return space, until
