"""Fonts whose characters were decoded with the wrong encoding: found, undone where the right one can be proved.

Two mistakes turn prose into rubbish that is as orderly as prose, so both can be undone exactly:

- neighbours: every glyph bears the name of the glyph before it in its font ("Vhsg sgd" for "With the"). Quartz of macOS
  10.14 writes such fonts when it saves a PDF of pdfTeX again; the order is that of the Type 1 file, of which the PDF
  holds the glyphs that the paper uses;
- glyph numbers: a TrueType font without a map to Unicode gives its glyphs' numbers, which follow ASCII from number 3, the
  blank, on ("%XGJHW" for "Budget"). Common in figures.

The proof is the word list: a font is suspect when fewer than `SUSPECT_SHARE` of its words are words; a decoding is taken
when more than `PROVEN_SHARE` are afterwards. Of 83 papers, 3 have fonts of the first kind and 1 of the second: 0.00 to
0.01 before, 0.8 to 0.97 after.

Codes of TeX's bitmap fonts, which bear no names, are `bitmap_fonts.py`'s.

What it never does: guess a decoding per word or per page, or touch a font that proves nothing. Codes that stay without a
meaning become U+FFFD, one for each, and are counted as unmapped.

Sources: the order of the glyphs in URW's and the AMS's Type 1 files; the standard order of TrueType glyphs (OpenType
specification, table `post`, format 1).
"""

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

import msgspec

from arxiv_chunks.pdf.bitmap_fonts import find_encodings
from arxiv_chunks.pdf.engines import Page
from arxiv_chunks.pdf.lines import Line, is_math_font
from arxiv_chunks.text.lexicon import listed_share, word_list, words

SUSPECT_SHARE = 0.3
PROVEN_SHARE = 0.6
HOPEFUL_SHARE = 0.15  # of the words under a decoding before its gaps are filled; of formulas and code 0.00 to 0.08
MIN_WORDS = 40
MAX_ROUNDS = 3
FEW_LINES = 8  # of a font, that acquit it when they hold words
SAMPLE_CHARACTERS = 2500  # of each font; more changes no verdict on the corpus

Decoding = Mapping[int, str]

# The glyphs of the URW fonts (Nimbus, Palladio, Bookman ...) in the order of their Type 1 files.
_URW_ORDER = (
    "ÄÁÀÂĂÃÅĄÇĆČĎËÉÈÊĚĖĘĞÏÍÌÎİĹĽŃŇÑÖÓÒÔÕŐŔŘŚŠŞŤÜÚÙÛŮŰÝŹŽŻĀŢŸĒĪĮĶĻŅŌŖĢŪŲäáàâăãåąćčçďëéèêěėęğïíìîĺľńňñöóòôõőŕśšșťüúùûůűýźžż"
    "ÿţāēīķļņōŗūųřşģįȘABCDEFGHIJKLMNOPQRSTUVWXYZÆŒØÐĐŁÞabcdefghijklmnopqrstuvwxyzæœøßıﬁﬂđłðþ1234567890£$¢ƒ€¥¹²³.:·…,;"
    "‘”“„!¡?¿»«›‹/-–—()[]&§†‡*'\"@#°+−×÷=™¶¤‚’{}ªº±½¼¾⁄%‰\\¨˙˚´`ˆˇ˘˜˝¸˛¯©®•◊∆≠√<>¬≤≥∑∂^|¦_~µ"
)
# What nearly every paper uses, and so the part of a font that it holds; signs in the order of their frequency.
_COMMON = ".,-()/:1234567890[];?%+=@*ﬁ¨~" + string.ascii_letters

# Ligatures reach us spelt out. Between letters "fl" is more often the two letters, "fi" never.
_SPELT_LIGATURES = re.compile(r"fi|(?<![a-z])fl|fl(?![a-z])")

_CODES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNKNOWN: Decoding = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "\ufffd")
_GLYPH_NUMBERS: Decoding = {number: chr(number + 29) for number in range(3, 98)}


def find_decodings(lines: Sequence[Line]) -> dict[str, Decoding]:
    """The decodings that are proved, by the name of the font that needs them; hardly ever any."""
    samples: dict[str, list[str]] = {}
    sizes: Counter[str] = Counter()
    for line in lines:
        if sizes[line.font] < SAMPLE_CHARACTERS and not is_math_font(line.font):
            samples.setdefault(line.font, []).append(line.text)
            sizes[line.font] += len(line.text)
    suspects = [
        font
        for font, texts in samples.items()
        if _is_suspect(" ".join(texts[:FEW_LINES])) and _is_suspect(" ".join(texts))
    ]
    coded = {
        span.font for line in lines if not line.text.isprintable() for span in line.spans if _CODES.search(span.text)
    }
    if not suspects and not coded:
        return {}
    alphabets: dict[str, set[str]] = {}
    for line in lines:
        for span in line.spans:
            alphabets.setdefault(span.font, set()).update(_with_ligatures(span.text))
    families = {_family(font): "" for font in alphabets}
    for font, texts in samples.items():
        families[_family(font)] += "\n".join(texts) + "\n"
    found: dict[str, Decoding] = {}
    known = word_list()
    for family in sorted({_family(font) for font in suspects}):
        for decoding in (_neighbours(_alphabet(family, alphabets), families[family], known), _GLYPH_NUMBERS):
            if _known_share(decode(families[family], decoding), known) > PROVEN_SHARE:
                found[family] = decoding
                break
    shifted = {family for family, decoding in found.items() if decoding is not _GLYPH_NUMBERS}
    if shifted:
        known |= {word for family in shifted for word in words(decode(families[family], found[family]))}
        found = _decode_siblings(families, alphabets, known) | found
    unknown: dict[str, Decoding] = dict.fromkeys(coded, _UNKNOWN)
    unknown |= find_encodings(span for line in lines for span in line.spans) if coded else {}
    return unknown | {font: found[_family(font)] for font in alphabets if _family(font) in found}


