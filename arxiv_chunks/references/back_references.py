"""The pages on which an entry is cited, which some classes print behind it: "… 2015. 1, 3, 7", "(cited on page 4)".

Named ones are told by their words. Bare ones are told by the list alone: at least half of its entries end in a full stop and
then numbers that rise and are pages before the list's end; a single entry that ends like that may end in its own page.
"""

import re
from collections.abc import Sequence

_NAMED = re.compile(
    r"[ \[(]*(?:\b(?:cited|quoted|cit\.|referenced) (?:on|in|at) (?:pages?|pp?\.|sections?)|↑) ?[\d ,–-]+(?:and \d+)?[.)\]]*$",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<=[.)\]/\d]) (\d{1,3}(?:, \d{1,3})*)$")
_MIN_SHARE = 0.5  # of the entries; of lists without such pages 5 % at most end like that


def without_back_references(entries: Sequence[str], last_page: int) -> list[str]:
    """The entries' texts without the pages that cite them; `last_page` is the PDF's page on which the list ends.

    >>> without_back_references(["A. Able. One. 2014. 2, 3", "B. Baker. Two, arXiv:1503.02531, 2015. 7"], 9)
    ['A. Able. One. 2014.', 'B. Baker. Two, arXiv:1503.02531, 2015.']
    """
    named = [_NAMED.sub("", entry) for entry in entries]
    bare = [match if (match := _BARE.search(entry)) and _are_pages(match[1], last_page) else None for entry in named]
    if sum(match is not None for match in bare) < _MIN_SHARE * len(entries):
        return named
    return [entry[: match.start()] if match else entry for entry, match in zip(named, bare, strict=True)]


def _are_pages(numbers: str, last_page: int) -> bool:
    pages = [int(number) for number in numbers.split(", ")]
    return all(a < b for a, b in zip([0, *pages], pages, strict=False)) and pages[-1] <= last_page
