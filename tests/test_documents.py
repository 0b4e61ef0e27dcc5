"""`documents`: which PDFs are fetched, which are left out and why, and what is said of where they came from."""

import subprocess
import sys

import dagster as dg
import polars as pl
import pytest
from small_arxiv import PDF, make_folder, paper, quick

from arxiv_chunks.rows import paper_row
from arxiv_chunks.tables import DOCUMENTS, LEDGER, PAPERS
from assets.documents import documents
from assets.reporting import Silent
from assets.updates import fetching_of
from resources.arxiv.client import ArxivClient
from resources.arxiv.licences import redistributable
from resources.arxiv.snapshot import paper_of
from resources.keys import pdf_key
from resources.partitions import read_partition, write_partition
from resources.stand_in.collection import Collection
from resources.stand_in.faults import Faulty
from resources.stand_in.server import running, stand_in
from resources.store import open_store

DAY = "2024-03-01"
CLOSED = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
WORDS = "This paper has been withdrawn by the authors"
ROWS = [
    paper("2403.00001", f"{DAY} 00:00:00"),
    paper("2403.00002", f"{DAY} 00:00:01", license=CLOSED),
    paper("2403.00003", f"{DAY} 00:00:02", license=None),
    paper("2403.00004", f"{DAY} 00:00:03", license=CLOSED, comments=WORDS),
]
SHARED, KEPT_BACK = ("ok", None), ("failed", "not_redistributable")


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "store"))


@pytest.fixture
def server(tmp_path):
    collection = Collection.load(make_folder(tmp_path / "papers", ROWS))
    server = Faulty(stand_in(collection))
    server.collection = collection
    with running(server) as server.url:
        yield server


def listed(store, rows=ROWS):
    papers = [paper_of(row) for row in rows]
    made = [paper_row(each, redistributable=redistributable(each.license)) for each in papers]
    day = papers[0].published_utc.date()
    write_partition(store, PAPERS, day, pl.DataFrame(made, schema=PAPERS.schema), {})
    return day


def fetch(server, store, *, only_redistributable=False, **settings):
    """Make the day; what became of each paper, where each PDF is said to be from, and which PDFs were asked for."""
    server.misbehave([])
    config = {"documents": {"config": {"only_redistributable": only_redistributable}}}
    with ArxivClient(quick(server.url, **settings)) as client:
        resources = {"arxiv": client, "store": store, "progress": Silent()}
        job = dg.define_asset_job("fetching", selection=[documents])
        definitions = dg.Definitions(assets=[documents], jobs=[job], resources=resources)
        result = definitions.resolve_job_def("fetching").execute_in_process(
            partition_key=DAY, run_config={"ops": config, "loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        )
    assert result.success
    frame = read_partition(store, DOCUMENTS, paper_of(ROWS[0]).published_utc.date())
    outcomes = {row["id"][-1]: (row["status"], row["reason"]) for row in frame.iter_rows(named=True)}
    sources = {row["id"][-1]: row["source"] for row in frame.iter_rows(named=True) if row["status"] == "ok"}
    asked = sorted(each.target.split("?")[0].removeprefix("/pdf/2403.0000") for each in server.asked)
    return outcomes, sources, asked


def test_what_may_not_be_shared_is_not_fetched(server, store):
    day = listed(store)
    outcomes, _, asked = fetch(server, store, only_redistributable=True)
    assert outcomes == {"1": SHARED, "2": KEPT_BACK, "3": KEPT_BACK, "4": KEPT_BACK}
    assert asked == ["1v1"]
    ledger = read_partition(store, LEDGER, day, name="documents")
    assert ledger.filter(pl.col("id") == "2403.00002")["reason"].to_list() == ["not_redistributable"]
    assert fetching_of(store, day) == {"only_redistributable": True}


def test_another_choice_replaces_the_day(server, store):
    day = listed(store)
    fetch(server, store, only_redistributable=True)
    outcomes, _, asked = fetch(server, store)
    assert outcomes == {"1": SHARED, "2": SHARED, "3": SHARED, "4": ("failed", "withdrawn")}
    assert asked == ["2v1", "3v1"]
    assert fetching_of(store, day) == {"only_redistributable": False}
    outcomes, _, asked = fetch(server, store, only_redistributable=True)
    assert outcomes == {"1": SHARED, "2": KEPT_BACK, "3": KEPT_BACK, "4": KEPT_BACK}
    assert asked == []


def test_a_licence_that_is_opened_brings_the_paper_in(server, store):
    listed(store)
    fetch(server, store, only_redistributable=True)
    listed(store, [ROWS[0], ROWS[1] | {"license": ROWS[0]["license"]}])
    outcomes, _, asked = fetch(server, store, only_redistributable=True)
    assert outcomes == {"1": SHARED, "2": SHARED}
    assert asked == ["2v1"]


def test_words_alone_withdraw_no_paper(server, store, tmp_path):
    """A snapshot knows withdrawals by the comment alone: arXiv's answer decides."""
    (tmp_path / "snapshot.jsonl").write_text("")
    words = [
        ROWS[3],  # arXiv says so, too
        paper("2403.00001", f"{DAY} 00:00:00", comments=WORDS),  # it has a PDF of this very version
        paper("2403.00002", f"{DAY} 00:00:01", "2024-03-02 00:00:00", comments=WORDS),  # it has one of version 1 alone
    ]
    listed(store, words)
    outcomes, _, asked = fetch(server, store, snapshot=tmp_path / "snapshot.jsonl")
    assert outcomes == {"1": SHARED, "2": ("failed", "withdrawn"), "4": ("failed", "withdrawn")}
    assert asked == ["1v1", "2", "2v2", "4v1"]
    listed(store, words)
    assert fetch(server, store)[0]["2"] == ("failed", "withdrawn")


def test_a_pdf_is_said_to_be_from_where_it_is_from(server, store, tmp_path):
    listed(store, ROWS[:3])
    store.write(pdf_key("2403.00001", 1), PDF)  # of a run that was killed
    _, sources, _ = fetch(server, store, pdf_source="gcs")
    assert sources == {"1": None, "2": "gcs", "3": "gcs"}
    other = open_store(str(tmp_path / "other"))
    listed(other, ROWS[:3])
    other.write(pdf_key("2403.00001", 1), PDF)
    assert fetch(server, other)[1] == {"1": "arxiv", "2": "arxiv", "3": "arxiv"}


def test_a_run_may_keep_only_what_may_be_shared(tmp_path):
    """The sample has three papers on this day, one of which allows no derivatives."""
    places = ["--source", "sample", "--store", str(tmp_path / "dataset"), "--home", str(tmp_path / "home")]
    days = ["--from", "2024-03-12", "--to", "2024-03-12"]
    command = [sys.executable, "-m", "pipelines.cli", "run", *places, *days, "--only-redistributable"]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert finished.returncode == 0, finished.stderr[-3000:]
    assert "documents failed: not_redistributable" in finished.stdout
    assert len(list((tmp_path / "dataset" / "pdf").rglob("*.pdf"))) == 2
    chunks = pl.read_parquet(tmp_path / "dataset" / "chunks" / "date=2024-03-12" / "chunks.parquet")
    assert set(chunks["doi"]) == {"2403.99003", "2403.99005"}
    assert chunks["redistributable"].all()
