"""`texts`: the body text and structure of every PDF of the day, or the reason why there is none."""

import shlex
from collections.abc import Iterator
from datetime import date
from itertools import chain

import dagster as dg
import polars as pl

from arxiv_chunks.errors import BadInput, Reason
from arxiv_chunks.rows import Row, account_of, failed
from arxiv_chunks.tables import DOCUMENTS, TEXTS
from arxiv_chunks.text import VERSION
from assets.days import day_asset, days_of
from assets.documents import documents
from assets.reporting import DayReports, Progress, reporting
from assets.stage import finish_day, frame_of, left_by_earlier_runs, rows_of
from resources.keys import pdf_key
from resources.partitions import read_partition_metadata
from resources.store import Store
from resources.tasks import load_pdf, read_document
from resources.workers import Workers

ACCOUNTED = ["id", "version", "status", "reason", "detail"]
SHOWN_PAPERS = 5


@day_asset(TEXTS, code_version=VERSION, deps=[documents])
def texts(
    context: dg.AssetExecutionContext,
    store: dg.ResourceParam[Store],
    workers: dg.ResourceParam[Workers],
    progress: dg.ResourceParam[Progress],
) -> None:
    """Body text, blocks and quality of every PDF of the day, read on the workers: each under limits of time and memory.

    A PDF that was read before by the same version of the rules is not read again, unless it met a limit or its worker died.
    """
    with reporting(context) as reports:
        for day in days_of(context):
            _make_day(day, store, workers, progress, reports)


def _make_day(day: date, store: Store, workers: Workers, progress: Progress, reports: DayReports) -> None:
    """Read what is to be read of one day and finish it; nothing of it is held when the next one begins."""
    made_with = {"text_version": VERSION}
    known = None
    if (read_partition_metadata(store, TEXTS, day) or {}).items() >= made_with.items():
        known = left_by_earlier_runs(store, TEXTS, day)
    sources = list(rows_of(store, DOCUMENTS, day))
    again, unread, hopeless = _sorted_out(sources, known)

    def read() -> Iterator[Row]:
        for (_, source), outcome in workers.map(read_document, [(store, s) for s in unread], load=load_pdf):
            progress.advance("texts", 1)
            yield outcome if isinstance(outcome, dict) else _unread(source, outcome)

    frame = frame_of(TEXTS, chain(read(), again, (_unread(s, BadInput(Reason.UPSTREAM)) for s in hopeless)))
    progress.advance("texts", len(sources) - len(unread))
    finish_day(
        store,
        TEXTS,
        day,
        frame,
        (account_of(row, "texts") for row in frame.select(ACCOUNTED).iter_rows(named=True)),
        reports,
        preview=["id", "status", "reason", "verdict", "page_count", "word_count", "language", "body"],
        made_with=made_with,
        figures=_figures(frame, [source["id"] for source in unread]),
        notes={"inspect": _inspecting(store, frame)},
    )


def _figures(frame: pl.DataFrame, read: list[str]) -> dict[str, int | float]:
    """What is told of a day; `read` are the papers that were read just now."""
    return frame.select(
        pages=pl.col("page_count").sum(),
        pages_read=pl.col("page_count").filter(pl.col("id").is_in(read)).sum(),
        words=pl.col("word_count").sum(),
        readable_share=pl.col("verdict").eq_missing("ok").mean().fill_null(0.0),
        lexicon_share=pl.col("lexicon_share").cast(pl.Float64).median().fill_null(0.0),
    ).row(0, named=True)


def _sorted_out(sources: list[Row], known: pl.DataFrame | None) -> tuple[Iterator[Row], list[Row], list[Row]]:
    """The rows of `texts` of PDFs that are known, the documents whose PDFs are to be read, and those without one."""
    read = known.select("pdf_sha256", "reason").rows() if known is not None else []
    final = (sha256 if reason is None or not Reason(reason).retryable else None for sha256, reason in read)
    places = {sha256: place for place, sha256 in enumerate(final) if sha256}
    held = [source for source in sources if source["status"] == "ok"]
    again = (
        known.row(places[source["pdf_sha256"]], named=True) | {"id": source["id"], "version": source["pdf_version"]}
        for source in held
        if known is not None and source["pdf_sha256"] in places
    )
    unread = [source for source in held if source["pdf_sha256"] not in places]
    unread.sort(key=lambda source: -source["pdf_bytes"])  # lest the largest at the end keep all others waiting
    return again, unread, [source for source in sources if source["status"] != "ok"]


def _inspecting(store: Store, frame: pl.DataFrame) -> dg.MarkdownMetadataValue:
    """The commands that show on its pages what was made of the papers that failed, and of the least readable others."""
    stored = frame.filter(pl.col("pdf_sha256").is_not_null()).sort(
        "lexicon_share", nulls_last=False, maintain_order=True
    )
    names = stored.select("id", "version").head(SHOWN_PAPERS).iter_rows()
    places = {arxiv_id: store.url(pdf_key(arxiv_id, version)) for arxiv_id, version in names}
    commands = []
    for name, place in places.items():
        file = name.replace("/", "_")
        pdf = shlex.quote(place)
        if place.startswith("s3://"):
            commands.append(f"aws s3 cp {pdf} {file}.pdf")
            pdf = f"{file}.pdf"
        commands.append(f"arxiv-chunks inspect {pdf} --output {file}.html")
    return dg.MetadataValue.md("\n".join(["```", *commands, "```"]))


def _unread(document: Row, failure: BadInput) -> Row:
    row: Row = dict.fromkeys(TEXTS.schema) | {"id": document["id"], "pdf_sha256": document["pdf_sha256"]}
    row["version"] = document["pdf_version"] or document["version"]
    row["verdict"] = str(failure.reason) if failure.reason in _VERDICTS else None
    return failed(row, failure)


_VERDICTS = {Reason.ENCRYPTED, Reason.DAMAGED, Reason.EMPTY, Reason.SCANNED, Reason.GARBLED}
