"""The API's Atom feeds: bytes in, papers out.

Source: https://info.arxiv.org/help/api/user-manual.html, section 3.3. What the API does not tell: the licence, the report number,
and versions between the first and the last.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from arxiv_chunks.identifiers import parse_arxiv_id
from arxiv_chunks.records import Paper, Version
from resources.arxiv.withdrawals import says_withdrawn
from resources.arxiv.xml import MalformedAnswer, fold, parse_xml, text_of

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
    "arxiv": "http://arxiv.org/schemas/atom",
}
_ERRORS = re.compile(r"https?://arxiv\.org/api/errors")


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of results: how many there are in all, the first one's place among them, and the papers of this page."""

    total: int
    start: int
    papers: tuple[Paper, ...]


class ErrorFeed(MalformedAnswer):
    """The API's way to say no: a feed with a single entry that is called Error, with status 400 or even 200."""


def parse_feed(data: bytes) -> Feed:
    """The feed in `data`.

    Raises MalformedAnswer for anything that is no feed of papers, and ErrorFeed for the API's own complaint.
    """
    root = parse_xml(data)
    if root.tag != f"{{{NAMESPACES['atom']}}}feed":
        raise MalformedAnswer(f"no Atom feed but <{root.tag}>")
    entries = root.findall("atom:entry", NAMESPACES)
    for entry in entries:
        identifier = text_of(entry, "atom:id", NAMESPACES) or ""
        if _ERRORS.match(identifier):
            raise ErrorFeed(text_of(entry, "atom:summary", NAMESPACES) or identifier)
    return Feed(
        total=_number(root, "opensearch:totalResults"),
        start=_number(root, "opensearch:startIndex"),
        papers=tuple(_paper(entry) for entry in entries),
    )


def _number(root: Element, path: str) -> int:
    text = text_of(root, path, NAMESPACES)
    if text is None or not text.isascii() or not text.isdigit():
        raise MalformedAnswer(f"{path} is {text!r}, not a number")
    return int(text)


def _required(entry: Element, path: str) -> str:
    text = text_of(entry, path, NAMESPACES)
    if text is None:
        raise MalformedAnswer(f"an entry without {path}: {text_of(entry, 'atom:id', NAMESPACES)}")
    return text


def _time(entry: Element, path: str) -> datetime:
    text = _required(entry, path)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedAnswer(f"{path} is {text!r}, not a time") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _paper(entry: Element) -> Paper:
    identifier = _required(entry, "atom:id")
    parsed = parse_arxiv_id(identifier)
    if parsed is None or parsed.version is None:
        raise MalformedAnswer(f"an entry's id is {identifier!r}, not a paper with its version")
    published, updated = _time(entry, "atom:published"), _time(entry, "atom:updated")
    versions = [Version(1, published)]
    if parsed.version > 1:
        versions.append(Version(parsed.version, updated))
    primary = entry.find("arxiv:primary_category", NAMESPACES)
    terms = [term for category in entry.findall("atom:category", NAMESPACES) if (term := category.get("term"))]
    primary_category = (primary.get("term") if primary is not None else None) or (terms[0] if terms else None)
    if primary_category is None:
        raise MalformedAnswer(f"an entry without a category: {identifier}")
    comment = text_of(entry, "arxiv:comment", NAMESPACES)
    return Paper(
        arxiv_id=parsed.paper,
        version=parsed.version,
        title=_required(entry, "atom:title"),
        abstract=text_of(entry, "atom:summary", NAMESPACES) or "",
        authors=tuple(
            name
            for author in entry.findall("atom:author", NAMESPACES)
            if (name := text_of(author, "atom:name", NAMESPACES))
        ),
        categories=tuple(dict.fromkeys([primary_category, *terms])),
        primary_category=primary_category,
        published_utc=published,
        updated_utc=updated,
        versions=tuple(versions),
        comment=comment,
        journal_ref=text_of(entry, "arxiv:journal_ref", NAMESPACES),
        doi=fold(entry.findtext("arxiv:doi", "", NAMESPACES)),
        withdrawn=says_withdrawn(comment),
    )
