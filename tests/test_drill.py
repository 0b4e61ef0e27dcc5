"""A short fault drill on real processes; the long ones are benchmarks/drills.py, with their results.

Code server, daemon and web server run as in a deployment. The process that executes a run is killed in the middle of it;
Dagster notices, starts the run again, and the store holds what an undisturbed run makes.
"""

import json
import os
import shutil
import signal
import time
from datetime import date

import dagster as dg
import pytest
from services import deployment

from pipelines.run import backfill
from pipelines.settings import Settings
from resources.sources import SAMPLE
from resources.stand_in.collection import Collection
from resources.stand_in.server import running, stand_in
from resources.store import open_store

DAY = "2024-03-11"
LAUNCH = """mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    (folder / "pdf").mkdir()
    lines = map(json.loads, (SAMPLE / "metadata.jsonl").read_text(encoding="utf-8").splitlines())
    chosen = [line for line in lines if line["id"] in {"2403.99001", "2403.99002"}]
    for line in chosen:
        shutil.copy(SAMPLE / "pdf" / f"{line['id']}v1.pdf", folder / "pdf")
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, chosen)), encoding="utf-8")
    with running(stand_in(Collection.load(folder))) as url:
        yield url


def contents(url):
    store = open_store(url)
    return {info.key: store.read(info.key) for info in store.list()}


def launch(deployed):
    selector = {
        "repositoryLocationName": "arxiv_chunks",
        "repositoryName": "__repository__",
        "pipelineName": "daily",
    }
    tags = [{"key": "dagster/partition", "value": DAY}]
    params = {"selector": selector, "mode": "default", "executionMetadata": {"tags": tags}}
    answer = deployed.ask(LAUNCH, params=params)["launchRun"]
    assert answer["__typename"] == "LaunchRunSuccess", answer


def test_a_run_whose_process_is_killed_is_started_again_and_makes_the_same_bytes(source, tmp_path):
    environment = {"ARXIV_CHUNKS_SOURCE": source, "ARXIV_CHUNKS_STORE": str(tmp_path / "dataset")}
    with deployment.running(tmp_path / "deployment", environment) as deployed:
        launch(deployed)
        until = time.monotonic() + 300
        while not contents(str(tmp_path / "dataset")):  # the first table stands, the others are still to be made
            assert time.monotonic() < until, deployed.words()
            time.sleep(0.02)
        (worker,) = deployed.run_workers()
        os.kill(worker, signal.SIGKILL)
        while True:
            with deployed.instance() as instance:
                statuses = sorted(run.status.value for run in instance.get_runs())
            if statuses == ["FAILURE", "SUCCESS"]:
                break
            assert time.monotonic() < until, f"{statuses}: {deployed.words()}"
            time.sleep(0.5)
        with deployed.instance() as instance:
            (dead,) = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
            (again,) = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
            assert again.parent_run_id == dead.run_id  # the records show what happened
    undisturbed = Settings(source=source, store=str(tmp_path / "undisturbed"), home=tmp_path / "home")
    day = date.fromisoformat(DAY)
    backfill(undisturbed, day, day, longest_range=1)
    assert contents(str(tmp_path / "dataset")) == contents(undisturbed.store)
