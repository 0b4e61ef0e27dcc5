"""`documents`: the PDF of every paper of the day in the store, or the reason why not."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import dagster as dg

from arxiv_chunks.errors import BadInput, Reason
from arxiv_chunks.rows import Row, account_of, failed
from arxiv_chunks.tables import DOCUMENTS, PAPERS
from assets.days import day_asset, days_of
from assets.papers import papers
from assets.reporting import Progress, reporting
from assets.stage import finish_day, frame_of, rows_of
from resources.arxiv.client import ArxivClient
from resources.keys import pdf_key
from resources.store import Store


@day_asset(DOCUMENTS, code_version="1", deps=[papers], pool="arxiv")
def documents(
    context: dg.AssetExecutionContext,
    arxiv: dg.ResourceParam[ArxivClient],
    store: dg.ResourceParam[Store],
    progress: dg.ResourceParam[Progress],
) -> None:
    """The PDF of every paper of the day, in the store, with its SHA-256; or why it cannot be had.

    What is stored is never fetched twice; what failed for good is not asked for again until a new version appears.
    """
    with reporting(context) as reports, ThreadPoolExecutor(arxiv.connections) as threads:
        if arxiv.pdf_source == "s3":
            _fetch_in_bulk(context, arxiv, store)
        for day in days_of(context):
            asked, received = arxiv.usage.requests, arxiv.usage.received_bytes
            settled = {(row["id"], row["version"]): row for row in rows_of(store, DOCUMENTS, day) if _is_settled(row)}

            def document(paper: Row, settled: dict[tuple[str, int], Row] = settled) -> Row:
                row = settled.get((paper["id"], paper["version"])) or _obtain(paper, arxiv, store)
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
                made_with={},
                figures={
                    "pdf_bytes": sum(row["pdf_bytes"] or 0 for row in rows),
                    "requests": arxiv.usage.requests - asked,
                    "received_bytes": arxiv.usage.received_bytes - received,
                },
            )


def _fetch_in_bulk(context: dg.AssetExecutionContext, arxiv: ArxivClient, store: Store) -> None:
    """All days at once: a tar holds the papers of some days."""
    versions = {row["id"]: row["version"] for day in days_of(context) for row in rows_of(store, PAPERS, day)}
    for loaded in arxiv.fetch_in_bulk(versions, store):
        context.log.info("%s: %d of %d papers stored", loaded.tar.key, loaded.stored, loaded.wanted)


def _is_settled(row: Row) -> bool:
    return row["status"] == "ok" or not Reason(row["reason"]).retryable


def _obtain(paper: Row, arxiv: ArxivClient, store: Store) -> Row:
    """A row of `documents`: from the store where a run that died has left the PDF, otherwise from arXiv."""
    arxiv_id, version = paper["id"], paper["version"]
    row: Row = dict.fromkeys(DOCUMENTS.schema) | {"id": arxiv_id, "version": version, "status": "ok"}
    if paper["withdrawn"]:
        return failed(row, BadInput(Reason.WITHDRAWN))
    key = pdf_key(arxiv_id, version)
    if store.exists(key):
        data, pdf_version, source = store.read(key), version, arxiv.pdf_source
    else:
        try:
            fetched = arxiv.fetch_pdf(arxiv_id, version)
        except BadInput as failure:
            return failed(row, failure)
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
