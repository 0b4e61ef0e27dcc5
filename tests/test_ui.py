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


def page(url: str, profile: Path) -> str:
    """What a person would see: the page's text after its scripts have run."""
    command = [*BROWSER, f"--user-data-dir={profile}", "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_runs_of_the_command_line_are_in_the_ui(url):
    runs = graphql(url, "{runsOrError{... on Runs{results{jobName status}}}}")["runsOrError"]["results"]
    assert {run["jobName"] for run in runs} == {"listing", "indexing", "building", "drawing"}
    assert {run["status"] for run in runs} == {"SUCCESS"}


def test_the_whole_chain_is_seen_at_once(url, tmp_path):
    seen = page(f"{url}/asset-groups", tmp_path)
    for name in ("papers", "documents", "texts", "references", "index", "chunks"):
        assert name in seen


def test_a_day_shows_its_figures_and_a_preview(url, tmp_path):
    seen = page(f"{url}/assets/chunks?view=partitions&partition=2024-03-12", tmp_path)
    for shown in ("Materialized", "dagster/row_count", "2403.99003#0", "preview"):
        assert shown in seen


def test_an_asset_shows_its_columns_and_checks(url, tmp_path):
    seen = page(f"{url}/assets/chunks?view=overview", tmp_path)
    for shown in ("Columns", "char_start", "papers.title", "arxiv-chunks", "Latest check results"):
        assert shown in seen


def test_pictures_are_a_click_away(url, tmp_path):
    seen = page(f"{url}/assets/overview?view=overview", tmp_path)
    for shown in ("pictures", "Show Markdown"):
        assert shown in seen
