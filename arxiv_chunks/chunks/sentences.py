"""Where one sentence ends and the next begins, in the prose of papers."""

import re

# A break: what ends a sentence, closing marks, white space, and what may open the next one.
_BREAK = re.compile(
    r"""
    (?<![.\s(\[]) [.!?\u2026]+ [\"'\u2019\u201d)\]]*   # the end, not an ellipsis' middle or an opening bracket's
    (?P<gap>\s+)
    (?= [\"'\u2018\u201c(\[]* [^\W_a-z] | [\u2022\u2013\u2014-]\s )
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"""(?: (?:^|[\s(\[\u201c"]) (?:
        e\.g | i\.e | cf | vs | etc | al | resp | viz | ca | approx | w\.r\.t | a\.k\.a | i\.i\.d | s\.t
      | Figs? | Eqs? | Eqns? | Secs? | Sects? | Tabs? | Refs? | Chaps? | Apps? | Alg | Thms? | Lem | Props? | Cor | Def | Defs? | Exs? | Nos? | no | pp? | Vols? | vol | eds? | Eds?
      | Dr | Prof | Mr | Mrs | Ms | St | Jr | Sr | Inc | Ltd | Corp | Univ | Dept | Proc | Conf | Int | Trans | Phys | Rev | Lett | Math | Astron | Astrophys
      | [A-Z]
    ) )\. $""",
    re.VERBOSE,
)


def sentence_breaks(text: str) -> list[tuple[int, int]]:
    """Each place where a sentence ends and another begins: (end of the first, start of the second).

    >>> sentence_breaks("See Fig. 3. It is new.")
    [(11, 12)]
    """
    breaks = []
    for match in _BREAK.finditer(text):
        end, start = match.start("gap"), match.end()
        if text[end - 1] == "." and _ABBREVIATION.search(text, max(0, end - 10), end):
            continue
        breaks.append((end, start))
    return breaks
