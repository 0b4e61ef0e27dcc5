"""Spans to lines: the pieces that stand on one visual line, glued in reading direction.

TeX draws a line in many pieces: at every change of font, at stacked scripts, at wide gaps. A piece belongs to the line
before it when both overlap in height and it begins near the line's end. A blank is set where the gap asks for one, a tab
where the gap is as wide as between the cells of a table. Raised figures and letters become Unicode superscripts, so that a
note's mark does not glue to its word and 10³ is no 103; capitals that imitate small ones become the letters they stand for.
"""

# ruff: noqa: FURB136, PLR1730  # in the loops over spans `min` and `max` cost as much as the rest of a step

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from arxiv_chunks.pdf.engines import Page, Span
from arxiv_chunks.records import Box
from arxiv_chunks.text.characters import MARKS

BLANK_GAP_EM = 0.17  # MuPDF's own threshold is 0.15 of the size; kerned capitals reach 0.12
CELL_GAP_EM = 1.2  # no justified line of the truth papers stretches a blank beyond 1.1
LINE_GAP_EM = 4.0  # beyond it, pieces are separate lines (cells of wide tables, authors side by side)
OVERLAP_EM = 1.6  # stacked scripts step back by up to 1.5
TOUCH_EM = 0.35  # pieces that touch belong together although roots and brackets hang a line lower
NEXT_LINE_EM = 0.95  # of a touching piece that is no tall bracket: from here on it begins the next line, tightly set lines are 1.05 apart
SCRIPT_SIZE = 0.86  # scripts are set at 0.7 to 0.8 of the size
INITIAL_SIZE = 0.5  # of a dropped initial, which is two lines tall; an initial of small capitals stays above 0.7
RAISED_EM = 0.12
FLAT = 0.6  # of the size: a lower piece has no true box; letters' boxes have 0.9 and more
SLANTED = 2.0  # times its size, the height of a word's box; no upright word of four letters in the 83 papers is as tall
MAIN_SHARE = 0.15  # of a line's characters: below, a large letter is an initial; a line's size is that of its letters, not of its scripts
MIN_OVERLAP = 0.35  # share of the lower piece's height; scripts of scripts overlap by 0.4
SIGN_SLACK = 2.0  # points by which a sign from another font overlaps what stands beside it
MIN_HOLED = 25  # characters of a line with a hole: shorter ones are labels of figures, which signs are drawn over
NEAR_CHARACTERS = 8  # within which a sign's place in its line is known from its share of the width
SMALL_CAPITAL_SIZES = (0.66, 0.9)  # of the big capital beside them
SMALL_CAPITAL_STEP = 1.8  # of their size, to the next line: captions reach 1.5

