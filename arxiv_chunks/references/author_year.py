"""Citations by author and year: `Kadlec et al. (2016)`, `(Smith 2001a; Doe & Roe 2003, 2005)`.

The list leads: at every year in the body the entries of that year are asked whether their authors stand right before it,
so that a name that nobody cites is never a marker. Where several entries answer, the letter behind the year, the
second author and the count of authors decide; if they do not, the year stays unlinked.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from arxiv_chunks.records import Reference
from arxiv_chunks.references.linked import with_brackets

_YEAR = re.compile(r"(?<![\w.-])((?:1[6-9]|20)\d\d)([a-z])?(?![^\W⁰¹²³⁴-⁹]|-|\.\d)")
_WINDOW = 200  # characters before a year in which its authors stand
_PARTICLES = r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Dd]u|[Ll]a|[Ll]e|[Tt]er|[Tt]en|el|al)\s+)*"
_PARTICLES_BEFORE = re.compile(rf"(?<![^\W\d_]){_PARTICLES}\Z")
_NAME_START = re.compile(r"(?<![^\W\d_])")
_NAME_END = re.compile(r"(?![\w-])")
_UP_TO_YEAR = re.compile(
    r"(?P<others>(?:,\s[A-Z]\.)?(?:,?\s+et\s+al\b\.?|(?:(?:,\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*)"
    + _PARTICLES
    + r"[^\W\d_a-z][\w'-]+(?:\s[A-Z][\w'-]+){0,3}){1,15}(?:,?\s+et\s+al\b\.?)?)?)"
    r"(?:'s?)?,?\s*(?:[(\[]\s*(?:see\s|cf\.\s|e\.g\.,?\s)?)?"
)
_ET_AL = re.compile(r"\bet\s+al\b")
_LETTERS = re.compile(r"(?:\s?,\s?[a-z](?![\w.]))+")
_COAUTHOR = re.compile(r"(?<!\w)[^\W\d_a-z][\w'-]+(?:,?\s+and|,?\s*&)\s+$")  # another first author's name before
_MORE_YEARS = re.compile(r"\s?(?:,|;|,? and|&)\s?$")


class _Source(NamedTuple):
    entry: int
    surnames: tuple[str, ...]
    letter: str
    many: bool  # more than two authors, or "et al."


class AuthorYears:
    """A list's entries by year, ready to be looked for in the body."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self._by_year: dict[str, list[_Source]] = defaultdict(list)
        for reference in references:
            year, surnames = reference.fields.year, tuple(map(surname, reference.fields.authors))
            if year and surnames and surnames[0]:
                letter = re.search(rf"\b{year}([a-z])\b", reference.raw)
                many = len(surnames) > 2 or bool(_ET_AL.search(reference.raw))
                source = _Source(reference.index, surnames, letter[1] if letter else "", many)
                self._by_year[str(year)].append(source)

    def find(self, body: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Markers as (start, end, entries); years of one author, and authors in one pair of brackets, are one marker."""
        body = body.replace("’", "'")
        start = end = 0
        names = ""  # the authors before the last linked year, for years that follow it
        cited: list[int] = []
        for match in _YEAR.finditer(body):
            window = body[max(end, match.start() - _WINDOW) : match.start()]
            same_authors = (
                bool(cited) and match.start() >= end and bool(_MORE_YEARS.fullmatch(body[end : match.start()]))
            )
            found = self._cited(window, match, names if same_authors else None)
            if found is None:
                continue
            names, at, entries = found
            at += match.start() - len(window)
            stop = match.end()
            if match[2] and (letters := _LETTERS.match(body, stop)):
                more = [self._one(names, match[1], letter) for letter in re.findall(r"[a-z]", letters[0])]
                if all(m is not None for m in more):
                    entries += [m for m in more if m is not None]
                    stop = letters.end()
            if cited and (same_authors or _joins(body, start, end, at)):
                cited += entries
            else:
                if cited:
                    yield _closed(body, start, end, cited)
                start, cited = at, entries
            end = stop
        if cited:
            yield _closed(body, start, end, cited)

    def _cited(self, window: str, match: re.Match[str], names: str | None) -> tuple[str, int, list[int]] | None:
        if names is not None and (one := self._one(names, match[1], match[2] or "")) is not None:
            return names, len(window), [one]
        found = [
            (start, before.end("others"))
            for source in self._by_year.get(match[1], ())
            for start, end in _standing(source.surnames[0], window)
            if (before := _UP_TO_YEAR.fullmatch(window, end))
        ]
        if not found:
            return None
        start, end = min(found)  # the longest names
        if _COAUTHOR.search(window, 0, start):
            return None
        one = self._one(window[start:end], match[1], match[2] or "")
        return (window[start:end], start, [one]) if one is not None else None

    def _one(self, names: str, year: str, letter: str) -> int | None:
        """The one entry of these authors and year, or None."""
        fits = [
            s for s in self._by_year.get(year, ()) if any(start == 0 for start, _ in _standing(s.surnames[0], names))
        ]
        for narrower in (
            [s for s in fits if s.letter == letter],
            [s for s in fits if _as_many(names, s)],
        ):
            both = [s for s in fits if s in narrower]
            fits = both or ([] if letter and len(fits) > 1 else fits)
        return fits[0].entry if len({s.entry for s in fits}) == 1 else None


def _standing(surname: str, text: str) -> Iterator[tuple[int, int]]:
    """Each place of a surname in a text, from its particles to its end.

    One pattern for all names: a pattern of its own for each of a list's surnames takes longer to compile than all else here.
    """
    end = 0
    while (place := text.find(surname, end)) >= 0:
        end = place + len(surname)
        if not _NAME_START.match(text, place) or not _NAME_END.match(text, end):
            continue
        if particles := _PARTICLES_BEFORE.search(text, 0, place):
            yield particles.start(), end


def _as_many(names: str, source: _Source) -> bool:
    if _ET_AL.search(names):
        return source.many
    if re.search(r"\band\b|&", names):
        return len(source.surnames) >= 2 and source.surnames[1] in names
    return len(source.surnames) == 1 and not source.many


def _joins(body: str, start: int, end: int, at: int) -> bool:
    """Whether the next piece stands in the same brackets as the one before."""
    return bool(re.fullmatch(r"\s?[;,]\s?(?:and\s|see\s|also\s|e\.g\.,?\s)*", body[end:at])) and not re.search(
        r"[)\]]", body[start:end]
    )


def _closed(body: str, start: int, end: int, cited: list[int]) -> tuple[int, int, tuple[int, ...]]:
    return (*with_brackets(body, start, end), tuple(dict.fromkeys(cited)))


def surname(author: str) -> str:
    """An author's surname as the body would print it: without initials, first names and particles; collaborations whole."""
    name = unicodedata.normalize("NFC", author).replace("’", "'")
    if re.search(r"collaboration|consortium|team", name, re.IGNORECASE):
        return name.strip(" ,.")
    name = name.partition(",")[0].strip()
    words = [w for w in name.split() if not re.fullmatch(r"(?:[A-Z]\.?-?){1,3}|Jr\.?|Sr\.?|I{2,3}|IV", w)]
    return words[-1].strip(" .") if words else ""
