"""Where the bibliography stands among a document's lines.

Signals, in order of trust:
1. A line that says nothing but References, Bibliography or the like, where what follows reads like entries. A running head
   or a line of a table of contents does not pass: its followers read like prose, or are entries already. There may be several lists.
2. Without such a line: labels that count upwards from 1 over lines that read like entries (revtex prints no heading). So
   is a supplement's list found behind the paper's, or the paper's before a supplement's; never another before the paper's own: that
   is what its authors wrote themselves.
"""

import itertools
import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.references.evidence import Evidence, is_heading, weight
from arxiv_chunks.references.extent import list_pieces
from arxiv_chunks.references.labels import inside, label_runs

_LOOK_AHEAD = 40  # lines behind a heading; of those of 68 lists 57 % or more read like entries, behind 9 other such lines 12 % at most
_ENOUGH = 2.4  # three lines of entries, and one that could be anything; lists reach 9, a line of the contents 1.2
_SUPPLEMENT = re.compile("suppl", re.IGNORECASE)
_MIN_LABELS, _MIN_LABELS_BESIDE = 3, 4  # alone, beside another list
_FIRST_LABELS = ("[1]", "[S1]")  # of a list beside another
_SAME_BASELINE = 2.0  # points
_FIRST_LINES = 5  # of an entry; what stands behind them may be a figure
_LIKE_A_LIST = (
    0.3  # mean weight of their first lines without labels; 0.43 or more in lists, 0.1 or less behind other numbers
)


def find_region(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The half-open ranges of lines, in reading order, that make up the bibliography, its headings left out."""
    evidence = Evidence(lines)
    ranges: list[tuple[int, int]] = []
    for heading in (i for i, line in enumerate(lines) if is_heading(line.text) and not _in_row(lines, i)):
        start = heading + 1
        if (not ranges or start > ranges[-1][1]) and _entries_follow(evidence.following(start, _LOOK_AHEAD)):
            ranges += list_pieces(lines, evidence, start)
    supplement = not ranges or _SUPPLEMENT.search(lines[ranges[0][0] - 1].text)
    ranges = ranges or _unheaded(lines, evidence, 0, len(lines), alone=True)
    if ranges and supplement:
        ranges = _unheaded(lines, evidence, 0, ranges[0][0], alone=False) + ranges
    return ranges + _unheaded(lines, evidence, ranges[-1][1], len(lines), alone=False) if ranges else []


def _in_row(lines: Sequence[Line], i: int) -> bool:
    """Whether words stand beside a line: "Method    References" is a table's head."""
    line = lines[i]
    return any(
        other.page == line.page
        and abs(other.baseline - line.baseline) < _SAME_BASELINE
        and other.text.strip().isalpha()
        for other in (*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2])
    )


def _entries_follow(evidence: Sequence[float]) -> bool:
    """Whether the next lines begin with more that reads like entries than not; a short list may end among them."""
    return max(itertools.accumulate(evidence), default=0.0) >= (_ENOUGH if len(evidence) == _LOOK_AHEAD else 1.0)


def _unheaded(
    lines: Sequence[Line], evidence: Evidence, first: int, last: int, *, alone: bool
) -> list[tuple[int, int]]:
    """The list without heading between two lines, by the longest run of labels over lines that read like entries.

    Beside another list it has brackets and counts from 1.
    """
    if not alone and not any(line.text.lstrip().startswith(_FIRST_LABELS) for line in lines[first:last]):
        return []
    runs = label_runs([line.text.strip() for line in lines[first:last]], restart=False)
    for run in sorted(runs if alone else runs[:1], key=len, reverse=True):
        if len(run) < (_MIN_LABELS if alone else _MIN_LABELS_BESIDE):
            break
        starts = [first + i for i in run]
        if not alone and inside(run[starts[0] - first]).lstrip("S") != "1":
            continue
        said = [weight(lines[first + i].text.strip()[len(label) :]) for i, label in run.items()]
        for i, following in itertools.pairwise(starts):
            said += evidence.following(i + 1, min(_FIRST_LINES, following - i) - 1)
        if sum(said) > _LIKE_A_LIST * len(said):
            return list_pieces(lines[:last], evidence, starts[0])
    return []
