"""What is done to a paper: a pure library, bytes and values in, typed values out.

No Dagster, no network, no clock, no environment in here. The names below are the public ones; everything else may move.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arxiv_chunks.chunks.contextualize import contextualize
    from arxiv_chunks.chunks.document import chunk_document
    from arxiv_chunks.chunks.options import ChunkOptions
    from arxiv_chunks.reader import read_pdf
    from arxiv_chunks.references.index import build_index
    from arxiv_chunks.references.parse import parse_reference
    from arxiv_chunks.references.resolve import resolve

__all__ = [
    "ChunkOptions",
    "build_index",
    "chunk_document",
    "contextualize",
    "parse_reference",
    "read_pdf",
    "resolve",
]

_HOMES = {
    "ChunkOptions": "arxiv_chunks.chunks.options",
    "build_index": "arxiv_chunks.references.index",
    "chunk_document": "arxiv_chunks.chunks.document",
    "contextualize": "arxiv_chunks.chunks.contextualize",
    "parse_reference": "arxiv_chunks.references.parse",
    "read_pdf": "arxiv_chunks.reader",
    "resolve": "arxiv_chunks.references.resolve",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module when it is first asked for: parsing a line needs neither MuPDF nor Polars."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
