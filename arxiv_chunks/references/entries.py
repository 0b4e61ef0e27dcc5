"""Cut the bibliography's lines into entries: every line belongs to exactly one.

Signals, in order of trust:
1. Printed labels: `[1]`, `(1)`, `1.` or a bare `1` at the start of lines, but only as a run that counts upwards; or
   letters in brackets, `[ABC99]`, on the first line and others. A number alone is no label: pages and volumes start lines too.
2. Indents: the first line of an entry hangs out of the others, or is indented more than they are. Which of the two is told
   by the names that lines begin with, or else by the list's first line, which begins an entry. A column's left edge is taken from the whole list, so that a column that
   holds only continuation lines does not mislead.
3. Gaps between entries that are wider than those between lines.
4. With none of these, a line begins an entry when it begins like one and the line before ends like one.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from arxiv_chunks.records import ListLine
from arxiv_chunks.references.labels import label_run
from arxiv_chunks.references.openings import AUTHOR, PARTICLES
from arxiv_chunks.references.works import works


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """One entry as it stands in the PDF: its label, and its lines with the label cut off."""

    label: str | None
    lines: tuple[ListLine, ...]


def cut_entries(lines: Sequence[ListLine]) -> list[PrintedEntry]:
    """The entries of a list, in printed order; together they hold every line once."""
    lines = _whole_lines(lines)
    if not lines:
        return []
    labels = _numbers(lines) or _names(lines)
    starts = set(labels) or _hanging(lines) or _gaps(lines) or _sentences(lines)
    bounds = sorted(starts | {0})
    entries = []
    for start, end in zip(bounds, [*bounds[1:], len(lines)], strict=True):
        label = labels.get(start)
        entries.append(PrintedEntry(label, tuple(_without(label or "", lines[start:end]))))
    return [
        PrintedEntry(entry.label, tuple(work))
        for entry in entries
        for work in (works(entry.lines) if entry.label else [entry.lines])
    ]


def _without(label: str, lines: list[ListLine]) -> list[ListLine]:
    """The lines without the label, which a long one of names and year ends on the second of them."""
    first, *rest = lines
    if label.startswith(first.text) and rest:
        return _without(label[len(first.text) :].lstrip(), rest)
    return [replace(first, text=first.text[len(label) :].lstrip()) if label else first, *rest]


def _whole_lines(lines: Sequence[ListLine]) -> list[ListLine]:
    """The pieces that stand beside each other on one line, joined (wide gaps of justified text, labels set apart)."""
    whole: list[ListLine] = []
    for line in lines:
        if not line.text.strip():
            continue
        if whole and _beside(whole[-1], line):
            left = whole[-1]
            box = left.box._replace(
                x1=max(left.box.x1, line.box.x1), y0=min(left.box.y0, line.box.y0), y1=max(left.box.y1, line.box.y1)
            )
            links = tuple(dict.fromkeys(left.links + line.links))
            edge = max(left.column_x1, line.column_x1)
            whole[-1] = replace(left, text=f"{left.text} {line.text}", box=box, links=links, column_x1=edge)
        else:
            whole.append(line)
    return whole


def _beside(left: ListLine, right: ListLine) -> bool:
    if left.box.page != right.box.page or right.box.x0 < left.box.x1 - 2 or right.box.x0 > left.column_x1 + 3:
        return False
    overlap = min(left.box.y1, right.box.y1) - max(left.box.y0, right.box.y0)
    return overlap > 0.5 * min(left.box.y1 - left.box.y0, right.box.y1 - right.box.y0) and (
        right.box.x0 - left.box.x1 < 3 * left.size or right.box.x1 <= left.column_x1 + 3
    )


def _numbers(lines: Sequence[ListLine]) -> dict[int, str]:
    """Labels that count. Only brackets are believed where the run neither begins at 1 nor on the first line."""
    run = label_run([line.text for line in lines])
    if not run:
        return {}
    first = min(run)
    believed = run[first].startswith("[") or run[first].strip("().") == "1"
    return run if first == 0 or (believed and len(run) > 2) else {}


_NAME = re.compile(
    r"\[(?!(?:online|internet|[a-z-]+(?:\.[a-z-]{2,})?)\])[^\[\]\s][^\[\]]{0,60}\](?!\.\s*(?:available|url))",
    re.IGNORECASE,
)
_OPEN_NAME = re.compile(r"\[[^\[\]\d]{3,80}$")
_CLOSED_NAME = re.compile(r"(?:[^\[\]\d]{0,60}\s)?\(?(?:1[89]|20)\d\d[a-z]?\)?\](?=\s)")
"""A label of names and year, `[Able and Baker, 1999]`, that is broken over two lines."""


def _names(lines: Sequence[ListLine]) -> dict[int, str]:
    """The lines that begin with names in brackets, where the list's first line does; `[hep-th]` and `[Online]` are no names."""
    found = {i: match[0] for i, line in enumerate(lines) if (match := _NAME.match(line.text))}
    for i, (line, after) in enumerate(itertools.pairwise(lines)):
        if _OPEN_NAME.match(line.text) and (closed := _CLOSED_NAME.match(after.text)):
            found[i] = f"{line.text} {closed[0]}"
    return found if 0 in found and len(found) >= 2 else {}


