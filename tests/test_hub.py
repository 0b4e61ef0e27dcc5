"""Sending a release to the Hub: what is sent, what is not, and one line for each thing that may go wrong."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from services.hub import TOKEN, serving
from small_store import ARXIV_ALONE, Invented, date, fill, words

from arxiv_chunks.errors import BadOptions
from pipelines.cli import cli
from resources.local_store import LocalStore

DAY = date(2024, 3, 1)


@pytest.fixture(scope="module")
def hub():
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub") / "store"
    papers = [Invented("2403.00001", [words(1)]), Invented("2403.00002", [words(2)], license=ARXIV_ALONE)]
    fill(LocalStore(folder), DAY, papers)
    return folder


def release(store, url, *arguments, token=TOKEN):
    environment = {
        "HF_ENDPOINT": url,
        "HF_TOKEN": token,
        "HF_HOME": str(store.parent / "hf"),
        "HF_HUB_DISABLE_XET": "1",
    }
    command = [sys.executable, "-m", "pipelines.cli", "release", "--store", str(store), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=os.environ | environment
    )


def in_process(store, *arguments):
    """The same without a process of its own, for what asks the Hub nothing."""
    return CliRunner().invoke(cli, ["release", "--store", str(store), *arguments])


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_push_sends_the_folder_as_one_commit_and_removes_what_was_there_before(hub, store):
    hub.files["me/mine"] = {
        "chunks/train-00000-of-00009.parquet": b"old",
        "LICENSE": b"kept",
        "notes/a.parquet": b"kept",
    }
    hub.private["me/mine"] = False
    commits = hub.commits
    finished = release(store, hub.url, "--push", "me/mine")
    assert finished.returncode == 0, finished.stderr
    assert f"sent: {hub.url}/datasets/me/mine/commit/" in finished.stdout
    assert hub.commits == commits + 1
    assert hub.files["me/mine"] == files(store / "release") | {"LICENSE": b"kept", "notes/a.parquet": b"kept"}


def test_a_dry_run_lists_what_would_be_sent_and_sends_nothing(hub, store):
    finished = in_process(store, "--push", "me/dry", "--dry-run")
    assert finished.exit_code == 0, finished.output
    for name, data in files(store / "release").items():
        assert f"{len(data):,} bytes: {name} to me/dry" in finished.stdout
    assert "me/dry" not in hub.files


def test_what_may_not_be_shared_is_sent_to_private_repositories_alone(hub, store, tmp_path):
    hub.files["me/public"], hub.private["me/public"] = {}, False
    wanted = ("--all-licences", "--output", str(tmp_path / "all"))
    refused = release(store, hub.url, *wanted, "--push", "me/public")
    assert refused.returncode == 2
    assert "is public" in refused.stderr
    assert not (tmp_path / "all").exists()
    assert hub.files["me/public"] == {}
    assert release(store, hub.url, *wanted, "--push", "me/hidden").returncode == 0
    assert hub.private["me/hidden"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--push", "no/such/name"], "namespace/repo_name"),
        (["--dry-run"], "name a repository"),
        (["--push", "me/new", "--output", "s3://bucket/x"], "--output"),
    ],
)
def test_wrong_options_are_told_before_any_work(store, arguments, said):
    finished = in_process(store, *arguments)
    assert isinstance(finished.exception, BadOptions)
    assert said in str(finished.exception)
    assert not finished.stdout


def test_a_wrong_token_is_one_line_before_any_work(hub, store):
    finished = release(store, hub.url, "--push", "me/new", token="hf_wrong")
    assert finished.returncode == 1
    assert len(finished.stderr.strip().splitlines()) == 1, finished.stderr
    assert "check HF_TOKEN" in finished.stderr
    assert not finished.stdout


def test_a_hub_that_cannot_be_reached_is_one_line(store):
    finished = release(store, "http://127.0.0.1:9", "--push", "me/mine")
    assert finished.returncode == 1
    assert "cannot be reached" in finished.stderr.strip().splitlines()[-1]
