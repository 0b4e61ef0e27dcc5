"""In-text citation markers in a document's body, linked to the entries that they point at.

The PDF's own links are believed first (`linked.py`), the text where there are none, or where it says more: the rest of a
marker, the blanks and brackets around it. Where the two name different entries, the link is right: its target was met, and its
piece says something of it.

What the text says: how a document cites follows from its list: numbered labels are cited by number (in brackets, as superscripts where the
text keeps them, or in parentheses), named labels by name, and entries without labels by author and year. A marker counts
only if every part of it is known to the list: `[0, 1]` is an interval where there is no entry 0. What could be
two entries (the same author and year, no letter to tell) is left unlinked: a wrong link is worse than none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from arxiv_chunks.records import Citation, CitationSource, Document, Reference
from arxiv_chunks.references.author_year import AuthorYears
from arxiv_chunks.references.labels import SUPERSCRIPTS, inside
from arxiv_chunks.references.linked import Marker, linked_markers


def find_citations(document: Document, references: Sequence[Reference]) -> list[Citation]:
    """The in-text citations of a document, in the order of its body; `body[char_start:char_end] == marker`."""
    body = document.body
    citations = [
        Citation(start, end, body[start:end], entries, source)
        for (start, end, entries), source in _merged(linked_markers(document, references), _written(body, references))
    ]
    raised = [citation.via for citation in citations if _RAISED_MARK.match(citation.marker)]
    if raised.count("link") > raised.count("text"):  # what is raised and not linked are marks of notes
        citations = [c for c in citations if c.via == "link" or not _RAISED_MARK.match(c.marker)]
    return citations


def _merged(linked: Iterable[Marker], written: Iterable[Marker]) -> Iterator[tuple[Marker, CitationSource]]:
    """Markers of both kinds, in order: those that overlap become one, if the text names all that the links name."""
    both: list[tuple[Marker, CitationSource]] = [(marker, "link") for marker in linked]
    both += [(marker, "text") for marker in written]
    here: list[tuple[Marker, CitationSource]] = []
    end = 0
    for marker, source in sorted(both):
        if marker[0] >= end:
            yield from _agreed(here)
            here = []
        here.append((marker, source))
        end = max(end, marker[1])
    yield from _agreed(here)


def _agreed(here: Sequence[tuple[Marker, CitationSource]]) -> Sequence[tuple[Marker, CitationSource]]:
    """What markers that overlap come to."""
    links = [item for item in here if item[1] == "link"]
    said = tuple(dict.fromkeys(entry for marker, source in here if source == "text" for entry in marker[2]))
    if links and said and all(set(marker[2]) <= set(said) for marker, _ in links):
        return [((here[0][0][0], max(marker[1] for marker, _ in here), said), "link")]
    return links or here


def _written(body: str, references: Sequence[Reference]) -> list[Marker]:
    """What the text alone tells."""
    numbers, names = _labels(references)
    if 2 * len(numbers) >= len(references) > 0:
        return max((list(_numbered(body, numbers, shape)) for shape in _SHAPES), key=_entries_cited)
    if 2 * len(names) >= len(references) > 0:
        return list(_named(body, names))
    return list(AuthorYears(references).find(body))


def _entries_cited(markers: list[Marker]) -> int:
    return len({entry for *_, entries in markers for entry in entries})


def _labels(references: Sequence[Reference]) -> tuple[dict[int, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """What each printed number, and each printed name, points at; an entry of several works is one label's."""
    numbers: dict[int, tuple[int, ...]] = defaultdict(tuple)
    names: dict[str, tuple[int, ...]] = defaultdict(tuple)
    last = None
    for reference in references:
        label = inside(reference.label)
        if label.isdigit():
            number = int(label)
            if (
                number not in numbers or label == last
            ):  # a second list counts from 1 again: its numbers are not cited here
                numbers[number] += (reference.index,)
        elif label:
            names["".join(label.split())] += (reference.index,)
        last = label
    return numbers, names


_RANGE = r"\d{1,4}(?:\s?[-–—−]\s?\d{1,4})?"
_LIST = rf"{_RANGE}(?:\s?[,;]\s?{_RANGE})*"
_FAR_END = r"(?:\]\s?[-–—−]\s?\[\d{1,4})?"  # [1]–[3]
_DIGIT = "[⁰¹²³⁴-⁹]"
_RAISED = _DIGIT + "{1,3}"
_RAISED_MARK = re.compile(_RAISED)
_NOTE = r"(?:\s?,\s?[A-Z§p][^\[\]]{0,40})?"  # [3, Theorem 2]
_SHAPES = (  # each begins with what it is found by; what must stand before that is looked at from behind it
    re.compile(
        r"\[(?<![∈=×⊂^_]\s\[)(?<![∈=×⊂^_\])\[\d]\[)"  # not x0[1]
        rf"(?:(?:see|cf\.|e\.g\.,?)\s)?({_LIST}{_FAR_END}){_NOTE}\]"
    ),
    re.compile(
        rf"({_DIGIT}(?:(?<=[^\W\d_]{{3}}.)|(?<=[A-Z]{{2}}.)|(?<=[^\W_][.,;:)”’].))(?<!pc.)(?<!deg.){_DIGIT}{{0,2}}"
        rf"(?:\s?[,;–⁻-]\s?{_RAISED})*)(?![⁰¹²³⁴-⁹(])(?=\W|[A-Z][a-z]|$)"
    ),
    re.compile(rf"\((?<=[^\W\d_]\s\()({_LIST})\)"),
)
_SPAN = re.compile(r"(\d{1,4})(?:\]?\s?[-–—−⁻]\s?\[?(\d{1,4}))?")


def _numbered(body: str, numbers: dict[int, tuple[int, ...]], shape: re.Pattern[str]) -> Iterator[Marker]:
    for match in shape.finditer(body):
        cited: list[int] = []
        for first, last in _SPAN.findall(match[1].translate(SUPERSCRIPTS)):
            span = range(int(first), int(last or first) + 1)
            if not span or len(span) > len(numbers) or any(n not in numbers for n in span):
                break
            cited += (index for n in span for index in numbers[n])
        else:
            yield match.start(), match.end(), tuple(dict.fromkeys(cited))


_NAMED = re.compile(r"\[([^\[\]]{1,200})\]")


def _named(body: str, names: dict[str, tuple[int, ...]]) -> Iterator[Marker]:
    for match in _NAMED.finditer(body):
        parts = ["".join(part.split()) for part in re.split(r"[,;]", match[1])]
        known = [part for part in parts if part in names]
        if known and known == parts[: len(known)]:  # what follows the names may be a page or a theorem
            yield match.start(), match.end(), tuple(dict.fromkeys(i for part in known for i in names[part]))
