"""How far a list goes from its first line, and what stands among its lines that is none of it.

The end is where lines stop reading like entries (the running sum of what speaks for and against is at its highest), or
earlier: at a heading after which no entry follows (nothing reads like one, or the lines do not begin as the list's own do,
`openings.py`), and in a numbered list where the last numbered entry ends (what follows may well
read like entries: a collaboration's names, the notes of a table). Letters of another size are never the list's. Behind a
figure the list may go on (`resumption.py`).
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.references.evidence import (
    MISS,
    Evidence,
    is_affiliation,
    is_appendix,
    is_biography,
    is_caption,
    is_heading,
    may_follow_a_list,
)
from arxiv_chunks.references.labels import label_run
from arxiv_chunks.references.resumption import in_letters_of, resumption
from arxiv_chunks.text.footnotes import begins_note

Range = tuple[int, int]

_LOOK_AHEAD = 14  # lines behind what may be a heading that tell whether entries follow
_SIZED = 12  # lines of the list's beginning that tell its size
_LOST = -20 * MISS  # below its highest by so much, the sum is not waited for
_WIDE_STEP = 1.5  # of the list's usual step from line to line; below raised labels the truth papers reach 1.4
_MIN_LABELS = 3
_FIRST_LINES, _MANY_BOLD = 40, 4  # of a list: where so many are bold, the authors are, and bold lines are no headings
_LARGER = 0.9  # points; letters of headings are larger than the list's by so much
_NUMBERED = re.compile(r"(?:[A-Z]|\d{1,2})\.?\s+[A-Z]\w+(?: [a-z]|$)")  # "A. Data sets", "B Proofs"; no name
_CITES_MUCH = 5.0  # of 14 lines' sum; of lists 7 or more


def list_pieces(lines: Sequence[Line], evidence: Evidence, start: int) -> list[Range]:
    """The half-open ranges of lines that make up the list that begins at `start`."""
    size = _size_of_entries(lines, evidence, start)
    pieces: list[Range] = []
    label = None
    begins: tuple[int, int] | None = (start, start)
    while begins is not None:
        first, entry = begins
        end = _read_end(lines, evidence, entry, size)
        labels = label_run([line.text.strip() for line in lines[entry:end]])
        if label is not None or (len(labels) >= _MIN_LABELS and min(labels) <= _MIN_LABELS):
            end = _numbered_end(lines, entry, labels, end, size)
            label = labels[max(labels)]
        pieces += _without_floats(lines, evidence, first, end)
        begins = resumption(lines, evidence, (start, end), label, size)
    return pieces


def _size_of_entries(lines: Sequence[Line], evidence: Evidence, start: int) -> float:
    """The size of a list's letters by its first entries; a short list is followed by other text soon."""
    first = [lines[i] for i in range(start, min(start + _SIZED, len(lines))) if evidence.of(i) > 0]
    return _usual_size(first or lines[start : start + _SIZED])


def _usual_size(lines: Sequence[Line]) -> float:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _read_end(lines: Sequence[Line], evidence: Evidence, start: int, size: float) -> int:
    total = best = 0.0
    names_bold = sum(line.bold for line in lines[start : start + _FIRST_LINES]) >= _MANY_BOLD
    end, stop = start + 1, len(lines)
    for i in range(start, len(lines)):
        if (
            i > start
            and not (names_bold and lines[i].bold and abs(lines[i].size - size) < _LARGER)
            and _ends_list(lines, evidence, start, i, size)
        ):
            stop = i
            break
        total += evidence.of(i) if in_letters_of(lines[i], size) else MISS
        if total >= best:
            best, end = total, i + 1
        elif total < best - _LOST:
            break
    step = _usual_step(lines[start:end])
    while end < stop and _goes_on(lines[end - 1], lines[end], size, step):
        end += 1
    return end


def _usual_step(lines: Sequence[Line]) -> float:
    steps = [b.y0 - a.y0 for a, b in itertools.pairwise(lines) if a.page == b.page and a.size / 2 < b.y0 - a.y0]
    return median(steps) if steps else 1.2 * lines[0].size


def _ends_list(lines: Sequence[Line], evidence: Evidence, start: int, i: int, size: float) -> bool:
    """Whether the `i`-th line is the heading of what follows the list that begins at `start`; what follows a numbered one may cite much."""
    line = lines[i]
    text = line.text.strip()
    if is_affiliation(text):
        return True
    if is_biography(text):
        return sum(evidence.following(i + 1, _LOOK_AHEAD)) < _CITES_MUCH
    if not _stands_out(line, size):
        return False
    if is_appendix(text) and (line.bold or line.size > size + _LARGER):
        return True
    numbered = line.size > size + _LARGER and line.bold and _NUMBERED.match(text)
    following = sum(evidence.following(i + 1, _LOOK_AHEAD))
    return following < (_CITES_MUCH if numbered else 0) or evidence.goes_on_otherwise(start, i, i + 1)


