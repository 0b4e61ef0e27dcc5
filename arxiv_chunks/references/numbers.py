"""Volume, issue and pages: the numbers of an entry, read together.

Order of trust: numbers with a name ("vol. 3", "pp. 5-9"); forms that a year or a colon makes certain ("1998; 95:155",
"31 (1978) 46"); bare pairs ("14, 483"). A number that an identifier was cut from is never read, and neither is one that
stands among words. The patterns run over the token kinds of `tokens.py`.
"""

import re
from typing import NamedTuple

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.tokens import Tokens

_PAGE = r"(?:p\.?)?(?P<page{0}>[nNr]|(?<=[p:])y|(?<=[p:,nIY])z|(?<=Y)y|(?<=Y,)y|(?<=y,n,)y|(?<=y,nI,)y|(?<=y,n,i\.n,)y|y(?=[,\x1f]{{0,3}}Y|,y[.,]*$))"
_BETWEEN = r"(?:[,.]{0,2}Y|,?D|[,.;]m?y(?=[,.;:]{0,2}p?\.?[nNr]))?"
_CITED = [
    # 8, 4 (Dec. 1995), 343-356
    r"(?P<vol1>n),(?P<iss1>n),?[YD][,:]?" + _PAGE.format(1),
    # 28, 1: 544
    r"(?P<vol2b>n),(?P<iss2b>n):p?\.?(?P<page2b>[nNr])",
    # 40, 2, 123-130
    r"(?P<vol2>n)[,:](?P<iss2>[nr]),p?\.?(?P<page2>[rN]|n(?=[.,)" + MARK + r"]*$))",
    # 2011 (07) (2011) P07001; JHEP 1704, 134 (2017); 2000; 1502:95
    r"(?P<vol3>y)(?:(?P<iss3>I)?Y[,:]?p?\.?(?P<page3>[nNr])|[,:]p?\.?(?P<page3b>[nNr]),?Y|(?<=;y)(?P<iss3b>I)?:(?P<page3c>[nNr]))",
    # vol. 85, no. 16, 1990, p. 165; 31 (1978) 46; 95:155; 38 (11), 55; 14, 483; 4 893; 10.1 (1983), 85
    r"(?:v[.,]?(?P<vol4>[nrye])|(?P<vol4b>[ne])|(?P<vol4c>r)(?=[IY:]))[,.]?(?:(?P<iss4>[ID]|Y(?=,[nNr]Y))|i\.?(?P<iss4b>[nr]))?"
    + _BETWEEN
    + r"[,.:]{0,2}(?:i\.?(?P<iss4c>[nr])[,:.]?|(?P<iss4d>I)[,:]?)?"
    + _PAGE.format(4),
    # vol. 42; vol. 42, no. 3
    r"v[.,]?(?P<vol5>[nNyre])(?:[,.]?(?:(?P<iss5>I)|i\.?(?P<iss5b>[nr])))?",
    # 31 (1978); 31, no. 4 (1978)
    r"(?P<vol6>[ne])[,.]?(?:(?P<iss6>I)|i\.?(?P<iss6b>[nr]))?[,.]{0,2}Y",
    # 26 (no. 1)
    r"(?P<vol7>n)(?P<iss7>I)(?![nNr])",
    # (2013), P07010; P07010 (2013); J. Chem. Soc. 1656 (1937)
    r"Y[,:]?p?\.?(?P<page8>[nNr])(?![:,I(nNrp])",
    r"(?P<page9>[Nyr]),?Y",
    r"(?P<vol10>N)Y[,:]?(?P<page10>[nNr])",
    # Artificial Intelligence, 32, 1987; at the very end "Review, 8."
    r"(?<=,)(?P<vol8>n)(?:,m?y|(?=[.,\x1f]{0,3}$))",
    r"i\.?(?P<iss9>[nr])",
    # (41) 15-21
    r"(?P<iss10>I)[,:]?p?\.?(?P<page11>[nNr])",
    r"(?P<vol11>V)",
]
_PAGE_IN_BRACKETS = re.compile(r"\(\d{5,6}\)")  # "4(021041)"
_RANGE_MARK = re.compile(r" ?[-–—#~]")
_CITATION = re.compile("(?=[nyverNYiIV])(?<![pi])(?<!m(?=n))(?:" + "|".join(_CITED) + ")")
_NAMED_PAGE = re.compile(r"p\.?(?P<page>[nNryz])")
_SECTION = re.compile(r"([A-HX]|[A-Z]{1,3}-)(\d.*)")
_VOLUME_AND_ISSUE = re.compile(r"(\d+)[./](\d+)")
_RANGE = re.compile(
    r"[,;:.)](?P<page>r)(?=[,;.)(YD" + MARK + r"]|$)"
    r"|(?<=y):(?P<page_of_book>[nN])(?=[.," + MARK + r"]*$)"  # "Springer, 1990: 17"
    r"|,(?P<article>N)(?=[.," + MARK + r"]*$)"  # "Proceedings of One, 049799"
    r"|(?<=[)y]),(?P<page_at_end>[nN])(?=[.," + MARK + r"]*$)"  # "(Springer), 494"
)
_IN_BOOK = re.compile(r"\b[Ii]n:? [\"'A-Z\d]")
_OF_BOOK = re.compile(rf"[,.)](?P<page>[nNr])(?=[.,{MARK}]*$|\(w|[:,]w[w,.]*$)")
_YEAR_KIND = re.compile("[yYD]")
_PAGES_LIKE_YEARS = re.compile(rf"(?<=[npIi][,:.])z|(?<=[:p])z|(?<=[,)])z(?=[.,){MARK}]*$)")
_PAGES_OF_BOOK = re.compile(r"(?<=[,:.)p])z")
"""Ranges that may be years or pages: those behind a volume or at the end; "Trends, 1974-1991. Press" is a title's."""


