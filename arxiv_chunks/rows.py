"""Records to rows of the tables and back. The names and types of the columns stand in `tables.py`; nothing is decided here."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from arxiv_chunks.errors import BadInput, Reason
from arxiv_chunks.records import (
    Anchor,
    Block,
    Box,
    Chunk,
    Citation,
    CitationLink,
    Document,
    ListLine,
    PageStart,
    Paper,
    Quality,
    Reference,
    ReferenceFields,
    Resolution,
)

Row = dict[str, Any]


def paper_row(paper: Paper, *, redistributable: bool) -> Row:
    """A row of `papers`."""
    return {
        "id": paper.arxiv_id,
        "version": paper.version,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "categories": list(paper.categories),
        "primary_category": paper.primary_category,
        "published": paper.published_utc,
        "updated": paper.updated_utc,
        "versions": [{"version": v.number, "created": v.created_utc} for v in paper.versions],
        "license": paper.license,
        "redistributable": redistributable,
        "comment": paper.comment,
        "journal_ref": paper.journal_ref,
        "doi": paper.doi,
        "report_number": paper.report_number,
        "withdrawn": paper.withdrawn,
    }


def text_row(arxiv_id: str, version: int, pdf_sha256: str, document: Document) -> Row:
    """A row of `texts` for a paper whose text was read."""
    q = document.quality
    return {
        "id": arxiv_id,
        "version": version,
        "status": "ok",
        "reason": None,
        "detail": None,
        "pdf_sha256": pdf_sha256,
        "verdict": q.verdict,
        "engine": q.engine,
        "engine_version": q.engine_version,
        "page_count": q.page_count,
        "pages_without_text": q.pages_without_text,
        "column_count": q.column_count,
        "word_count": q.word_count,
        "lexicon_share": q.lexicon_share,
        "unmapped_characters": q.unmapped_characters,
        "equation_share": q.equation_share,
        "language": q.language,
        "language_confidence": q.language_confidence,
        "body": document.body,
        "blocks": [
            {
                "kind": b.kind,
                "text": b.text,
                "level": b.level,
                "section": list(b.section),
                "char_start": b.char_start,
                "char_end": b.char_end,
                "boxes": [box._asdict() for box in b.boxes],
            }
            for b in document.blocks
        ],
        "page_starts": [start._asdict() for start in document.page_starts],
        "reference_lines": [
            {
                "text": line.text,
                **line.box._asdict(),
                "column_x0": line.column_x0,
                "column_x1": line.column_x1,
                "size": line.size,
                "bold": line.bold,
                "links": list(line.links),
            }
            for line in document.reference_lines
        ],
        "anchors": [anchor._asdict() for anchor in document.anchors],
        "citation_links": [link._asdict() for link in document.citation_links],
    }


def document_from_row(row: Mapping[str, Any]) -> Document:
    """The document that a row of `texts` holds; the inverse of `text_row`, but for the rounding of positions.

    Blocks, their boxes, page starts, reference lines, anchors and links that the row lacks are none: not every task needs
    them all.
    """
    return Document(
        body=row["body"],
        blocks=tuple(
            Block(
                kind=b["kind"],
                text=b["text"],
                boxes=tuple(Box(**box) for box in b.get("boxes", ())),
                section=tuple(b["section"]),
                level=b["level"],
                char_start=b["char_start"],
                char_end=b["char_end"],
            )
            for b in row.get("blocks", ())
        ),
        page_starts=tuple(PageStart(**start) for start in row.get("page_starts", ())),
        reference_lines=tuple(
            ListLine(
                text=line["text"],
                box=Box(line["page"], line["x0"], line["y0"], line["x1"], line["y1"]),
                column_x0=line["column_x0"],
                column_x1=line["column_x1"],
                size=line["size"],
                bold=line["bold"],
                links=tuple(line["links"]),
            )
            for line in row.get("reference_lines", ())
        ),
        anchors=tuple(Anchor(**anchor) for anchor in row.get("anchors", ())),
        citation_links=tuple(CitationLink(**link) for link in row.get("citation_links", ())),
        quality=Quality(**{name: row[name] for name in Quality.__dataclass_fields__}),
    )


def reference_row(arxiv_id: str, version: int, reference: Reference, resolution: Resolution | None) -> Row:
    """A row of `references`."""
    f = reference.fields
    return {
        "id": arxiv_id,
        "version": version,
        "index": reference.index,
        "label": reference.label,
        "raw": reference.raw,
        "pdf_page": reference.pdf_page,
        "authors": list(f.authors),
        "title": f.title,
        "journal": f.journal,
        "volume": f.volume,
        "issue": f.issue,
        "page": f.page,
        "year": f.year,
        "publisher": f.publisher,
        "arxiv_id": f.arxiv_id,
        "arxiv_id_source": reference.arxiv_id_source,
        "doi": f.doi,
        "doi_source": reference.doi_source,
        "report_number": f.report_number,
        "url": f.url,
        "isbn": f.isbn,
        "resolved_id": resolution.arxiv_id if resolution else None,
        "method": resolution.method if resolution else None,
        "confidence": resolution.confidence if resolution else None,
        "anchors": list(reference.anchors),
    }


def chunk_rows(
    paper: Mapping[str, Any],
    text: Mapping[str, Any],
    chunks: Sequence[Chunk],
    citations: Sequence[Citation],
    resolved: Mapping[int, str | None],
) -> list[Row]:
    """The rows of `chunks` of one paper.

    `paper` and `text` are its rows of `papers` and `texts`; `resolved` gives, by `Reference.index` and in printed order,
    the arXiv id of each entry of its bibliography, or None. `references` lists those ids in the order in which the body
    first cites them, then those that are cited nowhere in printed order; no id twice, never the paper itself.
    """
    arxiv_id = paper["id"]
    cited = [resolved.get(index) for citation in citations for index in citation.reference_indexes]
    ids = dict.fromkeys(i for i in [*cited, *resolved.values()] if i and i != arxiv_id)
    shared = {
        "title": paper["title"],
        "summary": paper["abstract"],
        "source": f"http://arxiv.org/pdf/{arxiv_id}",
        "authors": ", ".join(paper["authors"]),
        "categories": ", ".join(paper["categories"]),
        "comment": paper["comment"],
        "journal_ref": paper["journal_ref"],
        "primary_category": paper["primary_category"],
        "published": f"{paper['published']:%Y%m%d}",
        "updated": f"{paper['updated']:%Y%m%d}",
        "references": [{"id": i} for i in ids],
        "version": text["version"],
        "verdict": text["verdict"],
        "lexicon_share": text["lexicon_share"],
        "language": text["language"],
        "license": paper["license"],
        "redistributable": paper["redistributable"],
    }
    return [
        {
            "doi": arxiv_id,
            "chunk-id": chunk.index,
            "chunk": chunk.text,
            "id": f"{arxiv_id}#{chunk.index}",
            **shared,
            "section": list(chunk.section),
            "first_page": chunk.first_page,
            "last_page": chunk.last_page,
            "char_start": chunk.char_start,
            "char_end": chunk.char_end,
            "token_count": chunk.token_count,
            "overlap_chars": chunk.overlap_chars,
            "kinds": list(chunk.kinds),
            "citations": [
                {
                    "marker": c.marker,
                    "char_start": c.char_start - chunk.char_start,
                    "char_end": c.char_end - chunk.char_start,
                    "references": [{"index": i, "resolved_id": resolved.get(i)} for i in c.reference_indexes],
                    "via": c.via,
                }
                for c in citations
                if chunk.char_start <= c.char_start and c.char_end <= chunk.char_end
            ],
            "content_sha256": hashlib.sha256(chunk.text.encode()).hexdigest(),
            "previous_id": f"{arxiv_id}#{chunk.index - 1}" if chunk.index else None,
            "next_id": f"{arxiv_id}#{chunk.index + 1}" if chunk.index + 1 < len(chunks) else None,
        }
        for chunk in chunks
    ]


def failed(row: Mapping[str, Any], failure: BadInput) -> Row:
    """`row` with a failed status, the failure's reason and its detail."""
    return {**row, "status": "failed", "reason": str(failure.reason), "detail": failure.detail or None}