def _stands_out(line: Line, size: float) -> bool:
    """Whether a line may be the heading of what follows the list; what follows it decides."""
    text = line.text.strip()
    if is_caption(text):
        return True
    if len(text) > 100 or text.endswith((",", "-")):
        return False
    return line.size > size + _LARGER or line.bold or may_follow_a_list(text)


def _goes_on(before: Line, line: Line, size: float, step: float) -> bool:
    """Whether a line without any sign of an entry is the rest of the last one."""
    same_place = line.page == before.page and 0 < line.y0 - before.y0 < _WIDE_STEP * step
    return same_place and in_letters_of(line, size) and not _stands_out(line, size)


def _numbered_end(lines: Sequence[Line], start: int, labels: dict[int, str], end: int, size: float) -> int:
    """Where the last of the numbered entries ends that begin at `labels`, counted from `start`."""
    labelled = sorted(labels)
    lengths = [after - before for before, after in itertools.pairwise(labelled)]
    indents = [
        lines[start + label + 1].x0 - lines[start + label].x0
        for label, length in zip(labelled, lengths, strict=False)
        if length > 1 and lines[start + label + 1].y0 > lines[start + label].y1 - 0.5 * size
    ]
    last = start + labelled[-1]
    edge = lines[last].x0 + (median(indents) / 2 if indents else -size)
    step = _usual_step(lines[start:end])
    longest = 2 * max(lengths, default=_LOOK_AHEAD)
    i = last + 1
    while i < end and i <= last + longest and _is_continued(lines[i - 1], lines[i], edge, size, step):
        i += 1
    return i


def _is_continued(before: Line, line: Line, edge: float, size: float, step: float) -> bool:
    """Whether `line` belongs to the entry of the line before it, in a list whose continuation lines begin beyond `edge`."""
    if not in_letters_of(line, size) or _stands_out(line, size):
        return line.page == before.page and abs(line.baseline - before.baseline) < 2
    if line.page == before.page and line.y1 > before.y0:
        beside = line.y0 < before.y1 - 0.5 * size and line.x0 > before.x1 - 2
        return beside or (line.y0 - before.y0 < _WIDE_STEP * step and line.x0 > min(edge, before.x0 + size))
    return not before.text.rstrip().endswith((".", ")", "]"))


def _without_floats(lines: Sequence[Line], evidence: Evidence, start: int, end: int) -> list[Range]:
    """The range without the figures, tables, captions, running headings and footnotes that stand among the entries."""
    size = _usual_size(lines[start:end])
    notes = _notes_of_the_text(lines, start, end) | _subheadings(lines, evidence, start, end)
    pieces: list[Range] = []
    in_float = False
    for i in range(start, end):
        line = lines[i]
        like = in_letters_of(line, size)
        if is_caption(line.text.strip()):
            in_float = True
        elif in_float and like and evidence.of(i) > 0 and sum(evidence.following(i, 4)) > 0:
            in_float = False
        if in_float or not like or is_heading(line.text) or i in notes:
            continue
        if pieces and pieces[-1][1] == i:
            pieces[-1] = (pieces[-1][0], i + 1)
        else:
            pieces.append((i, i + 1))
    return pieces


def _subheadings(lines: Sequence[Line], evidence: Evidence, start: int, end: int) -> set[int]:
    """Bold lines that say nothing of a work, each before a line that opens an entry: "Primary sources"; none where many are bold."""
    bold = [i for i in range(start, end) if lines[i].bold and evidence.of(i) < 0]
    if len(bold) >= _MANY_BOLD:
        return set()
    return {i for i in bold if i + 1 < end and evidence.opens(i + 1) and not evidence.opens(i)}


def _notes_of_the_text(lines: Sequence[Line], start: int, end: int) -> set[int]:
    """Footnotes of the text above the list, on the page where it begins: a gap, then a mark that is no entry's label, at a column's foot."""
    here = [i for i in range(start, end) if lines[i].page == lines[start].page]
    step = _usual_step([lines[i] for i in here])
    labels = label_run([line.text.strip() for line in lines[start:end]])
    notes: set[int] = set()
    for before, i in itertools.pairwise(here):
        apart = lines[i].y0 - lines[before].y0
        if (before in notes and 0 < apart < _WIDE_STEP * step) or (
            apart > _WIDE_STEP * step and begins_note(lines[i]) and not (0 in labels and i - start in labels)
        ):
            notes.add(i)
    return notes
