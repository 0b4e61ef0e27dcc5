"""Glyphs of TeX's fonts whose Unicode value the PDF does not say, or says wrongly.

A glyph without a known name reaches us as its code in the font (MuPDF's flag TEXT_USE_CID_FOR_UNKNOWN_UNICODE); what the
code means is fixed by the font's family, which its name tells. Three kinds of damage have one cure, a table for the family:

- codes of glyphs whose names Unicode's lists do not hold: the big delimiters and operators of cmex and its kin, the tail
  of the maps-to arrow, brackets of stmaryrd;
- codes below 32 read as the signs that Apple's menus show there ("di↵erent", "↵ ≤ ✓"): Quartz writes them into the PDFs
  that it saves again, and into figures;
- mathabx's fonts, which say that they hold the letters of the T1 encoding ("ď" for ≤, "p" for a bracket).

Sources: the encodings OT1, OML, OMS and OMX in The TeXbook, appendix F; Apple's Menu Manager glyph constants; mathabx's
symbol declarations, each checked against rendered pages. A font that is not listed costs one dictionary look-up.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

Table = Mapping[int, str | None]

# The first 32 codes, and what follows them where it is no ASCII.
OT1_LOW = ("Γ", "Δ", "Θ", "Λ", "Ξ", "Π", "Σ", "Υ", "Φ", "Ψ", "Ω", "ff", "fi", "fl", "ffi", "ffl", *"ıȷˋ´ˇ˘¯˚¸ßæœøÆŒØ")
_OML = tuple("ΓΔΘΛΞΠΣΥΦΨΩαβγδϵζηθικλμνξπρστυϕχ")
_OMS = tuple("−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘•≍≡⊆⊇≤≥≼≽∼≈⊂⊃≪≫≺≻")
_OMX: Table = {
    **dict(enumerate("()[]⌊⌋⌈⌉{}⟨⟩|‖/\\()()[]⌊⌋⌈⌉{}⟨⟩/\\ )[]⌊⌋⌈⌉{}⟨⟩/\\/\\⎛⎞⎡⎤⎣⎦⎢⎥⎧⎫⎩⎭⎨⎬⎪⏐⎝⎠⎜⎟⟨⟩⊔⊔∮∮⊙⊙⊕⊕⊗⊗")),
    **dict(enumerate("∑∏∫⋃⋂⊎⋀⋁∑∏∫⋃⋂⊎⋀⋁∐∐ˆˆˆ˜˜˜[]⌊⌋⌈⌉{}√√√√", 0x50)),
    **dict.fromkeys(range(0x74, 0x77)),  # pieces of roots
    0x77: "‖",
    0x78: "↑",
    0x79: "↓",
    **dict.fromkeys(range(0x7A, 0x7E)),  # pieces of braces that lie over or under a formula
    0x7E: "⇑",
    0x7F: "⇓",
}
_MAPS_TO = "↦"  # the tail alone; `characters` joins it with its arrow
_STMARY = {0x00: "←", 0x01: "→", 0x02: "↑", 0x03: "↓", 0x1A: "⊡", 0x4A: "⟦", 0x4B: "⟧"}
_WASY = {0x06: "▷", 0x08: "✓", 0x1F: "♂", 0x19: "♀", 0x32: "□", 0x33: "◇"}

_DINGBATS = dict(zip((*range(0x33, 0x39), *range(0x13, 0x19)), "✓✔✕✖✗✘" * 2, strict=True)) | {
    0x6C: "●",
    0x6E: "■",
    0x75: "◆",
}

# What the keyboard font of Apple's menus shows at a code.
_APPLE_KEYS = {
    0x02: "⇥", 0x03: "⇤", 0x04: "⌅", 0x05: "⇧", 0x06: "⌃", 0x07: "⌥", 0x0A: "⌦", 0x0B: "↵", 0x0F: "✏", 0x10: "⇣", 0x11: "⌘",
    0x12: "✓", 0x13: "◇", 0x14: "\uf8ff", 0x17: "⌫", 0x18: "⇠", 0x19: "⇡", 0x1A: "⇢", 0x1B: "⎋", 0x1C: "⌧",
}  # fmt: skip


def _read(signs: str, meanings: str) -> dict[int, str]:
    return dict(zip(map(ord, signs), meanings, strict=True))


# mathabx, by the T1 letters that its fonts claim. Brackets of mathx stand in eights, growing, left before right.
_MATHA = _read(
    "`´ˆ¨˝˚˘¯“”„«‰!18@ABDHJKPQRXY^_abdpqrstuxyz{|}ĂĄĎĚăąďěÐÑØÝðñùô‘9?",
    "+−×·∘∗±∓=≡∼≈≠≪′∞∀∁∂∃∅⊤⊥∈∋∉∩∪∧∨⊖⊗⊙()[]{}⟨⟩\\/|‖⊂⊃⊆⊇<>≤≥←→↔−⇐⇒=⇔⊕∝√",
)
_MATHX: Table = {
    **_read("`´ˆ˜˘¯˙¸“”„«‰ıȷ", "(((())))[[[[]]]"),
    **_read('␣!"#()*+PQRSTUVW', "{{{{}}}}⌈⌈⌈⌈⌉⌉⌉⌉"),
    **_read("XYZ[\\]^_@ABCDEFG", "⌊⌊⌊⌊⌋⌋⌋⌋⟨⟨⟨⟨⟩⟩⟩⟩"),
    **_read("ˇ›pqrřśšşÿźžżčďŤ", "|‖ˆˇ˜∑∏∐∫∑∏∐∫⋂⋃⋃"),
    **dict.fromkeys(map(ord, "¨˝˚˛‚‹»–—$%&',-./")),  # pieces of growing brackets
}
# Acrobat's Distiller numbers the glyphs anew, and leaves away the tag of a subset.
_RENUMBERED: Table = dict.fromkeys(range(128), "\ufffd")
_LINES: Table = dict.fromkeys(range(256))  # LaTeX draws pictures with the letters of these fonts
# Read wrongly by name: epsilon1 of old cmmi, and the script l, whose code is the backtick's.
_OML_NAMES = {ord("ǫ"): "ϵ", ord("`"): "ℓ"}


def _keys(low: tuple[str, ...]) -> dict[int, str]:
    return {ord(key): low[code] for code, key in _APPLE_KEYS.items()}


# The one glyph of OT1 without a known name: the stroke of the Polish l, drawn before it.
_STROKE = "\u0337"
_FAMILIES: tuple[tuple[str, Table], ...] = (
    (r"[A-Z]{6}[+](?:CMEX|LMMathExt|txexs?(?=$|-|\d)|txexa|pxex|euex|ntxex|LMEX)", _OMX),
    (r"CMEX", _RENUMBERED),
    (r"(?:[A-Z]{6}[+])?(?:LINE|LCIRCLE)\d", _LINES),
    (
        r"CMB?SY|LMMathSym|txb?sys?|pxb?sy|ntxsy",
        _keys(_OMS) | {ord("7"): _MAPS_TO, 0xAE: "\u20d7"},
    ),
    (r"CMMI|CMMIB|LMMathIta|rtxb?mi|txmia?|NewTXB?MI", _keys(_OML) | _OML_NAMES),
    (
        r"CM(?:R|BX|B|TI|BXTI|SL|BXSL|CSC|SS|SSBX|SSI|DUNH|U|VTT)\d",
        _keys(OT1_LOW) | dict.fromkeys((*range(9), *range(14, 32)), _STROKE),
    ),
    (r"MSAM", {ord("⇤"): "□", ord("⇥"): "⊠"}),
    (r"stmary", _STMARY),
    (r"wasy", _WASY),
    (r"(?:ITC)?(?:Zapf)?Dingbats", _DINGBATS),
    (r"(?:TeX-)?math[ab]\d", _MATHA),
    (r"(?:TeX-)?mathx\d", _MATHX),
)
_AS_READ = {code: chr(code) for code in range(128)}  # looking for what a table does not hold costs an exception
_TABLES: tuple[Table, ...] = tuple({**_AS_READ, **table} for _, table in _FAMILIES)
_FAMILY_NAMES = re.compile("|".join(f"^(?:[A-Z]{{6}}[+])?({pattern})" for pattern, _ in _FAMILIES))


@lru_cache(maxsize=4096)
def table_of(font: str) -> Table | None:
    """The repairs for the characters of a font, for `str.translate`; None for a font that needs none."""
    match = _FAMILY_NAMES.match(font)
    return _TABLES[match.lastindex - 1] if match and match.lastindex else None


def map_span(text: str, font: str) -> str:
    """The text of a span with the glyphs of its TeX font read as what they are.

    >>> map_span("di↵erent", "CMR10")
    'different'
    >>> map_span("ď", "TeX-matha10"), map_span("ď", "NimbusRomNo9L-Regu")
    ('≤', 'ď')
    """
    table = table_of(font)
    return text if table is None else text.translate(table)
