"""The numbers of headings: what a line's number says about its depth, and whether it fits the numbers before and after it.

A number alone proves little: rows of tables, steps of algorithms and labels of figures begin with one too. Those of headings
rise by one through the document. So the longest chain of numbers that do is believed, and what stands outside it is not.
Of the 707 numbered headings that outlines name in 83 papers, the chain leaves out one, a title that begins with "A";
of 70 other numbered candidates it leaves out 18, and most of the rest are headings that papers do not bookmark.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

MAX_STEP = 2  # from one number to the next: a heading may have been missed
MAX_MEMBERS = 800  # of a series: more are rows of a table; no paper has 200 headings
RESTART_COST = 2  # numbers that begin again, in a supplement, must go on this long

_NUMBER = re.compile(
    r"(?:(?P<word>appendix|appendices|supplement|chapter|section)\s+)?(?:§\s*)?"
    r"(?P<number>[1-9]\d?(?:\.[1-9]\d?){0,4}|[A-Z](?:\.[1-9]\d?){0,3}|[IVX]{1,5})(?P<mark>[.)–—-]|(?<=[A-Z]):|\s)\s*(?=[^\W\d_]|[“\"(\[ℓ$√∞])",
    re.IGNORECASE,
)
_ROMAN = {"I": 1, "V": 5, "X": 10}

Series = Literal["decimal", "letter", "roman"]


class Number(NamedTuple):
    """A heading's number: `parts` are (2, 1) for 2.1, (1, 3) for A.3 and (4,) for IV; `end` is where the title begins."""

    series: Series
    parts: tuple[int, ...]
    mark: str
    word: str
    end: int
    text: str


def number_of(text: str, *, roman: bool = False) -> Number | None:
    """The number that a heading's text begins with; `roman` says that the document's sections have Roman ones.

    >>> number_of("3.2 Methods").parts
    (3, 2)
    >>> number_of("IV. RESULTS", roman=True).parts
    (4,)
    """
    match = _NUMBER.match(text)
    if not match or len(text) < match.end() + 2:
        return None
    number, mark, word = match["number"], match["mark"], (match["word"] or "").lower()
    if number[0].isdigit():
        return Number("decimal", tuple(map(int, number.split("."))), mark, word, match.end(), number)
    if not number[0].isupper() and not word:
        return None
    if mark.isspace() and not word and number in ("A", "I") and text[2:3].islower():
        return None
    if roman and not word and re.fullmatch("[IVX]+", number):
        return Number("roman", (_roman(number),), mark, word, match.end(), number)
    if len(number.partition(".")[0]) > 1:
        return None
    first, _, rest = number.upper().partition(".")
    parts = (ord(first) - ord("A") + 1, *(map(int, rest.split(".")) if rest else ()))
    return Number("letter", parts, mark, word, match.end(), number)


def depth_of(number: Number, *, roman: bool) -> int:
    """How deep a heading with this number stands: 1 is a section."""
    if number.series == "decimal":
        return 3 if roman and number.mark == ")" else len(number.parts)
    if len(number.parts) > 1 or number.series == "roman":
        return len(number.parts)
    return 2 if roman and not number.word else 1


def has_roman_sections(texts: Sequence[str]) -> bool:
    """Whether a document's sections are numbered I, II, III: two of its possible headings are, and no two go by 1.1, 1.2."""
    numbers = [number_of(text, roman=True) for text in texts]
    found = [number for i in believable(numbers, roman=True) if (number := numbers[i])]
    roman = sum(number.series == "roman" for number in found)
    return roman > 1 and sum(number.series == "decimal" and len(number.parts) > 1 for number in found) < MAX_STEP


def _roman(number: str) -> int:
    values = [_ROMAN[c] for c in number.upper()]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def believable(numbers: Sequence[Number | None], *, roman: bool, weights: Sequence[float] = ()) -> set[int]:
    """The indexes of the numbers that belong to their series' longest chain; where two would do, the heavier, else the later one.

    `weights`, all ones by default, say how much each number's line looks like a heading.
    """
    found: set[int] = set()
    for series in ("decimal", "letter", "roman"):
        members = [i for i, number in enumerate(numbers) if number is not None and number.series == series]
        if len(members) > MAX_MEMBERS:
            continue
        restart = 0 if series == "letter" and roman else RESTART_COST
        chain = [(number.parts, weights[i] if weights else 1.0) for i in members if (number := numbers[i])]
        found.update(members[k] for k in _chain(chain, restart))
    return found


def _chain(members: Sequence[tuple[tuple[int, ...], float]], restart: int) -> list[int]:
    best: list[float] = []  # the weight of the heaviest chain that ends here
    previous: list[int | None] = []
    for k, (parts, weight) in enumerate(members):
        begins = max(parts) <= MAX_STEP
        score, before = (weight if begins else 0.0), None
        for j in range(k):
            if _follows(members[j][0], parts):
                gain = best[j] + weight
            elif begins and parts[0] == 1:
                gain = best[j] + weight - restart
            else:
                continue
            if gain >= score:
                score, before = gain, j
        best.append(score)
        previous.append(before)
    if not best or max(best) <= 0:
        return []
    at: int | None = max(range(len(best)), key=lambda k: (best[k], k))
    chain = []
    while at is not None:
        chain.append(at)
        at = previous[at]
    return chain


def _follows(before: tuple[int, ...], parts: tuple[int, ...]) -> bool:
    """Whether a number may come after another: the next one, the first below it, or one of the next higher up."""
    for i, part in enumerate(parts):
        earlier = before[i] if i < len(before) else 0
        if part != earlier:
            return 0 < part - earlier <= MAX_STEP and all(rest <= MAX_STEP for rest in parts[i + 1 :])
    return False
