"""Title and journal (or venue), and the cut between them.

Signals in order of trust: quotes around the title; "In" before a venue; the numbers, which say where the journal ends. From
there the cut is found walking back over the pieces between punctuation. What ends the authors tells the style: behind
"Smith, J. 1990." or "J. Smith." sentences end in full stops, and the journal is the last sentence; behind "J. Smith," parts
are between commas. A full stop behind an abbreviation ends nothing. Where no punctuation parts them ("… of apoptosis Cell
Biol Int 12"), the capitals behind the title's last small word begin the journal. An entry that has a journal and no room
for a title gets none.
"""

import re

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.pieces import (
    LIKE,
    LIKELY,
    SURE,
    Piece,
    Span,
    ends_sentence,
    journal_likeness,
    pieces_between,
    trim,
)
from arxiv_chunks.references.venues import NAMED_IMPRINT, VENUE_START, Source, cut_venue, venue_behind_in
from arxiv_chunks.references.vocabulary import ABBREVIATIONS, IMPRINTS, JOURNAL_STARTS, KINDS, SMALL_WORDS

_BRACKETED_IMPRINT = re.compile(
    rf" (?:\((?![Ee]ds?\b)(?:[^()]{{0,50}}?[ (:])??|\[(?:[A-Z]\w+(?:'s)? )?)(?:{IMPRINTS})| \[(?:{KINDS})\]| \([Vv]ersion \d"
)
_UNPARTED_IMPRINT = re.compile(
    r" (?<=[a-z\d?!),] )(?:(?:(?:Ph\. ?D\.?|PhD|[Mm]aster'?s?|Doctoral) (?:[Tt]hesis|[Dd]issertation)|[Tt]ech\. [Rr]ep)\b"
    r"|\d{1,2}(?:nd|rd|th)(?: (?:ed(?:n|ition)?\b|\()|$))"
)
_THESIS = re.compile(r"(?:(?:Ph|Sc)\. ?D\.?|M\. ?(?:Sc|S|A)\.?) (?:[Tt]hesis|[Dd]issertation)\b")
_IMPRINT_WORDS = ("hesis", "issert", "ech. ", "d ed", "h ed", "nd (", "rd (", "th (")
_STATUS = re.compile(
    r"[,;.:] \(?(?=[aiftsu])(?:in press|to appear|accepted|submitted|forthcoming|in preparation|unpublished)\b",
    re.IGNORECASE,
)
_IN_PRESS = re.compile(r"(?<=[a-z.]) \((?:in press|accepted|to appear)\)", re.IGNORECASE)  # behind a journal's name
_IMPRINT = re.compile(rf"\(?(?:{IMPRINTS})")
_CONTINUES = re.compile(
    r"(?:Ser(?:ies|\.)?|Sect(?:ion|\.)?|Part|Pt\.?|and\b|&|Chem\.? Commun|[A-H]$|Suppl)", re.IGNORECASE
)
_AND = re.compile(r"\band\b|&")
_FIRST_WORDS = frozenset("J Proc Am Br Eur Int Ann Arch Acta Can Jpn N Journal Annals Archives".split())
_JOURNAL_WORDS = ABBREVIATIONS | JOURNAL_STARTS
_BETWEEN_NAMES = frozenset("and et & - van von de der".split())
_ACRONYM_OF_VENUE = re.compile(r"(?!USA|TR\b)(?:[A-Z]{3,9}|[A-Z][a-z]{1,4}[A-Z]{2,5})(?:[ ']+\d{2,4})?")
_SERIAL_WORDS = frozenset(
    "journal transactions annals bulletin letters magazine review reviews quarterly gazette".split()
)
_CAPITAL = re.compile(r"[('\"]?[^\W\d_a-z][^\d)]*$")
_PRINTED = re.compile(r"\S+")
_ACRONYM = re.compile(r"[A-Z]{3,}")
_WITHIN_NAMES = frozenset(("of", "and", "&", "de", "the"))


def quoted_title(text: str, start: int) -> Span | None:
    """The span within the quotes that open at `start`, nested ones included; None where no quote opens or none closes."""
    quote = text[start : start + 1]
    if quote not in ('"', "'") or not quote:
        return None
    begin = start + 1
    while text[begin : begin + 1] in (quote, " "):
        begin += 1
    depth, position, quoted_twice = 1, begin, text.startswith(quote, start + 1)
    while (position := text.find(quote, position)) >= 0:
        before, after = text[position - 1], text[position + 1 : position + 3]
        if before == " " and after[:1].isalnum() and text.find(quote, position + 1) >= 0:
            depth += 1
        elif quote == '"' or _closes(before, after):
            depth -= 1
            if depth == 0 and _GOES_ON.match(text, position + 1) is not None:
                if not quoted_twice:
                    return None
                depth, quoted_twice = 1, False
            elif depth == 0 or before in ",.":
                return (begin, position) if position - begin > 2 else None
        position += 1
    return None


_GOES_ON = re.compile(r" (?:and|or|of|for|from|on|with|without|as|is|are|vs\.?|versus) [a-z]")
"""Behind a quote within a title: "“Hot” or not?"; journals and publishers follow a whole title otherwise."""


