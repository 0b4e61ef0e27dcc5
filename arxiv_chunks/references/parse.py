"""One bibliography entry's text, read into fields.

The order: mend the characters, cut out the identifiers, read the names at the start, then the numbers, then what lies
between them as title and journal. Each step takes its part away, so that the next one has less to be wrong about. What is
not there stays None: an entry without a title gets none.
"""

import re

import msgspec

from arxiv_chunks.records import ReferenceFields
from arxiv_chunks.references.authors import Authors, read_authors
from arxiv_chunks.references.identifiers_in_text import MARK, cut_identifiers
from arxiv_chunks.references.law import law_report
from arxiv_chunks.references.normalise import plain, space_out, tidy
from arxiv_chunks.references.numbers import read_numbers
from arxiv_chunks.references.pieces import SURE, Span, journal_likeness, trim
from arxiv_chunks.references.titles import cut_source, is_name_list, quoted_title
from arxiv_chunks.references.tokens import tokenise
from arxiv_chunks.references.venues import (
    Source,
    book_behind_in,
    cut_venue,
    series_behind_of,
    venue_behind_in,
    without_country,
)
from arxiv_chunks.references.vocabulary import IMPRINTS, PUBLISHERS
from arxiv_chunks.references.years import before_last_year, behind_year, read_year, year_between

_LABEL = re.compile(
    r"\[(?:[\w+.' -]{1,12}|[^\[\]\d]{2,80}(?:1[89]|20)\d\d[a-z]?)\]:? ?,? ?|\((?:\d{1,3}|[a-h])\) ?|\d{1,3}[.)] ?(?=[^\d\s])|\d{1,3} (?=[A-Z]\. ?[A-Z])|[•*·] ?"
)
_ISBD_DASH = re.compile(r"(?<=[.,]) [-–—] (?=\S)")  # "Title // Journal. – 2016. – Vol. 4." of GOST 7.1
_SAID_BEFORE_TITLE = re.compile(
    r"([A-Z][\w&/'-]*(?: [A-Z][\w&/'-]*){0,3}(?: \d[\d.]*(?=,? \"))?)(?:\.(?= [A-Z][\w-]* (?:[\w-]+ )?[a-z]{2,}[^.]* [^.]+\.)|,? (?:\((?:1[89]|20)\d\d[a-z]?\)[.,]? )?(?=\")"
    rf"|\.(?= (?:1[89]|20)\d\d[a-z]?\. (?!{IMPRINTS})[A-Z][^.]{{12,200}}\.))"
)
"""Who publishes without being a person: a few capital words before a title that is a sentence or stands in quotes, or before a year."""
_STANDARD = re.compile(
    r"(?:ISO|IEC|IEEE|ASTM|DIN|EN|ANSI|BS|NIST|ITU-[DRT]|ETSI|SAE|JIS|ASME|GB/T|FIPS)(?:/[A-Z]{2,5}){0,3}"
    r"(?: (?:Std|Standard|Recommendation|Rec|TR|TS|SP|PUB|EN|ISO)){0,2}\.? [A-Z]{0,3}\.?\d[\w.:-]*\d(?=[,.:] [A-Z])"
)
"""A standard's number before its title."""
_PATENT_NUMBER = re.compile(
    r"\b([Pp]atent(?: [Aa]pplication)?)(?: [Nn]o\.?)? (?:[A-Z]{2} ?)?(?:\d{1,2} (?:19|20)\d\d(?: \d{3})+|\d[\d/]{4,}\d|\d{1,3}(?:[, ]\d{3}(?!\d))+)(?: [A-Z]\d?\b)?"
)
_LEADING = re.compile(
    r"(?:[Ss]ee(?:,? also|,? e\. ?g\.|,? for (?:example|instance|a review))?|[Cc]f\.|For (?:an? |recent )?(?:reviews?|overviews?),? see(?:,? e\. ?g\.)?),? (?=[A-Z]\. ?[A-Z-]|[A-Z]\w+, [A-Z]\.)"
)
"""What may stand before the first author's initials in a list that is notes as well."""
_NUMERO = re.compile(r"\b[Nn][°º] ?")
_PUBLISHER = re.compile(
    rf"[,.;:(] ?((?:[A-Z][\w&'-]{{0,20}} ){{0,2}}(?:{PUBLISHERS})[\w-]{{0,20}}(?: (?:of |& |and )?[A-Z][\w&'-]{{0,20}}){{0,3}})"
)


