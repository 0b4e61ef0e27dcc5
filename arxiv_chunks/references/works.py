"""Several works under one label, as physicists print them: `[1] (a) … (b) …`, each on a line of its own, or parted by semicolons.

Each becomes an entry with the label of the whole. A line begins a work where it begins with a name and the line before it
ends like an entry, far from its column's edge. A semicolon alone parts nothing: it also stands before errata, second
journals of one work, and within titles; only where an identifier stands on either side are there two works.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from arxiv_chunks.identifiers import ARCHIVES
from arxiv_chunks.records import ListLine

_PART = re.compile(r"(?:(?<=^)|(?<=[.;,)\]\d] ))\(([a-h])\)(?:\s|$)")
_SEMICOLON = re.compile(r";\s+(?=(?!see\b|erratum|and )[^\W\d_])", re.IGNORECASE)
_IDENTIFIER = re.compile(
    rf"arxiv ?:|\b(?:{'|'.join(sorted(ARCHIVES))})(?:\.[a-z]{{2}})?/\d{{7}}\b|(?<![\d.])\d{{4}}\.\d{{4,5}}\b|\b10\.\d{{4,9}}/",
    re.IGNORECASE,
)


_ENDS = re.compile(r"[\d\])]\.?\s*$")
_NAME = re.compile(
    r"[^\W\d_a-z][\w'’-]+ (?:[A-Z][ -]?){1,3}(?:,| et al| and )|(?:[A-Z]\.[ -]?){1,3}[A-Z][\w'’-]+(?:,| et al| and )"
)
_SHORT = 3.0  # of a line's size: by so much at least it ends before its column does


def works(lines: Sequence[ListLine]) -> list[list[ListLine]]:
    """A labelled entry's lines, parted into those of its works; a line that holds the end of one and the start of the next is cut."""
    if re.match(r"\(a\)\s", lines[0].text):
        return _lettered(lines)
    starts = [0, *(i for i in range(1, len(lines)) if _begins_work(lines[i - 1], lines[i])), len(lines)]
    return [part for start, end in pairwise(starts) for part in _with_identifiers(lines[start:end])]


def _begins_work(before: ListLine, line: ListLine) -> bool:
    short = before.box.x1 < before.column_x1 - _SHORT * before.size
    return short and bool(_ENDS.search(before.text) and _NAME.match(line.text))


def _lettered(lines: Sequence[ListLine]) -> list[list[ListLine]]:
    parts: list[list[ListLine]] = []
    expected = "a"
    for line in lines:
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
    return parts


def _with_identifiers(lines: Sequence[ListLine]) -> list[list[ListLine]]:
    """A link of a line that is cut stays with the first of its parts, unless the second prints it."""
    text = " ".join(line.text for line in lines)
    cuts, begin = [], 0
    for match in _SEMICOLON.finditer(text):
        if _IDENTIFIER.search(text, begin, match.start()) and _IDENTIFIER.search(text, match.end()):
            cuts.append(match.end())
            begin = match.end()
    parts: list[list[ListLine]] = [[]]
    at = 0
    for line in lines:
        rest, start = line, at
        while cuts and cuts[0] < at + len(line.text):
            cut = cuts.pop(0)
            before, after = line.text[start - at : cut - at].rstrip(), line.text[cut - at :]
            printed = tuple(link for link in rest.links if link.rstrip("/").rpartition("/")[2] in after)
            if before:
                parts[-1].append(replace(rest, text=before, links=tuple(k for k in rest.links if k not in printed)))
            parts.append([])
            rest, start = replace(rest, text=after, links=printed), cut
        parts[-1].append(rest)
        at += len(line.text) + 1
    return parts
