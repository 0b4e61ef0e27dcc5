"""The year of publication, and the parts that a year parts."""

import re

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.tokens import YEAR, Tokens

_YEAR_DIGITS = re.compile(YEAR)
_YEAR_TOKEN = re.compile("[yYDz]")
_REPRINT = re.compile(r"[yY]\([w.]{1,6}y")  # "Bloomington 1988 (repr. New York 1992)"
_AT_END = ".,;:)" + MARK
_BEHIND_YEAR = ",;.):(n" + MARK
_ISSUE_LIKE_A_YEAR = re.compile("nY,[nNr]Y")
_OLDEST_LIKELY = 1800


def read_year(text: str, tokens: Tokens) -> int | None:
    """The year of publication among the tokens that follow the authors.

    A year right behind the authors counts most, then one in parentheses, at the end, behind a month, between punctuation;
    one among words (a title's, a conference's) or within other parentheses ("repr. 1988") only where there is no other.
    """
    kinds = tokens.kinds
    first = len(kinds) - len(kinds.lstrip(",.:;("))
    last = len(kinds.rstrip(_AT_END)) - 1
    best_weight, best_year = -99.0, None
    reprints = {found.end() - 1 for found in _REPRINT.finditer(kinds)} if "(" in kinds else ()
    for found in _YEAR_TOKEN.finditer(kinds):
        i = found.start()
        digits = _YEAR_DIGITS.findall(tokens.read(text, i))
        before, after = kinds[i - 1 : i] or "^", kinds[i + 1 : i + 2] or "$"
        if (
            kinds[max(0, i - 4) : i] == "y,n,"
            or kinds[:i].endswith(("y,nI,", "y,n,i.n,"))
            or _ISSUE_LIKE_A_YEAR.match(kinds, max(0, i - 1))
        ):
            continue  # year, volume, page; volume (issue), page (year)
        if kinds[max(0, i - 3) : i] == "y),":
            continue  # "(Springer, 1995), 1875"
        if not digits or i in reprints or before in "pvi" or (kinds[i] == "z" and before == ":"):
            continue
        weight = (
            0.0 if kinds[i] == "z" else _year_weight(kinds[i], before, after, at_start=i <= first, at_end=i >= last)
        )
        if i > first + 1 and kinds.count("(", 0, i) > kinds.count(")", 0, i):
            weight -= 1 if kinds[i - 2 : i] == "w," and after == ")" else 2  # "(Springer, 1998)"
        if int(digits[0]) < _OLDEST_LIKELY:
            weight -= 3
        if weight > best_weight:
            best_weight, best_year = weight, int(digits[0])
    return best_year


def _year_weight(kind: str, before: str, after: str, *, at_start: bool, at_end: bool) -> float:
    if kind == "D":
        return 3
    if at_start and not (kind == "y" and before == "," and after == "w"):
        return 8
    if kind == "Y":
        return 6
    if (
        at_start
    ):  # behind a comma and before a word: "Kasai M, 2006 Prog. Theor. Phys.", but also ", 2010 Ritz lecture: …"
        return 5.5
    if before == ";" and after == ":":  # a volume that looks like a year
        return -4
    if at_end or before == "m":
        return 5
    if after == ";":
        return 5
    if before in ",;.(" and after in _BEHIND_YEAR:
        return 4
    return 2 if before in ",;.(" or after in ",;.)(" else 1


_FIRST_YEAR = re.compile(r"[,.:;(]*([yYD])")


def behind_year(text: str, tokens: Tokens, start: int, year: int | None) -> int:
    """Where the rest begins: behind the year, if one stands right behind the authors."""
    found = _FIRST_YEAR.match(tokens.kinds)
    if found is None or tokens.starts[found.start(1)] > start + 4 or str(year) not in tokens.read(text, found.start(1)):
        return start
    end = tokens.ends[found.start(1)]
    return end + (text[end : end + 1] == ")")


def before_last_year(tail: Tokens, default: int) -> int:
    """Without volume and pages, title and venue end before the last year, with its month or the brackets it stands in.

    A year in brackets behind another one ("1988 (repr. 1992)") is left to that one.
    """
    stop = default
    opened: list[int] = []
    for i, kind in enumerate(tail.kinds):
        if kind == "(":
            opened.append(i)
        elif kind == ")" and opened:
            opened.pop()
        elif kind == "y" and tail.kinds[i - 1 : i + 2] == "wyw" and tail.starts[i] < tail.starts[0] + _SHORTEST_TITLE:
            continue  # "The 2011 challenge …"
        elif kind in "yYDz" and i > 0:
            first = opened[0] if opened else i
            while first > 0 and tail.kinds[first - 1] == "m":
                first -= 1
            if stop == default or tail.kinds[first - 1 : first] not in ("y", "Y", "z"):
                stop = tail.starts[first]
    return stop


_SHORTEST_TITLE = 8  # characters; "The 2011 challenge …" is no title and a year
_YEAR_AMID = re.compile(r"(?<=[w.)])y(?=\.?w)")


def year_between(tail: Tokens, year: int | None, text: str, stop: int) -> tuple[int, int] | None:
    """The span of the year that parts title and journal ("… of plasmas 1992 Journal of Fusion 3 57"), if one does."""
    if "yw" not in tail.kinds and "y.w" not in tail.kinds:
        return None
    for found in _YEAR_AMID.finditer(tail.kinds):
        start, end = tail.starts[found.start()], tail.ends[found.start()]
        if (
            start > tail.starts[0] + _SHORTEST_TITLE
            and end < stop - 2
            and text[start - 1] == " "
            and text[start : start + 4] == str(year)
            and text[end : end + 3].strip(". ")[:1].isupper()
        ):
            return start, end
    return None
