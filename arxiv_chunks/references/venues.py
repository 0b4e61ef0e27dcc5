"""Venues: the book behind "In", the series of a volume, the proceedings behind a title, without what follows their names."""

import re
from typing import NamedTuple

from arxiv_chunks.references.authors import read_authors
from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.pieces import BREAK, Span, trim
from arxiv_chunks.references.vocabulary import IMPRINTS, MONTHS, PUBLISHERS, VENUE

VENUE_START = re.compile(rf"(?:[Ii]n )?(?:[Tt]he )?(?:\d{{1,4}}\S* |[A-Z][\w-]* ){{0,3}}(?:{VENUE})")
NAMED_IMPRINT = re.compile(rf"\(?(?:[A-Z][\w&'.-]* ){{0,2}}(?:{IMPRINTS})")
_NO_VENUE = re.compile(
    r"(?:[A-Z]\w*(?:'s)? ){0,2}(?:Ph\.? ?D|[Tt]hes[ie]s|[Dd]issertation)"
    rf"|(?![A-Z]+$)(?:{PUBLISHERS})[\w&' -]{{0,40}}(?: \([^()]*\)?|, [A-Z][\w ]{{2,20}})?$"
)
"""A thesis, or a publisher and nothing else."""
_OF = re.compile(r" of (?:the )?(?=[A-Z])")
_OPENING_IN = re.compile(r"[Ii]n:? (?=[\"A-Z\d])")
_BOOK_END = re.compile(
    rf",? \(?(?:[Ee]ds?\b|[Ee]dited by)|; |, (?=(?:[\w'-]+ ){{0,2}}[A-Z][\w'-]+, (?:[A-Z]\.[- ]?){{1,3}}[^;:()]{{0,120}}?,? [Ee]ds?\b)|,? \((?:1[5-9]|20)\d\d[a-z]?\)|[.,;]? (?:p|pp|pages?|vol|Vol)(?:\. ?| )[A-Za-z]?\d|[.,] (?:[A-Z][\w&'-]* ){{0,2}}(?:{PUBLISHERS})|, [\d-]+[ ,.]*(?=$|{MARK})| \((?:[^()]{{0,50}}?[ (:])??(?:{IMPRINTS})|{MARK}"
)
_LIST_GOES_ON = re.compile(r", (?:[A-Z][a-z]+, ){0,2}[A-Z][a-z]+,? (?:and|&) [A-Z]")  # "Emergence, Complexity and …"
_ONE_LETTER = re.compile(r"\b[A-Z]\b")
_VOLUME = re.compile(r"[Vv]ol(?:ume|\.)? ?\d++[A-Z]?[,.:]? ?(?=[A-Z\d]|\(|[Ee]ds?\b|edited)")
_NO_BOOK = re.compile(r"\(|[Ee]ds?\b|[Ee]dited by|pp?\.? ?\d")
_IN = re.compile(r"[.,;:?!]? ?(?<![A-Za-z-])(?:In:? (?=[\"'A-Z\d])|[Ii]n: ?|(?<=[,;.] )in (?=[\"'A-Z\d]))")
_INS = ("In ", "In:", "in:", ", in ", "; in ", ". in ")
"""One of these stands in all that `_IN` finds behind ten characters."""
_UNPARTED_VENUE = re.compile(
    r" (?<=[a-z\d?!)] )(?:in )?(?=Proceedings of |Proc\. |Advances in Neural |ASP Conf|Lecture Notes in "
    r"|(?:\d{4} )?(?:[A-Z]+ )?(?:International|European|Annual) (?:Joint )?(?:Conference|Symposium|Workshop) )"
)
"""Names of venues that need no punctuation before them: in some styles nothing but italics parts them from the title."""
_VENUE_WORDS = ("Proc", "Advances in", "ASP Conf", "Lecture Notes", "Conference", "Symposium", "Workshop")
_COUNTRY = re.compile(r"[, ]+USA$")
_DATE = re.compile(rf"(?:\d{{1,2}} )?(?:{MONTHS})\b|\d{{4}}\b")


class Source(NamedTuple):
    """Title and journal (or venue) as spans of the text; None where there is none."""

    title: Span | None = None
    journal: Span | None = None


