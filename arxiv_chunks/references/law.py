"""Law reviews and reports of courts, which print the volume before the name: "8 Mills L. Rev. 157, 160 (1990)".

Only at an entry's end, behind a comma, and where the name is of the law by its words: other journals print their volume behind.
"""

import re
from typing import NamedTuple

_VOLUME_FIRST = re.compile(
    r"(?<=, )(?P<volume>\d{1,4}) (?P<name>[A-Z][\w'&.-]*(?: (?:[A-Z][\w'&.-]*|of|&|and|the|on|in)){0,7}) (?P<page>\d{1,5})"
    r"(?:, ?\d{1,5}(?:-\d{1,5})?){0,2} \((?:[A-Z\d][\w. ]{0,14} )?(?P<year>(?:1[6-9]|20)\d\d)\)\.?$"
)
_OF_LAW = re.compile(
    r"\bL\. ?(?:J|Rev|REV|Q|Stud|&)|\bLaw\b|\bLegal\b|\b(?:U\. ?S|S\. ?Ct|F|F\. ?Supp|[A-Z]\. ?[234]d)\.?(?: ?[234]d)?$|\bJ\. ?(?:L|Legal)\b"
)


class LawReport(NamedTuple):
    """What is cited, where it begins in the text, and whether a court's case stands before it rather than authors and title."""

    start: int
    journal: str
    volume: str
    page: str
    year: int
    is_case: bool


def law_report(text: str) -> LawReport | None:
    """The law review or report at an entry's end.

    >>> law_report("A. Able, Boats, 8 Mills L. Rev. 157 (1990).")[1:]
    ('Mills L. Rev.', '8', '157', 1990, False)
    """
    found = _VOLUME_FIRST.search(text) if text.endswith((")", ").")) else None
    if found is None or _OF_LAW.search(found["name"]) is None:
        return None
    is_case = " v. " in text[: found.start()]
    return LawReport(found.start(), found["name"], found["volume"], found["page"], int(found["year"]), is_case)
