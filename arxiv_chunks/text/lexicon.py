"""Whether words are words: the lists that pyspellchecker brings, and how much of a text they hold.

Measured over 83 papers with bibliography, formulas and figures' labels: of the words of three letters or more, the English
list holds 0.71 to 0.95 where the text is readable, 0.000 to 0.006 where it is not.
"""

import re
from collections.abc import Sequence
from functools import cache

LISTED_LANGUAGES = frozenset({"ar", "de", "en", "es", "eu", "fa", "fr", "it", "lv", "nl", "pt", "ru"})
_WORD = re.compile(r"[^\W\d_]{3,}")


def word_list(language: str = "en") -> frozenset[str]:
    """The words of one of `LISTED_LANGUAGES`, in lower case. The first call of a language takes a third of a second."""
    return _load(language)


@cache
def _load(language: str) -> frozenset[str]:
    from spellchecker import SpellChecker  # noqa: PLC0415  # as slow to import as to load

    return frozenset(SpellChecker(language=language, distance=1).word_frequency.dictionary)


def words(text: str) -> list[str]:
    """The words of three letters or more, in lower case; shorter ones are too often symbols."""
    return _WORD.findall(text.lower())


def listed_share(found: Sequence[str], language: str = "en") -> float:
    """Which share of `words` the language's list holds, 0 to 1; 0 for no words."""
    listed = word_list(language)
    return sum(map(listed.__contains__, found)) / len(found) if found else 0.0
