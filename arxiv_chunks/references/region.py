"""Where the bibliography stands among a document's lines.

Signals, in order of trust:
1. A line that says nothing but References, Bibliography or the like, where what follows reads like entries. A running head
   or a line of a table of contents does not pass: its followers read like prose, or are entries already. There may be several lists.
2. Without such a line: labels that count upwards from 1 over lines that read like entries (revtex prints no heading).
"""

import itertools
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.references.evidence import MISS, is_heading, weight
from arxiv_chunks.references.extent import LOOK_AHEAD, list_pieces
from arxiv_chunks.references.labels import label_runs

_ENOUGH = 1.4  # two lines of entries, and one that could be anything
_MIN_LABELS = 3
_LIKE_A_LIST = 0.3  # mean weight of a list's lines; of equations' numbers and the prose between them it is below 0


def find_region(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The half-open ranges of lines, in reading order, that make up the bibliography, its headings left out."""
    headings = [i for i, line in enumerate(lines) if is_heading(line.text)]
    first = headings[0] if headings else 0  # what stands before it need not be weighed, and is most of a paper
    evidence = [MISS] * first + [weight(line.text) for line in lines[first:]]
    ranges: list[tuple[int, int]] = []
    for heading in headings:
        start = heading + 1
        if (not ranges or start > ranges[-1][1]) and _entries_follow(evidence[start : start + LOOK_AHEAD]):
            ranges += list_pieces(lines, evidence, start)
    if not ranges and first:
        evidence = [weight(line.text) for line in lines]
    if not ranges and (unheaded := _unheaded(lines, evidence)) is not None:
        ranges = list_pieces(lines, evidence, unheaded)
    return ranges


def _entries_follow(evidence: Sequence[float]) -> bool:
    """Whether the next lines begin with more that reads like entries than not; a short list may end among them."""
    return max(itertools.accumulate(evidence), default=0.0) >= (_ENOUGH if len(evidence) == LOOK_AHEAD else 1.0)


def _unheaded(lines: Sequence[Line], evidence: Sequence[float]) -> int | None:
    """Where the longest run of labels over lines that read like entries begins."""
    runs = sorted(label_runs([line.text.strip() for line in lines], restart=False), key=len, reverse=True)
    for run in runs:
        between = evidence[min(run) : max(run)] if len(run) >= _MIN_LABELS else ()
        if sum(between) > _LIKE_A_LIST * len(between):
            return min(run)
    return None