def cut_venue(text: str, start: int, stop: int, *, cited: bool = False) -> Span | None:
    """A venue's name without what follows it: publisher, place, date; nothing but numbers follow it where it is `cited`."""
    span = trim(text, start, stop)
    if span is None:
        return None
    if (opening := _OPENING_IN.match(text, span[0])) is not None:
        span = (opening.end(), span[1])
    elif not cited and _NO_VENUE.match(text, *span) is not None:
        return None
    if (names := read_authors(text, span[0])).editors:
        span = trim(text, names.end, span[1]) or span
    for match in BREAK.finditer(text, *span):
        following = text[match.end() : span[1]].strip()
        if (
            match[0] == MARK
            or NAMED_IMPRINT.match(following)
            or _DATE.match(following)
            or (match[0] == "." and not cited and match.start() > span[0] + 20 and following[:1].isupper())
        ):
            return trim(text, span[0], match.start())
    return trim(text, *span)


def book_behind_in(text: str, start: int, stop: int) -> Source | None:
    """The book where "in" follows the authors at once; the series, if one is named with its volume, is the journal.

    Astronomy writes "in ASP Conf. Ser., Vol. 12, Title, ed. A. Name": such an entry has no title but the book's.
    """
    whole = trim(text, start, stop)
    if whole is None or text[whole[0]] not in "Ii" or (opening := _OPENING_IN.match(text, whole[0])) is None:
        return None
    begin = opening.end()
    if (names := read_authors(text, begin)).editors and _ONE_LETTER.search(names.names[0]):
        begin = names.end
    series: Span | None = None
    if (volume := _VOLUME.search(text, begin, stop)) is not None:
        comma = text.rfind(", ", begin, volume.start() - 2)
        if comma > 0 and _NO_BOOK.match(text, volume.end()):  # "in Title, ASP Conf. Ser., Vol. 12, edited by A. Name"
            return Source(trim(text, begin, comma), trim(text, comma, volume.start()))
        series = trim(text, begin, volume.start()) if volume.start() > begin + 2 else None
        begin = volume.end()
    end = _BOOK_END.search(text, begin + 3, stop)
    return Source(trim(text, begin, end.start() if end else stop), series)


def series_behind_of(text: str, start: int) -> Span | None:
    """The series in "volume 80 of Lecture Notes in …, pages 4-9", read from behind the volume's number."""
    opening = _OF.match(text, start)
    if opening is None:
        return None
    end = next(
        (
            match.start()
            for match in BREAK.finditer(text, opening.end())
            if not _LIST_GOES_ON.match(text, match.start())
        ),
        len(text),
    )
    return trim(text, opening.end(), end)


def venue_behind_in(text: str, start: int, stop: int, *, sentences: bool, cited: bool = True) -> re.Match[str] | None:
    """The "In" that parts a title from its venue; a small "in" only where commas part the entry or a venue is sure.

    Where full stops part an entry that is `cited` as journals are, a comma and "in" may be the title's own.
    """
    within = text[start:stop]
    for match in _IN.finditer(text, start, stop) if any(map(within.__contains__, _INS)) else ():
        if match.start() <= start + (3 if match[0][0] in ".,;:?!" else 10):
            continue
        small = text[match.end() - 3 : match.end()] == "in "
        if (
            not (small and sentences)
            or match[0][0] == "."
            or (match[0][0] == "," and not cited)
            or VENUE_START.match(text, match.end())
            or "ds.)" in text[match.end() : stop]
        ):
            return match
    if any(map(text.__contains__, _VENUE_WORDS)) and (unparted := _UNPARTED_VENUE.search(text, start + 10, stop)):
        piece = max(text.rfind(mark, start, unparted.start()) for mark in (". ", ", ", "? ", ": "))
        if text[piece + 2].islower() if piece >= 0 else VENUE_START.match(text, start) is None:
            return unparted
    return None


def without_country(journal: str) -> str:
    """A journal's name without the country of its society, so that "Proc. Natl. Acad. Sci. USA" has one name."""
    return _COUNTRY.sub("", journal) if "USA" in journal else journal
