"""`texts`: the body text and structure of every PDF of the day, or the reason why there is none."""

from collections.abc import Sequence
from statistics import median

import dagster as dg

from arxiv_chunks.errors import BadInput, Reason
from arxiv_chunks.rows import Row, account_of, failed
from arxiv_chunks.tables import DOCUMENTS, TEXTS
from arxiv_chunks.text import VERSION
from assets.days import day_asset, days_of
from assets.documents import documents
from assets.reporting import Progress, reporting
from assets.stage import finish_day, rows_of
from resources.keys import pdf_key
from resources.partitions import read_partition_metadata
from resources.store import Store
from resources.tasks import load_pdf, read_document
from resources.workers import Workers

SHOWN_PAPERS = 5


@day_asset(TEXTS, code_version=VERSION, deps=[documents])
def texts(
    context: dg.AssetExecutionContext,
    store: dg.ResourceParam[Store],
    workers: dg.ResourceParam[Workers],
    progress: dg.ResourceParam[Progress],
) -> None:
    """Body text, blocks and quality of every PDF of the day, read on the workers: each under limits of time and memory.

    A PDF that was read before by the same version of the rules is not read again.
    """
    with reporting(context) as reports:
        for day in days_of(context):
            made_with = {"text_version": VERSION}
            known = {}
            if (read_partition_metadata(store, TEXTS, day) or {}).items() >= made_with.items():
                known = {row["pdf_sha256"]: row for row in rows_of(store, TEXTS, day) if row["pdf_sha256"]}
            sources = list(rows_of(store, DOCUMENTS, day))
            read = {}
            unread = [(store, s) for s in sources if s["status"] == "ok" and s["pdf_sha256"] not in known]
            for source, outcome in workers.map(read_document, unread, load=load_pdf):
                read[source[1]["id"]] = outcome if isinstance(outcome, dict) else _unread(source[1], outcome)
                progress.advance("texts", 1)
            progress.advance("texts", len(sources) - len(read))
            rows = [
                read.get(s["id"]) or _again(s, known.get(s["pdf_sha256"])) or _unread(s, BadInput(Reason.UPSTREAM))
                for s in sources
            ]
            finish_day(
                store,
                TEXTS,
                day,
                rows,
                [account_of(row, "texts") for row in rows],
                reports,
                preview=["id", "status", "reason", "verdict", "page_count", "word_count", "language", "body"],
                made_with=made_with,
                figures={
                    "pages": sum(row["page_count"] or 0 for row in rows),
                    "pages_read": sum(row["page_count"] or 0 for row in read.values()),
                    "words": sum(row["word_count"] or 0 for row in rows),
                    "readable_share": sum(row["verdict"] == "ok" for row in rows) / len(rows) if rows else 0.0,
                    "lexicon_share": median(
                        [row["lexicon_share"] for row in rows if row["lexicon_share"] is not None] or [0.0]
                    ),
                },
                notes={"inspect": _inspecting(store, rows)},
            )


def _inspecting(store: Store, rows: Sequence[Row]) -> dg.MarkdownMetadataValue:
    """The commands that show on its pages what was made of the papers that failed, and of the least readable others."""
    stored = [row for row in rows if row["pdf_sha256"]]
    stored.sort(key=lambda row: -1.0 if row["lexicon_share"] is None else row["lexicon_share"])
    places = {row["id"]: store.url(pdf_key(row["id"], row["version"])) for row in stored[:SHOWN_PAPERS]}
    commands = [
        f"arxiv-chunks inspect {place} --output {name.replace('/', '_')}.html" for name, place in places.items()
    ]
    return dg.MetadataValue.md("\n".join(["```", *commands, "```"]))


def _again(document: Row, row: Row | None) -> Row | None:
    return row and row | {"id": document["id"], "version": document["pdf_version"]}


def _unread(document: Row, failure: BadInput) -> Row:
    row: Row = dict.fromkeys(TEXTS.schema) | {"id": document["id"], "pdf_sha256": document["pdf_sha256"]}
    row["version"] = document["pdf_version"] or document["version"]
    row["verdict"] = str(failure.reason) if failure.reason in _VERDICTS else None
    return failed(row, failure)


_VERDICTS = {Reason.ENCRYPTED, Reason.DAMAGED, Reason.EMPTY, Reason.SCANNED, Reason.GARBLED}
