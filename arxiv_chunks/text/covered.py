"""Which characters of the body a link covers.

A link is a rectangle over a line, a line is spans whose ends are known. TeX sets coloured links as spans of their own,
so most links cover whole spans; inside a span, letters are placed by the widths of Times, and blanks take what is left of
the span's width. What is covered is whole words, so a letter's error does no harm.

What it never does: cover a word that lies outside the rectangle by more than half of its letters, or anything in a
line whose height the rectangle does not share.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from arxiv_chunks.pdf.engines import Link, Span
from arxiv_chunks.text.assemble import LineStart
from arxiv_chunks.text.characters import MARKS

MIN_SHARED_HEIGHT = 0.5  # of the lower one, link or line
MAX_STEP = 20.0  # points from a link's middle to its line's, in height
MIN_COVERED = 0.5  # of a word's characters
MAX_OFF = 1.5  # characters that a link over no word may lie beside one

# Widths of Times, https://github.com/adobe-type-tools, in em; what is not named is a capital (0.67) or like a digit (0.5).
_WIDTHS = {
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
_BLANK = _WIDTHS[" "]
_BLANKS = (0.15, 0.8)  # em; a justified line's are within
_UNCOUNTED = str.maketrans("", "", " \t\n" + "".join(MARKS))  # an accent may have been put on its letter since
_WORD = re.compile(r"[⁰¹²³⁴-⁹]+|(?:[^\W⁰¹²³⁴-⁹]|(?<=[^\W\d_])[-’'](?=[^\W\d_]))+")


def covered(links: Iterable[Link], starts: Sequence[LineStart], body: str) -> Iterator[tuple[int, int, Link]]:
    """The spans of the body that links cover, with the links; one that covers no word of the body is left out."""
    pages: dict[int, list[tuple[float, int]]] = defaultdict(list)  # middle of a line's height, index of its start
    for i, (_, line) in enumerate(starts):
        pages[line.page].append(((line.y0 + line.y1) / 2, i))
    for middles in pages.values():
        middles.sort()
    ends = [*(start.char_start for start in starts[1:]), len(body)]
    for link in links:
        page, x0, y0, x1, y1 = link.box
        middles, middle = pages[page], (y0 + y1) / 2
        first = bisect_left(middles, middle - MAX_STEP, key=itemgetter(0))
        last = bisect_left(middles, middle + MAX_STEP, key=itemgetter(0))
        for _, i in middles[first:last]:
            start, line = starts[i]
            if line.x0 < x1 and line.x1 > x0 and _shares_height(line.y0, line.y1, y0, y1):
                span = _words(body[start : ends[i]], *_characters(line.spans, x0, x1))
                if span is not None:
                    yield start + span[0], start + span[1], link
                    break


def _shares_height(top: float, bottom: float, y0: float, y1: float) -> bool:
    return min(bottom, y1) - max(top, y0) > MIN_SHARED_HEIGHT * min(bottom - top, y1 - y0)


def _characters(spans: Sequence[Span], x0: float, x1: float) -> tuple[int, int]:
    """From which to which of a line's characters, blanks and accents not counted, a link reaches."""
    before = 0
    found: list[int] = []
    nearest, off = 0, float("inf")
    for span in spans:
        counted = span.text.translate(_UNCOUNTED)
        if span.x1 > x0 and span.x0 < x1:
            for i, middle in enumerate(_middles(span), before):
                if x0 <= middle <= x1:
                    found.append(i)
                elif abs(2 * middle - x0 - x1) < off:
                    nearest, off = i, abs(2 * middle - x0 - x1)
        before += len(counted)
    return (found[0], found[-1] + 1) if found else (nearest, nearest + 1)


def _middles(span: Span) -> Iterator[float]:
    """Where the characters of a span that count have their middle."""
    widths = [_WIDTHS.get(c) or (0.67 if c.isupper() else 0.5) for c in span.text]
    blanks = span.text.count(" ")
    letters, width = sum(widths) - _BLANK * blanks, (span.x1 - span.x0) / span.size
    blank, scale = (width - letters) / blanks if blanks else 0.0, 1.0
    if not _BLANKS[0] < blank < _BLANKS[1]:
        blank, scale = _BLANK, width / max(letters + _BLANK * blanks, 0.1)
    x = span.x0
    for c, w in zip(span.text, widths, strict=True):
        step = (blank if c == " " else w) * scale * span.size
        if c.translate(_UNCOUNTED):
            yield x + step / 2
        x += step


def _words(text: str, first: int, last: int) -> tuple[int, int] | None:
    """From the first to the last word that is covered, given the characters that are; if none is, the word beside them."""
    start = end = None
    beside, off = None, MAX_OFF
    counted = at = 0
    for word in _WORD.finditer(text):
        counted += len(text[at : word.start()].translate(_UNCOUNTED))
        at = word.end()
        stop = counted + len(word[0])
        if min(stop, last) - max(counted, first) >= MIN_COVERED * (stop - counted):
            start = word.start() if start is None else start
            end = at
        else:
            distance = abs((first + last) - (counted + stop)) / 2 - (stop - counted) / 2
            distance -= word[0].isdigit()  # of two words as near, markers are numbers
            if distance < off:
                beside, off = word.span(), distance
        counted = stop
        if counted > last + MAX_OFF:
            break
    return beside if start is None or end is None else (start, end)
