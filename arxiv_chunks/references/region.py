"""Where the bibliography stands among a document's lines.

Signals, in order of trust: a line that says nothing but References, Bibliography or Literature cited (numbered or not) and is followed by lines
that look like entries; the last such line counts. The list ends at the next heading-like line after which no entry follows, or with the document.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line

_HEADING = re.compile(
    r"(?:(?:\d+|[IVX]+|[A-Z])\.?\s+)?(?:list\s+of\s+)?(?:references?|bibliography|literature(?:\s+cited)?|references\s+and\s+notes|works\s+cited)"
    r"\s*[:.]?\s*\d*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:(?:appendix|appendices|supplement\w*|supporting|acknowledg\w*|author contributions|biograph\w*)\b.*)|[A-Z]\.?\d?\.?\s+[A-Z][\w ,:-]{3,60}",
    re.IGNORECASE,
)


def find_region(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The half-open ranges of lines, in reading order, that make up the bibliography, its heading left out."""
    heads = [i for i, line in enumerate(lines) if len(line.text) < 40 and _HEADING.fullmatch(line.text.strip())]
    if not heads:
        return []
    start = heads[-1] + 1
    size = lines[start].size if start < len(lines) else 0.0
    for end in range(start + 1, len(lines)):
        line = lines[end]
        text = line.text.strip()
        stands_out = line.size > size + 0.9 or (line.bold and not lines[end - 1].bold)
        if stands_out and len(text) < 80 and _AFTER.fullmatch(text):
            return [(start, end)]
    return [(start, len(lines))]
