"""What makes days run again by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg

from assets.papers import listing_after
from assets.updates import categories_of, fetching_of, only_listed, stale_days
from pipelines.jobs import daily, listing
from pipelines.schedules import PRIORITY_TAG, SOON
from resources.arxiv.client import ArxivClient
from resources.arxiv.harvest import cursor_from
from resources.store import Store

EVERY_SECONDS = 6 * 3600
"""arXiv announces once a working day, near midnight UTC; a few looks a day meet it soon and cost a handful of requests."""
LOOK_BACK = timedelta(days=7)
"""How far the first look goes back: what was announced before, the runs that made the days have seen."""


@dg.sensor(
    jobs=[daily, listing],
    minimum_interval_seconds=EVERY_SECONDS,
    description="Asks arXiv every six hours what changed, and runs the days again that it belongs to.",
)
def updates(
    context: dg.SensorEvaluationContext, arxiv: dg.ResourceParam[ArxivClient], store: dg.ResourceParam[Store]
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Ask arXiv over OAI-PMH what changed, and run the days again that new versions, late announcements, withdrawals
    or changes of metadata belong to. What did not change is not fetched again; days that are only listed are only listed again.
    """
    today = datetime.now(UTC).date()
    cursor = context.cursor or cursor_from(today - LOOK_BACK)
    changes = arxiv.changes(cursor)
    stale = stale_days(store, changes)
    context.log.info("%d records changed at arXiv, %d days of this store with them", len(changes.papers), len(stale))
    listed = only_listed(store, stale)
    for day, papers in stale.items():
        job, ops = daily, {"papers": {"config": listing_after(papers, today, categories_of(store, day))}}
        if day in listed:
            job = listing
        else:
            ops["documents"] = {"config": fetching_of(store, day)}
        yield dg.RunRequest(
            job_name=job.name, partition_key=day.isoformat(), tags={PRIORITY_TAG: SOON}, run_config={"ops": ops}
        )
    if not stale:
        yield dg.SkipReason(f"{len(changes.papers)} records changed at arXiv, no day of this store with them")
    context.update_cursor(changes.cursor)


SENSORS = [updates]
