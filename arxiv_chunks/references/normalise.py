"""What an entry's text looks like before it is read: one spelling of blanks, quotes, dashes and accents.

PDF text is damaged in few ways that come again and again: a blank before the punctuation or none after it
("Phys .Lett .B629 ( 2005)27"), accents that stand beside their letter ("Sch¨afer"), ligatures, invisible characters.
Mending these first is worth more than any rule that comes later.
"""

import re
import unicodedata

MAX_CHARACTERS = 4000
"""Longer entries lose their middle: a collaboration's author list is no loss, and time stays bounded for any input."""

_HEAD, _TAIL = 2500, MAX_CHARACTERS - 2500

_ONE_TO_ONE = str.maketrans(
    {
        **dict.fromkeys(map(chr, range(0x20)), " "),
        **dict.fromkeys("\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f", None),
        **dict.fromkeys("\u2010\u2011\u2212\uff0d", "-"),
        "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
        "，": ", ", "．": ". ", "：": ": ", "；": "; ", "（": " (", "）": ") ", "。": ". ", "、": ", ",
        "«": "“", "»": "”", "№": "no. ", "„": "“", "‟": "“", "″": "”", "＂": '"',
    }
)  # fmt: skip

_TO_CHANGE = re.compile("[" + "".join(f"\\u{code:04x}" for code in _ONE_TO_ONE) + "]")

_ACCENTS = {
    '"': "\u0308",
    "´": "\u0301",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "ˇ": "\u030c",
    "¸": "\u0327",
    "˚": "\u030a",
}
_ACCENT_FIRST = re.compile(r"(?<![ÂÃÄÅ])([´¨ˆ˜ˇ¸˚]) ?([A-Za-zı])")
_TEX_UMLAUT = re.compile(r"(?<=[A-Za-z])(\")([aeiou])(?=[a-z])")
_TWO_STOPS = re.compile(r"(?<=[^\W\d_])\.\.(?!\.)")
_BLANKS = re.compile(r" {2,}")
_BLANK_BEFORE = re.compile(r" (?=[,.;:!?)\]’”])")
_BLANK_AFTER_OPENING = re.compile(r"(?<=[(\[“‘]) ")

_HYPHEN_BLANK = re.compile(r"(?<=[A-Z]-) (?=\d)")

_GLUED_BEHIND = re.compile(
    r"[,;:.?!)](?! )(?:"  # most stand before a blank
    r"(?<=[,;])(?=[^\W\d_\"'])"  # "Rousseau,V"
    r"|(?<=[^\W\d_][,;])(?=[\d(])"  # "Lett.,15"
    r"|(?<=[a-zà-ÿ]\.)(?=[A-ZÀ-Þ0-9(])"  # "Phys.Rev", "Lett.15"
    r"|(?<=[^\W_]\.)(?=[A-ZÀ-Þ][a-zà-ÿ])"  # "T.Matsuoka"
    r"|(?<=\)\.)(?=[A-ZÀ-Þ])"  # "(2n)).Lett"
    r"|(?<=\))(?=[^\W_])"  # "(2016)094512"
    r"|(?<=[?!])(?=[A-ZÀ-Þ])"  # "solitons?Phys"
    r"|(?<=[a-zà-ÿA-Z.]:)(?=[A-ZÀ-Þ])"  # "Mech.:Theor."
    r"|(?<=[A-Z]\.)(?=and [A-Z])"  # "D.and John"
    r")"
)
_GLUED_BEFORE = re.compile(
    r"[(0-9](?<=[^\W\d_][(0-9]|\d\()(?:"  # most digits stand behind a blank or a digit
    r"(?<=[^\W_]\()(?=(?:1[5-9]|20)\d\d[a-z]?\))"  # "93(2016)"
    r"|(?<=[a-zà-ÿ\u3040-\u9fff\uac00-\ud7af][12])(?:(?<=1)[89]|(?<=2)0)(?=\d\d(?![\dA-Za-z]))"  # "Jan1993"
    r"|(?<=[a-zà-ÿ]{3}[1-9])(?=\d{0,3} ?[,:(] ?[(\dA-Z])"  # "Letters118, 233901"
    r"|(?<=\bJHEP\d|\bJCAP\d|TERS\d)"  # "JHEP06", "LETTERS98"
    r")"
)
_GLUED_NUMBER = re.compile(r"no\.(?<=\dno\.)")  # "87no. 2"
_LAST_BEFORE_CJK = "\u3000"
_CJK_NUMBERED = re.compile(r"[第제]? ?(\d{1,4}(?: ?[-–~] ?\d{1,4})?) ?([巻卷권집輯辑号號期호頁页쪽])")


def tidy(raw: str) -> str:
    """Characters and blanks mended in ways that leave identifiers and URLs as they are.

    >>> tidy("A. Sch¨afer, Phys .Lett .B629 ( 2005)27")
    'A. Schäfer, Phys.Lett.B629 (2005)27'
    """
    if len(raw) > MAX_CHARACTERS:
        raw = raw[:_HEAD] + " " + raw[-_TAIL:]
    printable = raw.isascii() and raw.isprintable()
    text = raw if printable or _TO_CHANGE.search(raw) is None else raw.translate(_ONE_TO_ONE)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENT_FIRST.sub(_compose, text))
    if '"' in text:
        text = _TEX_UMLAUT.sub(_compose, text)
    text = _BLANK_BEFORE.sub("", text)
    if "( " in text or "[ " in text or "“ " in text or "‘ " in text:
        text = _BLANK_AFTER_OPENING.sub("", text)
    if ".." in text:
        text = _TWO_STOPS.sub(".", text)
    if "- " in text:
        text = _HYPHEN_BLANK.sub("", text)
    return text.strip()


def _compose(match: re.Match[str]) -> str:
    letter = "i" if match[2] == "ı" else match[2]
    composed = unicodedata.normalize("NFC", letter + _ACCENTS[match[1]])
    return composed if len(composed) == 1 else match[0]


def space_out(text: str) -> str:
    """Blanks put where punctuation glues two parts together; only for text from which identifiers were cut.

    >>> space_out("V.Chvykov,T.Matsuoka, Nat.Phys.2, 749(2006)")
    'V. Chvykov, T. Matsuoka, Nat. Phys. 2, 749 (2006)'
    """
    if not text.isascii() and max(text) > _LAST_BEFORE_CJK:
        text = _CJK_NUMBERED.sub(_name_number, text)
    text = _GLUED_BEFORE.sub(_blank_before, _GLUED_BEHIND.sub(_blank_behind, text))
    return _GLUED_NUMBER.sub(" no.", text) if "no." in text else text


def _blank_before(match: re.Match[str]) -> str:
    return " " + match[0]


def _blank_behind(match: re.Match[str]) -> str:
    return match[0] + " "


def _name_number(match: re.Match[str]) -> str:
    return f" {'vol' if match[2] in '巻卷권집輯辑' else 'no' if match[2] in '号號期호' else 'p'}. {match[1]} "


def plain(text: str) -> str:
    """The same text, character for character, with one kind of quote and one kind of dash."""
    if text.isascii() and "`" not in text:
        return text
    for fancy, simple in _PLAIN:  # much faster than `translate`, which looks up every character
        text = text.replace(fancy, simple)
    return text


_PLAIN = (*((mark, '"') for mark in "“”"), *((mark, "'") for mark in "‘’`´"), *((mark, "-") for mark in "–—"))
