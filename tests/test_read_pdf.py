"""`read_pdf` on PDFs made here, with PyMuPDF's own writer."""

import pymupdf
import pytest

from arxiv_chunks import read_pdf
from arxiv_chunks.errors import Reason, UnreadablePdf


def pdf_of(pages: list[list[tuple[float, float, str]]]) -> bytes:
    """A PDF whose pages hold the given (x, baseline, text), drawn in the given order."""
    with pymupdf.open() as document:
        for page_lines in pages:
            page = document.new_page(width=612, height=792)
            for x, y, text in page_lines:
                page.insert_text((x, y), text, fontsize=10, fontname="tiro")
        return document.tobytes()


def test_spans_of_the_body_are_the_blocks() -> None:
    lines = [(72.0, 100.0 + 12 * i, "One plain line of prose that says a little and goes on") for i in range(20)]
    document = read_pdf(pdf_of([lines]))
    for block in document.blocks:
        if block.char_start is not None:
            assert document.body[block.char_start : block.char_end] == block.text


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", Reason.EMPTY), (b"no PDF at all", Reason.DAMAGED), (pdf_of([[]]), Reason.SCANNED)]
)
def test_bytes_without_text_have_a_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(UnreadablePdf) as caught:
        read_pdf(data)
    assert caught.value.reason == reason
