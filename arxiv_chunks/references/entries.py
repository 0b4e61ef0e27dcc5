"""Cut the bibliography's lines into entries: every line belongs to exactly one.

Signals, in order of trust:
1. Printed labels: `[1]`, `(1)`, `1.` or a bare `1` at the start of lines, but only as a run that counts upwards; or
   letters in brackets, `[ABC99]`, on the first line and others. A number alone is no label: pages and volumes start lines too.
2. Indents: the first line of an entry hangs out of the others, or is indented more than they are. Which of the two is told
   by the list's first line, which begins an entry. A column's left edge is taken from the whole list, so that a column that
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
        first = lines[start]
        if label is not None:
            first = replace(first, text=first.text[len(label) :].lstrip())
        entries.append(PrintedEntry(label, (first, *lines[start + 1 : end])))
    return [part for entry in entries for part in _compound_parts(entry)]


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
    if left.box.page != right.box.page or right.box.x0 < left.box.x1 - 2:
        return False
    overlap = min(left.box.y1, right.box.y1) - max(left.box.y0, right.box.y0)
    return overlap > 0.5 * min(left.box.y1 - left.box.y0, right.box.y1 - right.box.y0) and (
        right.box.x0 - left.box.x1 < 3 * left.size or right.box.x1 <= left.column_x1 + 3
    )


_NUMBER_STYLES = (
    re.compile(r"\[\s*(\d{1,4})\s*\]"),
    re.compile(r"\((\d{1,4})\)"),
    re.compile(r"(\d{1,4})\.(?!\d)"),
    re.compile(r"(\d{1,4})(?=\s*[^\W\d_]|\s+\S|$)"),
)
_MAX_SKIP = 3  # labels lost in extraction that a run may step over


def _numbers(lines: Sequence[ListLine]) -> dict[int, str]:
    """The lines that begin with labels counting upwards, by the style whose run is the longest."""
    best: list[tuple[int, str]] = []
    for style in _NUMBER_STYLES:
        found = [(i, match[0], int(match[1])) for i, line in enumerate(lines) if (match := style.match(line.text))]
        run = _longest_run(found)
        if len(run) > len(best) and (len(run) > 2 or run[0][0] == 0):
            best = run
    return dict(best)


def _longest_run(found: Sequence[tuple[int, str, int]]) -> list[tuple[int, str]]:
    """The longest chain of labels in which each counts on from the one before, or begins again at 1."""
    scores: list[float] = []
    before: list[int] = []
    ends: dict[int, int] = {}  # number -> the best chain's last place that ends with it
    for place, (_, _, number) in enumerate(found):
        score, link = 1.0, -1
        for skip in range(1, _MAX_SKIP + 1):
            at = ends.get(number - skip)
            if at is not None and scores[at] + 1.5 - skip / 2 > score:
                score, link = scores[at] + 1.5 - skip / 2, at
        if number == 1 and scores:
            at = max(range(place), key=scores.__getitem__)
            if scores[at] >= 2 and scores[at] > score:
                score, link = scores[at] + 0.5, at
        scores.append(score)
        before.append(link)
        if number not in ends or score > scores[ends[number]]:
            ends[number] = place
    if not scores:
        return []
    at = max(range(len(scores)), key=scores.__getitem__)
    run = []
    while at >= 0:
        run.append((found[at][0], found[at][1]))
        at = before[at]
    return run[::-1]


_NAME = re.compile(r"\[[^\[\]\s][^\[\]]{0,60}\]")


def _names(lines: Sequence[ListLine]) -> dict[int, str]:
    """The lines that begin with names in brackets, where the list's first line does."""
    found = {i: match[0] for i, line in enumerate(lines) if (match := _NAME.match(line.text))}
    return found if 0 in found and len(found) >= 2 else {}


_MIN_INDENT = 4.0  # points; the narrowest hanging indent of the truth papers is 7
_MIN_INDENTED_SHARE = 0.08


def _hanging(lines: Sequence[ListLine]) -> set[int]:
    """Where lines stand out of, or are indented more than, the rest of their entries."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        key = _column(line)
        edges[key] = min(edges.get(key, line.box.x0), line.box.x0)
    offsets = [line.box.x0 - edges[_column(line)] for line in lines]
    indents = Counter(round(offset) for offset in offsets if offset >= _MIN_INDENT)
    if not indents or sum(indents.values()) < _MIN_INDENTED_SHARE * len(lines):
        return set()
    indent = indents.most_common(1)[0][0]
    hangs = offsets[0] < indent / 2
    return {i for i, offset in enumerate(offsets) if (offset < indent / 2) == hangs}


def _column(line: ListLine) -> tuple[int, int]:
    return line.box.page % 2, round(line.column_x0 / 20)


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


_AUTHOR = re.compile(
    r"(?:[A-Z]\.[\s-]?){1,3}\s*[^\W\d_a-z]|[^\W\d_a-z][\w'’-]+(?:\s[A-Z][\w'’-]+)?,\s+(?:[A-Z]\.|[A-Z][a-z]+)|[^\W\d_a-z][\w'’-]+\s[A-Z]{1,3}[,.]"
)
_END = re.compile(r"[.)\]\d]\s*$")


def _begins(lines: Sequence[ListLine], i: int) -> bool:
    before = lines[i - 1]
    ends = bool(_END.search(before.text)) or before.box.x1 < before.column_x1 - 3 * before.size
    return ends and bool(_AUTHOR.match(lines[i].text))


_PART = re.compile(r"(?:(?<=^)|(?<=[.;,] ))\(([a-h])\)\s")


def _compound_parts(entry: PrintedEntry) -> list[PrintedEntry]:
    """An entry of several works, `(a) … (b) …`, as one entry each, labelled like the whole; any other as it is."""
    if not re.match(r"\(a\)\s", entry.lines[0].text):
        return [entry]
    parts: list[list[ListLine]] = []
    expected = "a"
    for line in entry.lines:
        rest = line
        while True:
            match = next((m for m in _PART.finditer(rest.text) if m[1] == expected), None)
            if match is None:
                break
            if rest.text[: match.start()].strip():
                parts[-1].append(replace(rest, text=rest.text[: match.start()].rstrip()))
            parts.append([])
            rest = replace(rest, text=rest.text[match.start() :])
            expected = chr(ord(expected) + 1)
        parts[-1].append(rest)
    if len(parts) == 1:
        return [entry]
    return [PrintedEntry(entry.label, tuple(part)) for part in parts]


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
