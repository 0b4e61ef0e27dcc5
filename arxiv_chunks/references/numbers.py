"""Volume, issue, pages and year: the numbers of an entry, read together.

The text becomes a string of token kinds, one character a token ("Phys. Rev. 72, 1224 (1994)" ends in `n,nY`), and a few
patterns over that short string say which number is what. Order of trust: numbers with a name ("vol. 3", "pp. 5-9"); forms
that a year or a colon makes certain ("1998; 95:155", "31 (1978) 46"); bare pairs ("14, 483"). A number that an identifier
was cut from is never read, and neither is one that stands among words.
"""

import re
from typing import NamedTuple

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.vocabulary import MONTHS

_YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
_ALONE = r"(?![A-Za-z\d])"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"

_KINDS = {
    # a year in parentheses, with a month or a word such as "in press" at most; `D` is a whole date, or one without a year
    "Y": rf"[(\[](?:(?:{MONTHS})\.?[ /,-]{{0,2}}){{0,2}}{_YEAR}[a-z]?(?:[/-](?:{_YEAR}|\d\d))?(?:,? in press)?[)\]]",
    "D": rf"\((?:{_DAY}[ ./-]{{0,2}}){{0,3}}(?:{MONTHS})\.?(?:[ ,-]{{0,2}}{_DAY})?(?:[ ,]{{0,2}}{_YEAR})?\)",
    "I": r"\((?:(?:nos?|nr|pt|part|issue|suppl|supplement|spec|n)\.? ?)?[A-Z]?\d{1,4}(?: ?[-/,&] ?\d{1,4})?(?: ?(?:suppl?|pt)\.? ?\d{0,2})?\)"
    r"|\((?:pt|suppl?)\.? ?\w{0,3}\)",
    "d": rf"(?:19|20)\d\d-\d\d-\d\d{_ALONE}",
    "c": r"\(?\d{1,4} ?(?:pages|pp|p)\b\.?(?! ?\d)\)?",
    "w": r"\d+\.\d+(?:\.\d+)+",
    "e": rf"(?<![\d.])\d{{1,3}}\.\d{{1,2}}{_ALONE}",  # volume and issue
    "z": rf"(?<![A-Za-z\d]){_YEAR} ?-{{1,2}} ?{_YEAR}{_ALONE}",
    "r": rf"\b(?:[A-Za-z]{{0,3}}\d{{1,8}}|[ivxlc]{{1,6}})[A-Za-z]? ?[-#~]{{1,3}} ?(?:[A-Za-z]{{0,3}}\d{{1,8}}|[ivxlc]{{1,6}})[A-Za-z]?{_ALONE}",
    "v": r"\b(?:vols?|volumes?|tome|bd|band|jg|jahrg)\b\.?",
    "i": r"\b(?:(?:nos?|nr|num|number|issue|iss|heft|fasc|n[°º])\b\.?(?=[ :]?[\dA-Z]?\d)|suppl\b\.?(?= ?\d{1,3}\b))",
    "p": r"\b(?:(?:art(?:icle)?|paper)\b\.?(?: ?(?:no|id|number)\b\.?)?|articleid|pp|p|pages?|pgs?|pag|seiten?|id)\b\.?(?= ?[A-Za-z]{0,3}\d)"
    r"|\bpp?\.?(?=\d)|\bS\. (?=\d)",
    "m": rf"\b(?:{MONTHS})\b\.?",
    "y": rf"(?<![A-Za-z\d]){_YEAR}[a-z]?{_ALONE}",
    "n": rf"\b(?:[A-Za-z]{{0,3}}-?\d{{1,4}}|[A-Z]{{4,10}}\d{{2,4}})[A-Za-z]?{_ALONE}",
    "N": rf"\b[A-Za-z]{{0,3}}\d{{5,8}}(?:[A-Za-z]|(?: ?\(R\))?){_ALONE}",
}  # fmt: skip
_TOKEN = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items())
    + rf"|(?P<mark>[,;:.{MARK}()\"])|(?P<word>[^\W\d_]+|[^\s])",
    re.IGNORECASE,
)

