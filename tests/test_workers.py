"""Workers: one poison item costs one result."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import poison
import pytest
from services.packages import leave_out
from services.processes import wait_for_end

from arxiv_chunks.errors import BadInput, ServiceUnavailable
from resources.processes import PRELOADED
from resources.workers import Workers

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def workers():
    with Workers(2, seconds_per_item=5, bytes_per_item=256 << 20, max_tasks_per_worker=50) as workers:
        yield workers


def test_what_cannot_travel_is_a_bug_and_names_its_item(workers):
    with pytest.raises((AttributeError, pickle.PicklingError)) as bug:
        list(workers.map(poison.answer_what_cannot_travel, [1]))
    assert "while working on 1" in bug.value.__notes__
    with pytest.raises((AttributeError, pickle.PicklingError)):
        list(workers.map(lambda item: item, [1]))
    assert list(workers.map(poison.double, [1])) == [(1, 2)]


def test_items_are_taken_as_they_are_needed(workers):
    taken = []
    results = workers.map(poison.double, (taken.append(n) or n for n in range(1000)))
    assert next(results) == (0, 0)
    assert len(taken) <= 2 * 8
    assert list(results)[-1] == (999, 1998)


def test_what_is_loaded_reaches_the_function_instead_of_the_item(workers):
    assert list(workers.map(poison.double, ["2", "3"], load=int)) == [("2", 4), ("3", 6)]


def test_a_store_that_fails_is_no_fault_of_the_item(workers):
    with pytest.raises(ServiceUnavailable) as failure:
        list(workers.map(poison.double, [1], load=fail_to_load))
    assert "while working on 1" in failure.value.__notes__


def fail_to_load(item):
    raise ServiceUnavailable("the store is away")


def test_what_reads_pdfs_has_no_network(workers):
    script = "from resources.limits import leave_network; print(leave_network())"
    tried = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=TESTS.parent)
    if tried.stdout == "False\n":
        leave_out("workers without a network", "the kernel does not let a process leave it")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert poison.ask_the_network(port) == "reached"
        with pytest.raises(OSError, match="unreachable"):
            list(workers.map(poison.ask_the_network, [port]))


def test_an_abandoned_map_leaves_the_workers_usable(workers):
    next(workers.map(poison.double, range(100)))
    assert list(workers.map(poison.double, [3])) == [(3, 6)]


def test_a_death_between_items_is_laid_to_no_item():
    with Workers(2) as workers:  # of its own: none of the processes is due to be replaced
        for _ in range(3):
            processes = {process for _, process in workers.map(poison.tell_process, range(8))}
            for process in processes:
                os.kill(process, signal.SIGKILL)
            for process in processes:
                wait_for_end(process)
            assert list(workers.map(poison.double, range(8))) == [(n, 2 * n) for n in range(8)]


def test_processes_are_replaced_after_their_share_of_items():
    with Workers(1, max_tasks_per_worker=3) as workers:
        processes = [process for _, process in workers.map(poison.tell_process, range(7))]
    assert [processes.count(process) for process in dict.fromkeys(processes)] == [3, 3, 1]


def test_leaving_the_block_ends_what_still_runs():
    began = time.monotonic()
    with Workers(2) as workers:
        next(workers.map(poison.do, ["tell_process", "sleep", "sleep", "sleep"] + ["tell_process"] * 20))
    assert time.monotonic() - began < 30


def test_what_the_fork_server_imports_starts_no_threads():
    script = """
import importlib, os, sys
for module in sys.argv[1:]:
    importlib.import_module(module)
print(len(os.listdir("/proc/self/task")))
"""
    one_for_algebra = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # more of them are no matter: they end before a fork
    command = [sys.executable, "-c", script, *PRELOADED]
    done = subprocess.run(command, env=one_for_algebra, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_the_main_module_is_not_imported_again(tmp_path):
    (tmp_path / "main.py").write_text("""
import poison
from resources.workers import Workers
print("main")
with Workers(1) as workers:
    print(list(workers.map(poison.double, [1])))
""")
    environment = os.environ | {"PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"}
    command = [sys.executable, tmp_path / "main.py"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("main\n[(1, 2)]\n", "")


def test_an_executor_of_another_kind_takes_the_items_too():
    with ThreadPoolExecutor(2) as executor, Workers(2, executor=executor) as workers:
        assert list(workers.map(poison.double, [1, 2])) == [(1, 2), (2, 4)]
        (_, result), *_ = workers.map(poison.be_bad_input, [1])
        assert isinstance(result, BadInput)


def test_workers_do_not_outlive_a_killed_run():
    script = """
import poison
from resources.processes import PRELOADED
from resources.workers import Workers
if __name__ == "__main__":
    with Workers(2, seconds_per_item=3) as workers:
        print(*{process for _, process in workers.map(poison.tell_process, range(8))}, flush=True)
        list(workers.map(poison.hang, range(2)))
"""
    run = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=TESTS.parent,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        text=True,
    )
    processes = [int(word) for word in run.stdout.readline().split()]
    assert processes
    run.kill()
    run.communicate()
    for process in processes:
        wait_for_end(process)
