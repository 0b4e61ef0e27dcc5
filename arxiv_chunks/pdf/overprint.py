"""Text that is drawn twice at one place, to look bold or by mistake, read once.

A span is dropped when the same letters in the same font and size were drawn before within a tenth of their size. A
single glyph that is drawn again right away is MuPDF's to drop; one that is not stays, as the bars of a norm must.
"""

from collections.abc import Sequence

from arxiv_chunks.pdf.engines import Span

NEAR_EM = 0.1
LOOK_BACK = 8  # spans of the same letters; a line drawn word by word, twice, holds fewer of one word


def without_overprints(spans: Sequence[Span]) -> list[Span]:
    """The spans that are drawn for the first time.

    >>> a = Span("bold", 72.0, 90.0, 92.0, 100.0, 98.0, 10.0, "Times", bold=False, italic=False)
    >>> b = Span("bold", 72.4, 90.0, 92.4, 100.0, 98.0, 10.0, "Times", bold=False, italic=False)
    >>> len(without_overprints([a, b]))
    1
    """
    first: dict[str, Span] = {}
    again: dict[str, list[Span]] = {}
    kept = []
    for span in spans:
        text = span.text
        if len(text) > 1:
            text = text.strip()  # MuPDF may put the blank before it into either
        if len(text) > 1 and (other := first.setdefault(text, span)) is not span:
            others = again.setdefault(text, [other])
            if any(_is_same(span, other) for other in others[-LOOK_BACK:]):
                continue
            others.append(span)
        kept.append(span)
    return kept


def _is_same(span: Span, other: Span) -> bool:
    near = NEAR_EM * span.size
    return (
        abs(span.baseline - other.baseline) < near
        and (abs(span.x0 - other.x0) < near or abs(span.x1 - other.x1) < near)
        and span.size == other.size
        and span.font == other.font
    )
