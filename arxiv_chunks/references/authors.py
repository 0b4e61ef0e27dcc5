"""The names at the start of an entry, and where they end.

Consistency reads them: the first name decides the list's style, and only names of that style (and the few that styles mix
with) continue it. Styles: `A. B. Name`, `Name, A. B.`, `Name AB`, `First Name`, `Name, First`, collaborations and
organisations, names in Chinese, Japanese and Korean letters. Of several styles that fit, the one that reads furthest wins.
One piece of another form between two names is taken as a name. What is no name begins the title, and a journal's
abbreviations are no names ("Ann. Phys. 12").
"""

import re
from typing import NamedTuple

from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.vocabulary import ABBREVIATIONS, NEVER_NAMES

_LATIN = [chr(code) for block in ((0x41, 0x250), (0x1E00, 0x1F00)) for code in range(*block) if chr(code).isalpha()]
_U = "".join(letter for letter in _LATIN if letter.isupper())
_L = (
    "".join(letter for letter in _LATIN if letter.islower()) + "¡-©«-¿"
)  # with the second halves of letters that were decoded twice ("Ã©")
_PARTICLE = (
    r"(?:(?:[vV][ao]n|[dD]e[rns]?|[dD][aiou]s?|[dD]el(?:la|le)?|[lL][aeo]s?|[tT]en|[tT]er|[eE]l|[aA]l|[bB][ei]n|[zZ]u[rm]?|[aA]f"
    r"|[sS]an|dos|und|y|e|v\.|d\.|'t|St\.|in 't) |[dDlLO]'|al-|el-)"
)
_WORD = rf"[{_U}][{_U}{_L}']{{1,25}}+"
_SHORT_WORD = rf"[{_U}][{_U}{_L}']{{1,8}}+"
_GIVEN = rf"{_WORD}(?:-{_WORD})?"
_SURNAME = rf"(?:{_PARTICLE}){{0,3}}{_WORD}(?:-[{_U}{_L}][{_U}{_L}']{{1,25}}+){{0,3}}"
_SURNAMES = rf"{_SURNAME}(?: (?!and |et |[Ii]n:? |(?:Jr|Sr|JR|SR)\b){_SURNAME}){{0,3}}"
_FULL = rf"(?:[{_U}]{{1,3}}[{_L}'][{_U}{_L}']{{0,24}}+|[{_U}]{{4,25}}+)"
_INITIAL = rf"(?:[{_U}]-[{_U}]|Yu|Ya|Ye|Iu|Ju|Ch|Th|Ph(?!\. ?D\b)|Sh|Zh|Kh|Ts|Tz|Dz|Dj|Gy|Cs|Sz|Zs|St|Chr|Wm|Al|Ed|Fr|Jo|Ge|[{_U}])\."
_INITIALS = rf"{_INITIAL}(?: ?-? ?{_INITIAL}| ?-[{_L}]\.){{0,5}}(?:-[{_U}]\b)?"
_LOOSE_INITIALS = rf"(?:{_INITIALS}(?: ?[{_U}]\b(?!&))?|[{_U}](?:[ -]?[{_U}]){{0,3}}\b\.?)(?!\()(?: (?:[dD]e(?: la)?|von|van(?: der)?|da|di|dos|del|ter)(?=[,;. ]))?"
_JUNIOR = r"(?:,? (?:Jr|Sr|JR|SR)\b\.?|,? I{2,3}\b|,? IV\b| (?:2n?d|3r?d)\b)?"
_YEAR = r"(?:1[5-9]\d\d|20[0-4]\d)"
_AND = rf"(?<= )(?:and|And|AND|und|et|y|with) (?=[{_U}\"]|[a-z']{{1,3}} |others\b|al\b|co-?[lwa]|contributors|[Cc]ollab|del |della )|(?<= )and(?=[A-Z]\.)"
_CLOSE = rf"[,;.:/\"{MARK}\[]|[Ii]n:? [{_U}\"'\d]|$|{_YEAR}|{_AND}|&|- |'[{_U}]"
_END = rf"(?= ?(?:{_CLOSE}|\())"
_SURE_END = rf"(?= ?(?:{_CLOSE}|\((?:{_YEAR}|[eE]ds?\b|[Hh]rsg)))"
_DOT_END = rf"(?:{_END}|(?<=\.)(?= (?:[{_U}\"]|\d{{1,3}} [a-z])))"