def parse_reference(raw: str) -> ReferenceFields:
    """Read one entry: any string in, never an error; what the entry does not have is None.

    >>> fields = parse_reference("B. Lee and C. Wu, Phys. Rev. D 72, 1224 (1994), arXiv:hep-ph/9405221.")
    >>> fields.journal, fields.volume, fields.page, fields.year, fields.arxiv_id, fields.title
    ('Phys. Rev. D', '72', '1224', 1994, 'hep-ph/9405221', None)
    """
    found = cut_identifiers(tidy(raw))
    shown = space_out(found.rest)
    if " // " in shown:
        shown = _ISBD_DASH.sub(" ", shown.replace(" // ", MARK + " In: "))
    if (label := _LABEL.match(shown)) is not None:
        shown = shown[label.end() :]
    if (leading := _LEADING.match(shown)) is not None:
        shown = shown[leading.end() :]
    if "\u00b0" in shown or "\u00ba" in shown:
        shown = _NUMERO.sub("no. ", shown)
    text = plain(shown)
    if "atent" in text:
        shown = _PATENT_NUMBER.sub(r"\1", shown)
        text = plain(shown)
    if (law := law_report(text)) is not None:
        titled = ReferenceFields() if law.is_case else parse_reference(shown[: law.start])
        of_law = msgspec.structs.replace(
            titled, journal=law.journal, volume=law.volume, page=law.page, issue=None, year=law.year
        )
        return msgspec.structs.replace(of_law, arxiv_id=found.arxiv_id, doi=found.doi, url=found.url)
    title = quoted_title(text, 0)
    names = read_authors(text, _skip(text, title[1] + 1 if title else 0), behind_title=title is not None)
    if not names.names and title is None and (said := _SAID_BEFORE_TITLE.match(text)) is not None:
        names = Authors((said[1],), said.end(1))
    elif not names.names and title is None and (standard := _STANDARD.match(text)) is not None:
        names = Authors((), standard.end())
    tokens = tokenise(text, names.end)
    year = read_year(text, tokens)
    body = behind_year(text, tokens, names.end, year)
    if body == names.end and "(" in text[body : body + 4] and (undated := _UNDATED.match(text, body)) is not None:
        body = undated.end()
    if (
        body == names.end
        and title is None
        and text[body : body + 1] == ","
        and (behind := _behind_more_names(text, body)) is not None
    ):
        body = behind
    dated = body > names.end
    if title is None and (title := quoted_title(text, _skip_dash(text, _skip(text, body)))) is not None:
        body = title[1] + 1
        year = (year if dated else None) or read_year(text, tokens.behind(body)) or year
    tail = tokens.behind(body)
    numbers = read_numbers(shown, tail, dated=dated)
    stop = numbers.start if numbers.start is not None else len(text) if dated else before_last_year(tail, len(text))
    series = series_behind_of(text, numbers.end) if numbers.end is not None else None
    cited = numbers.of_journal and series is None
    if title is not None:
        source = Source(title, cut_venue(text, body, stop, cited=cited))
    elif (book := book_behind_in(text, body, len(text))) is not None:
        source = book
    else:
        sentences = text[body : body + 1] not in (",", ";")
        parting = None if dated else year_between(tail, year, text, stop)
        if parting is not None and venue_behind_in(text, body, parting[0], sentences=sentences) is None:
            title = cut_source(text, body, parting[0], cited=False, sentences=sentences).title
            source = Source(title, cut_venue(text, parting[1], stop))
        else:
            complete = numbers.volume is not None and numbers.page is not None
            source = cut_source(text, body, stop, cited=cited, sentences=sentences, complete=complete)
    if names.editors and source.title is None:
        source = Source(source.journal)
    if series is not None and source.title is None:
        source = Source(source.journal)  # "Title, vol. 12 of Lecture Notes in …"
    journal = series or source.journal
    if numbers.alone and (journal is None or journal_likeness(text[slice(*journal)]) < SURE):
        numbers = msgspec.structs.replace(numbers, volume=None, page=numbers.volume)  # "An Introduction to Stars, 392"
    if journal is None and found.arxiv_id is not None and numbers.page is None:
        numbers = msgspec.structs.replace(numbers, volume=None)  # "arXiv:quant-ph/9607014, 2 (1996)"
    publisher = None if numbers.of_journal else _PUBLISHER.search(text, source.title[1] if source.title else body)
    return ReferenceFields(
        authors=names.names,
        title=_title(shown, source.title) if source.title else None,
        journal=_journal(shown, journal, numbers.letter) if journal else None,
        volume=numbers.volume,
        issue=numbers.issue,
        page=numbers.page,
        year=year,
        publisher=publisher[1] if publisher else None,
        arxiv_id=found.arxiv_id,
        doi=found.doi,
        report_number=found.report_number,
        url=found.url,
        isbn=found.isbn,
    )