_PAGE = r"(?:p\.?)?(?P<page{0}>[nNr]|(?<=[p:])[yz]|(?<=n,)z|(?<=Y)y|(?<=Y,)y|y(?=,?Y))"
_BETWEEN = r"(?:[,.]{0,2}Y|,?D|[,.;]m?y(?=[,.;:]{0,2}p?\.?[nNr]))?"
_CITED = [
    # 8, 4 (Dec. 1995), 343-356
    r"(?P<vol1>n),(?P<iss1>n),?[YD][,:]?" + _PAGE.format(1),
    # 40, 2, 123-130
    r"(?P<vol2>n),(?P<iss2>[nr]),p?\.?(?P<page2>r)",
    # 2011 (07) (2011) P07001; JHEP 1704, 134 (2017); 2000; 1502:95
    r"(?P<vol3>y)(?:(?P<iss3>I)?Y[,:]?p?\.?(?P<page3>[nNr])|[,:]p?\.?(?P<page3b>[nNr]),?Y|(?<=;y)(?P<iss3b>I)?:(?P<page3c>[nNr]))",
    # vol. 85, no. 16, 1990, p. 165; 31 (1978) 46; 95:155; 38 (11), 55; 14, 483; 4 893; 10.1 (1983), 85
    r"(?:v\.?(?P<vol4>[nryze])|(?P<vol4b>[ne])|(?P<vol4c>r)(?=[IY:]))[,.]?(?:(?P<iss4>[ID])|i\.?(?P<iss4b>[nr]))?"
    + _BETWEEN
    + r"[,.:;]{0,2}(?:i\.?(?P<iss4c>[nr])[,:.]?|(?P<iss4d>I)[,:]?)?"
    + _PAGE.format(4),
    # vol. 42; vol. 42, no. 3
    r"v\.?(?P<vol5>[nNyrz])(?:[,.]?(?:(?P<iss5>I)|i\.?(?P<iss5b>[nr])))?",
    # 31 (1978); 31, no. 4 (1978)
    r"(?P<vol6>[ne])[,.]?(?:(?P<iss6>I)|i\.?(?P<iss6b>[nr]))?[,.]{0,2}Y",
    # 26 (no. 1)
    r"(?P<vol7>n)(?P<iss7>I)(?![nNr])",
    # (2013), P07010; P07010 (2013); J. Chem. Soc. 1656 (1937)
    r"Y[,:]?p?\.?(?P<page8>[nNr])(?![:,I(nNrp])",
    r"(?P<page9>[Ny]),?Y",
    # Artificial Intelligence, 32, 1987; at the very end "Review, 8."
    r"(?<=,)(?P<vol8>n)(?:,m?y|(?=[.\x1f]{0,2}$))",
    r"i\.?(?P<iss9>[nr])",
]
_CITATION = re.compile("(?<![pi])(?:" + "|".join(_CITED) + ")")
_NAMED_PAGE = re.compile(r"p\.?(?P<page>[nNryz])")
_RANGE = re.compile(r"[,;:.)](?P<page>r)(?=[,;.)(YD" + MARK + r"]|$)")


class Token(NamedTuple):
    """One token: its kind, one character, and its span."""

    kind: str
    start: int
    end: int


class Numbers(NamedTuple):
    """What the numbers say; `start` is where the first of them (its name, a year before it) begins.

    `letter` is the section that is glued to the volume ("B629"): it belongs to the journal's name. `of_journal` says that
    the numbers are of a kind that a journal's name stands before ("pp. 5-9" or "vol. 2" alone may be a book's).
    """

    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    start: int | None = None
    letter: str = ""
    of_journal: bool = False


def tokenise(text: str, start: int = 0) -> list[Token]:
    """The tokens from `start` on; punctuation is its own kind, `w` is any word."""
    tokens = []
    for match in _TOKEN.finditer(text, start):
        kind = match.lastgroup or "word"
        kind = match[0] if kind == "mark" else "w" if kind == "word" else "y" if kind == "d" else kind
        tokens.append(Token(kind, match.start(), match.end()))
    return tokens


