"""pypdf's reading of a PDF that MuPDF cannot open: plain text without trustworthy places, every line on a row of its own, full width."""

from collections.abc import Iterator
from typing import Any

from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.pdf.engines import OutlineEntry, Page, Span


class PyPdf:
    """An open PDF, read by pypdf."""

    name = "pypdf"

    def __init__(self, reader: Any, version: str) -> None:
        self._reader = reader
        self.version = version

    def pages(self) -> Iterator[Page]:
        """Every page, in order. Raises DAMAGED where pypdf cannot read one."""
        try:
            for number, page in enumerate(self._reader.pages, 1):
                yield Page(number, float(page.mediabox.width), float(page.mediabox.height), tuple(_spans(page)))
        except Exception as error:  # pypdf raises whatever a damaged part makes its code raise
            raise UnreadablePdf(Reason.DAMAGED, f"{type(error).__name__} while reading a page") from error

    def outline(self) -> tuple[OutlineEntry, ...]:
        """None."""
        return ()

    def destination(self, uri: str) -> None:
        """None."""


def _spans(page: Any) -> Iterator[Span]:
    for row, text in enumerate(page.extract_text().split("\n")):
        y = 72.0 + 12 * row
        x1 = 72.0 + 5 * len(text)
        yield Span(text, 72.0, y, x1, y + 10, y + 8, 10.0, "", bold=False, italic=False)