_MIN_INDENT = 4.0  # points; the narrowest hanging indent of the truth papers is 7
_MIN_INDENTED_SHARE = 0.08
_MAX_INDENT = 60.0  # points
_SURE_SHARE = 0.5  # more of the lines at one indent than at the other begin with a name


def _hanging(lines: Sequence[ListLine]) -> set[int]:
    """Where lines stand out of, or are indented more than, the rest of their entries.

    A year that stands deeper than the rest begins an entry, too: the line drawn for the same authors is no text.
    """
    offsets = _offsets(lines)
    indents = Counter(round(offset) for offset in offsets if _MIN_INDENT <= offset <= _MAX_INDENT)
    if not indents or sum(indents.values()) < _MIN_INDENTED_SHARE * len(lines):
        return set()
    indent = indents.most_common(1)[0][0]
    hangs = offsets[0] < indent / 2
    out = [bool(AUTHOR.match(line.text)) for line, offset in zip(lines, offsets, strict=True) if offset < indent / 2]
    deep = [bool(AUTHOR.match(line.text)) for line, offset in zip(lines, offsets, strict=True) if offset >= indent / 2]
    if out and deep and abs(sum(out) / len(out) - sum(deep) / len(deep)) > _SURE_SHARE:
        hangs = sum(out) / len(out) > sum(deep) / len(deep)
    starts = {i for i, offset in enumerate(offsets) if (offset < indent / 2) == hangs}
    if hangs:
        deeper = (i for i, offset in enumerate(offsets) if indent + _MIN_INDENT < offset < indent + _MAX_INDENT)
        starts |= {i for i in deeper if _YEAR_FIRST.match(lines[i].text)}
    return starts


_YEAR_FIRST = re.compile(r"\(?(?:1[89]|20)\d\d[a-z]?\)?[.,:]?\s")


def _offsets(lines: Sequence[ListLine]) -> list[float]:
    """How far each line begins from its column's left edge, in points.

    Columns are the list's own (it may be set in two where the text is set in one): a page's lines in stream order, cut
    where they jump up. A column's edge is its leftmost line, but a column at the same place on another page of the same
    side may know better.
    """
    columns: list[list[int]] = []
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else None
        if before is None or before.box.page != line.box.page or _jumps_up(before, line):
            columns.append([])
        columns[-1].append(i)
    edges = [min(lines[i].box.x0 for i in column) for column in columns]
    offsets = [0.0] * len(lines)
    for column, own in zip(columns, edges, strict=True):
        parity = lines[column[0]].box.page % 2
        edge = min(
            other
            for other, siblings in zip(edges, columns, strict=True)
            if own - _MAX_INDENT < other <= own and lines[siblings[0]].box.page % 2 == parity
        )
        for i in column:
            offsets[i] = lines[i].box.x0 - edge
    return offsets