_STYLES = {
    "initials first": re.compile(rf"{_INITIALS}(?: ?[{_U}](?= ))? ?{_SURNAMES}{_JUNIOR}{_END}"),
    "surname, initials": re.compile(rf"{_SURNAMES}{_JUNIOR}(?:,|\.(?= ?{_INITIALS})) ?{_LOOSE_INITIALS}{_JUNIOR}{_DOT_END}"),
    "surname initials": re.compile(
        rf"{_SURNAMES}{_JUNIOR} (?:{_INITIALS}[{_U}]?|[{_U}](?:[ -]?[{_U}]){{0,3}}\b\.?|[{_U}]-[{_L}]\b)(?: (?:de|van|von|da)\b\.?)?{_JUNIOR}{_DOT_END}"
    ),
    "bare initials first": re.compile(rf"[{_U}](?:[ -]?[{_U}]){{0,2}} {_SURNAMES}{_END}"),
    "first last": re.compile(
        rf"{_FULL}(?:-[{_U}{_L}][{_L}]{{1,25}}+)?(?: (?:{_INITIAL}(?:-{_INITIAL})?|[{_U}]\b|{_WORD}|{_SHORT_WORD}-{_SHORT_WORD})){{0,2}} (?!(?:Jr|Sr|JR|SR)\b)(?:{_PARTICLE}){{0,3}}"
        rf"{_FULL}(?:-[{_U}{_L}][{_U}{_L}']{{1,25}}+){{0,3}}{_JUNIOR}{_SURE_END}"
    ),
    "surname, first": re.compile(
        rf"{_SURNAMES}{_JUNIOR}, {_WORD}(?:-{_WORD})?(?: {_INITIALS}| [{_U}]\b)?(?: (?:de(?: la)?|van(?: der)?|von|da|di|dos|del|ter)(?=[,;. ]))?{_DOT_END}|{_SURNAMES}, {_GIVEN} {_GIVEN}(?=[.;]|,? (?:and|&|et al) |,? \(|, {_GIVEN} {_INITIAL} (?:{_PARTICLE}){{0,2}}{_WORD},|, (?:{_GIVEN} ){{1,2}}{_WORD},? (?:and|&) {_GIVEN} )"
    ),
    "alone": re.compile(rf"{_SURNAME}(?=,? et al| and {_SURNAME}(?:,|\.| \()| & {_SURNAME}(?:,|\.| \()| ?\({_YEAR}|,? \(eds?\b)"),
}  # fmt: skip
_TWO_GIVEN = re.compile(
    rf"{_SURNAMES}, {_GIVEN} {_GIVEN}(?=, {_GIVEN} )"
)  # where two more follow: "Le, Quoc Viet, Ann Bee, and Cy Dee"
_MIXES = {
    "initials first": ("bare initials first",),
    "surname, initials": ("initials first", "surname initials"),
    "surname initials": ("initials first",),
    "surname, first": ("surname, initials", "initials first", "first last"),
    "first last": ("initials first", "initial first last"),
    "alone": ("surname", "surname, initials", "initials first"),
}
_AFTER_AND = ("initials first", "surname, initials", "first last", "surname initials", "bare initials first", "unlike")
_WEAK = frozenset({"surname, first", "first last", "alone"})
_STYLES_AFTER = _STYLES | {
    "unlike": re.compile(rf"{_INITIALS} ?\w[\w'-]{{1,24}}{_END}"),
    "surname": re.compile(rf"{_SURNAME}(?=[,.]| \(|,? et al| and | & )"),
    "initial first last": re.compile(rf"(?!A )[{_U}] {_FULL} {_FULL}{_SURE_END}"),
}
_ODD = re.compile(rf"{_WORD}(?:-{_WORD})?")
_ODD_WORDS = re.compile(rf"[^,;.:()\"\d{MARK}]{{2,30}}")
_ACRONYM = re.compile(rf" (?:[{_U}]{{3,}}|(?!Ma?c)[{_U}][{_L}]+[{_U}][{_U}{_L}]*)(?=:)")
_BEGINS_WITH_INITIAL = re.compile(rf"[{_U}]\.")
_STOPPED = re.compile(r"[^,]+ [A-Z]{1,4}\.")
_LAST_RESORT = re.compile(rf"{_SURNAME}(?=, [{_U}\"'])")
_CJK_LETTER = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_CJK = re.compile(
    rf"(?:{_CJK_LETTER}{{1,4}} ){{0,1}}{_CJK_LETTER}{{1,8}}(?:\([^)]{{1,12}}\))?(?= ?(?:[,;.(·'\"]|$|{_YEAR}))"
)
_CJK_SEPARATOR = re.compile(rf" ?(?:[,;·]|\.(?={_CJK_LETTER}{{2,4}}[.,(])) ?")
_COLLABORATION = re.compile(
    rf"\(?(?:(?:[Ff]or|[Oo]n behalf of) )?(?:[Tt]he )?(?:[{_U}\d][\w+/'-]{{0,30}} (?:(?:[{_U}\d][\w+/'-]{{0,30}}|and|for|of|the|&) ){{0,6}})"
    rf"(?:[Cc]ollaborations?|[Cc]onsortium|Working Group|Study Group|Research Group|Team|Project)\b\)?|[{_U}][\w-]{{1,20}} Collab\.?|(?:[{_U}][\w-]{{1,20}} ){{1,3}}[Gg]roup(?=[,:]| \()"
)
_GROUPS = ("ollab", "roup", "onsortium", "Team", "Project")  # one of which stands in all that `_COLLABORATION` finds
_GROUP_ALONE = re.compile(rf"[{_U}][\w-]{{2,20}}(?=, {_INITIALS} ?{_SURNAMES},? et al)")
_ORGANISATION = re.compile(
    rf"(?:The )?(?:{_WORD},? (?:and |of |for |the |on |in |& ){{0,3}}){{0,7}}(?:Society|Association|Cent(?:er|re)s?|Committee|Institutes?|Organi[sz]ation|Board|Council"
    rf"|Department|Ministry|Agency|Commission|Federation|Foundation|Administration|Bureau|Office|Anon|Anonymous|Inc|Ltd|GmbH|Corporation|Corp)\b\.?"
    rf"(?: (?:and |of |for |the |on |in |& ){{0,3}}{_WORD}){{0,7}}(?=[.:,;]| \({_YEAR}|$)"
)
_THE = re.compile(r"\bThe\b")  # begins a group's name, or a title
_MORE_JOURNAL = re.compile(r"\.,? ?(?:(?!(?:1[5-9]|20)\d\d\b)\d|(?:1[5-9]|20)\d\d, ?\d{1,4}, ?[A-Z]?\d|\(|([^\W\d_]+))")
_LETTERS = re.compile(r"[^\W\d_]+")
_SEPARATOR = re.compile(
    r" ?(?:/ ?|,? ?(?:\.\.\.|…) ?(?:& )?(?=\S)|[,;](?: ?(?:and|And|AND|und|et|y) (?=\S)| ?& ?| ?and(?=[A-Z])| )?|(?:,| ) ?(?:&|and(?=[A-Z]\.)|(?:and|And|AND|with|und|et|y|e) |- ) ?)"
)
_ET_AL = re.compile(
    r"[,;]? ?(?:(?:and |& )?(?:\[?et\.? ?al\b[.,]{0,2}(?:\][.,]?)?|et coll\b\.?|(?:et )?others\b|(?:collaborators|contributors|co-?workers|co-?authors)\b|u\. ?a\.(?= )|\.\.\.(?! ?(?:& )?[A-Z][\w'-]+, [A-Z]\.) ?))",
    re.IGNORECASE,
)
_EDITOR = r"(?:eds?|edd|editors?|hrsg|hg|red|comps?|coords?|éds?|dir|a c\. di|a cura di)"
_EDITORS = re.compile(rf"[,;]? ?[(\[] ?{_EDITOR}\b\.? ?[)\]]\.?|[,;]? ?(?:eds?\b\.|editors?\b)", re.IGNORECASE)
_NO_MORE_NAMES = re.compile(f"{_ET_AL.pattern}|{_EDITORS.pattern}", re.IGNORECASE)
_FOR_GROUP = re.compile(
    rf",? ?\((?:[Ff]or the )?[{_U}][\w/+-]{{1,20}}(?:[, ]{{1,2}}[\w/+-]{{1,20}}){{0,5}}\)(?=[,.:;] ?|$)"
)
_SAME = re.compile(r"(?:(?:-{2,}|_{2,}|- - -|Citation:)[.,]? ?|-[,.:]? )+(?:and |& )?")
_MAX_NAMES = 400
_NEVER_NAMES = frozenset(word for word in NEVER_NAMES if len(word) > 2)


