"""The pictures: drawn from what a store holds, small, and there for an empty store too."""

import base64
import io
import re
from datetime import date, timedelta

import dagster as dg
import polars as pl
import pytest
from PIL import Image

from arxiv_chunks.tables import CHUNKS, LEDGER, PAPERS, TEXTS
from assets.overview import STAGES, overview
from resources.partitions import write_partition
from resources.store import open_store

EVENT_BYTES = 30_000


def frame(table, *rows):
    return pl.DataFrame([dict.fromkeys(table.schema) | row for row in rows], schema=table.schema)


def drawn(store):
    result = dg.materialize([overview], resources={"store": store}, selection=[overview])
    (event,) = result.asset_materializations_for_node("overview")
    return event


def pictures(event):
    found = re.findall(r"!\[[a-z ]+\]\(data:image/png;base64,([^)]+)\)", event.metadata["pictures"].value)
    return [Image.open(io.BytesIO(base64.b64decode(data))) for data in found]


@pytest.mark.parametrize("day_count", [0, 1, 61])
def test_pictures_are_drawn_and_small(tmp_path, day_count):
    store = open_store(str(tmp_path))
    for n in range(day_count):
        day = date(2024, 1, 1) + timedelta(days=n)
        papers = [f"2401.{n:03}{k:02}" for k in range(3)]
        write_partition(store, PAPERS, day, frame(PAPERS, *({"id": i} for i in papers)), {})
        rows = [{"id": i, "status": "ok", "verdict": "ok", "lexicon_share": 0.9} for i in papers]
        write_partition(store, TEXTS, day, frame(TEXTS, *rows), {})
        cut = [{"doi": i, "chunk-id": k, "chunk": "word " * (n + k)} for i in papers for k in range(20)]
        write_partition(store, CHUNKS, day, frame(CHUNKS, *cut), {})
        for stage in STAGES:
            ledger = [{"id": i, "stage": stage, "status": "ok"} for i in papers]
            write_partition(store, LEDGER, day, frame(LEDGER, *ledger), {}, name=stage)
    event = drawn(store)
    assert event.metadata["days"].value == min(day_count, 60)
    assert [picture.size for picture in pictures(event)] == [(630, 270)] * 3
    assert len(dg.serialize_value(event)) < EVENT_BYTES
