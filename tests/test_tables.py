"""The schema that other people's code relies on."""

import hashlib
import json
import os
from pathlib import Path

import polars as pl
import pytest

from arxiv_chunks import chunks, references, text
from arxiv_chunks.tables import CHUNKS, REFERENCES, SEED_COLUMN_COUNT, TABLES, TEXTS

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


@pytest.mark.parametrize(
    ("table", "version"), [(TEXTS, text.VERSION), (REFERENCES, references.VERSION), (CHUNKS, chunks.VERSION)]
)
def test_other_columns_have_another_version(table, version):
    """What an older version wrote is made again. Where this fails, raise the VERSION and renew the case beside it."""
    cases = json.loads((Path(__file__).parent / "cases" / "versions.json").read_text(encoding="utf-8"))
    columns = "; ".join(f"{name} {dtype}" for name, dtype in table.schema.items())
    assert cases[table.name] == {"version": version, "columns_sha256": hashlib.sha256(columns.encode()).hexdigest()}