class Authors(NamedTuple):
    """The names as printed, the end of the list in the text, and whether they are the editors'."""

    names: tuple[str, ...]
    end: int
    editors: bool = False


def read_authors(text: str, start: int = 0, *, behind_title: bool = False) -> Authors:
    """Read the list of names that begins at `start`; `text` has plain quotes and dashes.

    Where the title stands first, a venue may follow it as well: there only names with initials are taken for names.

    >>> read_authors("de Jong, K. A. and Spears, W. Using genetic algorithms").names
    ('de Jong, K. A.', 'Spears, W.')
    """
    if text[start : start + 1] in ("-", "_", "C") and (same := _SAME.match(text, start)) is not None:
        start = same.end()
    best = Authors((), start)
    before: tuple[str, ...] = ()
    if (group := _collaboration(text, start) or _group_alone(text, start)) is not None:
        best = _finish(text, [group[0].strip("()")], group.end())
        before = best.names
        separator = _SEPARATOR.match(text, best.end)
        start = separator.end() if separator else best.end
        if text[best.end : best.end + 1] in (":", "."):
            return best
        best = best._replace(end=start)
    if text[start : start + 1] > "\u3000" and _CJK.match(text, start) is not None:
        return _read_list(text, start, "cjk", before)
    styles = ("initials first",) if _BEGINS_WITH_INITIAL.match(text, start) else tuple(_STYLES)
    for style in styles:
        if (behind_title and style in _WEAK) or _STYLES[style].match(text, start) is None:
            continue
        read = _read_list(text, start, style, before)
        if style == "surname, first" and read.names:
            turned = _read_list(text, start, style, before, later="first last")
            read = max(read, turned, key=lambda names: names.end)
        if (
            style == "first last"
            and best.names
            and text[read.end : read.end + 1] == ":"
            and _ACRONYM.search(text, start, read.end)
        ):
            continue  # "Abel N. QuickSort: a method"
        if read.names and read.end > best.end:
            best = read
            if style not in _WEAK and len(read.names) > len(before) + 1:
                break
    if behind_title:
        return best
    if not best.names and _TWO_GIVEN.match(text, start) is not None:
        read = _read_list(text, start, "surname, two names", before, later="first last")
        best = read if len(read.names) > len(before) + 2 else best
    if not best.names and (group := _ORGANISATION.match(text, start)) is not None:
        return _finish(text, [group[0]], group.end())
    if not best.names and (lone := _name(_LAST_RESORT, text, start)) is not None:
        return Authors((lone[0],), lone.end())
    return best


