"""What a worker does for one paper: a row in, rows out. Workers import this and nothing of Dagster or Polars.

Each task takes one argument that pickles, and raises `BadInput` for the paper's own faults. None but `load_pdf` may ask
the network for anything.

The crafts are called by their public names, which import them when they are first called: who only hands tasks out, as a
run does, needs neither MuPDF nor the parsers (a second and a half).
"""

import arxiv_chunks
from arxiv_chunks.chunks.options import ChunkOptions
from arxiv_chunks.errors import BadInput, Reason
from arxiv_chunks.records import Document, Reference
from arxiv_chunks.rows import Row, chunk_rows, document_from_row, reference_from_row, text_row
from resources.limits import laid_to_input
from resources.store import Store


def load_pdf(item: tuple[Store, Row]) -> tuple[Row, bytes]:
    """A row of `documents` with its PDF. This one runs where there is a network, beside the limits."""
    store, document = item
    return document, store.read(document["pdf_key"])


def read_document(item: tuple[Row, bytes]) -> Row:
    """The row of `texts` for a row of `documents` and its PDF."""
    document, data = item
    return text_row(document["id"], document["pdf_version"], document["pdf_sha256"], read_hostile(data))


def read_hostile(data: bytes) -> Document:
    """`read_pdf`, where an error that nobody foresaw becomes the ledger's word on this PDF and the run goes on."""
    try:
        return arxiv_chunks.read_pdf(data)
    except BadInput:
        raise
    except Exception as error:
        raise laid_to_input(error) from error


def list_references(text: Row) -> list[Reference]:
    """The bibliography of one row of `texts`."""
    _require_text(text)
    return arxiv_chunks.find_references(document_from_row(text), f"{text['id']}v{text['version']}")


def cut_chunks(item: tuple[Row, Row, list[Row], ChunkOptions]) -> list[Row]:
    """The rows of `chunks` of one paper, from its rows of `papers`, `texts` and `references`."""
    paper, text, bibliography, options = item
    _require_text(text)
    document = document_from_row(text)
    citations = arxiv_chunks.find_citations(document, [reference_from_row(entry) for entry in bibliography])
    resolved = {entry["index"]: entry["resolved_id"] for entry in bibliography}
    return chunk_rows(paper, text, arxiv_chunks.chunk_document(document, options), citations, resolved)


def _require_text(text: Row) -> None:
    if text["status"] != "ok":
        raise BadInput(Reason.UPSTREAM, text["reason"])
