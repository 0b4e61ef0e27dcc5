"""Where arXiv is, who is asking, and how patiently: one frozen object, made at the edge and passed in."""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from arxiv_chunks.errors import BadOptions

ARXIV_INTERVAL_SECONDS = 3.0
"""arXiv's limit for all machines that one party controls (https://info.arxiv.org/help/api/tou.html)."""

PdfSource = Literal["arxiv", "gcs", "s3"]
_CONTACT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https?://\S+")


class ArxivSettings(BaseModel):
    """Base URLs, the contact address that the user agent carries, and limits.

    With `snapshot`, the file of all metadata that arXiv publishes on Kaggle, the API is not asked.
    `interval_seconds` is the least time between two requests, over all processes of the machine that share
    `gate_path`, or of all machines that share the PostgreSQL database `gate_url`; for arXiv's own servers it cannot be less
    than three seconds. `retry_wait_seconds` is the first wait of an exponential back-off.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    api_url: str = "https://export.arxiv.org/api/query"
    oai_url: str = "https://oaipmh.arxiv.org/oai"
    pdf_url: str = "https://export.arxiv.org/pdf"
    s3_url: str = "https://s3.us-east-1.amazonaws.com"
    gcs_url: str = "https://storage.googleapis.com/arxiv-dataset/arxiv"
    pdf_source: PdfSource = "arxiv"
    snapshot: Path | None = None
    contact: str | None = None
    interval_seconds: float = Field(default=ARXIV_INTERVAL_SECONDS, ge=0)
    gate_path: Path = Path("~/.cache/arxiv-chunks/arxiv.gate")
    gate_url: str | None = None
    connect_timeout_seconds: float = Field(default=20.0, gt=0)
    read_timeout_seconds: float = Field(default=90.0, gt=0)
    answer_timeout_seconds: float = Field(default=900.0, gt=0)
    attempts: int = Field(default=6, ge=1)
    retry_wait_seconds: float = Field(default=4.0, ge=0)
    retry_wait_limit_seconds: float = Field(default=600.0, ge=0)
    refused_seconds: float = Field(default=900.0, ge=0)
    page_size: int = Field(default=2000, ge=1, le=2000)
    max_answer_bytes: int = Field(default=64 * 2**20, gt=0)
    max_pdf_bytes: int = Field(default=256 * 2**20, gt=0)

    @property
    def live(self) -> bool:
        """Whether any of the servers is arXiv's own."""
        return any(is_arxiv(url) for url in (self.api_url, self.oai_url, self.pdf_url))

    def check_manners(self) -> None:
        """Raise BadOptions where arXiv would be asked too often, or without a way to reach the one who asks."""
        if not self.live:
            return
        if self.interval_seconds < ARXIV_INTERVAL_SECONDS:
            raise BadOptions(f"arXiv allows one request per {ARXIV_INTERVAL_SECONDS:g} seconds, no less")
        if not (self.contact and _CONTACT.fullmatch(self.contact)):
            raise BadOptions(
                "arXiv asks automated clients to say who they are: set ARXIV_CHUNKS_CONTACT to your e-mail address or URL"
            )


def is_arxiv(url: str) -> bool:
    """Whether `url` is on one of arXiv's own hosts."""
    host = (urlsplit(url).hostname or "").lower().rstrip(".")
    return host == "arxiv.org" or host.endswith(".arxiv.org")


def settings_for(
    source: str, *, contact: str | None = None, gate_url: str | None = None, snapshot: Path | None = None
) -> ArxivSettings:
    """The settings for `--source`: `arxiv`, `gcs` (PDFs from Google's public bucket), `s3`, or the URL of a server.

    A server that is not arXiv's has `/api/query`, `/oai` and `/pdf` below its URL, and no interval between requests.

    >>> settings_for("http://127.0.0.1:8080").api_url
    'http://127.0.0.1:8080/api/query'
    """
    if source in {"arxiv", "gcs", "s3"}:
        return ArxivSettings(pdf_source=source, contact=contact, gate_url=gate_url, snapshot=snapshot)  # type: ignore[arg-type]  # the three of PdfSource
    if not source.startswith(("http://", "https://")):
        raise BadOptions(f"source is arxiv, gcs, s3, sample or a URL, not {source!r}")
    base = source.rstrip("/")
    if is_arxiv(base):
        raise BadOptions("arXiv itself is asked with source arxiv, which knows its hosts")
    return ArxivSettings(
        api_url=f"{base}/api/query",
        oai_url=f"{base}/oai",
        pdf_url=f"{base}/pdf",
        gcs_url=f"{base}/arxiv-dataset/arxiv",
        contact=contact,
        snapshot=snapshot,
        interval_seconds=0.0,
        retry_wait_seconds=0.5,
        read_timeout_seconds=30.0,
    )
