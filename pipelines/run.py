"""`arxiv-chunks run`: a backfill driven through the same definitions that Dagster's UI shows."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from arxiv_chunks.errors import BadOptions
from arxiv_chunks.tables import PAPERS
from assets.days import DAYS
from assets.documents import ONLY_REDISTRIBUTABLE
from assets.patience import ATTENDED_TAG
from assets.reporting import Progress, Silent
from pipelines.definitions import build_definitions
from pipelines.instance import own_instance
from pipelines.ranges import group
from pipelines.settings import Settings
from resources.cluster import open_workers
from resources.partitions import days as days_in
from resources.sources import open_arxiv
from resources.store import open_store

FIRST_DAY = DAYS.start.date()
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def checked_range(first: date | None, last: date | None, *, live: bool) -> tuple[date, date]:
    """The days that are meant: without `last` up to yesterday (UTC), without `first` all days, of live arXiv the last one."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    last = last or yesterday
    first = first or (last if live else FIRST_DAY)
    if last > yesterday:
        raise BadOptions(f"--to {last} is not over yet (UTC): the last complete day is {yesterday}")
    if first < FIRST_DAY:
        raise BadOptions(f"--from {first} is before {FIRST_DAY}, the first day that there is a partition for")
    if first > last:
        raise BadOptions(f"--from {first} is after --to {last}")
    return first, last


class Watcher(Progress, Protocol):
    """Progress that also wants to know how many papers will come."""

    def expect(self, papers: int) -> None:
        """So many papers are to come in each stage."""


class Unwatched(Silent):
    """A backfill that nobody watches, such as a script's."""

    def expect(self, papers: int) -> None:
        """Do nothing."""


def backfill(
    settings: Settings,
    first: date,
    last: date,
    *,
    longest_range: int,
    categories: Sequence[str] = (),
    only_redistributable: bool = False,
    chunking: Mapping[str, Any] = MappingProxyType({}),
    progress: Watcher | None = None,
) -> list[date]:
    """List, index and build the days from `first` to `last`; returns the days that have papers.

    Days without papers cost no run: arXiv's totals say where papers are. Days that the store holds are run even when
    arXiv has nothing for them any more, so that no stale row stays. References are resolved after all days are listed,
    so that the order of days does not matter.
    """
    progress = progress or Unwatched()
    with ExitStack() as stack:
        instance, tags = stack.enter_context(own_instance(settings.home, settings.instance_url))
        arxiv = stack.enter_context(open_arxiv(settings.source, settings.contact, settings.gate_url, settings.snapshot))
        store = open_store(settings.store)
        workers = stack.enter_context(
            open_workers(settings.workers, settings.seconds_per_pdf, settings.bytes_per_pdf, settings.scheduler)
        )
        live = {"arxiv": arxiv, "store": store, "workers": workers, "progress": progress}
        definitions = build_definitions(settings, live)

        def execute(job: str, tags_of_run: Mapping[str, str], ops: Mapping[str, Any] | None = None) -> None:
            config = QUIET | ({"ops": ops} if ops else {})
            definitions.resolve_job_def(job).execute_in_process(
                instance=instance, tags={**tags, ATTENDED_TAG: "", **tags_of_run}, run_config=config
            )

        progress.expect(arxiv.count(first, last, categories))
        stored = {day for day in days_in(store, PAPERS) if first <= day <= last}
        days = sorted(stored.union(arxiv.days_with_papers(first, last, categories)))
        ranges = list(group(days, longest_range))
        building = {
            "documents": {"config": {ONLY_REDISTRIBUTABLE: only_redistributable}},
            "chunks": {"config": dict(chunking)},
        }
        for days_of_run in ranges:
            execute("listing", days_of_run.tags, {"papers": {"config": {"categories": list(categories)}}})
        if ranges:
            execute("indexing", {})
        for days_of_run in ranges:
            execute("building", days_of_run.tags, building)
        if ranges:
            execute("drawing", {})
    return days
