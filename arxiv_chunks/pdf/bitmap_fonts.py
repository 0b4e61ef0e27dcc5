r"""Bitmap fonts of TeX, whose characters have no names: a code is all that the PDF says, and TeX's encoding tells what it means.

For decades TeX printed with bitmaps (Type 3 fonts), and with T1 and no outlines installed it still does. Their letters are those
of ASCII, but ligatures, accents, dashes and quotation marks are not: "e\x0ecient" is "efficient" in OT1, "e\x1ecient" in T1.

Signals: a font that holds codes below 32 inside words, and words that a word list knows once they are read in one of the two
encodings. Such a font proves the encoding for fonts of the same kind of name ("F24", "F31") that hold words themselves.

Never: a font without words (formulas), one with signs of programs, which typewriter fonts keep where ASCII has them; the
stroke of OT1's Polish l, whose code is the blank's.

Sources: The TeXbook, appendix F, for OT1; the Cork encoding (TUGboat 11, 1990) for T1.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from arxiv_chunks.pdf.engines import Span
from arxiv_chunks.text.glyphs import OT1_LOW
from arxiv_chunks.text.lexicon import listed_share, word_list, words

PROVEN_SHARE = 0.6  # of the words with codes in them; halves of words at line ends are no words
MIN_WORDS = 3  # with codes in them, all different
MIN_LISTED_SHARE = 0.6  # of the words of a font that holds no codes itself

Encoding = Mapping[int, str]

OT1: Encoding = dict(enumerate(OT1_LOW)) | dict(zip(map(ord, "\"\\_^`'{|}~\x7f"), "”“˙ˆ‘’–—˝˜¨", strict=True))
_T1_LOW = (
    "ˋ",
    "´",
    "ˆ",
    "˜",
    "¨",
    "˝",
    "˚",
    "ˇ",
    "˘",
    "¯",
    "˙",
    "¸",
    "˛",
    "‚",
    "‹",
    "›",
    *"“”„«»–—",
    "",
    "₀",
    "ı",
    "ȷ",
)
T1: Encoding = (
    dict(enumerate((*_T1_LOW, "ff", "fi", "fl", "ffi", "ffl")))
    | dict(enumerate("ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£", 0x80))
    | {0x27: "’", 0x60: "‘", 0x7F: "-", 0xD7: "Œ", 0xDF: "SS", 0xF7: "œ", 0xFF: "ß"}
)

_CODE = re.compile("[\x00-\x08\x0b-\x1f]")
_CODED_WORD = re.compile(
    "[A-Za-z\x0b-\x1f]*[A-Za-z][\x0b-\x0f\x1b-\x1f][A-Za-z\x0b-\x1f]*|[\x0b-\x0f\x1b-\x1f][a-z]{2,}"
)
_PROGRAM = re.compile(r"[<>_\\{}]{2}|[_<>]|\w[(\[]\w")
_NUMBER = re.compile(r"\d+")


def find_encodings(spans: Iterable[Span]) -> dict[str, Encoding]:
    """TeX's encoding of each font without names that is proved to be set in it; for most documents none."""
    texts: dict[str, list[str]] = defaultdict(list)
    for span in spans:
        texts[span.font].append(span.text)
    coded = {font: words for font, parts in texts.items() if (words := _coded_words(parts))}
    found = {font: encoding for font, parts in coded.items() if (encoding := _proved(parts)) is not None}
    if not found:
        return {}
    kinds = {_NUMBER.sub("#", font) for font in found}
    common = max((OT1, T1), key=lambda encoding: sum(other is encoding for other in found.values()))
    for font, parts in texts.items():
        if font not in found and _NUMBER.sub("#", font) in kinds and _holds_words(" ".join(parts), common):
            found[font] = common
    return found


def _coded_words(parts: Iterable[str]) -> set[str]:
    return {word for part in parts if _CODE.search(part) for word in _CODED_WORD.findall(part)}


def _proved(coded: set[str]) -> Encoding | None:
    known = word_list()
    counts = [sum(word.translate(encoding).lower() in known for word in coded) for encoding in (OT1, T1)]
    count = max(counts)
    best = (OT1, T1)[counts.index(count)]
    return best if count >= MIN_WORDS and count > PROVEN_SHARE * len(coded) else None


def _holds_words(text: str, encoding: Encoding) -> bool:
    found = words(text.translate(encoding))
    return bool(found) and listed_share(found) > MIN_LISTED_SHARE and not _PROGRAM.search(text)
