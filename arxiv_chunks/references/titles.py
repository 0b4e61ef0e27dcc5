"""Title and journal (or venue), and the cut between them.

Signals in order of trust: quotes around the title; "In" before a venue; the numbers, which say where the journal ends. From
there the cut is found walking back over the pieces between punctuation. What ends the authors tells the style: behind
"Smith, J. 1990." or "J. Smith." sentences end in full stops, and the journal is the last sentence; behind "J. Smith," parts
are between commas. A full stop behind an abbreviation ends nothing. Where no punctuation parts them ("… of apoptosis Cell
Biol Int 12"), the capitals behind the title's last small word begin the journal. An entry that has a journal and no room
for a title gets none.
"""

import re
from typing import NamedTuple

from arxiv_chunks.references.authors import read_authors
from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.vocabulary import ABBREVIATIONS, JOURNAL_STARTS, MONTHS, PUBLISHERS, SMALL_WORDS, VENUE

_BREAK = re.compile(rf"[.?!]['\"]?(?= |$)|[,;:](?= )|{MARK}")
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_VENUE_START = re.compile(rf"(?:[Ii]n )?(?:[Tt]he )?(?:\d{{1,4}}\S* |[A-Z][\w-]* ){{0,3}}(?:{VENUE})")
_PUBLISHER = re.compile(rf"\(?(?:[A-Z][\w&'.-]* ){{0,2}}(?:{PUBLISHERS})")
_OF = re.compile(r" of (?:the )?(?=[A-Z])")
_BRACKETED_IMPRINT = re.compile(rf" \((?:[^()]{{0,50}}?[ (:])??(?:{PUBLISHERS})")
_OPENING_IN = re.compile(r"[Ii]n:? (?=[\"A-Z\d])")
_BOOK_END = re.compile(
    rf",? \(?(?:[Ee]ds?\b|[Ee]dited by)|[.,;] (?:p|pp|vol|Vol)\. ?\d|, [\d-]+[ ,.]*(?=$|{MARK})| \((?:[^()]{{0,50}}?[ (:])??(?:{PUBLISHERS})|{MARK}"
)
_ONE_LETTER = re.compile(r"\b[A-Z]\b")
_VOLUME = re.compile(r"[Vv]ol(?:ume|\.)? ?\d+[A-Z]?[,.:] ?(?=[A-Z\d])")
_IMPRINT = re.compile(rf"\(?(?:{PUBLISHERS})")
_IN = re.compile(r"[.,;:?!]? ?(?<![A-Za-z-])(?:In:? (?=[\"A-Z\d])|[Ii]n: ?|(?<=[,;.] )in (?=[\"A-Z\d]))")
_CONTINUES = re.compile(
    r"(?:Ser(?:ies|\.)?|Sect(?:ion|\.)?|Part|Pt\.?|and\b|&|Chem\.? Commun|[A-H]$|Suppl)", re.IGNORECASE
)
_AND = re.compile(r"(?:and\b|&)")
_COUNTRY = re.compile(r"[, ]+USA$")
_DATE = re.compile(rf"(?:\d{{1,2}} )?(?:{MONTHS})\b|\d{{4}}\b")
_INITIALS_ONLY = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_FIRST_WORDS = frozenset("J Proc Am Br Eur Int Ann Arch Acta Can Jpn N Journal Annals Archives".split())
_NO_END = ABBREVIATIONS | SMALL_WORDS
_JOURNAL_WORDS = ABBREVIATIONS | JOURNAL_STARTS
_BETWEEN_NAMES = frozenset("and et & - van von de der".split())
_NEVER_ENDS = frozenset("vs cf ca dr mr mrs st no vol approx dept univ eds ed e.g i.e".split())
_EDGE = " ,;:.-'\"[]" + MARK
_SURE, _LIKELY, _LIKE = 0.75, 0.6, 0.5  # shares of a journal's words; see `journal_likeness`

Span = tuple[int, int]


class Piece(NamedTuple):
    """A stretch between two punctuation marks, and the mark that ends it."""

    start: int
    end: int
    mark: str