_MATH_FONT = re.compile(
    r"CMMI|CMSY|CMEX|CMBSY|MSAM|MSBM|Math|MTMI|MTSY|MTEX|EUFM|EUSM|EURM|Symbol|rsfs|wasy|stmary|txsy|txmi|txex|pxsy|pxmi|MnSymbol"
    r"|dsrom|bbm|esint|lasy|NewTXMI|ntxsy|ntxmi|ntxex|fourier-m|LMMI|LMSY|LMEX",
    re.IGNORECASE,
)
_RAISED = str.maketrans(
    "0123456789+−-=()abcdefghijklmnoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
_LETTER = re.compile("[A-Za-z]")
_WORD_OF_CAPITALS = re.compile(r"[^\W\d_](?:[^\W\d_]|\.[^\W\d_]\.)")
_HOLE = re.compile("  ")
_BLANK = re.compile(r" (?=\S)")
_LOGO = re.compile(r"L ?A ?T ?E ?X")


_TALL_FONT = re.compile(
    r"CMEX|LMEX|LMMathExtension|[tp]xex|MTEX|ntxex|esint|MathematicalPiFive|MT_?Extra", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def is_tall_font(font: str) -> bool:
    """Whether a font's name says that it holds brackets, roots and sums, which hang far below their line."""
    return bool(_TALL_FONT.search(font))


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
            (span,) = spans
            self.text = span.text
            self.x0, self.y0, self.x1, self.y1 = span.x0, span.y0, span.x1, span.y1
            self.baseline, self.size, self.font = span.baseline, span.size, span.font
            self.bold, self.italic = span.bold, span.italic
            self.math = 1.0 if is_math_font(self.font) else 0.0
        else:
            weights: dict[tuple[float, str], int] = {}
            styles: dict[str, Span] = {}
            x0, x1 = spans[0].x0, spans[0].x1
            for span in spans:
                font = span.font
                key = (span.size, font)
                weights[key] = weights.get(key, 0) + len(span.text)
                styles[font] = span
                if span.x0 < x0:
                    x0 = span.x0
                if span.x1 > x1:
                    x1 = span.x1
            total = math = bold = italic = 0
            for (_, font), weight in weights.items():
                total += weight
                if is_math_font(font):
                    math += weight
                else:
                    bold += weight * styles[font].bold
                    italic += weight * styles[font].italic
            main = _main_span(spans, weights, total)
            self.x0, self.x1, self.y0, self.y1 = x0, x1, main.y0, main.y1
            self.size, self.font, self.baseline = main.size, main.font, main.baseline
            upright = total - math
            self.math, self.bold, self.italic = math / total, bold * 2 > upright, italic * 2 > upright
            self.text = joined(spans, self.size, self.baseline)
        self.column_x0, self.column_x1 = self.x0, self.x1

    @property
    def box(self) -> Box:
        """The line's rectangle."""
        return Box(self.page, self.x0, self.y0, self.x1, self.y1)

    def __repr__(self) -> str:
        return f"Line({self.page}, {self.x0:.0f}-{self.x1:.0f}, y {self.y0:.0f}, {self.size:.1f}, {self.text!r})"


def _main_span(spans: Sequence[Span], weights: dict[tuple[float, str], int], total: int) -> Span:
    """The first span of the font and size that most of a line's letters have, scripts and initials left aside."""
    if len(weights) > 1:
        least = min(MAIN_SHARE * total, max(weights.values()))
        smallest = SCRIPT_SIZE * max([size for (size, _), weight in weights.items() if weight >= least])
        size, font = max([key for key in weights if key[0] >= smallest], key=weights.__getitem__)
    else:
        ((size, font),) = weights
    first = None
    for span in spans:
        if span.size == size and span.font == font:
            if span.text[0] != " " and span.text not in MARKS:
                return span  # a leading blank bears the baseline of what stands before it, a capital's accent one of its own
            first = first or span
    return first or spans[0]


def joined(spans: Sequence[Span], size: float, baseline: float, cell_gap_em: float = CELL_GAP_EM) -> str:
    """The text of the pieces of a line, with a blank or, from `cell_gap_em` on, a tab where they stand apart."""
    parts: list[str] = []
    before = previous = spans[0]  # the last span that is no imitated small capital; the last span
    previous_size = previous.size
    end = previous.x0
    blank_gap, cell_gap, script_size = BLANK_GAP_EM * size, cell_gap_em * size, SCRIPT_SIZE * size
    logo = False
    for span in spans:
        text = own = span.text
        span_size, span_x1 = span.size, span.x1
        gap = span.x0 - end
        if gap > blank_gap:
            if gap > cell_gap:
                parts.append("\t")
            elif text[0] != " " and previous.text[-1] != " ":
                parts.append(" ")
        elif span_size != previous_size and span.font == before.font and parts:
            if _imitates_small_capitals(before, span):
                text = text.lower()
            elif previous.text.isupper() and _imitates_small_capitals(span, previous):
                parts[-1] = parts[-1].lower()
        if span_size < script_size:
            logo = logo or text in {"A", "a"}
            if baseline - span.baseline > RAISED_EM * size and not is_math_font(span.font):
                raised = text.translate(_RAISED)
                if not _LETTER.search(raised):
                    text = raised
        if text is own:
            before = span
        previous, previous_size = span, span_size
        parts.append(text)
        if span_x1 > end:
            end = span_x1
    text = "".join(parts)
    return _LOGO.sub("LaTeX", text) if logo else text


def _imitates_small_capitals(big: Span, small: Span) -> bool:
    return (
        SMALL_CAPITAL_SIZES[0] < small.size / big.size < SMALL_CAPITAL_SIZES[1]
        and abs(big.baseline - small.baseline) < 0.3
        and small.text.isupper()
        and big.text.strip()[-1].isupper()
    )


def page_lines(page: Page) -> list[Line]:
    """The lines of a page, in the order in which their first pieces are drawn."""
    lines = [Line(page.number, spans) for spans in _glued(page.spans)]
    return list(_with_small_capitals(_with_holes_filled(lines)))


def _with_holes_filled(lines: Sequence[Line]) -> list[Line]:
    """The lines, with signs that their font lacks put where they were left out: LibreOffice draws them from another font, after their line."""
    filled: list[Line] = []
    for line in lines:
        before = filled[-1] if filled else line
        if (
            line.x1 < before.x1
            and line.baseline == before.baseline
            and line.x0 > before.x0
            and line.size == before.size
            and not line.text.isascii()
            and len(line.spans) == 1
            and len(before.text) > MIN_HOLED
        ):
            filled[-1:] = _filled(before, line)
        else:
            filled.append(line)
    return filled


def _filled(line: Line, sign: Line) -> list[Line]:
    """One line with the sign in its hole: between two pieces or behind a blank of one, two blanks before a single one; both lines where there is none."""
    replace = msgspec.structs.replace
    before = [span for span in line.spans if span.x1 < sign.x0 + SIGN_SLACK]
    rest = list(line.spans[len(before) :])
    if not rest or list(line.spans[: len(before)]) != before:
        return [line, sign]
    span = rest[0]
    if span.x0 > sign.x1 - SIGN_SLACK:
        return [Line(line.page, [*before, *sign.spans, *rest])]
    expected = (sign.x0 - span.x0) / (span.x1 - span.x0) * len(span.text)
    holes = [hole.start() + 1 for hole in _HOLE.finditer(span.text) if abs(hole.start() - expected) < NEAR_CHARACTERS]
    holes = holes or [blank.end() for blank in _BLANK.finditer(span.text)]
    if not holes:
        return [line, sign]
    at = min(holes, key=lambda start: abs(start - expected))
    parts = (
        replace(span, text=span.text[:at], x1=sign.x0),
        *sign.spans,
        replace(span, text=span.text[at:], x0=sign.x1),
    )
    return [Line(line.page, [*before, *parts, *rest[1:]])]


def _with_small_capitals(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines; where a line leaves capitals that no larger one stands beside, but a line right above shows what they imitate, its run is rewritten."""
    run: list[Line] = []
    sizes: dict[tuple[float, str], float] = {}  # of what imitates small capitals, and the size that they stand for
    for line in lines:
        if run and not 0 < line.baseline - run[-1].baseline < SMALL_CAPITAL_STEP * line.size:
            yield from _lowered(run, sizes)
            run, sizes = [], {}
        for before, span in pairwise(line.spans):
            if span.size < before.size and span.font == before.font and _imitates_small_capitals(before, span):
                sizes[span.size, span.font] = before.size
        if sizes:
            run.append(line)
        else:
            yield line
    yield from _lowered(run, sizes)


def _lowered(run: Sequence[Line], sizes: Mapping[tuple[float, str], float]) -> Iterable[Line]:
    def is_small(span: Span) -> bool:
        known = (span.size, span.font) in sizes
        return known and span.text.isupper() and _WORD_OF_CAPITALS.search(span.text) is not None

    if not any(is_small(span) and span.text in line.text for line in run for span in line.spans):
        return run
    replace = msgspec.structs.replace
    return [
        Line(
            line.page,
            [
                replace(span, text=span.text.lower(), size=sizes[span.size, span.font]) if is_small(span) else span
                for span in line.spans
            ],
        )
        for line in run
    ]


def _glued(spans: Iterable[Span]) -> list[list[Span]]:
    lines: list[list[Span]] = []
    current: list[Span] = []
    last_y0 = last_y1 = 0.0  # of the piece before
    x1 = y0 = y1 = size = 0.0  # of the line so far
    base_x1 = 0.0  # where the last piece ends that is no script: scripts may stand over each other from there
    for span in spans:
        text = span.text
        if not text or text.isspace():
            continue
        span_x0, span_x1, top, bottom, span_size = span.x0, span.x1, span.y0, span.y1, span.size
        if bottom - top < FLAT * span_size:  # a font that does not tell how tall it is
            if is_tall_font(span.font):
                top, bottom = span.baseline, span.baseline + span_size
            else:
                top, bottom = span.baseline - 0.75 * span_size, span.baseline + 0.22 * span_size
        steps_back = span_x0 - x1
        slanted = bottom - top > SLANTED * span_size and sum(map(str.isalpha, text)) > 3
        if (
            current
            and not slanted
            and steps_back <= LINE_GAP_EM * size
            and (steps_back >= -OVERLAP_EM * size or (span_size < SCRIPT_SIZE * size and span_x0 > base_x1 - size))
        ):
            height = bottom - top
            needed = MIN_OVERLAP * height
            if (
                (top == last_y0 and bottom == last_y1)
                or _overlap(y0, y1, top, bottom) > min(needed, MIN_OVERLAP * (y1 - y0))
                or _overlap(last_y0, last_y1, top, bottom) > needed
                or (
                    abs(steps_back) < TOUCH_EM * size
                    and abs(top - y0) < (2 if is_tall_font(span.font) else NEXT_LINE_EM) * size
                )
            ):
                if span_size < INITIAL_SIZE * size and len(current) == 1 and len(current[0].text.strip()) == 1:
                    y0, y1, size = top, bottom, span_size  # a dropped initial: what follows it are lines, not scripts
                current.append(span)
                if span_x1 > x1:
                    x1 = span_x1
                if span_size >= SCRIPT_SIZE * size:
                    base_x1 = x1
                    if span_size > 0.9 * size and height < 1.5 * span_size and not is_tall_font(span.font):
                        size = span_size if span_size > size else size
                        y0 = top if top < y0 else y0
                        y1 = bottom if bottom > y1 else y1
                last_y0, last_y1 = top, bottom
                continue
        current = [span]
        lines.append(current)
        x1 = base_x1 = -1e6 if slanted else span_x1  # nothing goes on with a slanted word
        y0, y1, size = top, bottom, span_size
        last_y0, last_y1 = top, bottom
    return lines


def _overlap(top: float, bottom: float, other_top: float, other_bottom: float) -> float:
    """By how much two pieces overlap in height; negative where they stand apart."""
    return (bottom if bottom < other_bottom else other_bottom) - (top if top > other_top else other_top)
