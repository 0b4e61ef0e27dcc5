"""The snapshot on the command line: instead of the API in a run, and all of it at once."""

import shutil
import subprocess
import sys

import pytest

from resources.sources import SAMPLE

COMMAND = [sys.executable, "-m", "pipelines.cli"]


def arxiv_chunks(*arguments):
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=300, check=False)


def run(folder, *arguments):
    places = ["--source", "sample", "--store", str(folder / "dataset"), "--home", str(folder / "dagster")]
    finished = arxiv_chunks("run", *places, "--from", "2024-03-13", "--to", "2024-03-13", *arguments)
    assert finished.returncode == 0, finished.stderr[-3000:]
    return contents(folder / "dataset")


def contents(dataset):
    return {str(p.relative_to(dataset)): p.read_bytes() for p in sorted(dataset.rglob("*.parquet"))}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    return shutil.copy(SAMPLE / "metadata.jsonl", tmp_path_factory.mktemp("snapshot") / "snapshot.jsonl")


@pytest.fixture(scope="module")
def from_snapshot(snapshot, tmp_path_factory):
    return run(tmp_path_factory.mktemp("from-snapshot"), "--snapshot", str(snapshot))


def test_a_run_from_the_snapshot_is_a_run_from_the_api(from_snapshot, tmp_path):
    assert from_snapshot == run(tmp_path)


def test_all_days_at_once_are_what_a_run_lists(snapshot, from_snapshot, tmp_path):
    finished = arxiv_chunks("load-snapshot", str(snapshot), "--store", str(tmp_path))
    assert finished.returncode == 0, finished.stderr[-3000:]
    assert f"16 papers of 6 days: {tmp_path}/papers" in finished.stdout
    loaded = contents(tmp_path)
    assert len(loaded) == 2 * 6
    of_the_day = {name: data for name, data in from_snapshot.items() if name.endswith("papers.parquet")}
    assert len(of_the_day) == 2
    assert of_the_day.items() <= loaded.items()


@pytest.mark.parametrize("command", ["run --source sample --snapshot", "load-snapshot"])
def test_what_is_no_snapshot_is_one_clear_line(command, tmp_path):
    path = tmp_path / "other.jsonl"
    path.write_text('{"id": "no identifier"}\n')
    finished = arxiv_chunks(*command.split(), str(path))
    assert finished.returncode == 1
    assert finished.stderr.splitlines()[-1].startswith("arxiv-chunks: ")
    assert "Traceback" not in finished.stderr
    assert list(tmp_path.glob("**/*.parquet")) == []
