"""Which columns each column is made from: in words beside each column of the UI, and as the lineage that Dagster+ draws.

The open-source UI shows no graph of columns (1.13), so what a person looks for stands where the columns do.

Columns that come from outside (arXiv's metadata, the PDF itself) have no line of their own: a column made from the PDF
names `documents.pdf_key`, by which it is read.
"""

from collections.abc import Mapping, Sequence

import dagster as dg

from arxiv_chunks.tables import CHUNKS, DOCUMENTS, REFERENCES, TEXTS, Table

_PAPER = {"doi": "id", "title": "title", "summary": "abstract", "source": "id"} | {
    name: name
    for name in (
        *("authors", "categories", "comment", "journal_ref", "primary_category"),
        *("published", "updated", "license", "redistributable"),
    )
}
_LIST = ("texts.reference_lines", "texts.blocks")
_INDEX = ("index.id", "index.title", "index.surnames", "index.doi", "index.journal", "index.volume", "index.page")
_CITED = (
    "texts.body",
    "texts.citation_links",
    "references.anchors",
    "references.index",
    "references.label",
    "references.authors",
    "references.year",
)

SOURCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    DOCUMENTS.name: dict.fromkeys(
        DOCUMENTS.schema, ("papers.id", "papers.version", "papers.withdrawn", "papers.redistributable")
    )
    | {"id": ("papers.id",), "version": ("papers.version",)},
    TEXTS.name: dict.fromkeys(TEXTS.schema, ("documents.pdf_key",))
    | {
        "id": ("documents.id",),
        "version": ("documents.pdf_version", "documents.version"),
        "status": ("documents.status", "documents.pdf_key"),
        "reason": ("documents.status", "documents.pdf_key"),
        "pdf_sha256": ("documents.pdf_sha256",),
    },
    REFERENCES.name: dict.fromkeys(REFERENCES.schema, _LIST)
    | {"anchors": ("texts.reference_lines", "texts.anchors")}
    | {"id": ("texts.id",), "version": ("texts.version",)}
    | dict.fromkeys(("resolved_id", "method", "confidence"), (*_LIST, *_INDEX)),
    CHUNKS.name: dict.fromkeys(CHUNKS.schema, ("texts.body", "texts.blocks"))
    | {name: (f"papers.{source}",) for name, source in _PAPER.items()}
    | {name: (f"texts.{name}",) for name in ("version", "verdict", "lexicon_share", "language")}
    | dict.fromkeys(("id", "previous_id", "next_id"), ("papers.id", "texts.body", "texts.blocks"))
    | dict.fromkeys(("first_page", "last_page"), ("texts.body", "texts.blocks", "texts.page_starts"))
    | {"references": ("references.resolved_id", *_CITED), "citations": (*_CITED, "references.resolved_id")},
}
"""Of each table, of each column: the columns it is made from, as `table.column`."""


def column_schema(table: Table) -> dg.TableSchema:
    """The columns with what they mean and what they are made from, in Markdown."""
    sources = SOURCES.get(table.name, {})
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name=c.name, type=str(c.dtype), description=_told(c.meaning, sources.get(c.name, ())))
            for c in table.columns
        ]
    )


def _told(meaning: str, sources: Sequence[str]) -> str:
    return f"{meaning}\n\n*from* {', '.join(f'`{source}`' for source in sources)}" if sources else meaning


def lineage(table: Table) -> dg.TableColumnLineage | None:
    """The lineage of a table's columns, or None where all of them come from outside."""
    if table.name not in SOURCES:
        return None
    return dg.TableColumnLineage({name: [_dep(source) for source in its] for name, its in SOURCES[table.name].items()})


def _dep(source: str) -> dg.TableColumnDep:
    table, column = source.split(".")
    return dg.TableColumnDep(asset_key=dg.AssetKey(table), column_name=column)
