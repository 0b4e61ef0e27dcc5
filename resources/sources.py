"""From a source's name to a client: the live arXiv, a server that speaks its protocols, or the bundled sample."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from resources.arxiv.client import ArxivClient
from resources.arxiv.settings import settings_for

SAMPLE = Path(__file__).parent / "sample"
"""Papers written for this project: metadata in the Kaggle snapshot's format, and PDFs."""


@contextmanager
def open_arxiv(
    source: str, contact: str | None, gate_url: str | None = None, snapshot: Path | None = None
) -> Iterator[ArxivClient]:
    """A client for `source`; the sample is served on loopback for as long as the client lives.

    Raises `BadOptions` for a source that is none, and for live arXiv without a contact address.
    """
    if source == "sample":
        from resources.stand_in.server import serving  # noqa: PLC0415  # a web server, 0.2 s that other sources can spare

        with serving(SAMPLE) as url, ArxivClient(settings_for(url, contact=contact, snapshot=snapshot)) as client:
            yield client
    else:
        with ArxivClient(settings_for(source, contact=contact, gate_url=gate_url, snapshot=snapshot)) as client:
            yield client
