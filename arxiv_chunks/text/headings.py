"""Headings: which lines are some, how deep they are, and the path of headings above every block."""

import re

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import Layout

_NUMBERED = re.compile(
    r"(?:(?:(?:appendix|section|chapter)\s+)?((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3}|[IVX]{1,5})[.:]?\s+)(?=[A-Z“\"(]).{2,90}",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"abstract|introduction|related work|background|methods?|results|discussions?|conclusions?|acknowledge?ments?|references|bibliography"
    r"|appendix|appendices|summary|contents|keywords?|materials and methods|supplementary (?:material|information)",
    re.IGNORECASE,
)


def looks_like_heading(line: Line, layout: Layout) -> bool:
    """Whether one line, taken by itself, is set as a heading."""
    text = line.text.strip()
    if not text or len(text) > 120 or not any(c.isalpha() for c in text) or text.endswith((",", ";")):
        return False
    width = line.column_x1 - line.column_x0
    if line.x1 - line.x0 > 0.97 * width and not line.size > layout.body_size + 0.8:
        return False
    larger = line.size > layout.body_size + 0.8
    capitals = text.upper() == text and sum(c.isalpha() for c in text) > 3
    if line.math > 0.5:
        return False
    if _PLAIN.fullmatch(text.strip(" .:")):
        return larger or line.bold or capitals or text.istitle() or text[0].isupper()
    if _NUMBERED.fullmatch(text):
        return (larger or line.bold or capitals or line.italic) and not text.endswith(".")
    return (larger or line.bold) and text[0].isupper() and not text.endswith(".") and len(text.split()) <= 14


def level_of(text: str) -> int:
    """The depth that a heading's number tells, else 1."""
    match = re.match(r"\s*(?:appendix\s+)?((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})[.:]?\s", text, re.IGNORECASE)
    return match[1].count(".") + 1 if match else 1