def _parts_by_last_group() -> dict[int, list[tuple[int, str]]]:
    """For the last group of a match: the groups of its pattern, which alone can have matched, and what each of them reads."""
    parts: dict[int, list[tuple[int, str]]] = {}
    begin = 0
    for pattern in _CITED:
        groups = re.compile(pattern).groupindex
        read = [(begin + i, name.rstrip("0123456789bcd")) for name, i in groups.items()]
        parts |= {i: read for i, _ in read}
        begin += len(groups)
    return parts


_PARTS = _parts_by_last_group()


class Numbers(NamedTuple):
    """What the numbers say; `start` is where the first of them (its name, a year before it) begins.

    `letter` is the section that is glued to the volume ("B629"): it belongs to the journal's name. `of_journal` says that
    the numbers are of a kind that a journal's name stands before ("pp. 5-9" or "vol. 2" alone may be a book's), `end` is
    where a volume ends that its series' name follows ("volume 80 of …"), `alone` that the volume may be a page: it is the
    one number at the end ("…, 392").
    """

    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    start: int | None = None
    letter: str = ""
    of_journal: bool = False
    end: int | None = None
    alone: bool = False


def read_numbers(text: str, tokens: Tokens, *, dated: bool) -> Numbers:
    """Volume, issue and pages out of the tokens of what follows authors and title (where those ends are known).

    `dated` says that the year stood behind the authors: a number that looks like a year is none then.
    """
    kinds = tokens.kinds
    if dated:
        kinds = kinds.replace("y", "n")
    if "z" in kinds and (dated or _YEAR_KIND.search(kinds) is not None):
        kinds = (_PAGES_OF_BOOK if _in_book(text) else _PAGES_LIKE_YEARS).sub("r", kinds)
    parts: dict[str, int] = {}
    first: int | None = None
    cited = _surest(kinds)
    if cited is not None and _is_alone(cited) and _in_book(text):
        cited = None
    if cited is not None:
        first = cited.start()
        parts = {name: begin for i, name in _PARTS[cited.lastindex or 0] if (begin := cited.start(i)) >= 0}
    named = _last(_NAMED_PAGE, kinds) if "p" in kinds else None
    if "page" not in parts:
        paged = named or _last(_RANGE, kinds)
        if paged is None and (cited is None or cited[0][0] == "v") and _in_book(text):
            paged = _last(_OF_BOOK, kinds)  # "In Title, 494 (Springer, 1998)"
        if paged is not None:
            parts["page"] = paged.start(paged.lastgroup or 0)
            begin = paged.start() if kinds[paged.start()] == "p" else parts["page"]
            first = begin if first is None else min(first, begin)
    elif (
        named is not None
        and named.start() > parts["page"]
        and kinds[parts["page"]] in "nN"
        and kinds[parts["page"] - 1] not in "p."
    ):
        parts.setdefault("iss", parts["page"])  # 85, 411, Theory and Methods, pp. 664-675
        parts["page"] = named.start("page")
    start = tokens.starts[_with_year_before(tokens.kinds, first)] if first is not None else None
    of_journal = (
        cited is not None and ("v" not in cited[0] or len(parts) > 1) and (cited["iss9"] is None or "page" in parts)
    )
    of_journal = of_journal or ("page" in parts and cited is None and named is None)
    end = tokens.ends[parts["vol"]] if cited is not None and "vol" in parts and cited[0][0] == "v" else None
    found = {name: tokens.read(text, i) for name, i in parts.items()}
    volume, issue, letter = found.get("vol"), found.get("iss"), ""
    if volume and not volume.isdigit():
        if split := _SECTION.fullmatch(volume):
            letter, volume = split[1], split[2]
        if halves := _VOLUME_AND_ISSUE.fullmatch(volume):
            volume, issue = halves[1], halves[2]
    if volume is None and issue is not None:
        volume, issue = issue.strip("() "), None  # a journal that counts issues alone
    if cited is not None and cited["vol6"] and volume and len(volume) == 4 and "page" not in parts and issue is None:
        found["page"], volume = volume, None  # a journal without volumes, such as J. Chem. Soc. 1656 (1937)
    page = found.get("page")
    if page is None and issue is not None and _PAGE_IN_BRACKETS.fullmatch(issue):
        page, issue = issue.strip("()"), None
    return Numbers(
        volume,
        issue.strip("() -–—") if issue else None,
        _RANGE_MARK.split(page.lstrip("-–—"))[0] if page and not page.isdecimal() else page or None,
        start,
        letter,
        of_journal,
        end,
        alone=cited is not None and _is_alone(cited),
    )


