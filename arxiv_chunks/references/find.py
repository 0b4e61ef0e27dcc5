"""From a document to its references: entries cut, joined, parsed, and their identifiers checked against the PDF's links.

An identifier comes from the entry's text where it stands there, and from a link that the PDF lays over the entry where not
(150 of the 351 linked DOIs of the truth papers are printed nowhere). A printed identifier that is only the beginning of a
linked one was broken by the typesetting and is completed from it.
"""

import re
from dataclasses import replace
from urllib.parse import unquote

from arxiv_chunks.identifiers import clean_arxiv_id, clean_doi, parse_arxiv_id
from arxiv_chunks.records import Document, IdentifierSource, Reference, ReferenceFields
from arxiv_chunks.references.entries import PrintedEntry, cut_entries, joined
from arxiv_chunks.references.parse import parse_reference
from arxiv_chunks.text.hyphens import Vocabulary, join


def find_references(document: Document, citing_id: str | None = None) -> list[Reference]:
    """The entries of a document's bibliography, in printed order.

    With `citing_id`, the arXiv identifier of the paper itself, identifiers that cannot be cited by it are refused: its own
    (the stamp on its margin).
    """
    vocabulary = Vocabulary([*document.body.splitlines(), *(line.text for line in document.reference_lines)])
    own = clean_arxiv_id(citing_id) if citing_id else None
    references: list[Reference] = []
    for entry in cut_entries(document.reference_lines):
        raw = joined(entry.lines, lambda before, after: join(before, after, vocabulary))
        fields = parse_reference(_with_authors(raw, references))
        references.append(_with_links(len(references), entry, raw, fields, own))
    return references


_REPEATED = re.compile(
    r"\s*(?:(?:[-–—―_]{2,}|[—―]|(?:[-–—_]\s){2,}|idem\b|id\.)[.,:]?\s*(?=\S)|(?=\((?:1[89]|20)\d\d[a-z]?\)[.,:]?\s))",
    re.IGNORECASE,
)


def _with_authors(raw: str, references: list[Reference]) -> str:
    """The entry with the authors of the one before in place of a dash, idem, or nothing before the year (the dash was drawn)."""
    match = _REPEATED.match(raw)
    if not match or not references or not references[-1].fields.authors:
        return raw
    return f"{', '.join(references[-1].fields.authors)} {raw[match.end() :]}"


def _with_links(index: int, entry: PrintedEntry, raw: str, fields: ReferenceFields, own: str | None) -> Reference:
    links = [unquote(link) for line in entry.lines for link in line.links]
    linked_ids = [found for link in links if (found := _linked_arxiv_id(link)) and found != own]
    linked_dois = [found for link in links if "doi" in link.lower() and (found := clean_doi(_after_resolver(link)))]
    arxiv_id, arxiv_source = _chosen(fields.arxiv_id if fields.arxiv_id != own else None, linked_ids)
    doi, doi_source = _chosen(fields.doi, linked_dois)
    other = [link for link in links if link.startswith("http") and not _linked_arxiv_id(link) and "doi.org" not in link]
    url = fields.url or (other[0] if other else None)
    fields = replace(fields, arxiv_id=arxiv_id, doi=doi, url=url)
    return Reference(index, entry.label, raw, entry.lines[0].box.page, fields, arxiv_source, doi_source)


def _chosen(printed: str | None, linked: list[str]) -> tuple[str | None, IdentifierSource | None]:
    if printed:
        longer = [link for link in linked if link.startswith(printed)]
        return (longer[0] if longer else printed), "printed"
    return (linked[0], "linked") if linked else (None, None)


_RESOLVER = re.compile(r"^.*?(?:doi\.org/|doi[:=/])(?=10\.)", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)


def _after_resolver(link: str) -> str:
    return _RESOLVER.sub("", link)


def _linked_arxiv_id(link: str) -> str | None:
    if "arxiv" not in link.lower():
        return None
    found = parse_arxiv_id(_ARXIV_DOI.sub("", _after_resolver(link)))
    return found.paper if found else None
