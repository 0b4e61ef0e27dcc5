"""What `text`, `references`, `chunks` and `inspect` say of one PDF: each is computed in a child process under limits.

PDFs are hostile input, and MuPDF computes inside calls that nothing in the same process can interrupt.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from arxiv_chunks.errors import ArxivChunksError, BadInput, Reason
from arxiv_chunks.records import Document
from resources.limits import run_limited

SECONDS = 28
MEMORY_BYTES = 900 << 20  # with the code of the libraries and the waiting parent, 100 MB, the whole stays below 1 GiB


def under_limits(function: Callable[..., str], *args: object) -> str:
    """`function(*args)`, whatever the PDF does to it: text, or one error of ours with one clear line."""
    try:
        return run_limited(function, *args, seconds=SECONDS, memory_bytes=MEMORY_BYTES)
    except ArxivChunksError:
        raise
    except Exception as error:
        raise BadInput(Reason.CRASHED, f"{type(error).__name__}: {' '.join(str(error).split())}") from error


def text_of(pdf: Path, form: str) -> str:
    """The body text, as plain text, Markdown or JSON."""
    from arxiv_chunks import read_pdf
    from arxiv_chunks.text.formats import to_json, to_markdown

    render: dict[str, Callable[[Document], str]] = {
        "text": lambda document: document.body,
        "markdown": to_markdown,
        "json": to_json,
    }
    return render[form](read_pdf(pdf.read_bytes()))


def references_of(pdf: Path) -> str:
    """The bibliography as JSON lines, in printed order; without an index, only an entry's own identifier resolves it."""
    from arxiv_chunks import find_references, read_pdf
    from arxiv_chunks.references.links import resolved_by_own_identifier

    rows = []
    for entry in find_references(read_pdf(pdf.read_bytes())):
        found = resolved_by_own_identifier(entry)
        rows.append(
            {"index": entry.index, "label": entry.label, "raw": entry.raw, "pdf_page": entry.pdf_page}
            | msgspec.structs.asdict(entry.fields)
            | {"arxiv_id_source": entry.arxiv_id_source, "doi_source": entry.doi_source}
            | {"resolved_id": found and found.arxiv_id}
            | {"method": found and found.method, "confidence": found and found.confidence}
        )
    return json_lines(rows)


def chunks_of(pdf: Path, options: Mapping[str, Any]) -> str:
    """The chunks as JSON lines."""
    from arxiv_chunks import ChunkOptions, chunk_document, read_pdf

    chosen = ChunkOptions(**options)
    return json_lines(
        {
            "chunk": chunk.text,
            "char_start": chunk.char_start,
            "char_end": chunk.char_end,
            "section": chunk.section,
            "pages": [chunk.first_page, chunk.last_page],
            "tokens": chunk.token_count,
        }
        for chunk in chunk_document(read_pdf(pdf.read_bytes()), chosen)
    )


def page_of(pdf: Path, options: Mapping[str, Any]) -> str:
    """The HTML page with the blocks and chunks drawn on the PDF's pages."""
    from arxiv_chunks import ChunkOptions, chunk_document, read_pdf
    from arxiv_chunks.inspect import inspect_pdf

    data = pdf.read_bytes()
    document = read_pdf(data)
    return inspect_pdf(data, document, chunk_document(document, ChunkOptions(**options)), pdf.name)


def json_lines(rows: Iterable[Mapping[str, Any]]) -> str:
    """One JSON object a line, without the last line's end."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
