"""Whether a paper's latest version is a withdrawal, as far as words can tell.

Signals in order of trust: `source_type` I of OAI-PMH's arXivRaw, which says so outright; then the comment, in the
set phrases of https://info.arxiv.org/help/withdraw.html. The API and the snapshot have the comment alone. A comment is believed only where
it speaks of the paper itself and of the present version; "v1 was withdrawn" or "withdrawn from JHEP" is no withdrawal.
No word here keeps a PDF from being asked for: arXiv's answer to that decides.
"""

import re

_WITHDRAWN = re.compile(
    r"\b(?:this|the)\s+(?:\w+\s+){0,2}?(?:paper|article|manuscript|submission|preprint|work|note|document|version)\s+"
    r"(?:has\s+been|have\s+been|was|is|had\s+to\s+be|will\s+be)\s+(?:\w+\s+){0,2}?(?:withdrawn|retracted)\b"
    r"|^\W*(?:paper\s+|article\s+|submission\s+)?(?:withdrawn|retracted)\b(?!\s+from\s+(?!arxiv))",
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
