"""One bibliography entry's text, read into fields.

The order: mend the characters, cut out the identifiers, read the names at the start, then the numbers, then what lies
between them as title and journal. Each step takes its part away, so that the next one has less to be wrong about. What is
not there stays None: an entry without a title gets none.
"""

import re

from arxiv_chunks.records import ReferenceFields
from arxiv_chunks.references.authors import read_authors
from arxiv_chunks.references.identifiers_in_text import MARK, cut_identifiers
from arxiv_chunks.references.normalise import plain, space_out, tidy
from arxiv_chunks.references.numbers import read_numbers, read_year
from arxiv_chunks.references.tokens import Tokens, tokenise
from arxiv_chunks.references.titles import (
    book_behind_in,
    cut_source,
    cut_venue,
    is_name_list,
    quoted_title,
    series_behind_of,
    trim,
    without_country,
)
from arxiv_chunks.references.vocabulary import PUBLISHERS

_LABEL = re.compile(
    r"\[[\w+.' -]{1,12}\]:? ?,? ?|\(\d{1,3}\) ?|\d{1,3}[.)] ?(?=[^\d\s])|\d{1,3} (?=[A-Z]\. ?[A-Z])|[•*·] ?"
)
_PUBLISHER = re.compile(rf"\b(?:[A-Z][\w&'-]* ){{0,2}}(?:{PUBLISHERS})[\w.-]*(?: [A-Z][\w&'-]*){{0,3}}")


def parse_reference(raw: str) -> ReferenceFields:
    """Read one entry: any string in, never an error; what the entry does not have is None.

    >>> fields = parse_reference("B. Lee and C. Wu, Phys. Rev. D 72, 1224 (1994), arXiv:hep-ph/9405221.")
    >>> fields.journal, fields.volume, fields.page, fields.year, fields.arxiv_id, fields.title
    ('Phys. Rev. D', '72', '1224', 1994, 'hep-ph/9405221', None)
    """
    found = cut_identifiers(tidy(raw))
    shown = space_out(found.rest)
    if (label := _LABEL.match(shown)) is not None:
        shown = shown[label.end() :]
    text = plain(shown)
    title = quoted_title(text, 0)
    names = read_authors(text, _skip(text, title[1] + 1 if title else 0), behind_title=title is not None)
    tokens = tokenise(text, names.end)
    year = read_year(text, tokens)
    body = _behind_year(text, tokens, names.end, year)
    dated = body > names.end
    if title is None and (title := quoted_title(text, _skip(text, body))) is not None:
        body = title[1] + 1
    tail = tokens.behind(body)
    numbers = read_numbers(text, tail, dated=dated)
    stop = numbers.start if numbers.start is not None else _last_year(tail, len(text))
    series = series_behind_of(text, numbers.end) if numbers.end is not None else None
    if title is not None:
        title, journal = trim(text, *title), cut_venue(text, body, stop, cited=numbers.of_journal)
    else:
        sentences = text[body : body + 1] not in (",", ";")
        if (book := book_behind_in(text, body, len(text))) is not None:
            title, journal = book
        elif (parting := _year_between(tail, year, text, stop)) is not None:
            title = cut_source(text, body, parting[0], cited=False, sentences=sentences).title
            journal = cut_venue(text, parting[1], stop)
        else:
            complete = numbers.volume is not None and numbers.page is not None
            title, journal = cut_source(
                text, body, stop, cited=numbers.of_journal and series is None, sentences=sentences, complete=complete
            )
    journal = series or journal
    if journal is None and numbers.page is None and numbers.of_journal:
        numbers = numbers._replace(volume=None, page=numbers.volume)  # "An Introduction to Stars, 392"
    if title is not None and is_name_list(text[slice(*title)]):
        title = None
    venue = without_country(shown[slice(*journal)]) if journal else None
    publisher = None if numbers.of_journal else _PUBLISHER.search(text, body)
    return ReferenceFields(
        authors=tuple(name.strip(" ,") for name in names.names),
        title=shown[slice(*title)] if title else None,
        journal=f"{venue} {numbers.letter}" if venue and len(numbers.letter) == 1 else venue,
        volume=numbers.volume,
        issue=numbers.issue,
        page=numbers.page,
        year=year,
        publisher=publisher[0].strip(" ,.") if publisher else None,
        arxiv_id=found.arxiv_id,
        doi=found.doi,
        report_number=found.report_number,
        url=found.url,
        isbn=found.isbn,
    )


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in " ,.:;)" + MARK:
        start += 1
    return start


_FIRST_YEAR = re.compile(r"[,.:;(]*([yYD])")


def _behind_year(text: str, tokens: Tokens, start: int, year: int | None) -> int:
    """Where the rest begins: behind the year, if one stands right behind the authors."""
    found = _FIRST_YEAR.match(tokens.kinds)
    if found is None or tokens.starts[found.start(1)] > start + 4 or str(year) not in tokens.read(text, found.start(1)):
        return start
    end = tokens.ends[found.start(1)]
    return end + (text[end : end + 1] == ")")


def _last_year(tail: Tokens, default: int) -> int:
    """Without volume and pages, title and venue end before the last year, with its month or the brackets it stands in.

    A year in brackets behind another one ("1988 (repr. 1992)") is left to that one.
    """
    stop = default
    opened: list[int] = []
    for i, kind in enumerate(tail.kinds):
        if kind == "(":
            opened.append(i)
        elif kind == ")" and opened:
            opened.pop()
        elif kind in "yYDz" and i > 0:
            first = opened[0] if opened else i
            while first > 0 and tail.kinds[first - 1] == "m":
                first -= 1
            if stop == default or tail.kinds[first - 1 : first] not in ("y", "Y", "z"):
                stop = tail.starts[first]
    return stop


_YEAR_AMID = re.compile(r"(?<=[w.)])y(?=\.?w)")


def _year_between(tail: Tokens, year: int | None, text: str, stop: int) -> tuple[int, int] | None:
    """The span of the year that parts title and journal ("… of plasmas 1992 Journal of Fusion 3 57"), if one does."""
    for found in _YEAR_AMID.finditer(tail.kinds):
        start, end = tail.starts[found.start()], tail.ends[found.start()]
        if end < stop - 2 and text[start : start + 4] == str(year) and text[end : end + 3].strip(". ")[:1].isupper():
            return start, end
    return None
