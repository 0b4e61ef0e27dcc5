"""Spans to lines: the pieces that stand on one visual line, glued in reading direction.

TeX draws a line in many pieces: at every change of font, at stacked scripts, at wide gaps. A piece belongs to the line
before it when both overlap in height and it begins near the line's end. A blank is set where the gap asks for one, a tab
where the gap is as wide as between the cells of a table.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from arxiv_chunks.pdf.engines import Page, Span
from arxiv_chunks.records import Box

BLANK_GAP_EM = 0.17  # MuPDF's own threshold is 0.15 of the size; kerned capitals reach 0.12
CELL_GAP_EM = 1.2  # no justified line of the truth papers stretches a blank beyond 1.1
LINE_GAP_EM = 4.0  # beyond it, pieces are separate lines (cells of wide tables, authors side by side)
OVERLAP_EM = 1.6  # stacked scripts step back by up to 1.5

_MATH_FONT = re.compile(
    r"CMMI|CMSY|CMEX|CMBSY|CMMIB|MSAM|MSBM|Math|MTMI|MTSY|MTEX|RMTMI|EUFM|EUSM|EURM|Symbol|rsfs|wasy|stmary|txsy|txmi|txex"
    r"|pxsy|pxmi|LMMath|MnSymbol|dsrom|bbm|esint|lasy|xycmat|NewTXMI|ntxsy|ntxmi|ntxex|STIXMath|fourier-m|eufm|eusm",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_math_font(font: str) -> bool:
    """Whether a font's name says that it sets formulas."""
    return bool(_MATH_FONT.search(font))


class Line:
    """One visual line. `text` has its blanks set, and a tab between pieces that stand apart like cells.

    `size`, `baseline`, `font`, `bold` and `italic` are those of most of its characters; `math` is the share of characters set in
    formula fonts. `column_x0` and `column_x1` are the edges of its column, set by `text.layout`.
    """

    __slots__ = (
        "baseline",
        "bold",
        "column_x0",
        "column_x1",
        "font",
        "italic",
        "math",
        "page",
        "size",
        "spans",
        "text",
        "x0",
        "x1",
        "y0",
        "y1",
    )

    def __init__(self, page: int, spans: Sequence[Span]) -> None:
        self.page = page
        self.spans = spans
        if len(spans) == 1:
            main = spans[0]
            (
                self.text,
                self.x0,
                self.y0,
                self.x1,
                self.y1,
                self.baseline,
                self.size,
                self.font,
                self.bold,
                self.italic,
            ) = main
            self.math = 1.0 if is_math_font(main.font) else 0.0
        else:
            weights: Counter[tuple[float, str]] = Counter()
            total = math = bold = italic = 0
            for span in spans:
                weight = len(span.text)
                weights[(span.size, span.font)] += weight
                total += weight
                if is_math_font(span.font):
                    math += weight
                if span.bold:
                    bold += weight
                if span.italic:
                    italic += weight
            (self.size, self.font), _ = max(weights.items(), key=lambda kv: kv[1])
            main = next(s for s in spans if s.size == self.size and s.font == self.font)
            self.baseline = main.baseline
            self.x0 = min(s.x0 for s in spans)
            self.x1 = max(s.x1 for s in spans)
            self.y0, self.y1 = main.y0, main.y1
            total = total or 1
            self.math, self.bold, self.italic = math / total, bold * 2 > total, italic * 2 > total
            self.text = _joined(spans, self.size)
        self.column_x0, self.column_x1 = self.x0, self.x1

    @property
    def box(self) -> Box:
        """The line's rectangle."""
        return Box(self.page, self.x0, self.y0, self.x1, self.y1)

    def __repr__(self) -> str:
        return f"Line({self.page}, {self.x0:.0f}-{self.x1:.0f}, y {self.y0:.0f}, {self.size:.1f}, {self.text!r})"


def _joined(spans: Sequence[Span], size: float) -> str:
    parts = [spans[0].text]
    end, blank = spans[0].x1, spans[0].text.endswith(" ")
    for span in spans[1:]:
        text = span.text
        gap = span.x0 - end
        if gap > CELL_GAP_EM * size:
            parts.append("\t")
        elif gap > BLANK_GAP_EM * size and not blank and text[:1] != " ":
            parts.append(" ")
        parts.append(text)
        end, blank = max(end, span.x1), text.endswith(" ")
    return "".join(parts)


def is_upright(span: Span) -> bool:
    """Whether a span runs from left to right; a turned one is tall and thin."""
    height, width = span.y1 - span.y0, span.x1 - span.x0
    return height <= 1.7 * span.size or width >= height or len(span.text.strip()) < 2


def page_lines(page: Page) -> list[Line]:
    """The lines of a page, in the order in which their first pieces are drawn; turned text is left out."""
    return [Line(page.number, spans) for spans in _glued(s for s in page.spans if s.text.strip() and is_upright(s))]


def _glued(spans: Iterable[Span]) -> list[list[Span]]:
    lines: list[list[Span]] = []
    current: list[Span] = []
    x1 = y0 = y1 = size = 0.0
    for span in spans:
        if current:
            overlap = min(y1, span.y1) - max(y0, span.y0)
            if (
                overlap > 0.35 * min(y1 - y0, span.y1 - span.y0)
                and -OVERLAP_EM * size <= span.x0 - x1 <= LINE_GAP_EM * size
            ):
                current.append(span)
                x1 = max(x1, span.x1)
                if span.size > 0.9 * size:
                    size = max(size, span.size)
                    y0, y1 = span.y0, span.y1
                continue
        current = [span]
        lines.append(current)
        x1, y0, y1, size = span.x1, span.y0, span.y1, span.size
    return lines