class Source(NamedTuple):
    """Title and journal (or venue) as spans of the text; None where there is none."""

    title: Span | None = None
    journal: Span | None = None


def cut_source(text: str, start: int, stop: int, *, cited: bool, sentences: bool, complete: bool = False) -> Source:
    """Find title and journal in `text[start:stop]`.

    `cited` says that a journal's volume or pages follow at `stop`, `complete` that both do, `sentences` that full stops
    part the entry.
    """
    whole = trim(text, start, stop)
    if whole is None:
        return Source()
    start, stop = whole
    imprint = None
    if not cited and (imprint := _BRACKETED_IMPRINT.search(text, start + 5, stop)) is not None:
        stop = imprint.start()
    if (venue := _venue_behind_in(text, start, stop, sentences=sentences)) is not None:
        return Source(trim(text, start, venue.start()), cut_venue(text, venue.end(), stop))
    pieces = _pieces(text, start, stop)
    first = _journal_start(text, pieces, sentences=sentences)
    if cited:
        return _title_before_journal(text, pieces, first, sentences=sentences, complete=complete)
    if _is_surely_journal(text, pieces[first:]):
        return Source(trim(text, start, pieces[first].start), trim(text, pieces[first].start, stop))
    return _title_before_imprint(text, pieces, sentences=sentences or imprint is not None)


def book_behind_in(text: str, start: int, stop: int) -> Source | None:
    """The book where "in" follows the authors at once; the series, if one is named with its volume, is the journal.

    Astronomy writes "in ASP Conf. Ser., Vol. 12, Title, ed. A. Name": such an entry has no title but the book's.
    """
    whole = trim(text, start, stop)
    if whole is None or (opening := _OPENING_IN.match(text, whole[0])) is None:
        return None
    begin = opening.end()
    if (names := read_authors(text, begin)).editors and _ONE_LETTER.search(names.names[0]):
        begin = names.end
    series: Span | None = None
    if (volume := _VOLUME.search(text, begin, stop)) is not None:
        series = trim(text, begin, volume.start()) if volume.start() > begin + 2 else None
        begin = volume.end()
    end = _BOOK_END.search(text, begin + 3, stop)
    return Source(trim(text, begin, end.start() if end else stop), series)


def is_name_list(text: str) -> bool:
    """Whether a would-be title is the rest of an author list that damage hid: initials, capitals and "and" alone.

    >>> is_name_list("J. Schreiber, M. Streeter, and Z. Najmudin")
    True
    """
    words = text.replace(",", " ").split()
    initials = sum(len(word) <= 3 and word.endswith(".") and word[0].isupper() for word in words)
    names = sum(word[0].isupper() or word in _BETWEEN_NAMES for word in words)
    return initials >= 2 and initials * 4 >= len(words) and names >= 0.8 * len(words)


def series_behind_of(text: str, start: int) -> Span | None:
    """The series in "volume 80 of Lecture Notes in …, pages 4-9", read from behind the volume's number."""
    opening = _OF.match(text, start)
    if opening is None:
        return None
    end = next((match.start() for match in _BREAK.finditer(text, opening.end())), len(text))
    return trim(text, opening.end(), end)


def quoted_title(text: str, start: int) -> Span | None:
    """The span within the quotes that open at `start`, nested ones included; None where no quote opens or none closes."""
    quote = text[start : start + 1]
    if quote not in ('"', "'") or not quote:
        return None
    begin = start + 1
    while text[begin : begin + 1] in (quote, " "):
        begin += 1
    depth, position = 1, begin
    while (position := text.find(quote, position)) >= 0:
        before, after = text[position - 1], text[position + 1 : position + 3]
        if before == " " and after[:1].isalnum() and text.find(quote, position + 1) >= 0:
            depth += 1
        elif quote == '"' or _closes(before, after):
            depth -= 1
            if depth == 0 or before in ",.":
                return (begin, position) if position - begin > 2 else None
        position += 1
    return None


