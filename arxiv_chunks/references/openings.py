"""How entries open: with a name, behind a label or without one. It tells a list's own entries from other text that holds years and numbers.

What stands behind a list may read like entries line by line (data sets with their years, questions that are numbered, tables,
an appendix that cites), but its lines do not begin with names where the list's do. The list sets the measure: where of its
lines one in three opens with a name, of twenty lines behind it about seven should. Where a list's entries open in another way (notes,
organisations, titles first), this says nothing.
"""

import re

PARTICLES = r"(?:(?:van|von|de|der|den|dos|da|di|du|del|della|la|le|ter)\s){0,3}"
AUTHOR = re.compile(
    PARTICLES + r"(?:(?:[A-Z]\.[\s-]?){1,3}\s*[^\W\d_a-z][\w'’]"
    r"|[^\W\d_a-z][\w'’-]+(?:\s[A-Z][\w'’-]+)?,\s+(?:[A-Z]\.|[A-Z][a-z]+)|[^\W\d_a-z][\w'’-]+\s[A-Z]{1,3}(?:[,.]| \((?:1[89]|20)\d\d))"
    r"|(?:[A-Z][\w-]+\s){1,4}(?:Collaboration|Consortium|Group|Team)\b"
)
"""A name turned or with initials first, as entries begin."""
_OPENING = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*|\(?\d{1,3}[.)]?\s+|\d{1,3}(?=[A-Z]))?"
    rf"(?:{AUTHOR.pattern}|(?:[-–—―_]\s?){{1,3}}[.,]|[A-Z][\w'’-]+ (?:[A-Z]\.? ){{0,2}}[A-Z][\w'’-]+(?:,| and |\. |$))"
)
AHEAD = 20  # lines; of entries of five lines four open among them
_EXPECTED, _EXPECTED_OF_NONE = 3.0, 1.5  # openings at least, or that there are few, or none, means nothing
_LACK = 0.25  # of those expected; citing prose reaches 0.2, lists that go on 0.5 and more


def opens_entry(text: str) -> bool:
    """Whether a line begins with a name, a dash for the same names, or a label and either.

    >>> opens_entry("[3] A. Able and B. Baker, J. Imag. 1, 2"), opens_entry("Able, Anna. 1999."), opens_entry("in the sense of A. Able")
    (True, True, False)
    """
    return bool(_OPENING.match(text)) and not text.startswith("Appendix")


def lacks_openings(share: float, opened: int, count: int) -> bool:
    """Whether so few of `count` lines open entries that they are none of a list of whose lines a `share` does."""
    expected = share * count
    return opened < _LACK * expected and expected >= (_EXPECTED if opened else _EXPECTED_OF_NONE)
