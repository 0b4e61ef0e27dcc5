"""What is done to a paper: a pure library, bytes and values in, typed values out.

No Dagster, no network, no clock, no environment in here. The names below are the public ones; everything else may move.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arxiv_chunks.chunks.contextualize import contextualize
    from arxiv_chunks.chunks.document import chunk_document
    from arxiv_chunks.chunks.options import ChunkOptions
    from arxiv_chunks.errors import BadInput, BadOptions, ServiceError, UnreadablePdf
    from arxiv_chunks.identifiers import clean_arxiv_id, clean_doi, parse_arxiv_id
    from arxiv_chunks.inspect import inspect_pdf
    from arxiv_chunks.reader import read_pdf
    from arxiv_chunks.records import (
        Block,
        Chunk,
        Citation,
        Document,
        Paper,
        Quality,
        Reference,
        ReferenceFields,
        Resolution,
    )
    from arxiv_chunks.references.citations import find_citations
    from arxiv_chunks.references.find import find_references
    from arxiv_chunks.references.index import build_index
    from arxiv_chunks.references.parse import parse_reference
    from arxiv_chunks.references.resolve import resolve
    from arxiv_chunks.text.formats import to_markdown

_HOMES = {
    "BadInput": "arxiv_chunks.errors",
    "BadOptions": "arxiv_chunks.errors",
    "Block": "arxiv_chunks.records",
    "Chunk": "arxiv_chunks.records",
    "ChunkOptions": "arxiv_chunks.chunks.options",
    "Citation": "arxiv_chunks.records",
    "Document": "arxiv_chunks.records",
    "Paper": "arxiv_chunks.records",
    "Quality": "arxiv_chunks.records",
    "Reference": "arxiv_chunks.records",
    "ReferenceFields": "arxiv_chunks.records",
    "Resolution": "arxiv_chunks.records",
    "ServiceError": "arxiv_chunks.errors",
    "UnreadablePdf": "arxiv_chunks.errors",
    "build_index": "arxiv_chunks.references.index",
    "chunk_document": "arxiv_chunks.chunks.document",
    "clean_arxiv_id": "arxiv_chunks.identifiers",
    "clean_doi": "arxiv_chunks.identifiers",
    "contextualize": "arxiv_chunks.chunks.contextualize",
    "find_citations": "arxiv_chunks.references.citations",
    "find_references": "arxiv_chunks.references.find",
    "inspect_pdf": "arxiv_chunks.inspect",
    "parse_arxiv_id": "arxiv_chunks.identifiers",
    "parse_reference": "arxiv_chunks.references.parse",
    "read_pdf": "arxiv_chunks.reader",
    "resolve": "arxiv_chunks.references.resolve",
    "to_markdown": "arxiv_chunks.text.formats",
}

__all__ = [
    "BadInput",
    "BadOptions",
    "Block",
    "Chunk",
    "ChunkOptions",
    "Citation",
    "Document",
    "Paper",
    "Quality",
    "Reference",
    "ReferenceFields",
    "Resolution",
    "ServiceError",
    "UnreadablePdf",
    "build_index",
    "chunk_document",
    "clean_arxiv_id",
    "clean_doi",
    "contextualize",
    "find_citations",
    "find_references",
    "inspect_pdf",
    "parse_arxiv_id",
    "parse_reference",
    "read_pdf",
    "resolve",
    "to_markdown",
]


def __getattr__(name: str) -> Any:
    """Import a public name's module when it is first asked for: parsing a line needs neither MuPDF nor Polars."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
