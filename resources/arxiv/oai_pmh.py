"""OAI-PMH answers: bytes in, records out.

Sources: https://www.openarchives.org/OAI/openarchivesprotocol.html for the envelope, `oaipmh/templates/record_formats.xml` of arXiv/oaipmh
for what arXiv puts into it. Names are read without their namespace, which arXiv has not always given.

`arXivRaw` alone tells versions, their times and withdrawals, so it alone makes a Paper. `arXiv` and `oai_dc` know days
and no version; in `arXiv`, `created` comes from the current version's row, whatever its schema says.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from arxiv_chunks.errors import ServiceBroken
from arxiv_chunks.identifiers import parse_arxiv_id
from arxiv_chunks.records import Paper, Version
from resources.arxiv.snapshot import is_name, parse_http_date
from resources.arxiv.xml import MalformedAnswer, fold, parse_xml

WITHDRAWN_SOURCE = "I"
"""The letter of arXivRaw's `source_type` for a version that is a withdrawal (help/oa/index.md of arXiv/arxiv-docs)."""
_SCHEME = "oai:arXiv.org:"


@dataclass(frozen=True, slots=True)
class Header:
    """Which paper a record is about and when its metadata last changed: a UTC day, no moment and no submission."""

    arxiv_id: str
    datestamp: date
    sets: tuple[str, ...]
    deleted: bool


@dataclass(frozen=True, slots=True)
class Described:
    """What `arXiv` and `oai_dc` tell of a paper. `oai_dc` spells categories out, so it has none here."""

    arxiv_id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    days: tuple[date, ...]
    categories: tuple[str, ...] = ()
    license: str | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    report_number: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A header and, unless it is deleted, what it says of the paper."""

    header: Header
    metadata: Paper | Described | None


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to ListRecords, ListIdentifiers or GetRecord. `token` is None on the last page."""

    response_utc: datetime
    headers: tuple[Header, ...]
    records: tuple[Record, ...]
    token: str | None


class OaiError(ServiceBroken):
    """The repository says no; `code` is the protocol's, such as noRecordsMatch or badResumptionToken."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


def parse_page(data: bytes) -> Page:
    """The page in `data`; raises OaiError for the protocol's own errors and MalformedAnswer for what is no OAI-PMH."""
    root = parse_xml(data)
    if _name(root) != "OAI-PMH":
        raise MalformedAnswer(f"no OAI-PMH but <{root.tag}>")
    error = root.find("{*}error")
    if error is not None:
        raise OaiError(error.get("code", ""), fold(error.text or "") or "")
    answer = next((child for child in root if _name(child) not in {"responseDate", "request"}), None)
    if answer is None:
        raise MalformedAnswer("an OAI-PMH answer without content")
    records = tuple(read_record(element) for element in answer.iter() if _name(element) == "record")
    headers = tuple(_header(element) for element in answer.findall("{*}header")) or tuple(r.header for r in records)
    token = answer.find("{*}resumptionToken")
    return Page(
        response_utc=_moment(_text(root, "responseDate") or ""),
        headers=headers,
        records=records,
        token=(token.text or "").strip() or None if token is not None else None,
    )


def parse_record(data: bytes) -> Record:
    """The record in `data`, which is one `<record>` without the envelope."""
    return read_record(parse_xml(data))


def read_record(element: Element) -> Record:
    """One `<record>` in whichever of the formats it is."""
    header_element = element.find("{*}header")
    if header_element is None:
        raise MalformedAnswer("a record without a header")
    header = _header(header_element)
    metadata = next(iter(element.findall("{*}metadata/*")), None)
    if metadata is None:
        return Record(header, None)
    readers: dict[str, Callable[[Element, Header], Paper | Described]] = {
        "arXivRaw": _raw,
        "arXiv": _arxiv,
        "dc": _dublin_core,
    }
    reader = readers.get(_name(metadata))
    if reader is None:
        raise MalformedAnswer(f"metadata in an unknown format <{metadata.tag}>")
    try:
        return Record(header, reader(metadata, header))
    except (ValueError, KeyError, IndexError) as error:
        raise MalformedAnswer(f"record {header.arxiv_id}: {error!r}") from error


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element, name: str) -> str | None:
    found = element.findtext(f"{{*}}{name}")
    return fold(found) if found is not None else None


