"""From a document to its references: the list cut into entries, each joined, parsed, and compared with its links."""

import re

from arxiv_chunks.identifiers import parse_arxiv_id
from arxiv_chunks.records import Document, Reference
from arxiv_chunks.references.anchors import anchored
from arxiv_chunks.references.back_references import without_back_references
from arxiv_chunks.references.entries import cut_entries, joined
from arxiv_chunks.references.links import with_links
from arxiv_chunks.references.parse import parse_reference
from arxiv_chunks.text.hyphens import Vocabulary, join


def find_references(document: Document, citing_id: str | None = None) -> list[Reference]:
    """The entries of a document's bibliography, in printed order.

    With `citing_id`, the arXiv identifier of the paper itself, best with its version, identifiers that it cannot cite are
    refused: its own (the stamp on its margin), and those of a later time.
    """
    vocabulary = Vocabulary([*document.body.splitlines(), *(line.text for line in document.reference_lines)])
    citing = parse_arxiv_id(citing_id) if citing_id else None
    references: list[Reference] = []
    entries = cut_entries(document.reference_lines)
    raws = [joined(entry.lines, lambda before, after: join(before, after, vocabulary)) for entry in entries]
    labels = [None, *(entry.label for entry in entries)]
    firsts = {
        i: entry.lines[0].box for i, entry in enumerate(entries) if entry.label is None or entry.label != labels[i]
    }
    anchors = anchored(document.anchors, firsts)
    last_page = max((line.box.page for line in document.reference_lines), default=0)
    for entry, raw, own in zip(entries, raws, without_back_references(raws, last_page), strict=True):
        printed = parse_reference(_with_authors(own, references))
        links = [link for line in entry.lines for link in line.links]
        fields, id_source, doi_source = with_links(printed, links, citing)
        page = entry.lines[0].box.page
        index = len(references)
        at = tuple(anchors.get(index, ()))
        references.append(Reference(index, entry.label, raw, page, fields, id_source, doi_source, at))
    return references


_REPEATED = re.compile(
    r"\s*(?:(?:[-–—―_]{2,}|[—―]|(?:[-–—_]\s){2,}|idem\b|id\.)[.,:]?\s*(?=\S)|(?=\((?:1[89]|20)\d\d[a-z]?\)[.,:]?\s))",
    re.IGNORECASE,
)


_IBID = re.compile(r"\s*ibid(?:em)?\b[.,]?\s*(?=([A-Z]?) ?\d)", re.IGNORECASE)
_SECTION = re.compile(r"\s[A-Z]$")


def _with_authors(raw: str, references: list[Reference]) -> str:
    """The entry with what it takes over from the one before: the authors for a dash, idem, or nothing before the year (the
    dash was drawn); authors and journal for "ibid. B 427, 353", which may be another section of the same journal.
    """
    before = references[-1].fields if references else None
    if before is None or not before.authors:
        return raw
    authors = ", ".join(before.authors)
    if match := _REPEATED.match(raw):
        return f"{authors} {raw[match.end() :]}"
    if before.journal and (match := _IBID.match(raw)):
        journal = _SECTION.sub("", before.journal) if match[1] else before.journal
        return f"{authors}, {journal} {raw[match.end() :]}"
    return raw