def _closes(before: str, after: str) -> bool:
    """Whether a single quote closes, and is no apostrophe."""
    return (
        before in ",.?!"
        or after[:1] in ("", ",", ".", ";", ":", ")", "(")
        or (after[:1] == " " and (after[1:].isupper() or after[1:] in "(i"))
    )


def cut_venue(text: str, start: int, stop: int, *, cited: bool = False) -> Span | None:
    """A venue's name without what follows it: publisher, place, date; nothing but numbers follow it where it is `cited`."""
    span = trim(text, start, stop)
    if span is None:
        return None
    if (opening := _IN.match(text, span[0])) is not None:
        span = (opening.end(), span[1])
    if (names := read_authors(text, span[0])).editors:
        span = trim(text, names.end, span[1]) or span
    for match in _BREAK.finditer(text, *span):
        following = text[match.end() : span[1]].strip()
        if (
            match[0] == MARK
            or _PUBLISHER.match(following)
            or _DATE.match(following)
            or (match[0] == "." and not cited and match.start() > span[0] + 20 and following[:1].isupper())
        ):
            return trim(text, span[0], match.start())
    return trim(text, *span)


def trim(text: str, start: int, stop: int) -> Span | None:
    """The span without punctuation at its edges; None where nothing else is in it."""
    while start < stop and (text[start] in _EDGE + ")]" or (text[start] == "(" and ")" not in text[start:stop])):
        start += 1
    while stop > start and text[stop - 1] in _EDGE + "([":
        stop -= 1
    return (start, stop) if stop > start else None


def without_country(journal: str) -> str:
    """A journal's name without the country of its society, so that "Proc. Natl. Acad. Sci. USA" has one name."""
    return _COUNTRY.sub("", journal)


def journal_likeness(text: str) -> float:
    """From 0 to 1: the share of the words that stand in journals' names as they stand here."""
    words = [word for word in _WORDS.findall(text) if word not in SMALL_WORDS]
    if not words:
        return 0.0
    good = sum(
        1.0 if word.lower() in ABBREVIATIONS or word.lower() in JOURNAL_STARTS else 0.6 if word[0].isupper() else 0.0
        for word in words
    )
    return good / len(words) * min(1.0, 8 / len(words))


def _venue_behind_in(text: str, start: int, stop: int, *, sentences: bool) -> re.Match[str] | None:
    for match in _IN.finditer(text, start, stop):
        if match.start() <= start + 10:
            continue
        small = text[match.end() - 3 : match.end()] == "in "
        if not (small and sentences) or _VENUE_START.match(text, match.end()) or "ds.)" in text[match.end() : stop]:
            return match
    return None


def _pieces(text: str, start: int, stop: int) -> list[Piece]:
    """The pieces between punctuation that stands outside parentheses."""
    pieces, depth, seen = [], 0, start
    for match in _BREAK.finditer(text, start, stop):
        depth = max(0, depth + text.count("(", seen, match.start()) - text.count(")", seen, match.start()))
        seen = match.start()
        if depth and text.find(")", seen, stop) >= 0:
            continue
        pieces.append(Piece(start, match.start(), match[0][0]))
        start = match.end()
    pieces.append(Piece(start, stop, ""))
    return [piece for piece in pieces if text[piece.start : piece.end].strip(_EDGE)]


def _ends_sentence(text: str, pieces: list[Piece], i: int, *, sentences: bool) -> bool:
    """Whether the mark that ends the `i`-th piece ends a sentence: a full stop behind a whole word."""
    piece = pieces[i]
    if piece.mark != ".":
        return piece.mark in "?!"
    words = text[piece.start : piece.end].split()
    last = words[-1].strip("(),'\"&").rsplit("-", 1)[-1]
    if len(last) <= 1:
        return last.isdigit() or (len(words) > 2 and words[-2][-1].isalpha() and words[-2].lower() not in _NO_END)
    if _INITIALS_ONLY.fullmatch(last) and "." in last:
        return False
    if last[0].islower():
        return last not in _NEVER_ENDS and not (last in ABBREVIATIONS and len(words) <= 2)
    if last.isupper():
        return last.lower() not in ABBREVIATIONS or any(word.islower() for word in words)
    if last.lower() in ABBREVIATIONS:
        return False
    if len(words) > 1 or not last.isalpha() or (sentences and i > 0 and pieces[i - 1].mark == ","):
        return True
    return i == 0 and (len(last) > 6 or any(len(text[p.start : p.end].strip()) > 6 for p in pieces[1:-1]))


