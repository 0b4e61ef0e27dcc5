"""Which characters of the body a link covers.

A link is a rectangle over a line, a line is spans whose ends are known. TeX sets coloured links as spans of their own,
so most links cover whole spans; inside a span, letters are placed by the widths of Times, and blanks take what is left of
the span's width. What is covered is whole words, so a letter's error does no harm.

Only lines that have links are looked at closely. What it never does: cover a word that lies outside the rectangle by more than
half of its letters while another lies inside, or anything in a line whose height the rectangle does not share.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

import msgspec

from arxiv_chunks.pdf.engines import Link, Span
from arxiv_chunks.text.assemble import LineStart
from arxiv_chunks.text.characters import MARKS

MIN_SHARED_HEIGHT = 0.5  # of the lower one, link or line
MAX_STEP = 20.0  # points from a link's middle to its line's, in height
TOUCH = 0.5  # points by which a link's edge may reach over what it does not cover
MIN_COVERED = 0.5  # of a word's characters
MAX_OFF = 1.5  # characters that a link over no word may lie beside one


class _Widths(dict[str, float]):
    """Widths in em; what is not named is a capital or like a digit."""

    def __missing__(self, character: str) -> float:
        return 0.67 if character.isupper() else 0.5


_WIDTHS = _Widths(  # of Times: https://github.com/adobe-type-tools
    {
        character: width
        for width, characters in {
            0.26: "iljt.,;:|!/ ",
            0.33: "frI()[]-'’‘",
            0.39: "sJ",
            0.44: "acez?",
            0.56: "SPFELTZ",
            0.75: "mwDGHKNOQUVXY",
            0.9: "MW",
            1.0: "—",
        }.items()
        for character in characters
    }
    | dict.fromkeys("bdghknopquvxyαβ0123456789", 0.5)
)
_BLANK = _WIDTHS[" "]
_BLANKS = (0.15, 0.8)  # em; a justified line's are within
_UNCOUNTED = frozenset(" \t\n").union(MARKS)  # an accent may have been put on its letter since
_COUNTED = dict.fromkeys(map(ord, _UNCOUNTED))
_WORD = re.compile(r"[⁰¹²³⁴-⁹]+|[^\W⁰¹²³⁴-⁹]+")


def covered(links: Iterable[Link], starts: Sequence[LineStart], body: str) -> Iterator[tuple[int, int, Link]]:
    """The spans of the body that links cover, with the links; one that covers no word of the body is left out."""
    pages: dict[int, list[tuple[float, int]]] = defaultdict(list)  # middle of a line's height, index of its start
    links = list(links)
    linked = {link.box.page for link in links}
    for i, (_, line) in enumerate(starts):
        if line.page in linked:
            pages[line.page].append(((line.y0 + line.y1) / 2, i))
    for middles in pages.values():
        middles.sort()
    read: dict[int, tuple[list[_Place], list[_Word]]] = {}  # of lines that have links
    for link in links:
        page, x0, y0, x1, y1 = link.box
        middles, middle = pages[page], (y0 + y1) / 2
        for _, i in middles[
            bisect_left(middles, (middle - MAX_STEP, 0)) : bisect_left(middles, (middle + MAX_STEP, 0))
        ]:
            start, line = starts[i]
            if line.x0 < x1 and line.x1 > x0 and _shares_height(line.y0, line.y1, y0, y1):
                if i not in read:
                    end = starts[i + 1].char_start if i + 1 < len(starts) else len(body)
                    read[i] = (_places(line.spans), list(_words(body[start:end])))
                places, words = read[i]
                span = _words_within(words, *_characters(places, x0, x1))
                if span is not None:
                    yield start + span[0], start + span[1], link
                    break


def _shares_height(top: float, bottom: float, y0: float, y1: float) -> bool:
    return min(bottom, y1) - max(top, y0) > MIN_SHARED_HEIGHT * min(bottom - top, y1 - y0)


def _count(text: str) -> int:
    """How many characters of a text count."""
    return len(text) - sum(map(text.count, " \t\n")) if text.isascii() else len(text.translate(_COUNTED))


class _Place(msgspec.Struct, frozen=True, gc=False):
    """A span, how many characters of its line count before it and up to its end, and the middles of its own once asked for."""

    span: Span
    first: int
    last: int
    middles: list[float]


def _places(spans: Sequence[Span]) -> list[_Place]:
    ends = [0, *accumulate(_count(span.text) for span in spans)]
    return [
        _Place(span, first, last, []) for span, (first, last) in zip(spans, pairwise(ends), strict=True) if last > first
    ]


def _characters(places: Sequence[_Place], x0: float, x1: float) -> tuple[int, int]:
    """From which to which of a line's characters a link reaches; where it reaches none, the nearest one."""
    first = last = nearest = 0
    off = float("inf")
    for place in places:
        span = place.span
        if span.x1 < x0 + TOUCH or span.x0 > x1 - TOUCH:
            continue
        begin, end = place.first, place.last
        if span.x0 < x0 or span.x1 > x1:
            middles = place.middles
            if not middles:
                middles += _middles(span)
            begin, end = begin + bisect_left(middles, x0), begin + bisect_left(middles, x1)
            if begin == end and not last:
                middle = (x0 + x1) / 2
                found = min(range(len(middles)), key=lambda i: abs(middles[i] - middle))  # used at once
                if abs(middles[found] - middle) < off:
                    nearest, off = place.first + found, abs(middles[found] - middle)
        if begin < end:
            first, last = first if last else begin, end
    return (first, last) if last else (nearest, nearest + 1)


def _middles(span: Span) -> Iterator[float]:
    """Where the characters of a span that count have their middle."""
    text, size = span.text, span.size
    widths = list(map(_WIDTHS.__getitem__, text))
    blanks = text.count(" ")
    letters, width = sum(widths) - _BLANK * blanks, (span.x1 - span.x0) / size
    blank, scale = (width - letters) / blanks if blanks else 0.0, size
    if not _BLANKS[0] < blank < _BLANKS[1]:
        blank, scale = _BLANK, size * width / max(letters + _BLANK * blanks, 0.1)
    x = span.x0
    for c, w in zip(text, widths, strict=True):
        if c == " ":
            x += blank * scale
        else:
            step = w * scale
            if c not in _UNCOUNTED:
                yield x + step / 2
            x += step


class _Word(msgspec.Struct, frozen=True, gc=False):
    """A word's span in its line's text, and in the characters that count."""

    start: int
    end: int
    first: int
    last: int
    is_number: bool


def _words(text: str) -> Iterator[_Word]:
    counted = at = 0
    for word in _WORD.finditer(text):
        start, end = word.span()
        counted += _count(text[at:start])
        yield _Word(start, end, counted, counted + end - start, word[0].isdigit())
        counted += end - start
        at = end


def _words_within(words: Sequence[_Word], first: int, last: int) -> tuple[int, int] | None:
    """From the first to the last word that is covered, given the characters that are; if none is, the word beside them."""
    inside = [w for w in words if min(w.last, last) - max(w.first, first) >= MIN_COVERED * (w.last - w.first)]
    if inside:
        return inside[0].start, inside[-1].end
    beside = min(words, key=lambda word: _distance(word, first, last), default=None)
    return (beside.start, beside.end) if beside and _distance(beside, first, last) < MAX_OFF else None


def _distance(word: _Word, first: int, last: int) -> float:
    """By how many characters the middle of a link lies beside a word; of two words as near, markers are numbers."""
    return abs(first + last - word.first - word.last) / 2 - (word.last - word.first) / 2 - word.is_number
