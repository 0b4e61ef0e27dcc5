"""Where one sentence ends and the next begins, in the prose of papers.

Signals, in order of trust:

1. The mark and what follows it. A sentence ends in a period, question or exclamation mark with its closing marks, before
   white space and something that may begin a sentence: a capital, rarely a number or a symbol, and a lower-case letter only
   where it stands alone as a variable. Everything else ("i.e. that", "x1, . . . , xn") needs no knowledge of words.
2. The word before. Some abbreviations always want what follows ("Fig. A", "Dr. No"); before a number nearly all do.
3. The word after, where the word before may end a sentence or not ("et al.", "U.S.", initials): it does before a
   word that begins sentences ("The", "We", "However").

It never breaks before a comma or inside a number, and never makes a sentence of an item's mark ("2.", "(b).").
The rules were chosen by measurement over libraries: docs/decisions/chunks.md.
"""

import re

_CLOSING = re.compile(
    r"""
    [.!?\u2026]* ["'\u2019\u201d)\]]*
    (?: (?<=[a-z)\]][.!?]|[.!?]["\u201d)]) \d{1,2} | \[\d[\d,\u2013-]*\] )?   # a footnote's mark or a citation
    (?:\s?[\u25a0\u25a1\u220e])?                                                 # the end of a proof
    """,
    re.VERBOSE,
)
_OPENING = "\"'\u2018\u201c([\u00ab"
_ITEM_MARK = re.compile(r"(?:[A-Z][A-Za-z]*\.?\s)?[(\[]?(?:\d{1,3}(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)[)\]]?")
_BRACKETED_MARK = re.compile(r"[(\[](?:\d{1,3}|[a-z]|[ivx]+)[)\]]\s")

_NEVER_LAST = frozenset(
    """e.g i.e cf c.f vs viz resp approx ca w.r.t s.t a.k.a w.l.o.g
    fig figs eq eqs eqn eqns sect sects ref refs tab chap thm lem pp eds
    Fig Figs Eq Eqs Eqn Eqns Sec Secs Sect Sects Ref Refs Tab Tabs Chap Ch App Alg Algs Thm Thms Lem Prop Props Cor Def Defs
    Ex Exs Rem Vol Vols No Nos Eds Ed FIG FIGS EQ EQS REF REFS TAB SEC
    Dr Drs Prof Mr Mrs Ms St Mt Univ Dept Inst
    Phys Rev Lett Math Proc Conf Int Trans Nucl Astron Astrophys Commun Acad Sci Natl Soc Ann Appl Adv Comput Mech Mon Roy
    Opt Chem Eng Theor Instrum Meth Mod Grav Symp Lect Publ Suppl Bull Mag Yahoo""".split()
)
_NEVER_BEFORE_NUMBER = frozenset("no nos sec secs app prop def ex ch alg vol p art n".split())
_INITIALS = frozenset(filter(str.isupper, map(chr, range(0x250))))
_MAY_BE_LAST = frozenset("al etc Inc Ltd Co Corp Jr Sr".split())
_ABBREVIATIONS = _NEVER_LAST | _MAY_BE_LAST
_ASCII_WORD = re.compile(r"[A-Za-z]+")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")
_FIRST_WORDS = frozenset(
    """A According Accordingly Additionally After Again All Although Among An And Another Any Appendix As Assume
    Assuming At Because Before Besides Beyond Both But By Chapter Clearly Compared Consequently Consider Conversely
    Define Despite Due During Each Either Even Every Finally First Following For Formally From Further Furthermore
    Given He Hence Here How However I If In Indeed Instead Intuitively It Its Last Lastly Let Likewise Many
    Meanwhile Moreover Most Much Namely Nevertheless Next No Note Notice Now Observe Of Often On Once One Only Or
    Other Others Otherwise Our Overall Previous Rather Recall Recent Recently Second Section See Several She Similar
    Similarly Since So Some Such Suppose That The Their Then There Thereby Therefore These They Third This Those
    Though Three Through Thus To Together Two Typically Under Unfortunately Unless Unlike Until Using We What When
    Where Whenever Whereas Whether Which While Why With Within Without Yet You Figure Figures Table Tables Equation
    Theorem Lemma""".split()
)
_LONG_ENDINGS = {word[-4:] for word in _ABBREVIATIONS if len(word) >= 4} | {"viii", "xiii", "xvii"}
_BEHIND_MARK = r"""
    (?: \s (?: (?: (?<= [a-z]{4}..) | (?<= [^\s([]{4}[)\]]..) )
              () (?=[A-Z])                          # 1: a word of four letters, or five in brackets, a blank, a capital
            | (?= [^\s,;:.)\]}?!a-z\u25a0\u25a1\u220e] | [b-z]\s )
              (?! (?<= \sal..) [\d([] ) )          # "et al. [3]" is too common to be looked at more closely
      | (?= [^\s\w,;:] | (?<=[a-z)\]].) \d | \s[\s\u25a0\u25a1\u220e] )
        [^\s\w,;:]* (?: \d [\d,\u2013-]* \]? )? [^\s\w.!?,;:]* (?: \s[\u25a0\u25a1\u220e] )?
        (\s+)                                    # 2: closing marks, or more than one blank
        (?= [^\s,;:.)\]}?!a-z] | [b-z]\s )
    )"""
