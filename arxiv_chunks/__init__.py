"""What is done to a paper: a pure library, bytes and values in, typed values out.

No Dagster, no network, no clock, no environment in here. The names below are the public ones; everything else may move.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from arxiv_chunks.reader import read_pdf
from arxiv_chunks.references.citations import find_citations
from arxiv_chunks.references.find import find_references
from arxiv_chunks.references.parse import parse_reference

if TYPE_CHECKING:
    from arxiv_chunks.references.index import build_index
    from arxiv_chunks.references.resolve import resolve

__all__ = ["build_index", "find_citations", "find_references", "parse_reference", "read_pdf", "resolve"]

_NEEDS_POLARS = {"build_index": "arxiv_chunks.references.index", "resolve": "arxiv_chunks.references.resolve"}


def __getattr__(name: str) -> Any:
    """Import what needs Polars when it is first asked for: reading one PDF does not."""
    if name in _NEEDS_POLARS:
        return getattr(import_module(_NEEDS_POLARS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
