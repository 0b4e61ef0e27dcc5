"""Verification: whether an entry is a given paper, how surely, and why not. Pure and in memory.

Signals in order of trust: the DOI; the title letter by letter; journal, volume and page together; the title but for a few
letters. None but the DOI stands alone: the authors must not contradict, and the less a title says, the more witnesses it needs. What is
never done: to call a paper the entry's because it is the only candidate; to take `II` for `I`, `8 TeV` for `7 TeV`, or
one author's paper for another's of the same title.

Years: a paper is printed in the year in which it is submitted or up to a few years later, and cited in either way, so a
year printed up to a year before arXiv's and up to three after it is near.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

_MIN_LETTERS = 20  # of a title that is compared by less than all of it

SAYING_WORDS = 5
"""Words of a title that may do with fewer witnesses; below, dozens of papers share titles."""
_DOUBLE_NAME = 5  # letters that a surname needs to be known by its last part


class Entry(NamedTuple):
    """What verification knows of a bibliography entry, in the forms of `keys`."""

    title: str | None
    phrases: str
    surnames: Sequence[str]
    year: int | None
    journal: str | None
    volume: str | None
    page: str | None


class Candidate(NamedTuple):
    """What verification knows of a paper of the index."""

    id: str
    title: str
    surnames: Sequence[str]
    year: int | None
    journal: str | None
    volume: str | None
    page: str | None
    journal_year: int | None


def verify_doi(entry: Entry, paper: Candidate) -> float | None:
    """The same DOI, unless title and authors both say otherwise (a DOI copied from the entry above)."""
    if (
        entry.title
        and not _same_authors(entry, paper)
        and Levenshtein.normalized_similarity(entry.title, paper.title) < 0.5
    ):
        return None
    return 0.99


def verify_title(entry: Entry, paper: Candidate) -> float | None:
    """The same title letter by letter, or one that stands whole in the entry's text, with authors and year as witnesses."""
    title = paper.title.replace(" ", "")
    words = paper.title.count(" ") + 1
    if (entry.title or "").replace(" ", "") != title and not (words >= 3 and _stands_in(title, entry.phrases)):
        return None
    near, authors = _near(entry, paper), _same_authors(entry, paper)
    if authors:
        if near:
            return 0.99
        return 0.95 if words >= SAYING_WORDS or (near is None and words >= 3) else None
    if authors is None and near and words >= SAYING_WORDS:
        return 0.9
    return None


def _stands_in(title: str, phrases: str) -> bool:
    """Whether a title stands in an entry's text from the start of a phrase to the end of one."""
    bounds = {0}
    for phrase in phrases.split("|"):
        bounds.add(max(bounds) + len(phrase))
    text = phrases.replace("|", "")
    at = text.find(title) if len(title) >= _MIN_LETTERS else -1
    while at >= 0 and not (at in bounds and at + len(title) in bounds):
        at = text.find(title, at + 1)
    return at >= 0


def verify_journal(entry: Entry, paper: Candidate) -> float | None:
    """The same journal, volume and first page, with authors or year as witnesses, and neither against it."""
    if not (entry.journal and paper.journal and entry.volume and entry.page):
        return None
    letters = entry.page.startswith("l")  # ApJ 663, L5 is Astrophys. J. Lett. 663, 5 to some
    if (entry.volume, entry.page) != (paper.volume, paper.page):
        return None
    if not _same_journal(_journal_words(entry.journal, letters), _journal_words(paper.journal, letters)):
        return None
    if entry.title and Levenshtein.normalized_similarity(entry.title, paper.title) < 0.5:
        return None
    authors = _same_authors(entry, paper)
    years = (paper.journal_year, paper.year)
    near = None if entry.year is None else any(y is not None and abs(entry.year - y) <= 1 for y in years)
    if authors is False or near is False:
        return None
    if authors:
        return 0.98
    return 0.93 if near else None


def verify_spelling(entry: Entry, paper: Candidate) -> float | None:
    """The same title but for the spelling of a few words, by the same authors, in a near year."""
    if not entry.title or _near(entry, paper) is False or not _same_but_for_spelling(entry.title, paper.title):
        return None
    return 0.9 if _same_authors(entry, paper) else None


def _same_authors(entry: Entry, paper: Candidate) -> bool | None:
    """Whether an author is in common, the first part of a double name aside; None where one side names nobody."""
    if not entry.surnames or not paper.surnames:
        return None
    if entry.surnames[0] in paper.surnames:
        return True
    return any(
        a == b or (min(len(a), len(b)) >= _DOUBLE_NAME and (a.endswith(b) or b.endswith(a)))
        for a in entry.surnames
        for b in paper.surnames
    )


def _near(entry: Entry, paper: Candidate) -> bool | None:
    if entry.year is None or paper.year is None:
        return None
    return -1 <= entry.year - paper.year <= 3 or entry.year == paper.journal_year


_NUMERAL = re.compile(r"\b(?:\d\w*|[ivx]+|one|two|three|four|first|second|third|part)\b")
_MAX_SHARE = 0.06


def _same_but_for_spelling(a: str, b: str) -> bool:
    """Few letters differ, all numerals agree, and no whole word stands for another one."""
    x, y = a.replace(" ", ""), b.replace(" ", "")
    allowed = int(min(len(x), len(y)) * _MAX_SHARE)
    if min(len(x), len(y)) < _MIN_LETTERS or Levenshtein.distance(x, y, score_cutoff=allowed) > allowed:
        return False
    if sorted(_NUMERAL.findall(a)) != sorted(_NUMERAL.findall(b)):
        return False
    for op in Levenshtein.opcodes(a.split(), b.split()):
        left, right = "".join(a.split()[op.src_start : op.src_end]), "".join(b.split()[op.dest_start : op.dest_end])
        if op.tag != "equal" and Levenshtein.distance(left, right) > max(1, max(len(left), len(right)) // 5):
            return False
    return True


_FILLERS = frozenset("of the and in for de la der fur on a an und et del di".split())
_ACRONYMS = {
    "apj": "astrophys j",
    "apjl": "astrophys j lett",
    "apjs": "astrophys j suppl",
    "aj": "astron j",
    "pnas": "proc natl acad sci",
    "cup": "comput phys commun",
}


def _journal_words(name: str, letters: bool) -> list[str]:
    words = [w for w in _ACRONYMS.get(name, name).split() if w not in _FILLERS]
    return words[:-1] if words[-1:] == ["usa"] or (letters and words[-1:] in (["lett"], ["letters"])) else words


def _same_journal(a: list[str], b: list[str]) -> bool:
    """Whether two names are the same journal: word by word one abbreviates the other, or one is the other's initials."""
    if len(a) == len(b):
        return all(_abbreviates(v, w) or _abbreviates(w, v) for v, w in zip(a, b, strict=True))
    short, long = sorted((a, b), key=len)
    return len(short) == 1 and short[0] == "".join(word[0] for word in long)


def _abbreviates(short: str, long: str) -> bool:
    """A word cut short (`phys` of `physics`) or contracted (`natl` of `national`), beginning with the same letter."""
    if not short or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
