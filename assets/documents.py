"""`documents`: the PDF of every paper of the day in the store, or the reason why not."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import dagster as dg
from pydantic import Field

from arxiv_chunks.errors import BadInput, Reason
from arxiv_chunks.rows import Row, account_of, failed
from arxiv_chunks.tables import DOCUMENTS, PAPERS
from assets.days import day_asset, days_of
from assets.papers import papers
from assets.reporting import Progress, reporting
from assets.stage import finish_day, frame_of, left_by_earlier_runs, rows_of
from resources.arxiv.client import ArxivClient
from resources.keys import pdf_key
from resources.store import Store

ONLY_REDISTRIBUTABLE = "only_redistributable"


class Fetching(dg.Config):
    """Which PDFs are wanted. Another choice replaces the days that it is run for, as with categories."""

    only_redistributable: bool = Field(
        default=False, description="Leave out papers whose licence does not let others share text made from them."
    )

    @property
    def made_with(self) -> dict[str, str]:
        """The choice, for the file's own metadata."""
        return {ONLY_REDISTRIBUTABLE: "yes"} if self.only_redistributable else {}


@day_asset(DOCUMENTS, code_version="1", deps=[papers], pool="arxiv")
def documents(
    context: dg.AssetExecutionContext,
    config: Fetching,
    arxiv: dg.ResourceParam[ArxivClient],
    store: dg.ResourceParam[Store],
    progress: dg.ResourceParam[Progress],
) -> None:
    """The PDF of every paper of the day, in the store, with its SHA-256; or why it cannot be had.

    What is stored is never fetched twice; what failed for good is not asked for again until a new version appears.
    """
    with reporting(context) as reports, ThreadPoolExecutor(arxiv.connections) as threads:
        in_tars = _fetch_in_bulk(context, config, arxiv, store) if arxiv.pdf_source == "s3" else frozenset()
        for day in days_of(context):
            asked, received = arxiv.usage.requests, arxiv.usage.received_bytes
            earlier = left_by_earlier_runs(store, DOCUMENTS, day).iter_rows(named=True)
            settled = {(row["id"], row["version"]): row for row in earlier if _is_settled(row)}

            def document(paper: Row, settled: dict[tuple[str, int], Row] = settled) -> Row:
                if _left_out(paper, config):
                    row = failed(_row(paper), BadInput(Reason.NOT_REDISTRIBUTABLE))
                elif paper["withdrawn"] and arxiv.knows_withdrawals:
                    row = failed(_row(paper), BadInput(Reason.WITHDRAWN))
                else:
                    row = settled.get((paper["id"], paper["version"])) or _obtain(paper, arxiv, store, in_tars)
                progress.advance("documents", 1)
                return row

            rows = list(threads.map(document, rows_of(store, PAPERS, day)))
            finish_day(
                store,
                DOCUMENTS,
                day,
                frame_of(DOCUMENTS, rows),
                [account_of(row, "documents") for row in rows],
                reports,
                preview=["id", "version", "status", "reason", "pdf_key", "pdf_bytes"],
                made_with=config.made_with,
                figures={
                    "pdf_bytes": sum(row["pdf_bytes"] or 0 for row in rows),
                    "requests": arxiv.usage.requests - asked,
                    "received_bytes": arxiv.usage.received_bytes - received,
                },
            )


def _fetch_in_bulk(
    context: dg.AssetExecutionContext, config: Fetching, arxiv: ArxivClient, store: Store
) -> frozenset[str]:
    """All days at once, since a tar holds the papers of some days; returns the papers that were brought."""
    papers = [row for day in days_of(context) for row in rows_of(store, PAPERS, day) if not _left_out(row, config)]
    brought: set[str] = set()
    for loaded in arxiv.fetch_in_bulk({row["id"]: row["version"] for row in papers}, store):
        context.log.info("%s: %d of %d papers stored", loaded.tar.key, len(loaded.stored), loaded.wanted)
        brought.update(loaded.stored)
    return frozenset(brought)


def _left_out(paper: Row, config: Fetching) -> bool:
    return config.only_redistributable and not paper["redistributable"]


def _is_settled(row: Row) -> bool:
    """Whether nothing can have changed for this version; what was left out for its licence, another run may want."""
    if row["status"] == "ok":
        return True
    return not Reason(row["reason"]).retryable and row["reason"] != Reason.NOT_REDISTRIBUTABLE


def _row(paper: Row) -> Row:
    return dict.fromkeys(DOCUMENTS.schema) | {"id": paper["id"], "version": paper["version"], "status": "ok"}


def _obtain(paper: Row, arxiv: ArxivClient, store: Store, in_tars: frozenset[str]) -> Row:
    """A row of `documents`: from the store where a run that died has left the PDF, otherwise from arXiv."""
    arxiv_id, version, row = paper["id"], paper["version"], _row(paper)
    key = pdf_key(arxiv_id, version)
    if store.exists(key):
        data, pdf_version = store.read(key), version
        source = "s3" if arxiv_id in in_tars else arxiv.only_source
    else:
        try:
            fetched = arxiv.fetch_pdf(arxiv_id, version)
        except BadInput as failure:
            return failed(row, failure)
        if paper["withdrawn"] and fetched.version < version:  # an earlier version is not what the authors stand by
            return failed(row, BadInput(Reason.WITHDRAWN))
        data, pdf_version, source = fetched.data, fetched.version, fetched.source
        key = pdf_key(arxiv_id, pdf_version)
        store.write(key, data)
    return row | {
        "source": source,
        "pdf_version": pdf_version,
        "pdf_key": key,
        "pdf_sha256": hashlib.sha256(data).hexdigest(),
        "pdf_bytes": len(data),
    }