def _collaboration(text: str, position: int) -> re.Match[str] | None:
    """A group's name; the pattern is only tried where one of its words stands in the text."""
    return _COLLABORATION.match(text, position) if any(map(text.__contains__, _GROUPS)) else None


def _group_alone(text: str, position: int) -> re.Match[str] | None:
    return _GROUP_ALONE.match(text, position) if "et al" in text else None


def _name(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str] | None:
    """A name of this style, unless it is the start of a journal ("J. Math. Phys. 12")."""
    name = pattern.match(text, position)
    if name is None:
        return None
    if "The" in name[0] and (position > 0 or not name[0].startswith("The ")) and _THE.search(name[0]):
        return None
    words = _LETTERS.findall(name[0].lower())
    more = _MORE_JOURNAL.match(text, name.end()) if words and words[-1] in ABBREVIATIONS else None
    if more is not None and (more[1] is None or len(more[1]) == 1 or more[1].lower() in ABBREVIATIONS):
        return None
    return name if _NEVER_NAMES.isdisjoint(words) else None


def _read_list(text: str, begin: int, style: str, before: tuple[str, ...], later: str | None = None) -> Authors:
    """Read names of one style, and behind the first name those of `later`, if given, and the few styles that mix with it."""
    pattern = _CJK if style == "cjk" else _TWO_GIVEN if style == "surname, two names" else _STYLES[style]
    mixed = _MIXES.get(style, ())
    names, end, position = list(before), begin, begin
    joined = False
    while len(names) < _MAX_NAMES:
        name = _name(pattern, text, position)
        if position > begin and later is not None:
            pattern = _STYLES_AFTER[later]
            name = _name(pattern, text, position) or name
        if name is None and position > begin:
            name = _collaboration(text, position) or next(
                (
                    found
                    for other in (*mixed, *(_AFTER_AND if joined else ()))
                    if (found := _name(_STYLES_AFTER[other], text, position))
                ),
                None,
            )
            if name is None and not joined:
                name = _odd_name(pattern, text, position, loose=style == "surname initials")
        if name is None:
            if joined and style in _WEAK and len(names) == len(before) + 1:
                return Authors(before, begin)  # "Data and Computer …": no name was meant
            break
        names.append(name[0])
        end = name.end()
        if _NO_MORE_NAMES.match(text, end) is not None:
            break
        separator = (_CJK_SEPARATOR if style == "cjk" else _SEPARATOR).match(text, end)
        if separator is None:
            break
        joined = len(separator[0].strip(" ,;")) > 0
        position = separator.end()
    return _finish(text, names, end) if end > begin else Authors(before, begin)


