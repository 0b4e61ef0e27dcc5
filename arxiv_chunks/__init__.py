"""What is done to a paper: a pure library, bytes and values in, typed values out.

No Dagster, no network, no clock, no environment in here. The names below are the public ones; everything else may move.
"""

from arxiv_chunks.chunks.contextualize import contextualize
from arxiv_chunks.chunks.document import chunk_document
from arxiv_chunks.chunks.options import ChunkOptions

__all__ = ["ChunkOptions", "chunk_document", "contextualize"]
