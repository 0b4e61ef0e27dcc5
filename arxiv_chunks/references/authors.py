"""The names at the start of an entry, and where they end.

Consistency reads them: the first name decides the list's style, and only names of that style (and the few that styles mix
with) continue it. Styles: `A. B. Name`, `Name, A. B.`, `Name AB`, `First Name`, collaborations, names in Chinese, Japanese
and Korean letters. A list ends at a title's quote, a year, a colon, or at the first piece that is no name.
It never takes a piece for a name because it stands where one could: what is no name begins the title.
"""

import re
from typing import NamedTuple

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.vocabulary import ABBREVIATIONS, JOURNAL_STARTS

_U = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĦĪİĶĹĽŁŃŅŇŌŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŴŶŹŻŽ"
_L = "a-zß-öø-ÿāăąćčďđēęěğģħīıķĺľłńņňōőœŕřśşšșţťțūůűųŵŷźżž"
_PARTICLE = r"(?:(?:[vV][ao]n|[dD]e[rn]?|[dD][aiou]s?|[dD]el(?:la|le)?|[lL][aeo]|[tT]en|[tT]er|[eE]l|[aA]l|[bB][ei]n|[zZ]u[rm]?|[aA]f|[sS]an|[dD]'|[lL]os|y|e|'t|St\.|in 't) |[dDlLoO]'|al-|el-)"
_WORD = rf"(?:[{_U}][{_L}]*'?[{_U}]?[{_L}{_U}]*[{_L}]|[{_U}]{{2,}})"
_SURNAME = rf"(?:{_PARTICLE}){{0,3}}{_WORD}(?:-{_WORD}|-[{_L}]+){{0,3}}"
_SURNAMES = rf"{_SURNAME}(?: (?!and\b|et\b|in\b)(?:{_SURNAME})){{0,2}}"
_INITIAL = rf"(?:[{_U}][{_L}]{{0,2}}\.)"
_INITIALS = rf"(?:{_INITIAL}(?: ?- ?{_INITIAL}|-[{_L}]\.)*)(?: ?(?:{_INITIAL}|-{_INITIAL}|{_PARTICLE}(?=,|;|$)))*"
_BARE = rf"[{_U}](?:-?[{_U}]){{0,3}}"
_JUNIOR = r"(?:,? (?:Jr|Sr)\b\.?|,? I{2,3}\b|,? IV\b| 2nd| 3rd)?"
_DOTTED_OR_BARE = rf"(?:{_INITIALS}|[{_U}](?:[ -]?[{_U}]){{0,3}}\b\.?)"

_STYLES = {
    "initials first": re.compile(rf"{_INITIALS} ?(?:{_WORD} (?=[{_U}]))?{_SURNAMES}{_JUNIOR}"),
    "surname, initials": re.compile(rf"{_SURNAMES}{_JUNIOR}, ?{_DOTTED_OR_BARE}{_JUNIOR}"),
    "surname initials": re.compile(
        rf"{_SURNAMES} (?:{_INITIALS}|{_BARE}\b\.?(?! ?[{_L}]))(?: (?:Jr|Sr)\b\.?| I{{2,3}}\b)?"
    ),
    "bare initials first": re.compile(rf"{_BARE} {_SURNAMES}"),
    "surname, first": re.compile(
        rf"{_SURNAMES}, {_WORD}(?:-{_WORD})?(?: {_INITIALS}| {_WORD}| [{_U}]\b)?(?=,|;|\.| and\b| &| \(|$)"
    ),
    "first last": re.compile(
        rf"{_WORD}(?:-{_WORD}|-[{_L}]+)?(?: (?:{_INITIAL}|[{_U}]\b|{_WORD})){{0,2}} {_SURNAME}{_JUNIOR}"
    ),
}
_MIXES = {"surname, initials": "initials first", "surname, first": "first last", "first last": "initials first"}
_LETTERS = re.compile(r"[^\W\d_]+")
_ODD = re.compile(r"([^,;.\"(:\d]{2,40}), ?(?:and |& )?")
_TERMINATOR = re.compile(rf" ?(?:[,;.:(\"{MARK}\[]|$|(?:1[5-9]|20)\d\d|and\b|und\b|et\b|y\b|with\b|&|-\s|'[{_U}])")
_SEPARATOR = re.compile(
    r" ?(?:[,;] ?(?:and |& ?|et |und |y |AND )?|[,;]?(?: ?& ?| and | AND | et | und | y | e | with | - ))"
)
_ET_AL = re.compile(
    r"[,;]? ?(?:and |& )?(?:et\.? ?al\b\.?,?|et coll\.?|and others\b|others\b|u\. ?a\.|\.\.\. ?)|[,;]? ?et al(?=[A-Z])",
    re.IGNORECASE,
)
_EDITORS = re.compile(r"[,;]? ?[(\[]? ?\b(?:eds?|edd|editors?|hrsg|red|comp|coord)\b\.? ?[)\]]?\.?", re.IGNORECASE)
_COLLABORATION = re.compile(
    rf"\(?(?:(?:for|on behalf of) )?(?:the |The )?[{_U}\d][\w+/'-]*(?: (?:[{_U}\d][\w+/'-]*|and|for|of|the|&)){{0,6}} (?:[Cc]ollaborations?|[Cc]onsortium|[Ww]orking [Gg]roup|[Tt]eam|[Gg]roup)\b(?: et al\.?)?\)?|[{_U}][\w-]* Collab\.?"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}(?:\([^)]{1,12}\))?")