def _odd_name(pattern: re.Pattern[str], text: str, position: int, *, loose: bool) -> re.Match[str] | None:
    """A piece of another form that a name of the list's form follows."""
    for odd in (_STYLES["first last"], _ODD_WORDS if loose else _ODD):
        found = odd.match(text, position)
        if found is None:
            continue
        separator = _SEPARATOR.match(text, found.end())
        if separator is not None and _name(pattern, text, separator.end()) is not None:
            return found
    return None


def _finish(text: str, names: list[str], end: int) -> Authors:
    """Take "et al.", "(HotQCD)" and "(eds.)" behind the last name."""
    if (found := _ET_AL.match(text, end)) is not None:
        end = found.end()
    if "(" in text[end : end + 3] and (found := _FOR_GROUP.match(text, end)) is not None:
        end = found.end()
    if (editors := _EDITORS.match(text, end)) is not None:
        return Authors(_without_stop(names), editors.end(), editors=True)
    return Authors(_without_stop(names), end)


def _without_stop(names: list[str]) -> tuple[str, ...]:
    """The names without the full stop that ended the list: "Jauhi M, Metso J." where initials carry none."""
    names = [name.strip(" ,") for name in names]
    bare = names[-1].count(".") == 1 and _STOPPED.fullmatch(names[-1]) is not None
    if bare and (not names[0].endswith(".") if len(names) > 1 else names[0][-3].isupper()):
        names[-1] = names[-1][:-1]
    return tuple(names)
