"""An entry's text as a string of token kinds, one character a token.

"Phys. Rev. 72, 1224 (1994)" becomes `w.w.n,nY`: short enough for patterns that no text can make slow, and free of
everything that does not tell one number from another.

    n  number of up to four digits      N  longer one            r  range of pages      e  volume.issue or volume/issue
    y  bare year                        z  range of years        Y  year in brackets    D  date in brackets
    I  issue in brackets                v  "vol."                i  "no."               p  "pp."
    m  month                            c  count of pages        V  number behind a journal's name in East Asian letters
    w  anything else; punctuation stands for itself
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.vocabulary import MONTHS

YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
_ALONE = r"(?![A-Za-z\d])"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH = f"(?:{MONTHS})"

_TOKEN = re.compile(  # a form is named behind it: so the engine refuses it by its first character, which is much faster
    rf"(?:[,;:.)\"{MARK}](?P<mark>)"
    r"|[^\W\d_]++(?!\d)\.?(?P<word>)"
    rf"|[(\[](?:{_MONTH}\.?[ /,-]{{0,2}}){{0,2}}{YEAR}[a-z]?(?:[/-](?:{YEAR}|\d\d))?(?:,? in press|, {_MONTH}\.?(?: {_DAY}(?:-{_DAY})?)?)?[)\]](?P<Y>)"
    rf"|\((?:{_DAY}[ ./-]{{0,2}}){{0,3}}{_MONTH}\.?(?:[ ,-]{{0,2}}{_DAY})?(?:[ ,]{{0,2}}{YEAR})?\)(?P<D>)"
    r"|\((?:(?:(?:[Nn]os?|nr|pt|part|[Ii]ssue|[Ss]uppl|n)\.? ?)?[A-Z]?\d{1,4}(?: ?[-/,&] ?\d{1,4})?(?: ?(?:[Ss]uppl?|[Pp]t)\.? ?\d{0,2})?\)"
    r"|\d{5,6}\)|(?:(?:[Pp]t|[Ss]uppl?)\.? ?\w{0,3}|[IVX]{1,5}(?:[. ]{1,2}\w{1,3})?)\))(?P<I>)"
    r"|\((?P<open>)"
    rf"|(?:19|20)\d\d-\d\d-\d\d{_ALONE}(?P<date>)"
    r"|\d{1,3}(?:,\d{3})+(?=\+| [a-z]{3})(?P<thousands>)"
    r"|[A-Za-z]\d\d,(?<=[\d)], [A-Za-z]\d\d,)\d{3}(?![\d,])(?P<N>)"  # "L12,702"
    r"|\d{1,4} ?(?:pages|pp|p)\b\.?(?! ?\d)(?P<c>)"
    rf"|(?P<prefix>[A-Za-z]{{0,3}}|[A-Z]{{4,10}}|[a-z]{{4}})-?(?:\d+(?:[./]\d+)*[A-Za-z]?|\d{{3,4}}[A-Z]{{1,2}}\d{{2,6}}){_ALONE}"
    rf"(?P<range> ?[-#~]{{1,3}} ?[A-Za-z]{{0,3}}\d+[A-Za-z]?{_ALONE})?(?:(?<=\d{{5}}) ?\(R\))?(?P<number>)"
    r"|\S(?P<other>)) ?"  # a blank where a match would begin is tried with every form
)
_FIRST_YEAR, _LAST_YEAR = "1500", "2049"  # of `YEAR`
_YEARS_ALONE = re.compile(rf"{YEAR}[a-z]?")
_YEARS_RANGE = re.compile(rf"{YEAR} ?-{{1,2}} ?{YEAR}")
_ACADEMIC_YEAR = re.compile(rf"{YEAR}/\d\d")
_ROMAN = re.compile(r"[IVXLC]{1,6}\.?")
_ROMAN_IN_FULL = re.compile(r"(?=..)(?:C{1,3})?(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SECTION_THEN_VOLUME = re.compile(r"\.?n,?n[:,I]")
_NUMBER_AT_END = re.compile("w[nre](?=[.,]|$)")
_ROMAN_VOLUME = re.compile("w(?=:[nNr])|w(?=,?Y,?p?[nNr])|(?<=,)w(?=,y,?p?[nNr])")
_MAYBE_IN_LETTERS = ("w:", "wY", "w,Y", ",w,y")
"""One of these stands in all kinds that `_ROMAN_VOLUME` finds."""
_NUMERIC = "nNrezy"

_KEYWORDS = {
    **dict.fromkeys("vol vols volume volumes tome bd band jg v t".split(), "v"),
    **dict.fromkeys("no nos nr num number issue iss heft fasc n suppl supplement".split(), "i"),
    **dict.fromkeys("pp p page pages pg pgs pag art article articleid paper id seite seiten s".split(), "p"),
    **dict.fromkeys(
        "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov "
        "november dec december spring summer fall autumn winter".split(),
        "m",
    ),
}
_DOT_NEEDED = frozenset("v t n s".split())  # alone they are letters of formulas
_PART_OF_NAME = frozenset("ser series serie sér sect section".split())
"""Words whose number belongs to the journal's name ("Ser. 2, 1: 686")."""
_PART_OF_BOOK = frozenset("ch chap chaps chapter chapters".split())
_NAMED = frozenset(word + stop for word in _PART_OF_NAME.union(_PART_OF_BOOK, _KEYWORDS) for stop in ("", "."))


class Tokens(msgspec.Struct, frozen=True, gc=False):
    """The kinds as one string, and each token's span in the text."""

    kinds: str
    starts: Sequence[int]
    ends: Sequence[int]

    def behind(self, position: int) -> "Tokens":
        """The tokens that begin at `position` or later."""
        first = bisect_left(self.starts, position)
        return self if first == 0 else Tokens(self.kinds[first:], self.starts[first:], self.ends[first:])

    def read(self, text: str, i: int) -> str:
        """What the `i`-th token stands for."""
        return text[self.starts[i] : self.ends[i]]


