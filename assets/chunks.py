"""`chunks`: the dataset."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import dagster as dg
import polars as pl
from pydantic import Field

from arxiv_chunks.chunks import VERSION
from arxiv_chunks.chunks.options import ChunkOptions, Strategy, TokenizerName, Unit
from arxiv_chunks.errors import BadInput
from arxiv_chunks.rows import Row, ledger_row
from arxiv_chunks.tables import CHUNKS, PAPERS, REFERENCES, TEXTS
from assets.days import day_asset, days_of
from assets.papers import papers
from assets.references import references
from assets.reporting import DayReports, Progress, reporting
from assets.stage import finish_day, frame_of, rows_of
from assets.texts import texts
from resources.store import Store
from resources.tasks import cut_chunks
from resources.workers import Workers

NEEDED = (
    pl.exclude("blocks", "reference_lines", "anchors"),
    pl.col("blocks").list.eval(
        pl.struct(pl.element().struct.field("kind", "text", "level", "section", "char_start", "char_end")).filter(
            pl.element().struct.field("char_start").is_not_null()
        )
    ),
)
"""Of `texts`: the blocks of the body, without their boxes, which are half of a row."""


class Chunking(dg.Config):
    """How the body text is cut; see `ChunkOptions`."""

    size: int = Field(default=300, description="Upper bound of a chunk, in units.")
    overlap: int = Field(default=40, description="Upper bound of what neighbours share, in units.")
    unit: Unit = Field(default="tokens", description="What size and overlap count.")
    tokenizer: TokenizerName = Field(default="cl100k_base", description="Tokenizer that counts tokens.")
    strategy: Strategy = Field(
        default="section", description="Where cuts are allowed: section, recursive, sentence or page."
    )
    section_floor: int | None = Field(
        default=None, description="A section smaller than this many units joins a neighbour; an eighth of size if null."
    )
    leave_out: list[str] = Field(
        default=[], description="Kinds of blocks that are not chunked: caption, table, footnote, equation."
    )

    def options(self) -> ChunkOptions:
        """The validated options."""
        return ChunkOptions(**self.model_dump())


@day_asset(CHUNKS, code_version=VERSION, deps=[papers, texts, references])
def chunks(
    context: dg.AssetExecutionContext,
    config: Chunking,
    store: dg.ResourceParam[Store],
    workers: dg.ResourceParam[Workers],
    progress: dg.ResourceParam[Progress],
) -> None:
    """The dataset: spans of the body text with their paper's metadata, section, pages and in-text citations.

    The first fifteen columns are those of the `ai-arxiv` dataset.
    """
    with reporting(context) as reports:
        for day in days_of(context):
            _make_day(day, config, store, workers, progress, reports)


def _make_day(
    day: date, config: Chunking, store: Store, workers: Workers, progress: Progress, reports: DayReports
) -> None:
    """Cut one day's texts and finish it; nothing of it is held when the next one begins."""
    options = config.options()
    listed = {row["id"]: row for row in rows_of(store, PAPERS, day)}
    bibliographies: dict[str, list[Row]] = defaultdict(list)
    for entry in rows_of(store, REFERENCES, day):
        bibliographies[entry["id"]].append(entry)
    ledger: list[Row] = []
    items = (
        (listed[text["id"]], text, bibliographies[text["id"]], options)
        for text in rows_of(store, TEXTS, day, *NEEDED)
        if text["id"] in listed  # else it was listed anew since, on another day
    )

    def cut() -> Iterator[Row]:
        for (_, text, _, _), outcome in workers.map(cut_chunks, items):
            rows, failure = ([], outcome) if isinstance(outcome, BadInput) else (outcome, None)
            ledger.append(ledger_row(text["id"], text["version"], "chunks", len(rows), failure))
            progress.advance("chunks", 1)
            yield from rows

    frame = frame_of(CHUNKS, cut())
    finish_day(
        store,
        CHUNKS,
        day,
        frame,
        ledger,
        reports,
        preview=["id", "title", "section", "first_page", "token_count", "chunk"],
        made_with={"chunks_version": VERSION, "options": config.model_dump_json()},
        figures=frame.select(tokens=pl.col("token_count").sum()).row(0, named=True),
    )