_DASH = re.compile(r"(?:-{2,}|_{2,}|- - -)[.,]? ?")
_MAX_AUTHORS = 400


class Authors(NamedTuple):
    """The names as printed, the end of the list in the text, and whether they are the editors'."""

    names: tuple[str, ...]
    end: int
    editors: bool = False


def read_authors(text: str) -> Authors:
    """Read the list of names that `text` begins with; `text` has plain quotes and dashes.

    >>> read_authors("de Jong, K. A. and Spears, W. Using genetic algorithms").names
    ('de Jong, K. A.', 'Spears, W.')
    """
    start = dash.end() if (dash := _DASH.match(text)) else 0
    names: list[str] = []
    end = start
    if (group := _COLLABORATION.match(text, start)) is not None:
        names.append(group[0].strip("()"))
        end = group.end()
    best = Authors(tuple(names), end)
    begin = sep.end() if names and (sep := _SEPARATOR.match(text, end)) else end
    if text[begin : begin + 1] == ":" and names:
        return best
    if _CJK.match(text, begin) is not None:
        return _read_list(text, begin, _CJK, None, names)
    for style, pattern in _STYLES.items():
        read = _read_list(text, begin, pattern, _STYLES.get(_MIXES.get(style, "")), names)
        if read.end > best.end:
            best = read
    return best


def _name(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str] | None:
    """A name of this style that something may follow, and that is not the start of a journal."""
    name = pattern.match(text, position)
    if name is None or (name[0][-1] != "." and _TERMINATOR.match(text, name.end()) is None):
        return None
    words = _LETTERS.findall(name[0])
    if words[-1].lower() in ABBREVIATIONS and text[name.end() : name.end() + 1] == ".":
        return None
    if any(len(w) > 2 and w.lower() in JOURNAL_STARTS for w in words):
        return None
    return name


def _read_list(
    text: str, begin: int, pattern: re.Pattern[str], mixed: re.Pattern[str] | None, before: list[str]
) -> Authors:
    """Read names of one style; `mixed` is a second style that may stand behind the first name."""
    names = list(before)
    end = position = begin
    editors = joined = False
    while len(names) < _MAX_AUTHORS:
        name = _name(pattern, text, position)
        if name is None and position > begin:
            name = _COLLABORATION.match(text, position) or (_name(mixed, text, position) if mixed else None)
            if name is None and joined:
                name = _name(_STYLES["first last"], text, position)
            if name is None and (odd := _ODD.match(text, position)) and _name(pattern, text, odd.end()):
                names.append(odd[1])
                position = odd.end()
                continue
        if name is None:
            break
        names.append(name[0])
        end = name.end()
        if (more := _ET_AL.match(text, end)) is not None:
            end = more.end()
        if (edited := _EDITORS.match(text, end)) is not None:
            editors = True
            end = edited.end()
        separator = _SEPARATOR.match(text, end)
        if separator is None or more is not None:
            break
        joined = len(separator[0].strip(" ,;")) > 0
        position = separator.end()
    if end > begin and (edited := _EDITORS.match(text, end)) is not None:
        editors = True
        end = edited.end()
    return Authors(tuple(names), end, editors)
