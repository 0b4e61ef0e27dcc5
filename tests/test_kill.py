"""`arxiv-chunks run`, killed: whatever is left behind, the same command finishes the same dataset; and the same on S3."""

import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from resources.sources import SAMPLE
from resources.stand_in.collection import Collection
from resources.stand_in.server import running, stand_in
from resources.store import open_store

PAPER_COUNT = 3
KILL_COUNT = 10


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """The folder of a few papers of the sample, as if submitted on two days that follow each other."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "pdf").mkdir()
    lines = [json.loads(line) for line in (SAMPLE / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    chosen = [line for line in lines if len(line["versions"]) == 1 and _pdf_of(line).exists()][:PAPER_COUNT]
    for index, line in enumerate(chosen):
        shutil.copy(_pdf_of(line), folder / "pdf")
        line["versions"][0]["created"] = f"Tue, {5 + index % 2} Mar 2024 12:00:00 GMT"
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, chosen)), encoding="utf-8")
    return folder


def _pdf_of(line):
    return SAMPLE / "pdf" / f"{line['id'].replace('/', '_')}v{len(line['versions'])}.pdf"


@pytest.fixture(scope="module")
def asked():
    """How often each path was asked for."""
    return Counter()


@pytest.fixture(scope="module")
def source(papers, asked):
    """The URL of a stand-in of arXiv for those papers."""
    app = stand_in(Collection.load(papers))

    async def counting(scope, receive, send):
        asked[scope["path"]] += 1
        await app(scope, receive, send)

    with running(counting) as url:
        yield url


def start(source, store, home):
    command = [sys.executable, "-m", "pipelines.cli", "run", "--source", source, "--store", store, "--home", str(home)]
    return subprocess.Popen(
        command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def run(source, store, home):
    process = start(source, store, home)
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output


def contents(store):
    return {info.key: store.read(info.key) for info in store.list()}


@pytest.fixture(scope="module")
def undisturbed(source, tmp_path_factory):
    """What a run makes that nobody disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    run(source, str(folder / "dataset"), folder / "home")
    return folder


@contextlib.contextmanager
def reading_all_the_time(folder):
    """Read every Parquet file that appears or changes, as soon as it does; whatever is not whole fails the test."""
    done, failures, seen = threading.Event(), [], set()

    def read():
        while not done.is_set():
            for path in folder.rglob("*.parquet"):
                with contextlib.suppress(FileNotFoundError):
                    state = path.stat()
                    if (path, state.st_mtime_ns, state.st_size) not in seen:
                        try:
                            pl.read_parquet(path, hive_partitioning=False)
                        except pl.exceptions.PolarsError as error:
                            failures.append(f"{path}: {error}")
                        seen.add((path, state.st_mtime_ns, state.st_size))
            done.wait(0.05)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        done.set()
        reader.join()
    assert seen
    assert not failures


def test_killed_at_ten_moments_the_same_command_ends_with_the_same_dataset(source, undisturbed, tmp_path):
    """Each attempt is killed when the next tenth of the objects has begun to appear, and the next one takes over."""
    expected = contents(open_store(str(undisturbed / "dataset")))
    store = open_store(str(tmp_path / "dataset"))
    moments = random.Random(0)
    with reading_all_the_time(tmp_path / "dataset"):
        for kill in range(KILL_COUNT):
            process = start(source, str(tmp_path / "dataset"), tmp_path / "home")
            while process.poll() is None and sum(1 for _ in store.list()) < len(expected) * (kill + 0.5) / KILL_COUNT:
                time.sleep(0.05)
            time.sleep(moments.uniform(0, 0.2))
            assert process.poll() is None, f"it was over before it was killed:\n{process.communicate()[0]}"
            process.send_signal(signal.SIGKILL)
            process.communicate()
        run(source, str(tmp_path / "dataset"), tmp_path / "home")
    assert contents(store) == expected


def test_a_second_run_fetches_no_pdf_and_touches_no_file(source, asked, undisturbed):
    files = [path for path in (undisturbed / "dataset").rglob("*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in files}
    pdfs = {path: count for path, count in asked.items() if path.startswith("/pdf/")}
    assert len(pdfs) == PAPER_COUNT
    run(source, str(undisturbed / "dataset"), undisturbed / "home")
    assert {path: count for path, count in asked.items() if path.startswith("/pdf/")} == pdfs
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in files}
    assert after == before
    assert [path for path in (undisturbed / "dataset").rglob("*") if path.is_file()] == files


def test_s3_holds_the_same_bytes_as_a_folder(source, undisturbed, new_bucket, tmp_path):
    url = new_bucket("ceph")
    run(source, url, tmp_path / "home")
    assert contents(open_store(url)) == contents(open_store(str(undisturbed / "dataset")))