def tokenise(text: str, start: int = 0) -> Tokens:
    """The tokens from `start` on."""
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    named: list[tuple[int, str]] = []
    for match in _TOKEN.finditer(text, start):
        group = match.lastgroup or ""
        begin, end = match.start(), match.end(group)
        if group == "word":
            kind, word = "w", text[begin:end].lower()
            if word in _NAMED:
                bare = word.rstrip(".")
                keyword = _KEYWORDS.get(bare, "w")
                if keyword != "m" or not text[begin].islower():
                    named.append((len(kinds), bare if word not in _DOT_NEEDED else ""))
                    kind = keyword
            if kind == "w" and word[-1] == "." and word[:-1] not in _PART_OF_NAME:
                kinds.append("w")
                starts.append(begin)
                begin = end - 1
                ends.append(begin)
                kind = "."
        elif group == "mark":
            kind = text[begin]
        elif group == "number" and (number := text[begin:end]).isdecimal() and number.isascii():  # most are
            kind = "N" if len(number) > 4 else "y" if len(number) == 4 and _FIRST_YEAR <= number <= _LAST_YEAR else "n"
        elif group == "number":
            prefix = match["prefix"]
            keyword = _KEYWORDS.get(prefix.lower(), "m") if len(prefix) > 1 or prefix == "p" else "m"
            if keyword != "m":  # "pp257-286"
                kinds.append(keyword)
                starts.append(begin)
                begin += len(prefix)
                ends.append(begin)
                prefix = ""
            kind = _number_kind(text[begin:end], prefix, match["range"])
        else:
            kind = _KIND_OF.get(group, group)
        kinds.append(kind)
        starts.append(begin)
        ends.append(end)
    if named:
        _settle(text, kinds, starts, ends, named)
    tokens = Tokens("".join(kinds), starts, ends)
    in_letters = not text.isascii() or any(map(tokens.kinds.__contains__, _MAYBE_IN_LETTERS))
    return _with_numbers_in_letters(text, tokens) if in_letters else tokens


_KIND_OF = {"open": "(", "date": "y", "thousands": "w", "other": "w"}


def _number_kind(number: str, prefix: str, ranged: str | None) -> str:
    if ranged:
        return "z" if not prefix and len(number) > 8 and _YEARS_RANGE.fullmatch(number) else "r"
    digits = number[len(prefix) :].lstrip("-")
    if "." in digits or "/" in digits:
        if _ACADEMIC_YEAR.fullmatch(number):
            return "z"
        parts = digits.replace("/", ".").split(".")
        return "e" if len(parts) == 2 and len(parts[0]) <= 3 and len(parts[1]) <= 3 else "w"
    if not prefix and _YEARS_ALONE.fullmatch(digits):
        return "y"
    return "n" if sum(letter.isdigit() for letter in digits) <= 4 else "N"


def _settle(text: str, kinds: list[str], starts: list[int], ends: list[int], named: list[tuple[int, str]]) -> None:
    """Decide what names of numbers are by what stands beside them."""
    for i, word in named:
        after = i + 1
        while after < len(kinds) and kinds[after] in ".,":
            after += 1
        following = kinds[after] if after < len(kinds) else ""
        if word in _PART_OF_BOOK:
            if following and following in _NUMERIC:
                kinds[after] = "w"
        elif kinds[i] == "w":
            if (
                _SECTION_THEN_VOLUME.match("".join(kinds[i + 1 : i + 7]))
                and text[starts[after] : ends[after]].isdigit()
            ):
                kinds[after] = "w"
        elif kinds[i] == "v":
            if following == "w" and _ROMAN.fullmatch(text[starts[after] : ends[after]]):
                kinds[after] = "n"
            elif not word or (word in ("v", "t") and (not following or following not in _NUMERIC)):
                kinds[i] = "w"
        elif kinds[i] == "i":
            if word in ("suppl", "supplement") and (i == 0 or kinds[i - 1] not in "nNrIyY;,"):
                kinds[i] = "w"
            elif i > 0 and kinds[i - 1] == "p":
                kinds[i] = "."  # "article no. 12"
            elif word in ("suppl", "supplement") and following in (":", "") and i > 0 and kinds[i - 1] in "nN":
                kinds[i] = "I"
            elif not word or not following or following not in "nre":
                kinds[i] = "w"
        elif kinds[i] == "p":
            numbered = following == "i" or (following != "" and following in _NUMERIC)
            if following == "p":
                kinds[i] = "."  # "article ID 12"
            elif not word or not numbered or (word == "s" and text[starts[i]] != "S"):
                kinds[i] = "w"


def _with_numbers_in_letters(text: str, tokens: Tokens) -> Tokens:
    """Numbers that are told by the letters beside them: behind East Asian ones, and Roman ones before a colon or before the year and pages."""
    kinds = tokens.kinds
    for found in _NUMBER_AT_END.finditer(kinds) if not text.isascii() else ():
        if tokens.read(text, found.start())[-1] > "\u3000":
            kinds = f"{kinds[: found.start() + 1]}V{kinds[found.end() :]}"
    for found in _ROMAN_VOLUME.finditer(kinds):
        pattern = _ROMAN if kinds[found.end()] == ":" else _ROMAN_IN_FULL
        if pattern.fullmatch(tokens.read(text, found.start())):
            kinds = f"{kinds[: found.start()]}n{kinds[found.end() :]}"
    return msgspec.structs.replace(tokens, kinds=kinds)