_DATE_BEHIND_NAMES = re.compile(r"\((?:1[89]|20)\d\d[a-z]?\)[.,:]?(?= )")


def _behind_more_names(text: str, start: int) -> int | None:
    """Behind the first year in brackets, where nothing but names that damage hid stand before it."""
    dated = _DATE_BEHIND_NAMES.search(text, start)
    return dated.end() if dated is not None and is_name_list(text[start : dated.start()]) else None


_UNDATED = re.compile(
    r"[,.]? ?\((?:in press|in prep(?:aration|\.)?|forthcoming|to appear|submitted|under review|accepted|undated)\)[.,:]?",
    re.IGNORECASE,
)
"""Stands where the year of a work that has appeared would stand."""
_LONGEST_STATUS = 45  # characters
_NO_TITLE = re.compile(
    r"\(?(?:in prep(?:aration)?|(?:manuscript )?(?:in preparation|submitted)|unpublished(?: \w+)?|(?:private|personal) communication|(?:arxiv )?preprint"
    r"(?: arxiv:.*)?|PoS|to appear|in press|forthcoming)\)?",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


def _printed(shown: str, start: int, stop: int) -> str:
    printed = shown[start:stop]
    return " ".join(printed.replace(MARK, " ").split()) if MARK in printed or "  " in printed else printed


def _title(shown: str, span: Span) -> str | None:
    trimmed = trim(shown, *span)
    title = _printed(shown, *trimmed).removesuffix(", in") if trimmed else ""  # ", in: arXiv:…"
    return (
        title
        if _LETTER.search(title)
        and not is_name_list(title)
        and not (len(title) < _LONGEST_STATUS and _NO_TITLE.fullmatch(title))
        else None
    )


def _journal(shown: str, span: Span, letter: str) -> str | None:
    """The name as printed, with the stop of its last abbreviation and the section that was glued to the volume."""
    name = _printed(shown, *span)
    if name and shown[span[1] : span[1] + 1] == "." and (letter or "." in name):
        name += "."
    name = without_country(f"{name} {letter}" if len(letter) == 1 else name)
    return name if _LETTER.search(name) else None


_SKIPPED = frozenset(" ,.:;)" + MARK)


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in _SKIPPED:
        start += 1
    return start


def _skip_dash(text: str, start: int) -> int:
    """Behind the dash that some put between names and title."""
    return start + 2 if text.startswith("- ", start) else start
