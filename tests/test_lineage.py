"""The lineage of columns names columns that exist, and lies the way the asset graph lies."""

import dagster as dg
import pytest

from arxiv_chunks.tables import CHUNKS, PAPERS, TABLES
from assets.lineage import SOURCES, column_schema, lineage
from pipelines.jobs import ASSETS


@pytest.mark.parametrize("name", SOURCES)
def test_every_column_comes_from_columns_that_exist(name):
    assert list(SOURCES[name]) == list(TABLES[name].schema)
    for sources in SOURCES[name].values():
        for source in sources:
            table, column = source.split(".")
            assert column in TABLES[table].schema


@pytest.mark.parametrize("name", SOURCES)
def test_a_table_comes_from_the_tables_that_its_asset_depends_on(name):
    (asset,) = [a for a in ASSETS if a.key == dg.AssetKey(name)]
    before = {key.to_user_string() for key in asset.dependency_keys}
    assert {source.split(".")[0] for sources in SOURCES[name].values() for source in sources} == before


def test_what_comes_from_outside_has_no_lineage():
    assert lineage(PAPERS) is None


def test_the_columns_that_people_look_at_say_what_they_are_made_from():
    told = {column.name: column.description for column in column_schema(CHUNKS).columns}
    assert told["title"].endswith("*from* `papers.title`")
    assert column_schema(PAPERS).columns[0].description == PAPERS.columns[0].meaning