def _journal_start(text: str, pieces: list[Piece], *, sentences: bool) -> int:
    """The index of the piece that begins the journal's name, which ends where the pieces end."""
    k = last = len(pieces) - 1
    if sentences:
        behind = next((i + 1 for i in range(last - 1, -1, -1) if _ends_sentence(text, pieces, i, sentences=True)), 0)
        if behind and journal_likeness(text[pieces[behind].start : pieces[-1].end]) >= _LIKE:
            return behind
    while k > 0 and _belongs(text, pieces, k, sentences=sentences):
        k -= 1
    while k > 0 and pieces[k - 1].mark == ":" and journal_likeness(text[pieces[k].start : pieces[-1].end]) < _LIKELY:
        k -= 1
    return k


def _belongs(text: str, pieces: list[Piece], k: int, *, sentences: bool) -> bool:
    """Whether the piece before the `k`-th belongs to the same journal's name."""
    before, here = pieces[k - 1], pieces[k]
    earlier, later = text[before.start : before.end].strip(), text[here.start : here.end].strip()
    words = earlier.split()
    if before.mark == ".":
        return not _ends_sentence(text, pieces, k - 1, sentences=sentences) and (
            journal_likeness(earlier) >= 0.55 or (len(words) <= 2 and k > 1)
        )
    if before.mark not in ",:" or not earlier[0].isupper():
        return False
    if _CONTINUES.match(later):
        return journal_likeness(earlier) >= _LIKE
    if before.mark == ":":
        short = len(words) <= 3 or (len(words) <= 6 and words[0].lower() in JOURNAL_STARTS)
        return short and (k > 1 or words[0].lower() in JOURNAL_STARTS) and journal_likeness(earlier) >= _LIKELY
    if (
        k + 1 < len(pieces)
        and len(later.split()) == 1
        and _AND.match(text[pieces[k + 1].start : pieces[k + 1].end].strip())
    ):
        return len(words) <= 4 and (k > 1 or words[0].lower() in JOURNAL_STARTS)
    starts = later.split()[0].strip(".").lower() in JOURNAL_STARTS
    return len(words) == 1 and k > 1 and ("and" in later or "&" in later) and not starts and len(later.split()) <= 4


def _is_surely_journal(text: str, pieces: list[Piece]) -> bool:
    name = text[pieces[0].start : pieces[-1].end].strip()
    words = name.split()
    dotted = sum(piece.mark == "." for piece in pieces[:-1]) >= 1
    return (
        bool(words)
        and journal_likeness(name) >= _SURE
        and (dotted or words[0].strip(".").lower() in JOURNAL_STARTS)
        and not _PUBLISHER.match(name)
    )


def _capitals_behind(text: str, start: int, stop: int) -> int | None:
    """Where the capitals behind a title's last small word begin: "… by mutant p53 Oncogene"; None in titles in capitals."""
    words = list(re.finditer(r"\S+", text[start:stop]))
    k = len(words)
    while k > 0:
        word = words[k - 1][0].strip("(),.'\"")
        if any(letter.isdigit() or letter == ")" for letter in words[k - 1][0]) or not (
            word[:1].isupper() or (word in ("of", "and", "&", "de", "the") and k < len(words))
        ):
            break
        k -= 1
    while k < len(words) and words[k][0].islower():
        k += 1
    k = (
        next(
            (
                i
                for i in range(k + 1, len(words))
                if words[i][0] in _FIRST_WORDS and words[i - 1][0] not in _FIRST_WORDS
            ),
            k,
        )
        if k < len(words) and words[k][0] not in _FIRST_WORDS
        else k
    )
    while (
        k < len(words) - 1
        and words[k][0].isupper()
        and len(words[k][0]) > 2
        and words[k][0].lower() not in _JOURNAL_WORDS
    ):
        k += 1  # the title's own acronym
    title = [word[0] for word in words[:k] if word[0] not in SMALL_WORDS]
    if k == len(words) or len(title) < 2 or sum(word[0].islower() for word in title) * 2 < len(title):
        return None
    return start + words[k].start()


