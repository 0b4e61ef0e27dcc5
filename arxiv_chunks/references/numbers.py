"""Volume, issue, pages and year: the numbers of an entry, read together.

The text becomes a string of token kinds, one character a token ("Phys. Rev. 72, 1224 (1994)" ends in `n,nY`), and a few
patterns over that short string say which number is what. Order of trust: numbers with a name ("vol. 3", "pp. 5-9"); forms
that a year or a colon makes certain ("1998; 95:155", "31 (1978) 46"); bare pairs ("14, 483"). A number within words is
never read, and neither is one that an identifier was cut from.
"""

import re
from typing import NamedTuple

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.vocabulary import MONTHS

_YEAR = r"(?:1[5-9]|20)\d\d"
_NUM = r"[A-Za-z]{0,3}-?\d{1,8}[A-Za-z]{0,2}"

_TOKEN = re.compile(
    rf"""(?P<Y>\((?:[^()\d]{{0,20}}\d{{0,2}}[^()\d]{{0,12}})?(?:{_YEAR})(?:[a-z]\b)?(?:[ /-]{{1,3}}(?:{_YEAR}|\d\d)\b)?[^()\d]{{0,14}}\))
    |(?P<I>\((?:(?:no|nos|nr|pt|part|issue|suppl|supplement|spec|n)\.?\s?)?[A-Z]?\d{{1,4}}(?:\s?[-/,&]\s?\d{{1,4}})?(?:\s?(?:suppl?|pt)\.?\s?\d{{0,2}})?\)|\((?:pt|suppl?)\.?\s?\w{{0,3}}\))
    |(?P<r>\b[A-Za-z]{{0,3}}\d{{1,8}}[A-Za-z]?\s?[-#~]{{1,3}}\s?[A-Za-z]{{0,3}}\d{{1,8}}[A-Za-z]?\b)
    |(?P<v>\b(?:vols?|volumes?|tome|bd|band|jg)\b\.?)
    |(?P<i>\b(?:no|nos|nr|num|number|issue|iss|heft|fasc|n[°º]|suppl)\b\.?(?=[\s:]?[\dA-Z]?\d))
    |(?P<p>\b(?:pp|p|pages?|pgs?|pag|art|article|paper|id|art\.? no|article no|article number|seiten?)\b\.?(?:\s?(?:no|id|number)\b\.?)?(?=\s?[A-Za-z]{{0,3}}\d)|\bpp?\.?(?=\d))
    |(?P<m>\b(?:{MONTHS})\b\.?)
    |(?P<y>\b(?:{_YEAR})(?:[a-z]\b|\b))
    |(?P<n>\b{_NUM}\b)
    |(?P<x>\b(?:st|nd|rd|th)\b)
    |(?P<punctuation>[,;:.{MARK}()"])
    |(?P<w>[^\W\d_]+|[^\s])
    """.replace("\n    ", "").replace("\n", ""),
    re.IGNORECASE | 0,
)  # fmt: skip

_CITED = re.compile(
    r"(?P<vol>n),?(?P<iss>n)Y[,:]?p?(?P<page>[nr])"  # 8, 4 (Dec. 1995), 343-356
    r"|(?P<vol2>n),(?P<iss2>[nr]),?p?(?P<page2>r)"  # 40, 2, 123-130
    r"|v?\.?(?P<vol3>[nr])[,.]?(?:(?P<iss3>I)|i\.?(?P<iss3b>[nr]))?[,.]?(?P<year3>Y)?[,.:;]?(?:i\.?(?P<iss3c>[nr])[,:.]?|(?P<iss3d>I)[,:]?)?p?\.?(?P<page3>[nry])"
    r"|(?P<vol4>y)(?P<iss4>I)?Y[,:]?p?(?P<page4>[nr])"  # 2011 (07) (2011) P07001
    r"|v\.?(?P<vol5>[ny])(?:[,.]?(?:(?P<iss5>I)|i\.?(?P<iss5b>[nr])))?"
    r"|(?P<vol6>n)[,.]?(?P<iss6>I|i[nr])?[,.]?Y"  # 31 (1978)
    r"|(?P<page7>n),?Y"
)


class Token(NamedTuple):
    """One token: its kind and its span."""

    kind: str
    start: int
    end: int


class Numbers(NamedTuple):
    """What the numbers say; `start` is where the first of them (or its name) begins, `end` where the last ends."""

    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    start: int | None = None
    letter: str = ""