def _jumps_up(before: ListLine, line: ListLine) -> bool:
    """Whether a line stands so far above the one before, or beside it, that it begins a column."""
    rise = before.box.y0 - line.box.y0
    return rise > 2 * line.size or (rise > line.size / 2 and line.box.x0 > before.column_x1)


_WIDE_GAP = 1.5  # points beyond the usual step from line to line


def _gaps(lines: Sequence[ListLine]) -> set[int]:
    """Where a line stands farther from the one before than most do."""
    steps = [
        after.box.y0 - before.box.y0 if before.box.page == after.box.page and after.box.y0 > before.box.y0 else None
        for before, after in itertools.pairwise(lines)
    ]
    known = [step for step in steps if step is not None]
    if not known:
        return set()
    usual = min(median(known), sorted(known)[len(known) // 4] + _WIDE_GAP / 2)
    wide = {i + 1 for i, step in enumerate(steps) if step is not None and step > usual + _WIDE_GAP}
    if len(wide) < 0.1 * len(lines):
        return set()
    new_column = {i + 1 for i, step in enumerate(steps) if step is None}
    return {0} | wide | {i for i in new_column if _begins(lines, i)}


def _sentences(lines: Sequence[ListLine]) -> set[int]:
    return {0} | {i for i in range(1, len(lines)) if _begins(lines, i)}


_DATED = re.compile(
    rf"(?:{PARTICLES}[^\W\d_a-z][\w'’-]+ (?:Jr\.? )?(?:[A-Z]\.-?){{1,3}}(?: [A-Z]\.)?,? (?:and |& |et al\.,? )?){{1,6}}"
    r"\(?(?:1[89]|20)\d\d"
)
"""Surnames, initials and year, as an entry of a list by author and year begins whatever stands before it."""
_END = re.compile(r"[.)\]\d]\s*$")


def _begins(lines: Sequence[ListLine], i: int) -> bool:
    before = lines[i - 1]
    ends = bool(_END.search(before.text)) or before.box.x1 < before.column_x1 - 3 * before.size
    return bool(_DATED.match(lines[i].text) or (ends and AUTHOR.match(lines[i].text)))


Join = Callable[[str, str], str]
_ADDRESS = re.compile(r"(?:https?:/|www\.|doi\.org/|\b10\.\d{4,9}(?:/|$)|arxiv[.:])\S*$", re.IGNORECASE)
_GOES_ON = re.compile(r"[^\s,;]*[\d/._=&%-][^\s,;]*")


def joined(lines: Sequence[ListLine], join: Join) -> str:
    """An entry's lines as one text; addresses and identifiers that break over lines are made whole, the rest is `join`'s."""
    text = lines[0].text.strip()
    for before, line in itertools.pairwise(lines):
        after = line.text.strip()
        address = _ADDRESS.search(text)
        if address and _continues(address[0], after, full=before.box.x1 > before.column_x1 - 4 * before.size):
            text += after
        else:
            text = join(text, after)
    return text


def _continues(address: str, after: str, *, full: bool) -> bool:
    if after[:4].lower() in {"http", "doi:", "www."} or address.endswith((",", ";")):
        return False
    if address[-1] in "/_=&%?-:~#":
        return True
    token = after.split(" ", 1)[0]
    if address.endswith("."):
        return token[:1].isdigit() or (token[:1].islower() and bool(_GOES_ON.fullmatch(token)))
    return full and (token[:1] in "./_-=&?" or bool(re.search(r"[^\W\d_]\d|\d[^\W\d_]|\w[/_]\w", token)))
