"""The work on a Dask cluster: the same dataset, the same limits as on processes, and nothing lost with a worker."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import poison
import pytest
from distributed import Client, KilledWorker, LocalCluster
from services.ports import free_port

from arxiv_chunks.errors import BadInput, BadOptions, ServiceUnavailable, UnreadablePdf
from resources.cluster import ClusterWorkers, open_workers
from resources.limits import outcome, result
from resources.store import open_store
from resources.tasks import read_hostile
from resources.workers import Workers

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def scheduler():
    """The address of two workers with a thread each, whose nannies start new ones where they die."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def workers(scheduler):
    with open_workers(1, 5, 256 << 20, scheduler) as workers:
        yield workers


@pytest.fixture(params=["processes", "Dask"])
def either(request):
    """Workers of both kinds, one after the other: what holds for one holds for the other."""
    if request.param == "Dask":
        yield request.getfixturevalue("workers")
    else:
        with Workers(2, seconds_per_item=5, bytes_per_item=256 << 20, max_tasks_per_worker=50) as workers:
            yield workers


def test_each_poison_costs_its_own_result_alone_and_order_is_kept(either):
    items = [item for name in poison.REASONS for item in ("tell_process", "answer_at_length", name)]
    results = list(either.map(poison.do, iter(items)))
    assert [item for item, _ in results] == items
    for item, answer in results:
        if item in poison.REASONS:
            assert isinstance(answer, BadInput), item
            assert answer.reason == poison.REASONS[item], item
        else:
            assert not isinstance(answer, BadInput), item


def test_a_bug_is_raised_and_names_its_item(either):
    with pytest.raises(KeyError) as bug:
        list(either.map(poison.be_a_bug, ["1704.04861"]))
    assert "while working on '1704.04861'" in bug.value.__notes__
    assert list(either.map(poison.double, [1, 2])) == [(1, 2), (2, 4)]


def test_all_hands_of_the_cluster_are_used(workers):
    assert workers.count == 2
    processes = {process for _, process in workers.map(poison.nap_and_tell_process, range(40))}
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_a_refusal_travels_where_exceptions_take_their_causes_along():
    """Importing `distributed` teaches pickle to do so, and a worker's processes import what its main module does."""
    with pytest.raises(UnreadablePdf):
        result(outcome(read_hostile, b"no PDF"))


def test_a_worker_killed_in_the_middle_loses_nothing(scheduler, workers):
    with Client(scheduler) as client:
        results = workers.map(poison.nap, range(60))
        done = [next(results)]
        for process in client.run(os.getpid).values():
            os.kill(process, signal.SIGKILL)
            done += [next(results) for _ in range(5)]
    assert [*done, *results] == [(n, n) for n in range(60)]


def test_a_cluster_that_loses_its_workers_is_a_service_that_is_away():
    """The step tells so, and tries again: Dagster passes no error of a step on to what opened the workers."""
    with (
        ThreadPoolExecutor(1) as executor,
        ClusterWorkers("tcp://host:8786", 1, executor=executor) as workers,
        pytest.raises(ServiceUnavailable, match="the Dask cluster at tcp://host:8786 loses its workers"),
    ):
        list(workers.map(poison.double, [1], load=lose_workers))


def lose_workers(item):
    raise KilledWorker("task", SimpleNamespace(address="tcp://host:1234"), 3)


def test_a_scheduler_that_is_not_there_is_told():
    with pytest.raises(BadOptions, match="no Dask scheduler's address"), open_workers(1, 5, 1 << 30, "carrot://pigeon"):
        pass
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(ServiceUnavailable, match="does not answer"), open_workers(1, 5, 1 << 30, address):
        pass


def test_the_dataset_is_the_same_on_processes_and_on_the_cluster(scheduler, tmp_path):
    for name, setting in (("processes", {}), ("dask", {"ARXIV_CHUNKS_SCHEDULER": scheduler})):
        command = [sys.executable, "-m", "pipelines.cli", "run", "--source", "sample"]
        days = ["--from", "2024-03-11", "--to", "2024-03-12"]  # benchmarks/workers_scaling.py compares the whole sample
        places = ["--store", os.path.relpath(tmp_path / name, ROOT), "--home", str(tmp_path / "home")]
        done = subprocess.run(
            [*command, *days, *places],
            env=os.environ | setting,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        assert done.returncode == 0, done.stderr
    on_processes, on_dask = (contents(tmp_path / name) for name in ("processes", "dask"))
    assert on_dask == on_processes
    assert any("chunks" in key for key in on_dask)


def contents(folder):
    store = open_store(str(folder))
    return {info.key: store.read(info.key) for info in store.list()}
