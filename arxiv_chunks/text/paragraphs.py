"""Lines to paragraphs: where one ends and the next begins, in the paper's own style.

Signals, in order of trust: a hyphen at the line's end forbids a break, and so does a full line before a short one that begins with a small
letter; the first line's indent (the line after it stands further left); a last line that is short where the next line's first word would have
had room; a list item's label; a gap.
Over columns and pages a full line before and no indent after means that the paragraph goes on.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import MAX_INDENT_EM, MIN_INDENT_EM, Layout
from arxiv_chunks.text.titles import KEYWORDS

SHORT_EM = 1.0  # a justified line ends within 0.3 em of its edge
MEAN_LETTER_EM = 0.55  # upper bound of a word's mean width per letter
MIN_INITIAL_SIZE = 2.0  # of the letters after it
MIN_ENVIRONMENT_SHARE = 0.6  # of the column's width
MIN_WRAPPED_SHARE = 0.35  # of it, of text beside a figure
GAP = 1.45  # times the pitch
BULLETS = frozenset("•◦▪●■‣⁃")  # no text has them inside; stars, dots and dashes it has
AGREEMENT = 1.5  # points within which two lines share an edge

_SENTENCE_ENDS = (".", "?", "!", ":", ";")
_BEHIND_SENTENCE = "\"”’')]⁰¹²³⁴⁵⁶⁷⁸⁹"
_STATEMENT = re.compile(r"\s*(?:Proof|Theorem|Lemma|Proposition|Corollary|Definition|Remark|Example)\b[^a-z]")
_PROOF = re.compile(r"Proof(?: of [^.]{1,60})?[.:]\s")
_SMALL_WORD = re.compile("[a-z]{2}|[a-z] [a-z]{2}")
_BULLET = re.compile(r"\s*(?:[•◦▪●■∙·‣⋄⁃*∗]\s*|[–—-]\s+)(?=\S)")  # a dash at its word is an aside's
_LABEL = re.compile(r"\s*(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\[\d{1,3}\]|(?:Step|Case)\s\d+[.:])\s+(?=\S)")


def item_label(line: Line) -> str:
    """The label that a line begins with, as a list item would; empty where there is none."""
    match = _BULLET.match(line.text) or _LABEL.match(line.text)
    return match[0] if match else ""


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a mark that ends a sentence or announces a list."""
    return text.rstrip().rstrip(_BEHIND_SENTENCE).endswith(_SENTENCE_ENDS)


def is_short(line: Line, above: Sequence[Line], after: Line | None) -> bool:
    """Whether a line ends before its edge: the column's, or that of its neighbours in a narrower environment.

    `above` are the paragraph's lines before it, `after` is the next line. One neighbour that ends where it does is enough where it
    is wide; beside a figure, where it is not, two of them.
    """
    if line.x1 > line.column_x1 - SHORT_EM * line.size:
        return False
    share = (line.x1 - line.column_x0) / max(line.column_x1 - line.column_x0, 1.0)
    if share > MIN_ENVIRONMENT_SHARE:
        return not any(_ends_with(other, line) for other in (*above[-1:], *([after] if after else [])))
    return share < MIN_WRAPPED_SHARE or len(above) < 2 or not all(_ends_with(other, line) for other in above[-2:])


def _ends_with(other: Line, line: Line) -> bool:
    return other.page == line.page and abs(other.x1 - line.x1) < AGREEMENT


