"""How long a span of a body is, in characters or in tokens: exact for any span, with each stretch of text counted once.

The tokens of a joined text are not the sum of its parts' tokens, but for cuts at the right places they are. Both
tokenizers first split a text by a regular expression and then encode each piece alone, so counts add up wherever a piece
is sure to begin. One such place is a single space between two characters that are no white space: in both expressions a
space can only open a piece, and white space is looked ahead over only from within white space. So the text before the
space is split the same with or without what follows, and the other way round. (`pat_str` of both:
https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py)
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate, pairwise
from typing import Protocol

from bpe_openai import get_encoding

from arxiv_chunks.chunks.options import TokenizerName

LONGEST_TOKEN_CHARS = 128  # of the words of both vocabularies; a test reads them through


@cache
def token_counter(tokenizer: TokenizerName) -> Callable[[str], int]:
    """A function that counts a text's tokens; special tokens are read as plain text. The vocabulary comes with the wheel."""
    encode = get_encoding(tokenizer).encode_ordinary
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

    `starts` are places in rising order, such as the first letters of sentences: spans near them are measured fast.
    """

    longest_unit_chars = LONGEST_TOKEN_CHARS

    def __init__(self, body: str, starts: Iterable[int], count: Callable[[str], int]) -> None:
        self._body = body
        self._count = count
        self._cuts = [s - 1 for s in starts if s > 1 and body[s - 1] == " " and not body[s - 2].isspace()]
        pieces = (count(body[a:b]) for a, b in pairwise(self._cuts))
        self._before = [0, *accumulate(pieces)]
        self._heads: dict[int, int] = {}
        self._tails: dict[int, int] = {}

    def size(self, start: int, end: int) -> int:
        """The number of tokens."""
        cuts = self._cuts
        first = bisect_right(cuts, start)
        last = bisect_right(cuts, end) - 1
        if first > last:
            return self._count(self._body[start:end])
        head = self._heads.get(start)
        if head is None:
            head = self._heads[start] = self._count(self._body[start : cuts[first]])
        tail = self._tails.get(end)
        if tail is None:
            tail = self._tails[end] = self._count(self._body[cuts[last] : end])
        return head + self._before[last] - self._before[first] + tail
