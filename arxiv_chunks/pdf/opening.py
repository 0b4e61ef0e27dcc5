"""Which engine reads a PDF: MuPDF, or pypdf where MuPDF cannot open it or finds no page in it."""

from io import BytesIO

import pymupdf
from pymupdf import mupdf

from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.pdf.engines import Source
from arxiv_chunks.pdf.fallback import PyPdf
from arxiv_chunks.pdf.mupdf import MuPdf


def open_pdf(data: bytes) -> Source:
    """Open a PDF with the first engine that can.

    Raises `UnreadablePdf` with ENCRYPTED where a password is needed, EMPTY where there is no page, DAMAGED where no
    engine can open it.
    """
    if not data:
        raise UnreadablePdf(Reason.EMPTY, "no bytes")
    pymupdf.TOOLS.mupdf_display_errors(False)
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        pages = len(document)
    except (RuntimeError, ValueError, mupdf.FzErrorFormat) as error:
        return _open_with_pypdf(data, str(error))
    if document.needs_pass:
        raise UnreadablePdf(Reason.ENCRYPTED, "a password is needed")
    if not pages:
        return _open_with_pypdf(data, "no pages")
    return MuPdf(document)


def _open_with_pypdf(data: bytes, why: str) -> Source:
    import pypdf  # noqa: PLC0415  # seldom needed, and slow to import

    try:
        reader = pypdf.PdfReader(BytesIO(data))
        encrypted = reader.is_encrypted
        pages = 0 if encrypted else len(reader.pages)
    except Exception as error:
        raise UnreadablePdf(Reason.DAMAGED, why) from error
    if encrypted:
        raise UnreadablePdf(Reason.ENCRYPTED, "a password is needed")
    if not pages:
        raise UnreadablePdf(Reason.EMPTY, "no pages")
    return PyPdf(reader, pypdf.__version__)