def _decode_siblings(
    families: Mapping[str, str], alphabets: Mapping[str, set[str]], known: frozenset[str]
) -> dict[str, Decoding]:
    """Neighbours also for the families that show too few words for a proof: where more are words afterwards.

    `known` holds the words of the proved families as well: a heading says what the text says.
    """
    found: dict[str, Decoding] = {}
    for family, text in families.items():
        decoding = _neighbours(_alphabet(family, alphabets), text, known, least_share=0)
        if _known_share(decode(text, decoding), known) > _known_share(text, known):
            found[family] = decoding
    return found


def _known_share(text: str, known: frozenset[str]) -> float:
    found = words(text)
    return sum(word in known for word in found) / len(found) if found else 0.0


def _alphabet(family: str, alphabets: Mapping[str, set[str]]) -> set[str]:
    """The characters of all fonts of a family: Quartz splits the glyphs of one font over several."""
    return {c for font, characters in alphabets.items() if _family(font) == family for c in characters}


def _is_suspect(text: str) -> bool:
    found = words(text)
    return (len(found) >= MIN_WORDS or bool(_CODES.search(text))) and listed_share(found) < SUSPECT_SHARE


def _family(font: str) -> str:
    return font.rpartition("+")[2]


def _with_ligatures(text: str) -> str:
    return _SPELT_LIGATURES.sub(lambda m: "ﬁ" if m[0] == "fi" else "ﬂ", text)


def _neighbours(alphabet: set[str], text: str, known: frozenset[str], least_share: float = HOPEFUL_SHARE) -> Decoding:
    """Each name to the glyph after it in the font; gaps are looked into from `least_share` of known words on.

    The names show which glyphs the font holds, if all of them are used. Where a letter between two of them gives more
    known words, the font holds more than the text shows (a part of a paper): then the gaps are filled with the commonest
    glyphs.
    """
    present = ["\x00", *(c for c in _URW_ORDER if c in alphabet)]
    table: dict[int, str] = {}
    gaps: dict[str, list[str]] = {}
    for name, following in zip_longest(present, present[1:], fillvalue=""):
        start = _URW_ORDER.find(name) + 1
        between = _URW_ORDER[start : _URW_ORDER.find(following) + 1 if following else None]
        common = [c for c in between if c in _COMMON]
        table[ord(name)] = following or (common or between or "\ufffd")[0]
        if common and common != [following]:
            gaps[name] = common
    letters = {name: found for name, common in gaps.items() if (found := [c for c in common if c.isalpha()])}
    full = table | {ord(name): choices[0] for name, choices in letters.items()}
    if max(_known_share(decode(text, start), known) for start in (table, full)) < least_share:
        return table
    filled = [_fill(start, letters, text, known) for start in (table, full)]
    best = max(filled, key=lambda found: _known_share(decode(text, found), known))
    if best != table:
        for name, common in gaps.items():
            if name not in letters:
                best[ord(name)] = min(common, key=_COMMON.index)
            elif best[ord(name)] not in letters[name]:
                best[ord(name)] = letters[name][0]
    return best


def _fill(start: dict[int, str], letters: Mapping[str, list[str]], text: str, known: frozenset[str]) -> dict[int, str]:
    """After each name the letter that gives most known words; in rounds, for one letter's evidence is another's."""
    table = dict(start)
    tokens = text.split()
    for _ in range(MAX_ROUNDS):
        before = dict(table)
        for name, choices in letters.items():
            sample = " ".join([token for token in tokens if name in token][:200])
            shares = {
                c: _known_share(decode(sample, {**table, ord(name): c}), known)
                for c in dict.fromkeys([table[ord(name)], *choices])
            }
            table[ord(name)] = max(shares, key=shares.__getitem__)
        if table == before:
            break
    return table


def decode(text: str, decoding: Decoding) -> str:
    """The text under a decoding; ligatures are spelt out again."""
    if decoding is not _GLYPH_NUMBERS:
        text = _with_ligatures(text)
    return text.translate(decoding).replace("ﬁ", "fi").replace("ﬂ", "fl")


def decoded(page: Page, decodings: Mapping[str, Decoding]) -> Page:
    """The page with the spans of the named fonts decoded."""
    spans = tuple(
        msgspec.structs.replace(span, text=decode(span.text, decodings[span.font])) if span.font in decodings else span
        for span in page.spans
    )
    return replace(page, spans=spans)
