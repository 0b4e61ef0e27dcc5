"""Dagster's UI after the main job, in a real browser."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from services.packages import require
from services.ports import free_port

COMMAND = [sys.executable, "-m", "pipelines.cli"]
BROWSER = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-dev-shm-usage",  # containers have 64 MB there
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1600,1100",
    "--virtual-time-budget=30000",
]


def graphql(url: str, query: str) -> dict:
    request = urllib.request.Request(
        f"{url}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["data"]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    require("chromium")
    folder = tmp_path_factory.mktemp("ui")
    places = ["--source", "sample", "--store", str(folder / "dataset"), "--home", str(folder / "dagster")]
    subprocess.run([*COMMAND, "run", *places], check=True, capture_output=True, timeout=300)
    port = free_port()
    log = (folder / "ui.log").open("wb")
    server = subprocess.Popen(
        [*COMMAND, "ui", *places, "--port", str(port)], stdout=log, stderr=log, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 300
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5).close()
                break
            except OSError:
                still_coming = server.poll() is None and time.monotonic() < deadline
                assert still_coming, (folder / "ui.log").read_text()
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)
        log.close()


def look(url: str, profile: Path, *wanted: str) -> None:
    """See all that is wanted on a page after its scripts have run, at the latest when it is loaded for the third time.

    The browser's clock stops while it waits for the server, not for its own workers: on a busy machine it may show a page too soon.
    """
    missing = []
    for attempt in range(3):
        command = [*BROWSER, f"--user-data-dir={profile / str(attempt)}", "--dump-dom", url]
        seen = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
        missing = [words for words in wanted if words not in seen]
        if not missing:
            return
    assert missing == [], seen


def test_the_runs_of_the_command_line_are_in_the_ui(url):
    runs = graphql(url, "{runsOrError{... on Runs{results{jobName status}}}}")["runsOrError"]["results"]
    assert {run["jobName"] for run in runs} == {"listing", "indexing", "building", "drawing"}
    assert {run["status"] for run in runs} == {"SUCCESS"}


def test_the_whole_chain_is_seen_at_once(url, tmp_path):
    look(f"{url}/asset-groups", tmp_path, "papers", "documents", "texts", "references", "index", "chunks")


def test_a_day_shows_its_figures_and_a_preview(url, tmp_path):
    day = f"{url}/assets/chunks?view=partitions&partition=2024-03-12"
    look(day, tmp_path, "Materialized", "dagster/row_count", "2403.99003#0", "preview")


def test_an_asset_shows_its_columns_and_checks(url, tmp_path):
    overview = f"{url}/assets/chunks?view=overview"
    look(overview, tmp_path, "Columns", "char_start", "papers.title", "arxiv-chunks", "Latest check results")


def test_pictures_are_a_click_away(url, tmp_path):
    look(f"{url}/assets/overview?view=overview", tmp_path, "pictures", "Show Markdown")