def _closes(before: str, after: str) -> bool:
    """Whether a single quote closes, and is no apostrophe."""
    return (
        before in ",.?!"
        or after[:1] in ("", ",", ".", ";", ":", ")", "(")
        or (after[:1] == " " and (after[1:].isupper() or after[1:] in "(i"))
    )


def is_name_list(text: str) -> bool:
    """Whether a would-be title is the rest of an author list that damage hid: initials, capitals and "and" alone.

    >>> is_name_list("J. Schreiber, M. Streeter, and Z. Najmudin")
    True
    """
    if text.count(".") < 2:
        return False
    words = text.replace(",", " ").split()
    initials = sum(len(word) <= 3 and word.endswith(".") and word[0].isupper() for word in words)
    names = sum(word[0].isupper() or word in _BETWEEN_NAMES for word in words)
    return initials >= 2 and initials * 4 >= len(words) and names >= 0.8 * len(words)


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
    if (status := _STATUS.search(text, start, stop)) is not None:
        stop = status.start()
    elif not cited and (status := _IN_PRESS.search(text, start + 5, stop)) is not None:
        stop, cited = status.start(), True
    if not cited and (imprint := _BRACKETED_IMPRINT.search(text, start + 5, stop)) is not None:
        stop = imprint.start()
    unparted = None
    if not cited and any(map(text.__contains__, _IMPRINT_WORDS)):
        unparted = _UNPARTED_IMPRINT.search(text, start + 10, stop)
        stop = unparted.start() if unparted else stop
    if (venue := venue_behind_in(text, start, stop, sentences=sentences, cited=cited)) is not None:
        return Source(trim(text, start, venue.start()), cut_venue(text, venue.end(), stop, cited=cited))
    pieces = pieces_between(text, start, stop)
    if not pieces:
        return Source()
    first = _journal_start(text, pieces, sentences=sentences)
    if cited:
        return _title_before_journal(text, pieces, first, sentences=sentences, complete=complete)
    if unparted is None and imprint is None and _is_surely_journal(text, pieces[first:]):
        return Source(trim(text, start, pieces[first].start), trim(text, pieces[first].start, stop))
    return _title_before_imprint(text, pieces, sentences=sentences or imprint is not None)


def _journal_start(text: str, pieces: list[Piece], *, sentences: bool) -> int:
    """The index of the piece that begins the journal's name, which ends where the pieces end."""
    k = last = len(pieces) - 1
    if sentences:
        behind = next((i + 1 for i in range(last - 1, -1, -1) if ends_sentence(text, pieces, i, sentences=True)), 0)
        if behind and journal_likeness(text[pieces[behind].start : pieces[-1].end]) >= LIKE:
            return behind
    while k > 0 and _belongs(text, pieces, k, sentences=sentences):
        k -= 1
    while k > 0 and pieces[k - 1].mark == ":" and journal_likeness(text[pieces[k].start : pieces[-1].end]) < LIKELY:
        k -= 1
    return k


def _belongs(text: str, pieces: list[Piece], k: int, *, sentences: bool) -> bool:
    """Whether the piece before the `k`-th belongs to the same journal's name."""
    before, here = pieces[k - 1], pieces[k]
    earlier, later = text[before.start : before.end].strip(), text[here.start : here.end].strip()
    words = earlier.split()
    if before.mark == ".":
        return not ends_sentence(text, pieces, k - 1, sentences=sentences) and (
            journal_likeness(earlier) >= 0.55 or (len(words) <= 2 and k > 1)
        )
    if before.mark not in ",:" or not earlier[0].isupper():
        return False
    if _CONTINUES.match(later):
        return journal_likeness(earlier) >= LIKE
    if before.mark == ":":
        short = len(words) <= 3 or (len(words) <= 10 and words[0].lower() in JOURNAL_STARTS)
        return short and (k > 1 or words[0].lower() in JOURNAL_STARTS) and journal_likeness(earlier) >= LIKELY
    if _goes_on_as_list(text, pieces, k):
        return len(words) <= 4 and (k > 1 or words[0].lower() in JOURNAL_STARTS)
    starts = later.split()[0].strip(".").lower() in JOURNAL_STARTS
    return len(words) == 1 and k > 1 and ("and" in later or "&" in later) and not starts and len(later.split()) <= 4


def _goes_on_as_list(text: str, pieces: list[Piece], k: int) -> bool:
    """Whether single words and a last piece with "and" follow: "Atomic, Molecular, and Optical Physics"."""
    *singles, last = (text[piece.start : piece.end].strip() for piece in pieces[k:])
    return bool(singles) and all(len(single.split()) == 1 for single in singles) and _AND.search(last) is not None


def _is_surely_journal(text: str, pieces: list[Piece]) -> bool:
    name = text[pieces[0].start : pieces[-1].end].strip()
    words = name.split()
    dotted = sum(piece.mark == "." for piece in pieces[:-1]) >= 1
    likeness = journal_likeness(name)
    named = dotted or words[0].strip(".").lower() in JOURNAL_STARTS
    called = len(words) > 1 and not _SERIAL_WORDS.isdisjoint(word.strip(".,").lower() for word in words)
    return ((likeness >= SURE and named) or (likeness >= LIKELY and called)) and not NAMED_IMPRINT.match(name)