def ledger_row(arxiv_id: str, version: int, stage: str, row_count: int, failure: BadInput | None = None) -> Row:
    """A row of the ledger: one paper at one stage."""
    row = {
        "id": arxiv_id,
        "version": version,
        "stage": stage,
        "status": "ok",
        "reason": None,
        "detail": None,
        "row_count": row_count,
    }
    return failed(row, failure) if failure else row


def account_of(row: Mapping[str, Any], stage: str) -> Row:
    """The ledger's row for a row of `documents` or `texts`, which carry their own status."""
    failure = BadInput(Reason(row["reason"]), row["detail"] or "") if row["status"] == "failed" else None
    account = ledger_row(row["id"], row["version"], stage, 1, failure)
    if row.get("engine") == "pypdf":
        account["detail"] = f"read by pypdf {row['engine_version']}, because MuPDF could not: words without places"
    return account


def reference_from_row(row: Mapping[str, Any]) -> Reference:
    """The reference that a row of `references` holds; the inverse of `reference_row` but for the resolution."""
    return Reference(
        index=row["index"],
        label=row["label"],
        raw=row["raw"],
        pdf_page=row["pdf_page"],
        fields=ReferenceFields(
            **{name: row[name] for name in ReferenceFields.__struct_fields__ if name != "authors"},
            authors=tuple(row["authors"]),
        ),
        arxiv_id_source=row["arxiv_id_source"],
        doi_source=row["doi_source"],
        anchors=tuple(row["anchors"]),
    )
