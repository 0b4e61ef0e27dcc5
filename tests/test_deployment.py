"""The processes of deploy/compose.yaml, started natively with its own commands, environment and health checks: a backfill
through GraphQL fills the store, and no secret is found anywhere afterwards.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import polars as pl
import psycopg
import pytest
import yaml
from services import postgres
from services.ports import free_port

from resources.store import open_store

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
SERVICES = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]
PASSWORD = "planted-database-password"
WEBHOOK = "planted-path-of-a-webhook"
CONTACT = "operator@example.org"
DAYS = ["2024-03-11", "2024-03-12"]
ASSETS = ["papers", "documents", "texts", "references", "chunks"]


class Deployment:
    """What compose would run, with the names of its network put in place of loopback's ports."""

    def __init__(self, folder, database, objects):
        self.folder, self.database, self.objects = folder, database, objects
        self.code_port, self.port = free_port(), free_port()
        address = re.search(r"@(.*)/", database)[1]
        self._replaced = {
            "test@database/dagster": f"test:{PASSWORD}@{address}/postgres",
            "http://objects:7070": objects.url,
            "0.0.0.0": "127.0.0.1",
            "/etc/arxiv-chunks/workspace.yaml": str(ROOT / "deploy" / "workspace.yaml"),
            "4000": str(self.code_port),
            "3000": str(self.port),
        }
        self._given = {
            "POSTGRES_PASSWORD": PASSWORD,
            "S3_ACCESS_KEY": objects.access_key,
            "S3_SECRET_KEY": objects.secret_key,
            "ARXIV_CHUNKS_CONTACT": CONTACT,
            "ARXIV_CHUNKS_ALERTS": f"https://127.0.0.1:9/{WEBHOOK}",
        }
        self._processes = []
        shutil.copy(ROOT / "deploy" / "dagster" / "postgres.yaml", self.home / "dagster.yaml")

    @property
    def home(self):
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return home

    def _native(self, text):
        text = re.sub(
            r"\$\{(\w+)(?::?[-?]([^}]*))?\}", lambda m: self._given.get(m[1], m[2] if ":-" in m[0] else ""), str(text)
        )
        text = text.replace(f"dagster:{PASSWORD}@", "test@")
        names = "|".join(
            map(re.escape, self._replaced)
        )  # at once: a port that was put in may hold the digits of another
        text = re.sub(names, lambda m: self._replaced[m[0]], text)
        return "127.0.0.1" if text == "code" else text

    def environment(self, service):
        given = {name: self._native(value) for name, value in SERVICES[service]["environment"].items()}
        path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
        kept = {name: os.environ[name] for name in ("HOME", "PYTHONPATH") if name in os.environ}
        return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "DAGSTER_HOME": str(self.home), **given}

    def command(self, words):
        return [self._native(word) for word in words]

    def start(self, service):
        with (self.folder / f"{service}.log").open("wb") as log:
            process = subprocess.Popen(
                self.command(SERVICES[service]["command"]),
                env=self.environment(service),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def wait_for(self, service, seconds):
        kind, *words = SERVICES[service]["healthcheck"]["test"]
        assert kind == "CMD"
        deadline = time.monotonic() + seconds
        while True:
            check = subprocess.run(
                self.command(words), env=self.environment(service), capture_output=True, text=True, check=False
            )
            if check.returncode == 0:
                return
            assert time.monotonic() < deadline, (self.folder / f"{service}.log").read_text() + check.stderr
            time.sleep(0.5)

    def stop(self):
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self._processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def ask(self, query, **variables):
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None


@pytest.fixture(scope="module")
def deployment(tmp_path_factory, ceph_server):
    with postgres.running() as database:
        deployment = Deployment(tmp_path_factory.mktemp("deployment"), database, ceph_server)
        try:
            assert deployment.start("bucket").wait(300) == 0
            deployment.start("code")
            deployment.wait_for("code", 300)
            deployment.start("webserver")
            deployment.start("daemon")
            deployment.wait_for("webserver", 300)
            yield deployment
        finally:
            deployment.stop()


@pytest.fixture(scope="module")
def backfilled(deployment):
    launched = deployment.ask(
        """mutation($assets: [AssetKeyInput!]!, $days: [String!]!) {
             launchPartitionBackfill(backfillParams: {assetSelection: $assets, partitionNames: $days}) {
               __typename ... on LaunchBackfillSuccess {backfillId} ... on PythonError {message}}}""",
        assets=[{"path": [name]} for name in ASSETS],
        days=DAYS,
    )["launchPartitionBackfill"]
    assert launched["__typename"] == "LaunchBackfillSuccess", launched
    deadline = time.monotonic() + 500
    while True:
        runs = deployment.ask("{runsOrError {... on Runs {results {status runId}}}}")["runsOrError"]["results"]
        if runs and all(run["status"] in {"SUCCESS", "FAILURE", "CANCELED"} for run in runs):
            break
        assert time.monotonic() < deadline, (deployment.folder / "daemon.log").read_text()
        time.sleep(1)
    deployment.wait_for("daemon", 300)
    return runs


def test_a_backfill_through_graphql_fills_the_store(deployment, backfilled, monkeypatch):
    assert [run["status"] for run in backfilled] == ["SUCCESS"]  # both days in one run
    for name, value in deployment.objects.environment.items():
        monkeypatch.setenv(name, value)
    chunks = pl.scan_parquet(
        "s3://arxiv-chunks/dataset/chunks/**/*.parquet",
        hive_partitioning=True,
        storage_options=open_store("s3://arxiv-chunks/dataset").polars_storage_options,
    ).collect()
    assert sorted(map(str, chunks["date"].unique())) == DAYS
    assert chunks["doi"].n_unique() >= 4


def test_no_secret_is_found_anywhere(deployment, backfilled, monkeypatch):
    for name, value in deployment.objects.environment.items():
        monkeypatch.setenv(name, value)
    found = {str(path): path.read_bytes() for path in deployment.folder.rglob("*") if path.is_file()}
    store = open_store("s3://arxiv-chunks/dataset")
    for info in store.list():
        found[info.key] = data = store.read(info.key)
        if info.key.endswith(".parquet"):
            found[f"{info.key}, its rows"] = pl.read_parquet(data).write_ndjson().encode()
            found[f"{info.key}, its metadata"] = str(pl.read_parquet_metadata(data)).encode()
    with psycopg.connect(deployment.database) as connection:
        for (table,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            found[f"table {table}"] = repr(rows).encode()
    found["the UI's view of the runs"] = json.dumps(
        deployment.ask(
            "{runsOrError {... on Runs {results {runConfigYaml tags {key value} eventConnection {events {__typename "
            "... on MessageEvent {message} ... on MaterializationEvent {metadataEntries {label description"
            " ... on TextMetadataEntry {text} ... on PathMetadataEntry {path} ... on UrlMetadataEntry {url}}}}}}}}}"
        )
    ).encode()
    found["the UI's view of the resources"] = json.dumps(
        deployment.ask(
            "{repositoriesOrError {... on RepositoryConnection {nodes {allTopLevelResourceDetails "
            "{name configuredValues {key value} configFields {name defaultValueAsJson}}}}}}"
        )
    ).encode()
    assert any("event_logs" in place for place in found)
    assert CONTACT.encode() in found["the UI's view of the resources"] + found["the UI's view of the runs"] + b"".join(
        content for place, content in found.items() if place.startswith("table ")
    )  # what is no secret can be found: the search works
    secrets = [PASSWORD, WEBHOOK, deployment.objects.access_key, deployment.objects.secret_key]
    leaks = [(place, secret) for place, content in found.items() for secret in secrets if secret.encode() in content]
    assert leaks == []
