"""The one object that the assets talk to arXiv with. It is made by whoever knows the settings and closed after use."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Self

import httpx

from arxiv_chunks.records import Paper
from resources.arxiv.details import Detail, Details
from resources.arxiv.gate import FileGate, Gate, OpenGate
from resources.arxiv.harvest import Changes, Harvester
from resources.arxiv.http import PoliteHttp, Usage
from resources.arxiv.listing import Listing
from resources.arxiv.pdfs import ArxivPdfs, BucketPdfs, FetchedPdf
from resources.arxiv.settings import ArxivSettings
from resources.arxiv.snapshot_listing import SnapshotListing
from resources.store import Store

if TYPE_CHECKING:
    from resources.arxiv.bulk import Loaded

MIRROR_CONNECTIONS = 8


class ArxivClient:
    """arXiv, or a server that speaks as it does: listings by day of first submission (UTC) and PDFs.

    >>> with ArxivClient(settings_for("http://127.0.0.1:8080")) as client:  # doctest: +SKIP
    ...     papers = client.list_day(date(2017, 4, 17))

    All methods raise ServiceUnavailable (try later), ServiceRefused (the operator must act) or ServiceBroken (the answer
    breaks the protocol). Threads may share a client.
    """

    def __init__(self, settings: ArxivSettings, transport: httpx.BaseTransport | None = None) -> None:
        settings.check_manners()
        self._settings = settings
        self._http = PoliteHttp(settings, gate_for(settings), transport)
        self._bucket = PoliteHttp(settings, OpenGate(), transport)
        self._listing = (
            Listing(self._http, settings) if settings.snapshot is None else SnapshotListing(settings.snapshot)
        )
        self._harvester = Harvester(self._http, settings)
        self._details = Details(self._harvester)
        self._pdfs = ArxivPdfs(self._http, settings)
        self._bucket_pdfs = BucketPdfs(self._bucket, settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
        self._bucket.close()

    @property
    def usage(self) -> Usage:
        """What this client has asked of arXiv so far; the public bucket is not counted."""
        return self._http.usage

    @property
    def pdf_source(self) -> str:
        """Where PDFs come from: arxiv, gcs or s3."""
        return self._settings.pdf_source

    @property
    def only_source(self) -> str | None:
        """Where a PDF came from that a run of these settings once stored; None where that may be one of two."""
        return self.pdf_source if self.pdf_source == "arxiv" else None

    @property
    def knows_withdrawals(self) -> bool:
        """Whether the papers that it lists tell withdrawals for sure; the snapshot has the words of a comment alone."""
        return self._settings.snapshot is None

    @property
    def connections(self) -> int:
        """How many PDFs may be asked for side by side: one from arXiv's own hosts, more where nobody asked for pauses."""
        return 1 if self._settings.interval_seconds and self.pdf_source == "arxiv" else MIRROR_CONNECTIONS

    def count(self, start: date, end: date, categories: Sequence[str] = ()) -> int:
        """How many papers were first submitted in [start, end], from the API's total: one request."""
        return self._listing.count(start, end, categories)

    def days_with_papers(self, start: date, end: date, categories: Sequence[str] = ()) -> list[date]:
        """The days of [start, end] on which papers were first submitted, with at most one request a day."""
        return self._listing.days_with_papers(start, end, categories)

    def list_day(
        self, day: date, categories: Sequence[str] = (), known: Mapping[str, Detail] = MappingProxyType({})
    ) -> list[Paper]:
        """All papers first submitted on the day, sorted by id: as many as the API says there are, or an error.

        OAI-PMH adds what the API does not tell: licence, all versions, report number, withdrawal; it is not asked for
        what is `known`, by identifier. A snapshot tells all but the withdrawals that no comment speaks of.
        """
        papers = self._listing.list_day(day, categories)
        return papers if self._settings.snapshot else self._details.complete(day, papers, known)

    def changes(self, cursor: str) -> Changes:
        """Papers whose metadata changed since the cursor was made (`cursor_from(day)` makes the first), over OAI-PMH."""
        return self._harvester.changes(cursor)

    def record(self, arxiv_id: str) -> Paper | None:
        """All that OAI-PMH tells of one paper: all versions, licence, report number, withdrawal; None for an unknown one."""
        return self._harvester.record(arxiv_id)

    def fetch_in_bulk(self, versions: Mapping[str, int], store: Store) -> "Iterator[Loaded]":
        """Bring the PDFs of these papers (identifier to latest version) into the store, as far as arXiv's tars have them.

        All papers of a run at once, since a tar of 500 MB holds the papers of some days and is fetched once for each call.
        """
        from resources.arxiv.bulk import open_bulk  # noqa: PLC0415  # boto3 takes 0.3 s to import; other sources need none of it

        with open_bulk(self._settings.s3_url, store) as bulk:
            yield from bulk.load(versions)

    def fetch_pdf(self, arxiv_id: str, version: int) -> FetchedPdf:
        """The paper's PDF in this version, or in the latest that arXiv serves where it lacks this one.

        With source gcs the bucket is asked first, and arXiv for what it lacks; with s3 what the tars brought is in the store
        already, and arXiv is asked for the rest. Raises BadInput with the reason for this paper's ledger row: withdrawn, not_found, not_public, not_built,
        not_pdf, truncated, too_large.
        """
        if self._settings.pdf_source == "gcs" and (found := self._bucket_pdfs.fetch(arxiv_id, version)):
            return found
        return self._pdfs.fetch(arxiv_id, version)


def gate_for(settings: ArxivSettings) -> Gate:
    """The gate that all processes of this machine share, or of all machines, or none where no interval is asked for."""
    if settings.interval_seconds == 0:
        return OpenGate()
    limits = (settings.interval_seconds, settings.retry_wait_limit_seconds)
    if settings.gate_url is None:
        return FileGate(settings.gate_path, *limits)
    from resources.arxiv.database_gate import DatabaseGate  # noqa: PLC0415  # its driver is an extra

    return DatabaseGate(settings.gate_url, *limits)
