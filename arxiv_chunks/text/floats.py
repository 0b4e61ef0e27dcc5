"""Captions, and the text inside figures and tables."""

import re

from arxiv_chunks.pdf.lines import Line

_CAPTION = re.compile(
    r"\s*(?:(?:Extended Data |Supplementary |Supplemental )?(?:Fig(?:ure|\.)?|FIG(?:URE|\.)?|Tab(?:le|\.)?|TABLE|Algorithm|ALGORITHM|Scheme|Listing|Box|Plate))"
    r"\s*\.?\s*(?:[A-Z]?\d{1,3}(?:\.\d{1,2})?[a-z]?|[IVX]{1,5}|[A-Z]\.?\d{0,2})\s*(?P<after>[.:|—–-]|\s|$)"
)


def begins_caption(line: Line, before: Line | None, pitch: float) -> bool:
    """Whether a line is the first of a caption: a label and number, then a mark or a jump from the line before."""
    match = _CAPTION.match(line.text)
    if not match:
        return False
    if match["after"] in ".:|" and match["after"]:
        return before is None or before.page != line.page or not _continues(before, line, pitch)
    return (
        line.spans[0].bold
        or before is None
        or before.page != line.page
        or abs(line.baseline - before.baseline) > 1.5 * pitch
    )


def _continues(before: Line, line: Line, pitch: float) -> bool:
    full = before.x1 > before.column_x1 - 12 and not before.text.rstrip().endswith((".", ":"))
    return full and 0 < line.baseline - before.baseline < 1.3 * pitch and abs(before.size - line.size) < 0.3


def continues_caption(line: Line, before: Line, first: Line, pitch: float) -> bool:
    """Whether a line goes on with the caption whose lines so far begin with `first` and end with `before`."""
    step = line.baseline - before.baseline
    if line.page != before.page or not -0.5 * pitch < step < 1.45 * pitch:
        return False
    if abs(line.size - first.size) > 0.6:
        return False
    return line.x0 < first.x1 and line.x1 > first.x0 and line.x0 > min(first.x0, first.column_x0) - 8