def _in_book(text: str) -> bool:
    return _IN_BOOK.search(text) is not None


def _is_alone(cited: re.Match[str]) -> bool:
    return cited["vol8"] is not None and "y" not in cited[0]


_PAIRS = frozenset(("nn", "nN", "ny"))
_PAGES_BEHIND_VOLUME = [
    _CITATION.groupindex[name] for name in ("page1", "page2", "page2b", "page3", "page3b", "page3c", "page4")
]


def _surest(kinds: str) -> re.Match[str] | None:
    """The reading that most speaks for: a page beside the volume, names, a year within or beside it; the first of equals."""
    best, best_weight = None, 0
    for match in _CITATION.finditer(kinds):
        if match[0] in _PAIRS and kinds[match.end() : match.end() + 1] == "w":
            continue  # numbers among words
        if match[0] == "n,n" and kinds[match.end() : match.end() + 2] == "wn":
            continue  # "1D, 2D and 3D"
        found, after = match[0], kinds[match.end() : match.end() + 3].lstrip(",.;")
        weight = (
            1
            + 2 * ("v" in found)
            + 2 * ("Y" in found)
            + ("r" in found)
            + ("p" in found)
            + 2 * (":" in found)
            + 2 * ("I" in found)
        )
        if any(match.group(*_PAGES_BEHIND_VOLUME)):
            weight += 3
        if (
            after[:1] in ("Y", "y")
            or after[:2] == "my"
            or "y" in kinds[max(0, match.start() - 2) : match.start()].lower()
        ):
            weight += 2
        if weight > best_weight:
            best, best_weight = match, weight
    return best


def _with_year_before(kinds: str, i: int) -> int:
    """The index where "1998;" or "(Dec. 1988)," before the volume begins, `i` itself where none stands there."""
    match = _YEAR_BEFORE.search(kinds[max(0, i - 8) : i])
    return i - len(match[0]) if match else i


_YEAR_BEFORE = re.compile(r"[m(]{0,2}(?:[yYD]|y[,.]?m{1,2}n?)[;,.:]{0,2}$")


def _last(pattern: re.Pattern[str], kinds: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(kinds):
        found = match
    return found