_CANDIDATE = re.compile(r"[.!?\u2026]" + _BEHIND_MARK, re.VERBOSE)
_CANDIDATE_PERIOD = re.compile(r"\." + _BEHIND_MARK, re.VERBOSE)  # one letter is found faster than one of four


class BreakFinder:
    """Finds the places in spans of one text where one sentence ends and the next begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._candidates, self._marked = _CANDIDATE.finditer, text
        if "\u2026" not in text:  # the only mark that may also begin a sentence: the others are one to the expression
            self._candidates, self._marked = _CANDIDATE_PERIOD.finditer, text.replace("?", ".").replace("!", ".")

    def add(self, begin: int, stop: int, ends: list[int], starts: list[int]) -> None:
        """Add those of `text[begin:stop]`, around which stands white space or nothing, to the two lists."""
        text = self._text
        for match in self._candidates(self._marked, begin, stop):
            mark, start = match.span()
            end = mark + 1
            if match.lastindex != 1 or text[mark - 4 : mark] in _LONG_ENDINGS:
                if match.lastindex == 2:
                    end = match.start(2)
                    if not _CLOSING.fullmatch(text, mark, end):
                        continue
                if not _is_break(text, begin, mark, start):
                    continue
            ends.append(end)
            starts.append(start)
            begin = start


def sentence_breaks(text: str) -> list[tuple[int, int]]:
    """Each place where one sentence ends and the next begins: (end of the one, start of the other), white space between.

    >>> sentence_breaks("It is small, see Fig. 3. We go on.")
    [(24, 25)]
    """
    ends: list[int] = []
    starts: list[int] = []
    BreakFinder(text).add(0, len(text), ends, starts)
    return list(zip(ends, starts, strict=True))


def _is_break(text: str, begin: int, mark: int, start: int) -> bool:
    """Whether the sentence from `begin` ends with the mark at `mark` and the next begins at `start`."""
    word_start = text.rfind(" ", begin, mark) + 1 or begin
    word = text[word_start:mark].lstrip(_OPENING)
    if word in _NEVER_LAST or (mark - begin < 20 and _ITEM_MARK.fullmatch(text, begin, mark)):
        return False
    place = start
    opening = text[place]
    if opening in _OPENING:
        while opening in _OPENING and place + 1 < len(text):
            place += 1
            opening = text[place]
        if place > start and _BRACKETED_MARK.match(text, start):
            return word not in _ABBREVIATIONS and word not in _NEVER_BEFORE_NUMBER
    if opening.islower():
        # "... of layers. n is the length": a variable begins the sentence
        alone = place == start and opening != "a" and text[start + 1 : start + 2] == " "
        return alone and word.isalpha() and word.islower() and word not in _ABBREVIATIONS
    if not word:
        return opening.isupper() and text[mark - 2 : mark - 1] not in (".", ",")
    if text[word_start - 2 : word_start - 1] == ":" and _ITEM_MARK.fullmatch(text, word_start, mark):
        return False
    if text[mark] != "." or text[mark + 1] == ".":
        return word[-1] not in ",;" and not opening.isdigit()
    if opening.isupper():
        may_be_last = word in _INITIALS or word in _MAY_BE_LAST or ("." in word and _DOTTED.fullmatch(word))
        return not may_be_last or _first_word(text, place) in _FIRST_WORDS
    if word in _MAY_BE_LAST or word in _NEVER_BEFORE_NUMBER:
        return opening == "\u2022"
    # a number begins a sentence only after prose
    return not opening.isdigit() or word[-1] in ')]"\u201d' or (word.islower() and len(word) > 1)


def _first_word(text: str, start: int) -> str:
    """The word at `start`; none where a period follows, as behind an initial."""
    word = _ASCII_WORD.match(text, start)
    following = text[word.end() : word.end() + 1] if word else "."
    return "" if word is None or following == "." or following.isalpha() else word[0]