def _capitals_behind(text: str, start: int, stop: int) -> int | None:
    """Where the capitals behind a title's last small word begin: "… by mutant p53 Oncogene"; None in titles in capitals."""
    spans = [(found.start(), found[0]) for found in _PRINTED.finditer(text, start, stop)]
    words = [word for _, word in spans]
    k = len(words)
    while k > 0 and (_CAPITAL.match(words[k - 1]) or (words[k - 1] in _WITHIN_NAMES and k < len(words))):
        k -= 1
    while k < len(words) and words[k].islower():
        k += 1
    if k < len(words) and words[k].strip(".").lower() not in _JOURNAL_WORDS:  # "… from Vietnam J Gen Virol"
        k = next((i for i in range(k + 1, len(words)) if words[i] in _FIRST_WORDS), k)
    while k < len(words) - 1 and _ACRONYM.fullmatch(words[k]) and words[k].lower() not in _JOURNAL_WORDS:
        k += 1  # the title's own
    title = [word for word in words[:k] if word not in SMALL_WORDS]
    if k == len(words) or len(title) < 2 or sum(word[0].islower() for word in title) * 2 < len(title):
        return None
    return spans[k][0]


def _reads_like_title(text: str) -> bool:
    words = [word for word in text.split() if word not in SMALL_WORDS]
    small = sum(word[0].islower() for word in words)
    return bool(words) and (text[0].islower() or (small >= 2 and words[0].strip(".,").lower() not in JOURNAL_STARTS))


def _title_before_journal(text: str, pieces: list[Piece], k: int, *, sentences: bool, complete: bool) -> Source:
    """The pieces from the `k`-th on are the journal, unless they read like a title, a publisher or both in one."""
    start, stop = pieces[0].start, pieces[-1].end
    if (
        not sentences
        and pieces[0].mark == "."
        and len(text[start:stop].split()) <= 6
        and journal_likeness(text[start:stop]) >= 0.8
    ):
        return Source(None, trim(text, start, stop))
    if k > 1:
        k = next((i for i in range(1, k) if VENUE_START.match(text[pieces[i].start : pieces[i].end].strip())), k)
    cut: int | None = None
    if k > 0 and pieces[k - 1].mark == "." and not ends_sentence(text, pieces, k - 1, sentences=sentences):
        cut = _capitals_behind(text, pieces[k - 1].start, pieces[k - 1].end)
    elif _reads_like_title(text[pieces[k].start : stop].strip()):
        cut = _capitals_behind(text, pieces[k].start, stop)
    if cut is not None:
        return Source(trim(text, start, cut), trim(text, cut, stop))
    name = text[pieces[k].start : stop].strip()
    if k == 0:
        likeness = journal_likeness(name)
        alone = likeness >= (LIKE if complete else SURE) or len(name.split()) <= (8 if complete else 2)
        return Source(None, trim(text, start, stop)) if alone else Source(trim(text, start, stop))
    if NAMED_IMPRINT.match(name) and journal_likeness(name) < 0.8:
        return _title_before_imprint(text, pieces, sentences=sentences)
    if name[0].islower() and len(name.split()) > 1:
        return Source(trim(text, start, stop))
    return Source(trim(text, start, pieces[k - 1].end), trim(text, pieces[k].start, stop))


def _title_before_imprint(text: str, pieces: list[Piece], *, sentences: bool) -> Source:
    """No journal: the title runs to the sentence's end, or to the venue, publisher or place."""
    if _THESIS.match(text, pieces[0].start) is not None:
        return Source()
    k, last = 0, len(pieces) - 1
    opening = text[pieces[0].start : pieces[0].end].strip()
    if _IMPRINT.match(opening) is not None and len(opening.split()) <= (4 if last > 0 else 2):
        return Source()
    while k < last:
        following = text[pieces[k + 1].start : pieces[-1].end].strip()
        if pieces[k].mark in (MARK, ";") or (
            pieces[k].mark != ":" and (NAMED_IMPRINT.match(following) or VENUE_START.match(following))
        ):
            break
        if pieces[k].mark == "," and following[0] == "(":
            break
        if sentences and pieces[k].mark == "." and ends_sentence(text, pieces, k, sentences=True):
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
    if k < last and _ACRONYM_OF_VENUE.fullmatch(text[pieces[k + 1].start : pieces[-1].end].strip()):
        venue = trim(text, pieces[k + 1].start, pieces[-1].end)
    elif k < last and VENUE_START.match(text[pieces[k + 1].start : pieces[k + 1].end].strip()):
        venue = cut_venue(text, pieces[k + 1].start, pieces[-1].end)
    return Source(trim(text, pieces[0].start, pieces[k].end), venue)


def _is_place(text: str) -> bool:
    words = text.split()
    return len(words) <= 3 and all(word[0].isupper() or word[0] in "(-" for word in words)
