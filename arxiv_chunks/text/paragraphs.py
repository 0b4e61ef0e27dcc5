"""Lines to paragraphs: where one ends and the next begins."""

import re

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import Layout

_SENTENCE_END = re.compile(r"[.!?:][\"”’')\]]*\s*$")
_ITEM = re.compile(r"\s*(?:[•◦▪●■–—*∙·‣⋄⁃-]\s+\S|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S|\[\d+\]\s)")


def starts_item(line: Line) -> bool:
    """Whether a line begins like a list item."""
    return bool(_ITEM.match(line.text))


def starts_paragraph(line: Line, before: Line, layout: Layout, left: float) -> bool:
    """Whether `line` begins a new paragraph after `before`; `left` is the text's edge here.

    Never after a line-end hyphen before a lower-case letter.
    """
    text, tail = line.text.lstrip(), before.text.rstrip()
    if tail.endswith("-") and text[:1].islower():
        return False
    em = layout.body_size
    same_place = line.page == before.page and 0 < line.baseline - before.baseline < 3 * layout.pitch
    ended = bool(_SENTENCE_END.search(tail))
    short = before.x1 < before.column_x1 - 1.2 * em
    indented = 0.6 * em < line.x0 - left < 5 * em
    if not same_place:
        return (indented and (ended or short)) or (short and ended)
    gap = line.baseline - before.baseline
    if starts_item(line) and (short or abs(line.x0 - before.x0) > 0.4 * em) and ended:
        return True
    if indented and line.x0 - before.x0 > 0.4 * em:
        return True
    if short and ended:
        return True
    return gap > 1.6 * layout.pitch and ended
