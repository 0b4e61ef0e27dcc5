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

MIN_SHARED_HEIGHT = 0.5  # of the lower one, link or line
MAX_STEP = 20.0  # points from a link's middle to its line's, in height
MIN_COVERED = 0.5  # of a word's characters

_NARROW, _WIDE = frozenset("iljtfrI.,;:'’|![]()-¹ "), frozenset("mwMW—–")
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
                span = _words(body[start : ends[i]], _characters(line.spans, x0, x1))
                if span is not None:
                    yield start + span[0], start + span[1], link
                    break


def _shares_height(top: float, bottom: float, y0: float, y1: float) -> bool:
    return min(bottom, y1) - max(top, y0) > MIN_SHARED_HEIGHT * min(bottom - top, y1 - y0)


def _characters(spans: Sequence[Span], x0: float, x1: float) -> range:
    """Which of a line's characters, blanks not counted, have their middle between two places."""
    before = 0
    first = last = None
    for span in spans:
        count = len(span.text) - sum(map(str.isspace, span.text))
        if span.x1 > x0 and span.x0 < x1:
            for i, middle in enumerate(_middles(span)):
                if x0 <= middle <= x1:
                    first = before + i if first is None else first
                    last = before + i
        before += count
    return range(0) if first is None or last is None else range(first, last + 1)


def _middles(span: Span) -> Iterator[float]:
    """Where the letters of a span have their middle, blanks left out."""
    widths = [0.3 if c in _NARROW else 0.75 if c in _WIDE else 0.68 if c.isupper() else 0.5 for c in span.text]
    blanks = span.text.count(" ")
    letters = sum(widths) - 0.3 * blanks
    width = (span.x1 - span.x0) / span.size
    blank = (width - letters) / blanks if blanks else 0.0
    scale = 1.0
    if not 0.15 < blank < 0.8:
        scale, blank = width / max(letters + 0.3 * blanks, 0.1), 0.3
    x = span.x0
    for c, w in zip(span.text, widths, strict=True):
        step = (blank if c == " " else w) * scale * span.size
        if not c.isspace():
            yield x + step / 2
        x += step


def _words(text: str, characters: range) -> tuple[int, int] | None:
    """From the first to the last word of which enough characters, counted without blanks, are covered."""
    start = end = None
    counted = at = 0
    for word in _WORD.finditer(text):
        counted += len("".join(text[at : word.start()].split()))
        at = word.end()
        length = at - word.start()
        inside = min(counted + length, characters.stop) - max(counted, characters.start)
        if inside > 0 and inside >= MIN_COVERED * length:
            start = word.start() if start is None else start
            end = word.end()
        counted += length
        if counted > characters.stop:
            break
    return None if start is None or end is None else (start, end)
