"""In-text markers that the PDF itself links to entries of the bibliography.

A marker comes in pieces, as TeX links them: each number of `[3, 5–7]`, the authors and the year of `Able et al. (2001)`,
both halves of a name that breaks over lines. Pieces are put together over the punctuation of one marker; of a range only
the ends are linked, and the entries between them count. A piece must say something of its entry: its number in a list
with numbers, else a word of it, unless it is short (an alias). A link that breaks over columns covers whole lines that do not.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from arxiv_chunks.records import Document, Reference
from arxiv_chunks.references.labels import SUPERSCRIPTS, inside

Marker = tuple[int, int, tuple[int, ...]]

ALIAS = 20  # characters of a piece that need not say anything of its entry
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]{2,}")
_SAME_ENTRY = re.compile(r"(?:[’']s?)?\.?,?\s?[(\[]?")  # between the authors and their year, or the halves of a name
_RANGE = re.compile(r"\]?\s?[-–—−⁻]\s?\[?")
_NEXT_ENTRY = re.compile(r"\.?\s?(?:[,;]|,? and|\s&)\s?(?:(?:and|see|also|e\.g\.,?|cf\.)\s)*")


class _Piece(NamedTuple):
    start: int
    end: int
    entries: tuple[int, ...]


def linked_markers(document: Document, references: Sequence[Reference]) -> Iterator[Marker]:
    """Markers as (start, end, entries), in the body's order; none overlaps another."""
    group: list[_Piece] = []
    for piece in _pieces(document, references):
        if group and not _belongs(document.body, group[-1], piece, references):
            yield _whole(document.body, group, references)
            group = []
        group.append(piece)
    if group:
        yield _whole(document.body, group, references)


def _pieces(document: Document, references: Sequence[Reference]) -> Iterator[_Piece]:
    works = _works(references)
    entries = {anchor: reference.index for reference in references for anchor in reference.anchors}
    end = 0
    for link in document.citation_links:
        entry = entries.get(link.anchor)
        if entry is not None and link.char_start >= end:
            text = document.body[link.char_start : link.char_end]
            if any(_speaks_of(text, references[work]) for work in works[entry]):
                yield _Piece(link.char_start, link.char_end, works[entry])
                end = link.char_end


def _works(references: Sequence[Reference]) -> list[tuple[int, ...]]:
    """Of each entry, the entries that share its label."""
    works: list[tuple[int, ...]] = []
    for reference in references:
        before = works[-1] if works else ()
        shared = bool(before) and reference.label is not None and references[before[-1]].label == reference.label
        group = (*before, reference.index) if shared else (reference.index,)
        works[len(works) - len(group) + 1 :] = [group] * len(group)
    return works


def _speaks_of(text: str, reference: Reference) -> bool:
    plain, label = text.translate(SUPERSCRIPTS), inside(reference.label)
    if label.isdigit():
        return label in _NUMBER.findall(plain)
    return len(text) <= ALIAS or any(word in reference.raw for word in _WORD.findall(text))


def _belongs(body: str, before: _Piece, piece: _Piece, references: Sequence[Reference]) -> bool:
    between = body[before.end : piece.start]
    if before.entries == piece.entries:
        return not between or bool(_SAME_ENTRY.fullmatch(between))
    return bool(_NEXT_ENTRY.fullmatch(between)) or _spans(between, before, piece, references)


def _spans(between: str, before: _Piece, piece: _Piece, references: Sequence[Reference]) -> bool:
    """Whether two pieces are the ends of a range of numbers."""
    numbered = all(inside(references[p.entries[0]].label).isdigit() for p in (before, piece))
    return numbered and before.entries < piece.entries and bool(_RANGE.fullmatch(between))


def _whole(body: str, group: Sequence[_Piece], references: Sequence[Reference]) -> Marker:
    """The pieces as one marker, with the brackets that they stand in or open."""
    entries: list[int] = []
    for i, piece in enumerate(group):
        before = group[i - 1] if i else None
        if before is not None and _spans(body[before.end : piece.start], before, piece, references):
            entries += range(before.entries[-1] + 1, piece.entries[0])
        entries += piece.entries
    start, end = group[0].start, group[-1].end
    if body[end : end + 1] == "." and body[start:end].endswith("al"):
        end += 1
    return (*with_brackets(body, start, end), tuple(dict.fromkeys(entries)))


def with_brackets(body: str, start: int, end: int) -> tuple[int, int]:
    """A marker's span with the brackets around it, or the one that closes what it opens.

    >>> with_brackets("so (Able 2001) says", 4, 13), with_brackets("so Able (2001) says", 3, 13)
    ((3, 14), (3, 14))
    """
    opened = max(body.rfind("(", start, end), body.rfind("[", start, end))
    closes = body[end : end + 1] in {")", "]"}
    if opened < 0 and start and body[start - 1] in "([" and closes:
        return start - 1, end + 1
    return start, end + (opened >= 0 and closes)
