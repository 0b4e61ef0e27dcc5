r"""Spelling-proof forms of titles, names and journal references, as Polars expressions.

The index and the entries are put through the same expressions, so the two sides cannot drift apart. An arXiv title is
LaTeX (`Z$\gamma$ at Fermi's $\sqrt{s}$`), a printed one is Unicode (`Zγ at Fermi’s √s`): both become
`z gamma at fermis s`.
"""

import polars as pl

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ϵ": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ϑ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "ς": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "ϕ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
_TEX_LETTERS = r"\\(aa|ae|oe|ss|o|l|i|j)(?:\b|\{\})"
_TEX_GREEK = r"\\(?:var)?(" + "|".join(sorted(set(_GREEK.values()), key=len, reverse=True)) + r")(?:[^a-z]|$)"


def words(text: pl.Expr) -> pl.Expr:
    """Lower-case words separated by single blanks: accents, LaTeX and punctuation gone, Greek letters by name."""
    return _letters(text).str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def phrases(text: pl.Expr) -> pl.Expr:
    """The same letters without blanks, and a bar where a sentence or a part of one may end: `lee|deepnets|asurvey|2016`."""
    barred = _letters(text).str.replace_all(r"[^\p{L}\p{N}]*[.,;:?!()\[\]\"“”]+[^\p{L}\p{N}]*", "|")
    return barred.str.replace_all(r"[^\p{L}\p{N}|]+", "").str.strip_chars("|")


def _letters(text: pl.Expr) -> pl.Expr:
    return (
        text.str.normalize("NFKD")
        .str.to_lowercase()
        .str.replace_all(r"\\[uvhcdbtkr](?:\s+|\{)|\\['\"`^~=.]|[\p{M}'’`$]", "")
        .str.replace_all(_TEX_LETTERS, "${1}")
        .str.replace_all(_TEX_GREEK, " ${1} ")
        .str.replace_all(r"\\[a-z]+\*?", " ")
        .str.replace_all(r"[{}^_]", "")
        .str.replace_many(list(_LETTERS), list(_LETTERS.values()))
        .str.replace_many(list(_GREEK), [f" {name} " for name in _GREEK.values()])
    )


def squeezed(spaced: pl.Expr) -> pl.Expr:
    """`words` without the blanks: `super-resolution` and `superresolution` are one."""
    return spaced.str.replace_all(" ", "", literal=True)


def surname(name: pl.Expr) -> pl.Expr:
    """The last word of a name written first name first, of a collaboration the word before `Collaboration`."""
    bare = name.str.replace_all(r"\([^)]*\)|(?i)\bcollaborations?\b.*|,?\s+(?:Jr|Sr|II|III|IV)\.?\s*$", "")
    return words(bare).str.extract(r"(\p{L}{2,})(?: \d+)?$")


def first_long_word(spaced: pl.Expr) -> pl.Expr:
    """The first word of five letters or more: what a misspelt title is looked up by, beside the surname."""
    return spaced.str.extract(r"\b(\p{L}{5,})\b")


def last_long_word(spaced: pl.Expr) -> pl.Expr:
    """The last word of five letters or more."""
    return spaced.str.extract(r".*\b(\p{L}{5,})\b")


def block(surname: pl.Expr, word: pl.Expr) -> pl.Expr:
    """What papers of like titles by one author share: the surname and a long word."""
    return pl.concat_str(surname, word, separator=" ")


def journal(name: pl.Expr, volume: pl.Expr) -> pl.Expr:
    """A journal's words; the section that is glued to the volume (`Phys. Lett.` `B658`) is its last word."""
    spaced = name.str.replace_all(r"(\p{Ll}{2})(\p{Lu})", "${1} ${2}").str.replace_all(r"\([^)]*\)", " ")
    bare = words(spaced).str.replace(r" (?:volume|vol|v|no|nr|number)$", "")
    section = volume.str.extract(r"^\s*(\p{L}) ?\d").str.to_lowercase()
    return pl.concat_str(bare, section, separator=" ", ignore_nulls=True).replace("", None)


def volume(text: pl.Expr, journal_words: pl.Expr) -> pl.Expr:
    """A volume's number without section letter and leading zeros; JHEP and JCAP count months: `0705` is `5`."""
    monthly = journal_words.str.contains(r"^(?:jhep|jcap|j\w* high energy phys|j\w* cosmol)")
    digits = text.str.extract(r"(\d+)")
    month = pl.when(monthly & (digits.str.len_bytes() == 4)).then(digits.str.tail(2)).otherwise(digits)
    return month.str.replace(r"^0+(\d)", "${1}")


def page(text: pl.Expr) -> pl.Expr:
    """A first page or article number without leading zeros and range: `048301` is `48301`, `S541-S550` is `s541`."""
    return (
        text.str.to_lowercase().str.extract(r"\b(?:p+\.?)?([a-z]{0,2}\d+)").str.replace(r"^([a-z]*)0+(\d)", "${1}${2}")
    )
