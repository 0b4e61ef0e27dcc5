"""Two backfills and the night together: nobody starves, in the queue of runs and at the gate to arXiv."""

import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import DagsterEvent, DagsterEventType
from dagster._core.instance.ref import InstanceRef
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon

from pipelines.instance import settings_text
from pipelines.schedules import PRIORITY_TAG, SOON

BACKFILLS, RUNS_OF_EACH = ("first", "second", "third"), 3


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text(settings_text(None))
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(tmp_path))) as instance:
        yield instance


@dg.job
def anything():
    pass


def queue(instance, **tags):
    tags = {name.replace("_", "/"): value for name, value in tags.items()}
    origin = RemoteJobOrigin(RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("arxiv_chunks"), "any"), "anything")
    status = dg.DagsterRunStatus.QUEUED
    return instance.create_run_for_job(anything, tags=tags, status=status, remote_job_origin=origin).run_id


def launched(instance):
    """The runs that Dagster's own daemon takes out of the queue now; they have started afterwards."""
    with QueuedRunCoordinatorDaemon(interval_seconds=1) as daemon:
        runs = daemon._get_runs_to_dequeue(instance, instance.get_concurrency_config(), time.time())
    for run in runs:
        event = DagsterEvent(DagsterEventType.RUN_START.value, job_name="anything")
        instance.run_storage.handle_run_event(run.run_id, event, None)
    return [run.run_id for run in runs]


def test_each_backfill_gets_on_and_the_night_waits_for_none(instance):
    of = {queue(instance, dagster_backfill=name): name for name in BACKFILLS[:2] for _ in range(RUNS_OF_EACH)}
    started = launched(instance)
    assert Counter(of[run] for run in started) == {"first": 1, "second": 1}
    night = queue(instance, **{PRIORITY_TAG: SOON})
    assert launched(instance) == [night]
    of |= {queue(instance, dagster_backfill="third"): "third" for _ in range(RUNS_OF_EACH)}
    assert launched(instance) == []  # all three places are taken
    going, order = [*started, night], list(started)
    while going:
        instance.report_run_failed(instance.get_run_by_id(going.pop(0)))
        new = launched(instance)
        going += new
        order += new
        assert len(going) <= 3
        assert max(Counter(of[run] for run in going if run in of).values(), default=1) == 1
    assert sorted(order) == sorted(of)


TURNS = """
import sys, time
from pathlib import Path
from resources.arxiv.gate import FileGate
gate = FileGate(Path(sys.argv[1]), interval_seconds=0.05, longest_wait_seconds=1)
print("ready", flush=True)
sys.stdin.readline()
while True:
    with gate.turn() as turn:
        moment = time.monotonic()  # one clock for all processes of a machine
        turn.sent()
        print(moment, flush=True)
    time.sleep(0.005)  # what it does with an answer
"""


def test_three_runs_at_the_gate_take_turns_and_keep_the_interval(tmp_path):
    command = [sys.executable, "-c", TURNS, str(tmp_path / "gate")]
    asking = [
        subprocess.Popen(
            command, cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in asking:
        assert process.stdout.readline() == "ready\n"
    for process in asking:
        process.stdin.write("\n")
        process.stdin.flush()
    time.sleep(6)
    for process in asking:
        process.kill()
    turns = [[float(line) for line in process.communicate()[0].splitlines()] for process in asking]
    total = sum(map(len, turns))
    assert total > 20
    assert all(len(own) > total / 9 for own in turns), list(map(len, turns))
    assert all(b - a >= 0.05 for a, b in pairwise(sorted(moment for own in turns for moment in own)))
