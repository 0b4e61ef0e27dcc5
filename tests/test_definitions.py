"""The asset graph that Dagster's UI shows, as a reviewer reads it."""

import subprocess
import sys

import dagster as dg
import pytest

from pipelines.definitions import build_definitions
from pipelines.settings import Settings

GRAPH = {
    "papers": set(),
    "documents": {"papers"},
    "texts": {"documents"},
    "index": {"papers"},
    "references": {"texts", "index"},
    "chunks": {"papers", "texts", "references"},
    "overview": {"chunks"},
    "release": {"papers", "references", "chunks"},
}


@pytest.fixture(scope="module")
def definitions():
    return build_definitions(Settings(source="sample", store="unused"))


def test_the_graph(definitions):
    graph = definitions.resolve_asset_graph()
    found = {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.materializable_asset_keys
    }
    assert found == GRAPH


UNPARTITIONED = {"index", "overview", "release"}


def test_tables_of_papers_are_partitioned_by_day_since_1986(definitions):
    graph = definitions.resolve_asset_graph()
    for name in GRAPH:
        partitions = graph.get(dg.AssetKey(name)).partitions_def
        assert (partitions is None) == (name in UNPARTITIONED)
        if partitions is not None:
            assert partitions.get_first_partition_key() == "1986-01-01"


def test_everything_is_described_owned_and_grouped(definitions):
    graph = definitions.resolve_asset_graph()
    for name in GRAPH:
        node = graph.get(dg.AssetKey(name))
        assert len(node.description) > 40
        assert node.owners
        assert node.group_name == "arxiv_chunks"
        assert node.kinds
        assert name in UNPARTITIONED or "dagster/column_schema" in node.metadata


def test_every_partitioned_asset_has_a_check_that_blocks_and_one_that_warns(definitions):
    checks = {(key.asset_key.to_user_string(), key.name) for key in definitions.resolve_asset_graph().asset_check_keys}
    assert checks == {(name, check) for name in set(GRAPH) - UNPARTITIONED for check in ("sound", "usual")}


def test_no_check_is_counted_up_by_partition(definitions):
    """With 15,000 days, the page of an asset whose checks are partitioned takes a minute of processor time."""
    graph = definitions.resolve_asset_graph()
    assert {graph.get(key).partitions_def for key in graph.asset_check_keys} == {None}


def test_definitions_load(definitions):
    dg.Definitions.validate_loadable(definitions)
    assert {job.name for job in definitions.resolve_all_job_defs()} >= {"listing", "indexing", "building", "daily"}


def test_a_run_imports_what_reads_papers_when_it_reads_one():
    """A day without papers, as a run of its own, is mostly imports: these took a third of its processor time."""
    script = "import sys, pipelines.definitions; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    seldom = {"arxiv_chunks.reader", "boto3", "jinja2", "matplotlib", "numpy", "pyarrow", "pymupdf", "uvicorn"}
    assert seldom.isdisjoint(done.stdout.split())
