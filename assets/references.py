"""`references`: every entry of every bibliography of the day, parsed, and resolved to arXiv papers."""

from datetime import date

import dagster as dg
import polars as pl

from arxiv_chunks.errors import BadInput
from arxiv_chunks.records import Reference
from arxiv_chunks.references import VERSION
from arxiv_chunks.references.resolve import resolve
from arxiv_chunks.rows import Row, ledger_row, reference_row
from arxiv_chunks.tables import REFERENCES, TEXTS
from assets.days import day_asset, days_of
from assets.index import index
from assets.reporting import DayReports, Progress, reporting
from assets.stage import finish_day, frame_of, rows_of
from assets.texts import texts
from resources.index import scan_index
from resources.store import Store
from resources.tasks import list_references
from resources.workers import Workers

NEEDED = pl.exclude("blocks", "page_starts", "citation_links")


@day_asset(REFERENCES, code_version=VERSION, deps=[texts, index])
def references(
    context: dg.AssetExecutionContext,
    store: dg.ResourceParam[Store],
    workers: dg.ResourceParam[Workers],
    progress: dg.ResourceParam[Progress],
) -> None:
    """Every bibliography entry of the day: text, fields, identifiers, and which arXiv paper it is, by which method."""
    titles = scan_index(store)
    with reporting(context) as reports:
        for day in days_of(context):
            _make_day(day, store, titles, workers, progress, reports)


def _make_day(
    day: date, store: Store, titles: pl.LazyFrame, workers: Workers, progress: Progress, reports: DayReports
) -> None:
    """Find and resolve one day's entries and finish it; nothing of it is held when the next one begins."""
    cited: list[tuple[str, int, Reference]] = []
    ledger: list[Row] = []
    for text, outcome in workers.map(list_references, rows_of(store, TEXTS, day, NEEDED, longest_first="body")):
        found, failure = ([], outcome) if isinstance(outcome, BadInput) else (outcome, None)
        cited += [(text["id"], text["version"], entry) for entry in found]
        ledger.append(ledger_row(text["id"], text["version"], "references", len(found), failure))
        progress.advance("references", 1)
    answers = resolve([entry for _, _, entry in cited], titles)
    frame = frame_of(
        REFERENCES,
        (
            reference_row(arxiv_id, version, entry, answer if answer and answer.arxiv_id != arxiv_id else None)
            for (arxiv_id, version, entry), answer in zip(cited, answers, strict=True)
        ),
    )
    resolved_count = frame["resolved_id"].count()
    finish_day(
        store,
        REFERENCES,
        day,
        frame,
        ledger,
        reports,
        preview=["id", "label", "title", "year", "resolved_id", "method", "confidence"],
        made_with={"references_version": VERSION},
        figures={
            "resolved": resolved_count,
            "resolved_share": resolved_count / frame.height if frame.height else 0.0,
        },
    )