def _reads_like_title(text: str) -> bool:
    words = [word for word in text.split() if word not in SMALL_WORDS]
    small = sum(word[0].islower() for word in words)
    return bool(words) and (text[0].islower() or (small >= 2 and words[0].strip(".,").lower() not in JOURNAL_STARTS))


def _title_before_journal(text: str, pieces: list[Piece], k: int, *, sentences: bool, complete: bool) -> Source:
    start, stop = pieces[0].start, pieces[-1].end
    if pieces[0].mark == "." and len(text[start:stop].split()) <= 6 and journal_likeness(text[start:stop]) >= 0.8:
        return Source(None, trim(text, start, stop))
    k = next((i for i in range(1, k) if _VENUE_START.match(text[pieces[i].start : pieces[i].end].strip())), k)
    cut: int | None = None
    if k > 0 and pieces[k - 1].mark == "." and not _ends_sentence(text, pieces, k - 1, sentences=sentences):
        cut = _capitals_behind(text, pieces[k - 1].start, pieces[k - 1].end)
    elif _reads_like_title(text[pieces[k].start : stop].strip()):
        cut = _capitals_behind(text, pieces[k].start, stop)
    if cut is not None:
        return Source(trim(text, start, cut), trim(text, cut, stop))
    name = text[pieces[k].start : stop].strip()
    if k == 0:
        return (
            Source(None, trim(text, start, stop))
            if len(name.split()) <= 8 or journal_likeness(name) >= _LIKE
            else Source(trim(text, start, stop))
        )
    if _PUBLISHER.match(name) and journal_likeness(name) < 0.8:
        return _title_before_imprint(text, pieces, sentences=sentences)
    if name[0].islower() and len(name.split()) > 1:
        return Source(trim(text, start, stop))
    return Source(trim(text, start, pieces[k - 1].end), trim(text, pieces[k].start, stop))


def _title_before_imprint(text: str, pieces: list[Piece], *, sentences: bool) -> Source:
    """No journal: the title runs to the sentence's end, or to the venue, publisher or place."""
    k, last = 0, len(pieces) - 1
    opening = text[pieces[0].start : pieces[0].end].strip()
    if _IMPRINT.match(opening) is not None and len(opening.split()) <= (4 if last > 0 else 2):
        return Source()
    while k < last:
        following = text[pieces[k + 1].start : pieces[-1].end].strip()
        if pieces[k].mark in (MARK, ";") or (
            pieces[k].mark != ":" and (_PUBLISHER.match(following) or _VENUE_START.match(following))
        ):
            break
        if sentences and pieces[k].mark == "." and _ends_sentence(text, pieces, k, sentences=True):
            break
        if sentences and pieces[k].mark in "?!" and following[:1].isupper() and pieces[k + 1].mark != ".":
            break
        k += 1
    if k == last and not sentences:
        while (
            k > 0
            and last - k < 2
            and pieces[k - 1].mark == ","
            and _is_place(text[pieces[k].start : pieces[k].end].strip())
        ):
            k -= 1
    venue = None
    if k < last and _VENUE_START.match(text[pieces[k + 1].start : pieces[k + 1].end].strip()):
        venue = cut_venue(text, pieces[k + 1].start, pieces[-1].end)
    return Source(trim(text, pieces[0].start, pieces[k].end), venue)


def _is_place(text: str) -> bool:
    words = text.split()
    return len(words) <= 3 and all(word[0].isupper() or word[0] in "(-" for word in words)
