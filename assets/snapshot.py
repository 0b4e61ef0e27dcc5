"""`papers` of every day at once, out of a snapshot: three million rows in minutes, where a run for each month takes hours.

It writes what the asset `papers` would write for the same days, byte for byte.
"""

from collections.abc import Iterator
from datetime import date

import polars as pl

from arxiv_chunks.tables import LEDGER, PAPERS
from resources.arxiv.snapshot_listing import SnapshotListing
from resources.partitions import write_partition
from resources.store import Store
from resources.threads import side_by_side

THREADS = 4
"""Two to compress, two that wait for the disk meanwhile."""


def load_papers(snapshot: SnapshotListing, store: Store) -> Iterator[int]:
    """Write every day of the snapshot to `papers`; yields how many papers each day had, in order of days."""

    def write(made: tuple[date, pl.DataFrame]) -> int:
        day, papers = made
        write_partition(store, PAPERS, day, papers, {"categories": ""})
        write_partition(store, LEDGER, day, _all_well(papers), {}, name=PAPERS.name)
        return papers.height

    return side_by_side(write, snapshot.days(), THREADS)


def _all_well(papers: pl.DataFrame) -> pl.DataFrame:
    said = {"stage": PAPERS.name, "status": "ok", "reason": None, "detail": None, "row_count": 1}
    constants = [pl.lit(value, dtype=LEDGER.schema[name]).alias(name) for name, value in said.items()]
    return papers.select("id", "version", *constants)
