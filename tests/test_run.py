"""The main job, run as a user runs it: on the bundled sample, through the command line, into a folder."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest

from arxiv_chunks.tables import CHUNKS, PAPERS, TABLES
from assets.chunks import chunks
from assets.reporting import Silent
from resources.local_store import LocalStore
from resources.partitions import read_current_partition, write_partition
from resources.sources import SAMPLE
from resources.workers import Workers

RUN = [sys.executable, "-m", "pipelines.cli", "run", "--source", "sample"]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*RUN, "--store", str(folder / "dataset"), "--home", str(folder / "dagster"), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=os.environ | {"COLUMNS": "100"}
    )


def digests(folder: Path) -> dict[str, tuple[str, int]]:
    """Each file's content and time of change."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in files
    }


@pytest.fixture(scope="module")
def sample_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    return folder, run(folder)


@pytest.fixture(scope="module")
def dataset(sample_run):
    folder, finished = sample_run
    assert finished.returncode == 0, finished.stderr[-3000:]
    return folder / "dataset"


def table(dataset: Path, name: str) -> pl.DataFrame:
    return pl.scan_parquet(f"{dataset}/{name}/**/*.parquet", hive_partitioning=True).collect()


def metadata() -> dict[str, dict]:
    lines = (SAMPLE / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def test_every_paper_is_accounted_for_at_every_stage(dataset):
    ledger = table(dataset, "ledger")
    assert ledger.select("id", "stage").is_unique().all()
    for stage in ("papers", "documents", "texts", "references", "chunks"):
        assert set(ledger.filter(pl.col("stage") == stage)["id"]) == set(metadata())


def test_what_has_a_good_pdf_has_chunks_and_what_has_none_has_a_reason(dataset):
    ledger = table(dataset, "ledger")
    failed = ledger.filter(pl.col("status") == "failed")
    assert failed["reason"].null_count() == 0
    chunked = set(table(dataset, "chunks")["doi"])
    assert chunked == set(metadata()) - set(failed.filter(pl.col("stage") == "chunks")["id"])
    assert {"withdrawn", "not_found", "damaged"} <= set(failed["reason"])


def test_the_closing_table_says_what_the_tables_hold(sample_run, dataset):
    said = sample_run[1].stdout
    numbers = {name.strip(): int(n) for name, n in re.findall(r"^\s*(.+?)\s{2,}(\d+)\s*$", said, re.MULTILINE)}
    assert numbers["papers listed"] == len(metadata())
    assert numbers["chunks"] == table(dataset, "chunks").height
    assert numbers["references found"] == table(dataset, "references").height
    assert numbers["papers not accounted for"] == 0
    assert str(dataset / "chunks") in said


def test_partitions_are_days_of_first_submission(dataset):
    papers = table(dataset, "papers")
    assert papers.filter(pl.col("published").dt.date() != pl.col("date")).is_empty()
    assert papers["date"].n_unique() >= 4


def test_duckdb_and_polars_read_the_same_rows_with_the_promised_columns(dataset):
    chunks = table(dataset, "chunks")
    assert list(chunks.drop("date").schema.items()) == list(CHUNKS.schema.items())
    query = f"SELECT count(*), count(DISTINCT id) FROM read_parquet('{dataset}/chunks/**/*.parquet', hive_partitioning=true)"
    assert duckdb.sql(query).fetchall() == [(chunks.height, chunks.height)]


def test_spans_point_at_the_text_in_the_store(dataset):
    bodies = dict(table(dataset, "texts").select("id", "body").iter_rows())
    chunks = table(dataset, "chunks")
    assert chunks.height > 50
    for row in chunks.iter_rows(named=True):
        assert bodies[row["doi"]][row["char_start"] : row["char_end"]] == row["chunk"]
        assert row["content_sha256"] == hashlib.sha256(row["chunk"].encode()).hexdigest()
        for citation in row["citations"]:
            assert row["chunk"][citation["char_start"] : citation["char_end"]] == citation["marker"]


def test_papers_of_the_sample_cite_each_other(dataset):
    resolved = table(dataset, "references").drop_nulls("resolved_id")
    assert resolved.filter(pl.col("id") == pl.col("resolved_id")).is_empty()
    assert set(resolved["resolved_id"]) & set(metadata())


def test_a_second_run_changes_no_byte_and_reads_no_pdf_again(sample_run, dataset):
    before = digests(dataset)
    again = run(sample_run[0])
    assert again.returncode == 0, again.stderr[-3000:]
    assert digests(dataset) == before


def test_what_met_a_limit_is_read_again(sample_run, dataset, tmp_path):
    old = Path(shutil.copytree(sample_run[0], tmp_path / "old")) / "dataset"
    day = "date=2024-03-11"
    path = old / "texts" / day / "texts.parquet"
    rows, metadata = pl.read_parquet(path), pl.read_parquet_metadata(path)
    met = pl.when(pl.col("status") == "ok")
    rows = rows.with_columns(
        *(met.then(None).otherwise(pl.col(name)).alias(name) for name in ("body", "verdict", "page_count")),
        reason=met.then(pl.lit("time_limit")).otherwise(pl.col("reason")),
        status=pl.lit("failed"),
    )
    rows.write_parquet(path, metadata=metadata)
    again = run(tmp_path / "old")
    assert again.returncode == 0, again.stderr[-3000:]
    assert {k: v[0] for k, v in digests(old).items()} == {k: v[0] for k, v in digests(dataset).items()}


def test_a_paper_that_its_day_lists_no_more_has_no_chunks(dataset, tmp_path):
    store = LocalStore(Path(shutil.copytree(dataset, tmp_path / "dataset")))
    day = date(2024, 3, 12)
    write_partition(
        store, PAPERS, day, read_current_partition(store, PAPERS, day).filter(pl.col("id") != "2403.99003"), {}
    )
    with Workers(1) as workers:
        resources = {"store": store, "workers": workers, "progress": Silent()}
        assert dg.materialize([chunks], resources=resources, partition_key=str(day)).success
    before = set(read_current_partition(LocalStore(dataset), CHUNKS, day)["doi"])
    assert set(read_current_partition(store, CHUNKS, day)["doi"]) == before - {"2403.99003"} != before


def test_one_run_for_each_day_gives_the_same_bytes(dataset, tmp_path):
    finished = run(tmp_path, "--day-by-day")
    assert finished.returncode == 0, finished.stderr[-3000:]
    assert {k: v[0] for k, v in digests(tmp_path / "dataset").items()} == {k: v[0] for k, v in digests(dataset).items()}


def test_a_store_of_another_version_is_no_release_and_a_run_makes_it_this_version_s(sample_run, dataset, tmp_path):
    old = Path(shutil.copytree(sample_run[0], tmp_path / "old")) / "dataset"
    for name in ("papers", "documents", "texts", "references", "chunks"):
        for path in old.glob(f"{name}/*/*.parquet"):
            rows, metadata = pl.read_parquet(path), pl.read_parquet_metadata(path)
            rows.drop(rows.columns[-1]).write_parquet(path, metadata=metadata)  # says this version, and is not
    command = [sys.executable, "-m", "pipelines.cli", "release", "--store", str(old)]
    released = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert released.returncode == 1
    (line,) = released.stderr.strip().splitlines()
    assert "another version of arxiv-chunks wrote it" in line
    again = run(tmp_path / "old")
    assert again.returncode == 0, again.stderr[-3000:]
    (old / ".release.lock").unlink()
    assert {k: v[0] for k, v in digests(old).items()} == {k: v[0] for k, v in digests(dataset).items()}


def test_all_tables_are_there(dataset):
    assert set(TABLES) | {"pdf"} == {path.name for path in dataset.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--size", "10", "--overlap", "20"], "size"),
        (["--from", "2030-01-02", "--to", "2030-01-01"], "over yet"),
        (["--source", "ftp://example.org"], "source is arxiv"),
        (["--source", "arxiv"], "ARXIV_CHUNKS_CONTACT"),
        (["--store", "gs://bucket"], "no store"),
        (["--workers", "0"], "workers"),
    ],
)
def test_bad_options_get_one_line_and_exit_code_2(tmp_path, arguments, said):
    finished = run(tmp_path, *arguments)
    assert finished.returncode == 2
    assert len(finished.stderr.strip().splitlines()) == 1, finished.stderr
    assert said in finished.stderr
    assert "Traceback" not in finished.stderr
