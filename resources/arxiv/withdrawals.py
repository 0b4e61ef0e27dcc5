"""Whether a paper's latest version is a withdrawal, as far as words can tell.

Signals in order of trust: `source_type` I of OAI-PMH's arXivRaw, which says so outright; then the comment, in the
set phrases of https://info.arxiv.org/help/withdraw.html. The snapshot has the comment alone, and so has the API until OAI-PMH completes it. A comment is believed only where
it speaks of the paper itself and of the present version; "version 1 was withdrawn" or "withdrawn from JHEP" is no withdrawal.
"""

import re

_WORK = r"(?:paper|article|manuscript|submission|e-?print|preprint|work|note|thesis|report)"
_GONE = r"(?:withdrawn|retracted)\b(?!\s+from\s+(?!arxiv|publication))"
_IS = r"(?:has\s+been|have\s+been|had\s+to\s+be|was|is)\s+(?:(?:now|temporarily|voluntarily|being)\s+)?"
_WITHDRAWN = re.compile(
    rf"\bthis\s+(?:\w+\s+)?(?:{_WORK}|version)\s+{_IS}{_GONE}"
    rf"|\bthe\s+(?:present\s+)?{_WORK}\s+{_IS}{_GONE}"
    rf"|\b(?:author|authors|we|i)\s+(?:have\s+|has\s+)?(?:withdrawn|withdrew|withdraw|retracted)\s+(?:this|the)\s+{_WORK}"
    rf"|^\W*(?:{_WORK}\s+)?{_GONE}",
    re.IGNORECASE,
)


def says_withdrawn(comment: str | None) -> bool:
    """Whether the comment says that the paper is withdrawn.

    >>> says_withdrawn("This paper has been withdrawn by the author due to an error in Lemma 2")
    True
    >>> says_withdrawn("12 pages; withdrawn from the workshop's proceedings")
    False
    """
    return comment is not None and _WITHDRAWN.search(comment) is not None
