"""The chunkers that `chunks_speed.py` and `chunks_promises.py` compare, each as a function from a document to its chunks.

Each peer is asked for chunks of at most `size` with an overlap of `overlap`, in tokens of cl100k_base or in characters, with the
offsets it offers. Where a peer takes a token counter it gets this project's, which is faster than the peers' own.
"""

import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from arxiv_chunks import ChunkOptions, chunk_document, read_pdf
from arxiv_chunks.chunks import VERSION
from arxiv_chunks.chunks.tokens import token_counter
from arxiv_chunks.errors import BadInput
from arxiv_chunks.records import Document

SAMPLE = Path(__file__).parents[1] / "resources" / "sample" / "pdf"


class Piece(NamedTuple):
    """A chunk as a peer gives it, with the offset that it claims."""

    start: int
    text: str


Chunker = Callable[[Document], list[Piece]]


def corpus() -> Path:
    """The folder of the papers to measure on."""
    return Path(os.environ.get("ARXIV_CHUNKS_CORPUS", "../shared")) / "corpus"


def read_corpus(limit: int | None) -> list[Document]:
    """The corpus' papers, or the bundled sample's without it, read; those that cannot be read are passed over."""
    papers = sorted(corpus().glob("papers/**/*.pdf")) + sorted(corpus().glob("truth/*.pdf"))
    documents = []
    for path in (papers or sorted(SAMPLE.glob("*.pdf")))[:limit]:
        try:
            documents.append(read_pdf(path.read_bytes()))
        except BadInput:
            continue
    return documents


def ours(size: int, overlap: int, unit: str) -> Chunker:
    options = ChunkOptions(size=size, overlap=overlap, unit=unit)
    return lambda document: [Piece(c.char_start, c.text) for c in chunk_document(document, options)]


def langchain(size: int, overlap: int, unit: str) -> Chunker:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    length = token_counter("cl100k_base").count if unit == "tokens" else len
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=size, chunk_overlap=overlap, length_function=length, add_start_index=True
    )
    return lambda document: [
        Piece(d.metadata["start_index"], d.page_content) for d in splitter.create_documents([document.body])
    ]


def semantic_text_splitter(size: int, overlap: int, unit: str) -> Chunker:
    from semantic_text_splitter import TextSplitter

    if unit == "tokens":
        splitter = TextSplitter.from_tiktoken_model("gpt-4", size, overlap=overlap)
    else:
        splitter = TextSplitter(size, overlap=overlap)
    return lambda document: [Piece(*found) for found in splitter.chunk_indices(document.body)]


def semchunk(size: int, overlap: int, unit: str) -> Chunker:
    from semchunk import chunkerify

    chunker = chunkerify(token_counter("cl100k_base").count if unit == "tokens" else len, size)

    def chunk(document: Document) -> list[Piece]:
        texts, offsets = chunker(document.body, offsets=True, overlap=overlap)
        return [Piece(start, text) for text, (start, _) in zip(texts, offsets, strict=True)]

    return chunk


def chonkie(size: int, overlap: int, unit: str) -> Chunker:
    from chonkie import SentenceChunker

    tokenizer = token_counter("cl100k_base").count if unit == "tokens" else "character"
    chunker = SentenceChunker(tokenizer=tokenizer, chunk_size=size, chunk_overlap=overlap)
    return lambda document: [Piece(c.start_index, c.text) for c in chunker.chunk(document.body)]


CHUNKERS = {
    "arxiv-chunks": ours,
    "langchain-text-splitters": langchain,
    "semantic-text-splitter": semantic_text_splitter,
    "semchunk": semchunk,
    "chonkie": chonkie,
}


def versions() -> str:
    """The versions of everything that takes part, for the results."""
    others = [*(name for name in CHUNKERS if name != "arxiv-chunks"), "splintr-rs"]
    named = ", ".join(f"{name} {version(name)}" for name in others)
    return f"Chunker version {VERSION}, Python {platform.python_version()}, {named}"