def read_numbers(text: str, tokens: list[Token], *, dated: bool) -> Numbers:
    """Volume, issue and pages out of the tokens of what follows authors and title (where those ends are known).

    `dated` says that the year stood behind the authors: a number that looks like a year is none then.
    """
    kinds = "".join(token.kind for token in tokens)
    if dated:
        kinds = kinds.replace("y", "n").replace("z", "r")
    parts: dict[str, str] = {}
    start: int | None = None
    if (cited := _surest(kinds)) is not None:
        start = tokens[_with_year_before(kinds, cited.start())].start
        for name in cited.groupdict():
            if (i := cited.start(name)) >= 0:
                parts[name.rstrip("0123456789bcd")] = text[tokens[i].start : tokens[i].end]
    if "page" not in parts:
        page = _last(_NAMED_PAGE, kinds) or _last(_RANGE, kinds)
        if page is not None:
            token = tokens[page.start("page")]
            parts["page"] = text[token.start : token.end]
            first = tokens[
                _with_year_before(kinds, page.start() if kinds[page.start()] == "p" else page.start("page"))
            ].start
            start = first if start is None else min(start, first)
    of_journal = (cited is not None and (len(parts) > 1 or "v" not in cited[0])) or (
        "page" in parts and cited is None and "p" not in kinds
    )
    volume, issue, letter = parts.get("vol"), parts.get("iss"), ""
    if volume and "." in volume:
        volume, issue = volume.split(".")
    if volume is None and issue is not None:
        volume, issue = issue.strip("() "), None  # a journal that counts issues alone
    if cited is not None and cited["vol6"] and volume and len(volume) == 4 and "page" not in parts and issue is None:
        volume, parts["page"] = None, volume  # a journal without volumes, such as J. Chem. Soc. 1656 (1937)
    if volume and (split := re.fullmatch(r"([A-HX]|[A-Z]{1,3}-)(\d.*)", volume)):
        letter, volume = split[1], split[2]
    return Numbers(volume, issue.strip("() ") if issue else None, parts.get("page"), start, letter, of_journal)


def _surest(kinds: str) -> re.Match[str] | None:
    """The reading that most speaks for: a page beside the volume, names, a year within or beside it; the first of equals."""
    best, best_weight = None, 0
    for match in _CITATION.finditer(kinds):
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
        if any(match[group] for group in ("page1", "page2", "page3", "page3b", "page3c", "page4")):
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
    k = i
    while k > 0 and kinds[k - 1] in ";,.:":
        k -= 1
    if k == 0 or kinds[k - 1] not in "yYD":
        return i
    k -= 1
    while k > 0 and kinds[k - 1] in "m(":
        k -= 1
    return k


def _last(pattern: re.Pattern[str], kinds: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(kinds):
        found = match
    return found


_YEAR_DIGITS = re.compile(_YEAR)
_OLDEST_LIKELY = 1800


def read_year(text: str, tokens: list[Token]) -> int | None:
    """The year of publication among the tokens that follow the authors.

    A year right behind the authors counts most, then one in parentheses, at the end, behind a month, between punctuation;
    one among words (a title's, a conference's) or within other parentheses ("repr. 1988") only where there is no other.
    """
    best_weight, best_year, depth = -99, None, 0
    first = next((i for i, token in enumerate(tokens) if token.kind not in ",.:;("), 0)
    last = next((i for i in range(len(tokens) - 1, 0, -1) if tokens[i].kind not in f".,;:){MARK}"), 0)
    for i, token in enumerate(tokens):
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind not in "yYDz":
            continue
        digits = _YEAR_DIGITS.findall(text[token.start : token.end])
        before, after = tokens[i - 1].kind if i else "^", tokens[i + 1].kind if i + 1 < len(tokens) else "$"
        if not digits or before in "pvi" or (token.kind == "z" and before == ":"):
            continue
        weight = (
            0 if token.kind == "z" else _year_weight(token.kind, before, after, at_start=i <= first, at_end=i >= last)
        )
        weight -= 2 * (depth > 0 and i > first + 1)
        weight -= 3 * (int(digits[0]) < _OLDEST_LIKELY)
        if weight > best_weight:
            best_weight, best_year = weight, int(digits[0])
    return best_year


def _year_weight(kind: str, before: str, after: str, *, at_start: bool, at_end: bool) -> int:
    if kind == "D":
        return 3
    if at_start:
        return 8
    if kind == "Y":
        return 6
    if before == ";" and after == ":":  # a volume that looks like a year
        return -4
    if at_end or before == "m":
        return 5
    if after == ";" or (before in ",;.(" and after in f",;.):({MARK}n"):
        return 4
    return 2 if before in ",;.(" or after in ",;.)(" else 1
