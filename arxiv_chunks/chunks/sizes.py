"""How long a span of a body is, in characters or in tokens: exact for any span, with each stretch of text counted once.

The tokens of a joined text are not the sum of its parts' tokens, but for cuts at the right places they are. Both
tokenizers first split a text by a regular expression and then encode each piece alone, so counts add up wherever a piece
is sure to begin. One such place is a single space between two characters that are no white space: in both expressions a
space can only open a piece, and white space is looked ahead over only from within white space. So the text before the
space is split the same with or without what follows, and the other way round. Another is behind a line's end before
anything but white space and the slash: no piece holds both. (`pat_str` of both tokenizers:
https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py)
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate, pairwise
from typing import Protocol

from splintr import Tokenizer

from arxiv_chunks.chunks.options import TokenizerName

_LONE_SPACE = re.compile(r"(?<=\S) (?=\S)")
LONGEST_TOKEN_CHARS = 128  # of the words of both vocabularies; a test reads them through


@cache
def token_counter(tokenizer: TokenizerName) -> Callable[[str], int]:
    """A function that counts a text's tokens; special tokens are read as plain text. The vocabulary comes with the wheel."""
    encode = Tokenizer.from_pretrained(tokenizer).encode_ordinary
    return lambda text: len(encode(text))


class Ruler(Protocol):
    """Measures spans of one body."""

    longest_unit_chars: int
    """No unit is longer: a span of more than `n` times this many characters is longer than `n` units."""

    def size(self, start: int, end: int) -> int:
        """How many units `body[start:end]` has as a text of its own."""
        ...


class CharacterRuler:
    """Measures in characters (Unicode code points)."""

    longest_unit_chars = 1

    def size(self, start: int, end: int) -> int:
        """The number of characters."""
        return end - start


class TokenRuler:
    """Measures in tokens.

    `starts` are places in rising order where text begins, such as the first letters of sentences: between them each
    stretch is counted once, so that spans of many are measured by subtraction.
    """

    longest_unit_chars = LONGEST_TOKEN_CHARS

    def __init__(self, body: str, starts: Iterable[int], count: Callable[[str], int]) -> None:
        self._body = body
        self._count = count
        cuts = (_cut_before(body, start) for start in starts)
        self._cuts = [0, *(cut for cut in cuts if cut), len(body)]
        self._before = [0, *accumulate(count(body[a:b]) for a, b in pairwise(self._cuts))]
        self._opened: dict[int, tuple[int, int]] = {}
        self._closed: dict[int, tuple[int, int]] = {}

    def size(self, start: int, end: int) -> int:
        """The number of tokens."""
        opened = self._opened.get(start)
        if opened is None:
            opened = self._opened[start] = self._open(start)
        closed = self._closed.get(end)
        if closed is None:
            closed = self._closed[end] = self._close(end)
        if opened[0] > closed[0]:
            return self._count(self._body[start:end])
        return closed[1] - opened[1]

    def _open(self, start: int) -> tuple[int, int]:
        """The first cut from `start` on, and the tokens before it less those between `start` and it."""
        body, index = self._body, bisect_right(self._cuts, start) - 1
        before = self._cuts[index]
        if before == start:
            return start, self._before[index]
        space = _LONE_SPACE.search(body, start)
        cut = space.start() if space else len(body)
        return cut, self._before[index] + self._count(body[before:cut]) - self._count(body[start:cut])

    def _close(self, end: int) -> tuple[int, int]:
        """The last cut up to `end`, and the tokens before it and those between it and `end`."""
        body, index = self._body, bisect_left(self._cuts, end)
        after = self._cuts[index]
        if after == end:
            return end, self._before[index]
        cut = body.rfind(" ", self._cuts[index - 1] + 1, end)
        if cut < 0 or body[cut - 1].isspace() or body[cut + 1].isspace():
            cut = self._cuts[index - 1]
        return cut, self._before[index] - self._count(body[cut:after]) + self._count(body[cut:end])


def _cut_before(body: str, start: int) -> int:
    """The place before the text that begins at `start` where counts add up; 0 where there is none."""
    if body[start - 1] == " ":
        return 0 if body[start - 2].isspace() else start - 1
    return start if body[start - 1] == "\n" and body[start] != "/" else 0
