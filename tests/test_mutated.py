"""Mutated PDFs go through the chain: the run ends well, and each of them has its row."""

from datetime import date

import polars as pl
import pytest
from mutants import DAY, make_mutants

from arxiv_chunks.errors import Reason
from arxiv_chunks.tables import LEDGER
from pipelines.run import backfill
from pipelines.settings import Settings
from resources.partitions import read_partition
from resources.sources import SAMPLE
from resources.stand_in.collection import Collection
from resources.stand_in.server import running, stand_in
from resources.store import open_store

COUNT, SEED = 40, 0


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutated")
    sources = [path.read_bytes() for path in sorted((SAMPLE / "pdf").glob("*.pdf"))]
    ids = make_mutants(folder / "papers", sources, COUNT, SEED)
    day = date.fromisoformat(DAY)
    with running(stand_in(Collection.load(folder / "papers"))) as source:
        settings = Settings(source=source, store=str(folder / "dataset"), home=folder / "home", seconds_per_pdf=30)
        backfill(settings, day, day, longest_range=31)
    return ids, open_store(settings.store)


@pytest.mark.parametrize("stage", ["documents", "texts", "references", "chunks"])
def test_every_mutant_has_its_row(done, stage):
    ids, store = done
    ledger = read_partition(store, LEDGER, date.fromisoformat(DAY), name=stage)
    assert ledger["id"].to_list() == ids
    failed = ledger.filter(pl.col("status") == "failed")["reason"]
    assert {Reason(reason) for reason in failed} <= set(Reason)


def test_some_are_read_and_some_are_not(done):
    _, store = done
    statuses = read_partition(store, LEDGER, date.fromisoformat(DAY), name="texts")["status"]
    assert set(statuses) == {"ok", "failed"}
