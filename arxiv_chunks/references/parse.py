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
from arxiv_chunks.references.numbers import Token, read_numbers, read_year, tokenise
from arxiv_chunks.references.titles import cut_source
from arxiv_chunks.references.vocabulary import PUBLISHERS

_LABEL = re.compile(r"\[[\w+.' -]{1,12}\]:? ?|\(\d{1,3}\) ?|\d{1,3}[.)] ?(?=[^\d\s])|[•*·] ?")
_PUBLISHER = re.compile(rf"\b(?:[A-Z][\w&'-]* ){{0,2}}(?:{PUBLISHERS})[\w.-]*(?: [A-Z][\w&'-]*){{0,3}}")
_QUOTE = re.compile(r"[\"“]|(?<= )['‘](?=[A-Z])")


def parse_reference(raw: str) -> ReferenceFields:
    """Read one entry: any string in, never an error; what the entry does not have is None.

    >>> fields = parse_reference("B. Lee and C. Wu, Phys. Rev. D 72, 1224 (1994), arXiv:hep-ph/9405221.")
    >>> fields.journal, fields.volume, fields.page, fields.year, fields.arxiv_id, fields.title
    ('Phys. Rev. D', '72', '1224', 1994, 'hep-ph/9405221', None)
    """
    found = cut_identifiers(tidy(raw))
    shown = space_out(found.rest)
    if label := _LABEL.match(shown):
        shown = shown[label.end() :]
    text = plain(shown)
    names = read_authors(text)
    tokens = tokenise(text, names.end)
    first = next((i for i, t in enumerate(tokens) if t.kind not in ",.:;("), 0)
    year = read_year(text, tokens, first)
    title_start = names.end
    if tokens and tokens[first].kind in "yY":
        title_start = tokens[first].end
    title_end = _closing_quote(text, title_start)
    tail = [t for t in tokens if t.start >= (title_end or title_start)]
    numbers = read_numbers(text, tail)
    stop = numbers.start if numbers.start is not None else _source_end(text, tail)
    source = cut_source(
        text, title_start, max(stop, title_end or 0), numbered=numbers.volume is not None or numbers.page is not None
    )
    journal = shown[slice(*source.journal)] if source.journal else None
    if journal and len(numbers.letter) == 1:
        journal = f"{journal} {numbers.letter}"
    publisher = match[0].strip(" ,.") if (match := _PUBLISHER.search(text, stop)) else None
    return ReferenceFields(
        authors=tuple(n.strip(" ,") for n in names.names),
        title=shown[slice(*source.title)] if source.title else None,
        journal=journal,
        volume=numbers.volume,
        issue=numbers.issue,
        page=numbers.page,
        year=year,
        publisher=publisher,
        arxiv_id=found.arxiv_id,
        doi=found.doi,
        report_number=found.report_number,
        url=found.url,
        isbn=found.isbn,
    )


def _closing_quote(text: str, start: int) -> int | None:
    """Where a quoted title ends, if one begins at `start`."""
    while start < len(text) and text[start] in " ,.:;)" + MARK:
        start += 1
    if text[start : start + 1] == '"':
        close = text.find('"', start + 4)
        return close + 1 if close > 0 else None
    return None


def _source_end(text: str, tail: list[Token]) -> int:
    """Without volume and pages: what comes before the last year, or everything."""
    for token in reversed(tail):
        if token.kind in "yY" and token is not tail[0]:
            return token.start
    return len(text)
