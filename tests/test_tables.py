"""The schema that other people's code relies on."""

import json
import os
from pathlib import Path

import polars as pl
import pytest

from arxiv_chunks.tables import CHUNKS, SEED_COLUMN_COUNT, TABLES

CORPUS = Path(os.environ.get("ARXIV_CHUNKS_CORPUS", Path(__file__).parents[2] / "shared"))
SEED = {
    "doi": pl.String,
    "chunk-id": pl.Int64,
    "chunk": pl.String,
    "id": pl.String,
    "title": pl.String,
    "summary": pl.String,
    "source": pl.String,
    "authors": pl.String,
    "categories": pl.String,
    "comment": pl.String,
    "journal_ref": pl.String,
    "primary_category": pl.String,
    "published": pl.String,
    "updated": pl.String,
    "references": pl.List(pl.Struct({"id": pl.String})),
}


def test_chunks_begin_with_the_columns_of_the_ai_arxiv_dataset():
    assert list(CHUNKS.schema.items())[:SEED_COLUMN_COUNT] == list(pl.Schema(SEED).items())


@pytest.mark.skipif(not (CORPUS / "seed/rows.jsonl").exists(), reason="the published rows are not at hand")
def test_the_published_rows_have_those_columns_and_types():
    lines = (CORPUS / "seed/rows.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert {tuple(row) for row in rows} == {tuple(SEED)}
    assert pl.DataFrame(rows, schema=pl.Schema(SEED), strict=True).height == len(rows) == 100


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_column_has_a_meaning_and_a_type_that_holds_without_rows(table):
    assert all(len(column.meaning) > 10 for column in table.columns)
    assert len({column.name for column in table.columns}) == len(table.columns)
    assert set(table.sorted_by) <= set(table.schema.names())
    assert not any("Null" in str(dtype) for dtype in table.schema.values())