def starts_paragraph(line: Line, paragraph: Sequence[Line], after: Line | None, layout: Layout) -> bool:
    """Whether `line` begins a new paragraph; `paragraph` holds the lines of the one so far, `after` the line that follows."""
    before = paragraph[-1]
    text, tail = line.text.lstrip(), before.text.rstrip()
    if text[:1] in ",;" or (tail[-1:] in "-‐" and text[:1].islower() and tail[-2:-1].isalpha()):
        return False
    if _stands_beside_initial(line, paragraph) or (tail[-1:] in "–-" and tail[-2:-1].isdigit() and text[:1].isdigit()):
        return False  # a range of numbers is one
    if KEYWORDS.match(text) or (KEYWORDS.match(paragraph[0].text) and line.size > before.size + 0.6):
        return True
    em = line.size
    step = line.baseline - before.baseline
    same_place = line.page == before.page and 0 < step < 4 * layout.pitch and _overlap(line, before)
    ended = ends_sentence(tail)
    short = is_short(before, paragraph[:-1], line if same_place else None)
    if short and _is_ragged(paragraph, layout):
        short = _had_room(before, text, em, spare=0.5)
    if same_place and not ended and not short and text[:1].islower():
        hangs = _SMALL_WORD.match(text) and all(abs(other.x0 - line.x0) < AGREEMENT for other in paragraph[1:])
        if hangs or line.x1 < line.column_x1 - SHORT_EM * em:
            return False  # an item's second line, or its last
    if ended and _PROOF.match(text):
        return True
    next_in_run = after if after is not None and _follows(after, line, layout) else None
    left = min(next_in_run.x0 if next_in_run else line.x0, line.x0)
    indent = line.x0 - left
    if not same_place:
        edge = left if next_in_run else line.column_x0
        indented = MIN_INDENT_EM * em < line.x0 - edge < MAX_INDENT_EM * em
        itemised = bool(item_label(line)) and bool(item_label(paragraph[0]))
        itemised = itemised and (ended or item_label(line).strip() == item_label(paragraph[0]).strip())
        return itemised or (indented and (ended or not text[:1].islower())) or (short and ended)
    label = item_label(line)
    set_apart = short or abs(line.x0 - before.x0) > 0.4 * em or item_label(paragraph[0]) or label.strip() in BULLETS
    if label and (short or ended) and set_apart:
        return True
    in_item = bool(item_label(paragraph[0]))
    apart = step > GAP * layout.pitch and ended
    if MIN_INDENT_EM * em < indent < MAX_INDENT_EM * em and abs(line.x0 - before.x0) > AGREEMENT:
        return apart or not (in_item and len(paragraph) == 1 and line.x0 > before.x0)
    if line.x0 - before.x0 > MIN_INDENT_EM * em and not in_item and next_in_run is None and (ended or short):
        return True
    if short and (ended or (_had_room(before, text, em, spare=2.5) and not text[:1].islower())):
        return True
    if (
        len(paragraph) > 1
        and ended
        and before.x0 - line.x0 > MIN_INDENT_EM * em
        and abs(paragraph[-2].x0 - before.x0) < AGREEMENT
    ):
        return True
    return apart


def starts_after_display(line: Line, paragraph: Sequence[Line], after: Line | None, layout: Layout) -> bool:
    """Whether the line after a display equation begins a new paragraph: by its indent, or its capital in a paper that indents none."""
    if item_label(line) or _STATEMENT.match(line.text):
        return True
    if item_label(paragraph[0]) and any(abs(other.x0 - line.x0) < AGREEMENT for other in paragraph[1:]):
        return False
    left = after.x0 if after is not None and after.page == line.page else line.column_x0
    if not layout.indents:
        return line.text.lstrip()[:1].isupper()
    return MIN_INDENT_EM * line.size < line.x0 - left < MAX_INDENT_EM * line.size


def _stands_beside_initial(line: Line, paragraph: Sequence[Line]) -> bool:
    """Whether a paragraph begins with a letter several lines tall, and this line is one of them: indented, but no start."""
    initial = paragraph[0].spans[0]
    return (
        initial.size > MIN_INITIAL_SIZE * line.size
        and line.page == paragraph[0].page
        and initial.x1 <= line.x0 < initial.x1 + line.size
        and line.y0 < initial.y1
    )


def _overlap(line: Line, before: Line) -> bool:
    return line.x0 < before.x1 + 20 and line.x1 > before.x0 - 20


def _follows(after: Line, line: Line, layout: Layout) -> bool:
    return (
        after.page == line.page
        and 0 < after.baseline - line.baseline < 1.5 * layout.pitch
        and abs(after.size - line.size) < 0.6
        and _overlap(after, line)
    )


def _is_ragged(paragraph: Sequence[Line], layout: Layout) -> bool:
    """Whether a paragraph is not justified: most of its lines end early."""
    if not layout.justified:
        return True
    lines = paragraph[:-1]
    return len(lines) > 1 and sum(line.x1 < line.column_x1 - 0.5 * line.size for line in lines) > 0.6 * len(lines)


def _had_room(before: Line, text: str, em: float, spare: float) -> bool:
    """Whether the next line's first word would have fitted behind a line that ends early, with so many em to spare.

    A capital alone begins a formula, which TeX does not break behind it.
    """
    word, _, rest = text.partition(" ")
    if len(word) == 1 and word.isupper() and word not in "AI":
        word += " " + rest.partition(" ")[0]
    return before.column_x1 - before.x1 > (MEAN_LETTER_EM * len(word) + spare) * em
