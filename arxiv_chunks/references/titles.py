"""Title, journal and the cut between them.

With quotes the title is what they hold. Without, the numbers say where the journal ends, and the cut is found walking back
from there over the pieces between punctuation: a full stop behind an abbreviation does not end a title, one behind a whole
word does. An entry that has a journal and no room for a title gets none.
"""

import re
from typing import NamedTuple

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.vocabulary import ABBREVIATIONS, JOURNAL_STARTS, PUBLISHERS, SMALL_WORDS, VENUE

_BREAK = re.compile(rf"([.?!][\"']?(?= |$)|[,;:](?= )|{MARK}| - )")
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_VENUE = re.compile(rf"\b(?:{VENUE})")
_PUBLISHER = re.compile(rf"\b(?:{PUBLISHERS})")
_IN = re.compile(r"(?:[.,;:?!] ?|\A| )(?:In:? (?=[\"A-Z])|[Ii]n: ?|(?<=[,;] )in (?=[\"A-Z]))")
_CONTINUES = re.compile(r"(?:Ser(?:ies|\.)?|Sect(?:ion|\.)?|Part|Pt\.?|and|&|Chem\. Commun|[A-H]\b)", re.IGNORECASE)
_STRIP = " ,;:.-'\"" + MARK


class Source(NamedTuple):
    """Title and journal (or venue), as spans of the text; None where there is none."""

    title: tuple[int, int] | None = None
    journal: tuple[int, int] | None = None


def cut_source(text: str, start: int, stop: int, numbered: bool) -> Source:
    """Find title and journal in `text[start:stop]`; `numbered` says that a volume or page follows at `stop`."""
    while start < stop and text[start] in " ,;:.-)]" + MARK:
        start += 1
    if start >= stop:
        return Source()
    if text[start] in "\"'" and (quoted := _quoted(text, start, stop)):
        journal = _trim(text, quoted[1], stop)
        if journal and (venue := _IN.match(text, max(quoted[1] - 1, 0))):
            journal = _trim(text, venue.end(), stop)
        return Source(_trim(text, *quoted), _first_pieces(text, journal, numbered))
    if (venue := _IN.search(text, start, stop)) is not None and venue.start() > start + 10:
        return Source(
            _trim(text, start, venue.start()), _first_pieces(text, _trim(text, venue.end(), stop), numbered=False)
        )
    pieces = _pieces(text, start, stop)
    if not pieces:
        return Source()
    if numbered:
        return _walk_back(text, pieces)
    return _walk_on(text, pieces)


def _quoted(text: str, start: int, stop: int) -> tuple[int, int] | None:
    quote = text[start]
    position = start + 1
    while text[position : position + 1] == quote:
        position += 1
    begin = position
    while (close := text.find(quote, position)) >= 0:
        after = text[close + 1 : close + 2]
        if (quote == '"' or after in " ,.;:" or not after) and close - begin > 3:
            return begin, min(close, max(stop, close))
        position = close + 1
    return None


def _trim(text: str, start: int, stop: int) -> tuple[int, int] | None:
    while start < stop and (text[start] in _STRIP + ")]" or (text[start] == "(" and ")" not in text[start:stop])):
        start += 1
    while stop > start and text[stop - 1] in _STRIP + "([":
        stop -= 1
    return (start, stop) if stop > start else None


def _pieces(text: str, start: int, stop: int) -> list[tuple[int, int, str]]:
    """The pieces between punctuation: start, end, and the mark that ends each."""
    pieces = []
    for match in _BREAK.finditer(text, start, stop):
        pieces.append((start, match.start(), match[0].strip()))
        start = match.end()
    if text[start:stop].strip(_STRIP):
        pieces.append((start, stop, ""))
    return [p for p in pieces if text[p[0] : p[1]].strip()]


def _is_abbreviated(text: str, piece: tuple[int, int, str]) -> bool:
    """Whether the full stop that ends `piece` belongs to an abbreviation."""
    if piece[2] != ".":
        return False
    words = text[piece[0] : piece[1]].split()
    last = words[-1].strip("(),'\"&").lower() if words else ""
    last = last.rsplit("-", 1)[-1]
    return len(last) <= 1 or last in ABBREVIATIONS


def journal_likeness(text: str) -> float:
    """From 0 to 1: the share of the words that stand in journals' names as they stand here."""
    words = [w for w in _WORDS.findall(text) if w.lower() not in SMALL_WORDS]
    if not words:
        return 0.0
    good = sum(
        1.0 if w.lower() in ABBREVIATIONS or w.lower() in JOURNAL_STARTS else 0.6 if w[0].isupper() else 0.0
        for w in words
    )
    return good / len(words) * (1.0 if len(words) <= 8 else 8 / len(words))


def _walk_back(text: str, pieces: list[tuple[int, int, str]]) -> Source:
    """The journal ends where the pieces end; take pieces to it from the right while they belong to it."""
    k = len(pieces) - 1
    while k > 0:
        before, here = pieces[k - 1], pieces[k]
        joined = text[before[0] : here[1]].strip()
        if (_is_abbreviated(text, before) and journal_likeness(text[before[0] : before[1]]) >= 0.55) or (
            before[2] in (",", ":")
            and _CONTINUES.match(text[here[0] : here[1]].strip())
            and journal_likeness(joined) >= 0.5
        ):
            k -= 1
        else:
            break
    journal = _trim(text, pieces[k][0], pieces[-1][1])
    if k == 0:
        whole = text[pieces[0][0] : pieces[-1][1]]
        if journal_likeness(whole) >= 0.5:
            return Source(None, journal)
        return Source(_trim(text, pieces[0][0], pieces[-1][1]), None)
    if (
        _PUBLISHER.match(text[pieces[k][0] : pieces[k][1]].strip())
        and journal_likeness(text[slice(*journal)] if journal else "") < 0.5
    ):
        return _walk_on(text, pieces)
    return Source(_trim(text, pieces[0][0], pieces[k - 1][1]), journal)


def _walk_on(text: str, pieces: list[tuple[int, int, str]]) -> Source:
    """No numbers: the title runs to the first full stop behind a whole word, or to the venue, publisher or place."""
    k = 0
    while k + 1 < len(pieces):
        following = text[pieces[k + 1][0] : pieces[k + 1][1]].strip(" (")
        if pieces[k][2][:1] in (".", "?", "!") and not _is_abbreviated(text, pieces[k]):
            break
        if pieces[k][2] in (MARK, ";"):
            break
        if _PUBLISHER.match(following) or _VENUE.search(following):
            break
        k += 1
    first = text[pieces[0][0] : pieces[0][1]].strip(" (")
    if k == 0 and (_PUBLISHER.match(first)):
        return Source()
    rest = _trim(text, pieces[k + 1][0], pieces[-1][1]) if k + 1 < len(pieces) else None
    venue = rest if rest and _VENUE.search(text[slice(*rest)]) else None
    title = _trim(text, pieces[0][0], pieces[k][1])
    return Source(title, _first_pieces(text, venue, numbered=False))


def _first_pieces(text: str, span: tuple[int, int] | None, numbered: bool) -> tuple[int, int] | None:
    """A venue without what follows it: publisher, place, date."""
    if span is None or numbered:
        return span
    end = span[1]
    for match in re.finditer(rf"[.,;(]|{MARK}", text[span[0] : span[1]]):
        following = text[span[0] + match.end() : span[1]].strip()
        if (
            _PUBLISHER.match(following)
            or match[0] == MARK
            or (match[0] == "." and match.start() > 15 and following[:1].isupper())
        ):
            end = span[0] + match.start()
            break
    return _trim(text, span[0], end)
