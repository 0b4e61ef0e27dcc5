"""Identifiers that an entry prints, checked and completed by the links that the PDF lays over it.

An identifier comes from the entry's text where it stands there, and from a link where not (150 of the 351 linked DOIs of the
truth papers are printed nowhere). A printed identifier that is only the beginning of a linked one was broken by the
typesetting and is completed from it. What the paper cannot cite is refused: itself, and papers of a later time.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote

import msgspec

from arxiv_chunks.identifiers import ArxivId, clean_doi, parse_arxiv_id
from arxiv_chunks.records import IdentifierSource, Reference, ReferenceFields, Resolution

_FIRST_VERSION_MONTHS, _LATER_VERSION_MONTHS = 2, 36
"""How much newer than the paper a cited one may be. Of 58 papers' 550 identifiers, one of a first version is newer, by a month; of later
versions, which are told apart only by the number, 20 are, by up to 11 months; a misread digit makes it decades."""


def with_links(
    fields: ReferenceFields, uris: Sequence[str], citing: ArxivId | None
) -> tuple[ReferenceFields, IdentifierSource | None, IdentifierSource | None]:
    """The fields with identifiers and URL from the links where the text has none, and the sources of arXiv id and DOI."""
    links = [unquote(uri) for uri in uris]
    linked_ids = [found for link in links if (found := _linked_arxiv_id(link)) and can_cite(citing, found)]
    linked_dois = [found for link in links if (found := _linked_doi(link))]
    printed_id = fields.arxiv_id if fields.arxiv_id and can_cite(citing, fields.arxiv_id) else None
    arxiv_id, arxiv_id_source = _chosen(printed_id, linked_ids)
    doi, doi_source = _chosen(fields.doi, linked_dois)
    others = [
        link for link in links if link.startswith("http") and not _linked_arxiv_id(link) and not _linked_doi(link)
    ]
    url = fields.url or (others[0] if others else None)
    return msgspec.structs.replace(fields, arxiv_id=arxiv_id, doi=doi, url=url), arxiv_id_source, doi_source


def can_cite(citing: ArxivId | None, cited_id: str) -> bool:
    """Whether a paper may cite another: not itself, and none that is much newer.

    >>> can_cite(parse_arxiv_id("1706.03762v1"), "1712.00001"), can_cite(parse_arxiv_id("1706.03762v5"), "1712.00001")
    (False, True)
    """
    cited = parse_arxiv_id(cited_id)
    if citing is None or cited is None:
        return cited is not None
    limit = _FIRST_VERSION_MONTHS if citing.version == 1 else _LATER_VERSION_MONTHS
    return cited.paper != citing.paper and _months(cited) - _months(citing) <= limit


def _months(identifier: ArxivId) -> int:
    year, month = int(identifier.yymm[:2]), int(identifier.yymm[2:])
    return (year + (1900 if year >= 91 else 2000)) * 12 + month


def _chosen(printed: str | None, linked: list[str]) -> tuple[str | None, IdentifierSource | None]:
    if printed:
        longer = [link for link in linked if link.startswith(printed)]
        return (longer[0] if longer else printed), "printed"
    return (linked[0], "linked") if linked else (None, None)


_DOI = re.compile(
    r"(?:doi\.org/|doi[:=/]|doi/(?:abs|full|pdf|epdf)/|link\.\w+\.\w+/(?:[a-z]+/)?)(10\.\d{4,9}/[^?#]+)", re.IGNORECASE
)
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html|format|e-print|ps)/|10\.48550/arxiv\.|^arxiv:", re.IGNORECASE)


def _linked_doi(link: str) -> str | None:
    match = _DOI.search(link)
    return clean_doi(match[1]) if match else None


def _linked_arxiv_id(link: str) -> str | None:
    match = _ARXIV.search(link)
    found = parse_arxiv_id(link[match.end() :].partition("?")[0].partition("#")[0]) if match else None
    return found.paper if found else None


_PRINTED_ID, _LINKED_ID = 0.99, 0.98


def resolved_by_own_identifier(reference: Reference) -> Resolution | None:
    """The paper whose arXiv identifier the entry prints, or a link over it names; needs no index."""
    if reference.fields.arxiv_id is None:
        return None
    if reference.arxiv_id_source == "linked":
        return Resolution(reference.fields.arxiv_id, "linked_id", _LINKED_ID)
    return Resolution(reference.fields.arxiv_id, "printed_id", _PRINTED_ID)