def tokenise(text: str, start: int = 0) -> list[Token]:
    """The tokens from `start` on, kinds as single characters."""
    tokens = []
    for match in _TOKEN.finditer(text, start):
        kind = match.lastgroup or "w"
        tokens.append(Token(match[0] if kind == "punctuation" else kind, match.start(), match.end()))
    return tokens


_PAGE_ONLY = re.compile(r"p\.?[nry]")
_BARE_RANGE = re.compile(r"[,;:.]r(?=[,;.)Y\x1f]|$)")


def read_numbers(text: str, tokens: list[Token]) -> Numbers:
    """Volume, issue and pages out of the tokens of an entry's rest (without authors and title, where those are known)."""
    kinds = "".join(t.kind for t in tokens)
    best: tuple[int, re.Match[str]] | None = None
    for match in _CITED.finditer(kinds):
        weight = _weight(match, kinds)
        if best is None or weight > best[0]:
            best = weight, match
    volume = issue = page = None
    start: int | None = None
    letter = ""
    if best is not None:
        match = best[1]
        found = {name.rstrip("234567bcd"): i for name, i in ((n, match.start(n)) for n in match.groupdict()) if i >= 0}
        start = tokens[_with_year_before(kinds, match.start())].start
        if "vol" in found:
            volume = text[slice(*tokens[found["vol"]][1:])]
            if split := re.fullmatch(r"([A-Za-z]{1,3}-?)(\d.*)", volume):
                letter, volume = split[1], split[2]
        if "iss" in found:
            issue = text[slice(*tokens[found["iss"]][1:])].strip("()")
        if "page" in found:
            page = text[slice(*tokens[found["page"]][1:])]
    if page is None and (only := _last(_PAGE_ONLY, kinds)) is not None:
        page = text[slice(*tokens[only.end() - 1][1:])]
        start = min(start, tokens[only.start()].start) if start is not None else tokens[only.start()].start
    elif page is None and (only := _last(_BARE_RANGE, kinds)) is not None:
        token = tokens[only.start() + 1]
        page = text[token.start : token.end]
        start = min(start, token.start) if start is not None else token.start
    return Numbers(volume, issue, page, start, letter)


def _with_year_before(kinds: str, i: int) -> int:
    """The index where "1998;" or "(Dec. 1988)," before the volume begins, `i` itself where none stands there."""
    k = i
    while k > 0 and kinds[k - 1] in ";,.:":
        k -= 1
    if k > 0 and kinds[k - 1] in "yY":
        k -= 1
        while k > 0 and kinds[k - 1] in "m(":
            k -= 1
        return k
    return i


def _last(pattern: re.Pattern[str], kinds: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(kinds):  # noqa: B007  # the last one counts
        pass
    return found


def _weight(match: re.Match[str], kinds: str) -> int:
    """How sure a reading is: a page and a volume, a name, a year within or beside it, a range; later ones win slightly."""
    found = match[0]
    weight = (
        2 * ("v" in found)
        + 2 * ("Y" in found)
        + ("r" in found)
        + ("p" in found)
        + 2 * (":" in found)
        + 2 * ("I" in found)
    )
    if any(match[g] for g in ("page", "page2", "page3", "page4")):
        weight += 3
    after, before = kinds[match.end() : match.end() + 2], kinds[max(0, match.start() - 2) : match.start()]
    if after[:1] == "Y" or after[-1:] in "yY" or before[:1] in "yY":
        weight += 2
    if not after.strip(".\x1f"):
        weight += 1
    return weight


_YEAR_IN = re.compile(_YEAR + "(?!\\d)")


def read_year(text: str, tokens: list[Token], first: int) -> int | None:
    """The year of publication among the tokens.

    A year in parentheses or right behind the authors counts most, then one at the end or after a month, then one between
    punctuation; one among words (a title's, a conference's) only where there is no other.
    """
    best: tuple[int, int] | None = None
    last = len(tokens) - 1
    while last > 0 and tokens[last].kind in f".,;:){MARK}":
        last -= 1
    for i, token in enumerate(tokens):
        if token.kind not in "yY":
            continue
        before = tokens[i - 1].kind if i else "^"
        after = tokens[i + 1].kind if i < len(tokens) - 1 else "$"
        if token.kind == "Y":
            weight = 6
        elif i <= first:
            weight = 7
        elif before in "pvi":
            continue
        elif i == last or before == "m":
            weight = 5
        elif before in ",;.(" and after in f",;.):{MARK}n":
            weight = 4
        elif before in ",;.(" or after in ",;.)":
            weight = 2
        else:
            weight = 1
        if best is None or weight > best[0]:
            year = int(next(iter(_YEAR_IN.findall(text[token.start : token.end])), 0))
            best = weight, year
    return best[1] if best else None