def _texts(element: Element, name: str) -> Iterator[str]:
    return (text for found in element.findall(f"{{*}}{name}") if (text := fold(found.text or "")))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise MalformedAnswer(f"{text!r} is no time") from error


def _header(element: Element) -> Header:
    identifier = _text(element, "identifier") or ""
    parsed = parse_arxiv_id(identifier.removeprefix(_SCHEME))
    if parsed is None or not identifier.startswith(_SCHEME):
        raise MalformedAnswer(f"{identifier!r} is no identifier of arXiv's repository")
    try:
        datestamp = date.fromisoformat((_text(element, "datestamp") or "")[:10])
    except ValueError as error:
        raise MalformedAnswer(f"{identifier} has no datestamp") from error
    return Header(parsed.paper, datestamp, tuple(_texts(element, "setSpec")), element.get("status") == "deleted")


def _raw(element: Element, header: Header) -> Paper:
    rows = sorted(
        (int((row.get("version") or "").lstrip("v")), _text(row, "date") or "", _text(row, "source_type"))
        for row in element.findall("{*}version")
    )
    versions = tuple(Version(number, parse_http_date(moment)) for number, moment, _ in rows)
    categories = tuple((_text(element, "categories") or "").split())
    return Paper(
        arxiv_id=header.arxiv_id,
        version=versions[-1].number,
        title=_text(element, "title") or "",
        abstract=_text(element, "abstract") or "",
        authors=split_authors(_text(element, "authors") or ""),
        categories=categories,
        primary_category=categories[0],
        published_utc=versions[0].created_utc,
        updated_utc=versions[-1].created_utc,
        versions=versions,
        license=_text(element, "license"),
        comment=_text(element, "comments"),
        journal_ref=_text(element, "journal-ref"),
        doi=_text(element, "doi"),
        report_number=_text(element, "report-no"),
        withdrawn=WITHDRAWN_SOURCE in (rows[-1][2] or ""),
    )


def _arxiv(element: Element, header: Header) -> Described:
    days = [date.fromisoformat(day) for name in ("created", "updated") if (day := _text(element, name))]
    names = (
        " ".join(part for name in ("forenames", "keyname", "suffix") for part in _texts(author, name))
        for author in element.findall("{*}authors/{*}author")
    )
    return Described(
        arxiv_id=header.arxiv_id,
        title=_text(element, "title") or "",
        abstract=_text(element, "abstract") or "",
        authors=tuple(name for name in names if is_name(name)),
        days=tuple(days),
        categories=tuple((_text(element, "categories") or "").split()),
        license=_text(element, "license"),
        comment=_text(element, "comments"),
        journal_ref=_text(element, "journal-ref"),
        doi=_text(element, "doi"),
        report_number=_text(element, "report-no"),
    )


def _dublin_core(element: Element, header: Header) -> Described:
    descriptions, identifiers = list(_texts(element, "description")), list(_texts(element, "identifier"))
    dois = [text.removeprefix("doi:") for text in identifiers if text.startswith("doi:")]
    references = [
        text for text in identifiers if not text.startswith(("doi:", "http://arxiv.org/", "https://arxiv.org/"))
    ]
    return Described(
        arxiv_id=header.arxiv_id,
        title=_text(element, "title") or "",
        abstract=descriptions[0] if descriptions else "",
        authors=tuple(" ".join(reversed(name.split(", ", 1))) for name in _texts(element, "creator")),
        days=tuple(date.fromisoformat(day) for day in _texts(element, "date")),
        comment=descriptions[1].removeprefix("Comment: ") if len(descriptions) > 1 else None,
        journal_ref=references[0] if references else None,
        doi=dois[0] if dois else None,
    )


_PARENTHESES = re.compile(r"\([^()]*\)")
_BETWEEN_AUTHORS = re.compile(r"\s*(?:,\s*and|,|;|\band\b|&)\s+", re.IGNORECASE)


def split_authors(text: str) -> tuple[str, ...]:
    """The names in an author line as it was typed, affiliations in parentheses left out.

    >>> split_authors("B. Oezel (1), J. Enders (1 and 2) and A. Lee ((1) TU Darmstadt, (2) GSI)")
    ('B. Oezel', 'J. Enders', 'A. Lee')
    """
    while (bare := _PARENTHESES.sub(" ", text)) != text:
        text = bare
    return tuple(name for part in _BETWEEN_AUTHORS.split(text) if is_name(name := part.strip()))
