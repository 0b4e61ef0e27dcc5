"""The title page's matter: title, authors, affiliations, dates, keywords. It is no part of the body; the abstract is.

Everything on the first page above the heading of the abstract; where there is none, above the first running text: three lines or
more that fill their column, none of them begun by an affiliation's mark.
"""

from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.footnotes import begins_note
from arxiv_chunks.text.headings import Heading
from arxiv_chunks.text.layout import Layout

MIN_RUN = 3


def mark_front_matter(
    lines: Sequence[Line],
    kinds: list[BlockKind | None],
    prose: Sequence[bool],
    heads: Sequence[Heading],
    layout: Layout,
) -> None:
    """Mark the title page's matter as other."""
    first = lines[0].page if lines else 0
    count = next((i for i, line in enumerate(lines) if line.page != first), len(lines))
    abstract = next((h for h in heads if "abstract" in lines[h.start].text.lower().replace(" ", "")), None)
    if abstract is not None and abstract.start < count:
        text_begins = abstract.start
    else:
        first_head = min((h.start for h in heads if h.start < count), default=count)
        text_begins = min((start for start, _ in _prose_runs(lines[:count], prose, layout)), default=first_head)
        text_begins = text_begins if text_begins < count else 0  # a page of nothing else is no title page
    for i in range(text_begins):
        if kinds[i] is None or kinds[i] == "heading":
            kinds[i] = "other"


def _prose_runs(lines: Sequence[Line], prose: Sequence[bool], layout: Layout) -> list[tuple[int, int]]:
    runs = []
    start = 0
    for i in range(len(lines) + 1):
        if i < len(lines) and prose[i] and (i == start or _adjacent(lines[i - 1], lines[i], layout)):
            continue
        if i - start >= MIN_RUN and not any(begins_note(line) for line in lines[start:i]):
            runs.append((start, i))
        start = i if i < len(lines) and prose[i] else i + 1
    return runs


def _adjacent(before: Line, line: Line, layout: Layout) -> bool:
    return abs(line.size - before.size) < 0.6 and 0 < line.baseline - before.baseline < 1.6 * layout.pitch
