"""What an asset tells about a day: rows, failures by reason, a preview, figures. No rule about papers lives here."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import dagster as dg
import polars as pl

from arxiv_chunks.tables import Table
from assets.lineage import lineage
from assets.patience import patient
from resources.partitions import PartitionInfo

PREVIEW_ROWS = 5
PREVIEW_CHARACTERS = 120


class Progress(Protocol):
    """Who wants to know how many papers a stage has done, such as the command line's progress bar."""

    def advance(self, stage: str, papers: int) -> None:
        """`papers` more papers have been accounted for by `stage`."""


class Silent:
    """Nobody watches: Dagster's own event log tells enough."""

    def advance(self, stage: str, papers: int) -> None:
        """Do nothing."""


class DayReports:
    """Collects one report for each finished day, so that a failure on a later day does not take them away."""

    def __init__(self, context: dg.AssetExecutionContext) -> None:
        self._context = context
        self._last = context.partition_keys[-1]
        self._finished: dict[str, Mapping[str, Any]] = {}
        self._began_seconds = time.monotonic()

    def day(
        self,
        day: date,
        table: Table,
        info: PartitionInfo,
        frame: pl.DataFrame,
        *,
        url: str,
        preview: Sequence[str],
        papers: int,
        failures: Mapping[str, int],
        figures: Mapping[str, int | float] | None = None,
        notes: Mapping[str, dg.MetadataValue[Any]] | None = None,
    ) -> None:
        """Tell of one day whose partition is written at `url`; numbers become curves over the days in the UI."""
        now_seconds = time.monotonic()
        seconds = now_seconds - self._began_seconds
        metadata: dict[str, Any] = {
            "dagster/row_count": info.rows,
            "object": place_of(url),
            "bytes": info.size_bytes,
            "papers": papers,
            "changed": info.written,
            "seconds": round(seconds, 3),
            "papers_per_second": round(papers / seconds, 3) if seconds else 0.0,
            "failed": sum(failures.values()),
            "failed_share": round(sum(failures.values()) / papers, 4) if papers else 0.0,
            **{name: round(figure, 4) for name, figure in (figures or {}).items()},
            **(notes or {}),
        }
        if figures and "pages_read" in figures:
            metadata["pages_per_second"] = round(figures["pages_read"] / seconds, 3) if seconds else 0.0
        if failures:
            metadata["failures_by_reason"] = dg.MetadataValue.table(
                [dg.TableRecord({"reason": r, "papers": n}) for r, n in sorted(failures.items())]
            )
        if frame.height:
            metadata["preview"] = preview_of(frame.select(preview))
        if day.isoformat() == self._last and (columns := lineage(table)):
            metadata["dagster/column_lineage"] = columns  # the UI looks for it in the newest event; it weighs 3 to 8 kB
        self._context.add_asset_metadata(metadata, partition_key=day.isoformat())
        self._finished[day.isoformat()] = metadata
        self._began_seconds = now_seconds

    def keep_finished(self) -> None:
        """Record the finished days as materialised although the step fails; only to be called when it does."""
        for key, metadata in self._finished.items():
            self._context.log_event(
                dg.AssetMaterialization(self._context.asset_key, partition=key, metadata=dict(metadata))
            )


@contextmanager
def reporting(context: dg.AssetExecutionContext) -> Iterator[DayReports]:
    """Reports day by day; when the step fails, the days that were finished before stay materialised."""
    reports = DayReports(context)
    with patient(context):
        try:
            yield reports
        except Exception:
            reports.keep_finished()
            raise


def place_of(url: str) -> dg.PathMetadataValue:
    """Where an object is, for somebody who is not where the run was."""
    return dg.MetadataValue.path(url if "://" in url else str(Path(url).absolute()))


def failures_by_reason(frame: pl.DataFrame) -> dict[str, int]:
    """How many rows of a ledger or of a table with `status` and `reason` failed, by reason."""
    return dict(Counter(frame.filter(pl.col("status") == "failed")["reason"].to_list()))


def preview_of(frame: pl.DataFrame) -> dg.TableMetadataValue:
    """The first rows as a table of the UI, long texts cut."""
    records = []
    for row in frame.head(PREVIEW_ROWS).iter_rows(named=True):
        cells = {name: value if isinstance(value, int | float | bool) else _cell(value) for name, value in row.items()}
        records.append(dg.TableRecord(cells))
    return dg.MetadataValue.table(records)


def _cell(value: Any) -> str:
    text = "" if value is None else " › ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= PREVIEW_CHARACTERS else text[: PREVIEW_CHARACTERS - 1] + "…"
