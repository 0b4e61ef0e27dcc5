"""The gate: over processes, never two requests closer than the interval, never two at once, whoever dies while holding it."""

import asyncio
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psycopg
import pytest
from services import hosts, postgres
from small_arxiv import make_folder, many, quick

from arxiv_chunks.errors import ServiceRefused, ServiceUnavailable
from resources.arxiv.client import ArxivClient
from resources.arxiv.database_gate import DatabaseGate
from resources.arxiv.gate import FileGate
from resources.stand_in.collection import Collection
from resources.stand_in.faults import Fault, Faulty
from resources.stand_in.server import running, stand_in

INTERVAL = 0.25
HAMMER = """
import sys
from datetime import date
sys.path[:0] = sys.argv[4:]
from small_arxiv import quick
from resources.arxiv.client import ArxivClient
with ArxivClient(quick(sys.argv[1], interval_seconds={interval}, read_timeout_seconds=60, **{{sys.argv[2]: sys.argv[3]}})) as client:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range({requests}):
        client.count(date(2024, 3, 1), date(2024, 3, 2))
"""


def hammer(url, gate, requests, host=None):
    code = HAMMER.format(interval=INTERVAL, requests=requests)
    here = Path(__file__).parent
    command = [sys.executable, "-c", code, url, *gate, str(here.parent), str(here)]
    return subprocess.Popen(
        host.command(*command) if host else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class FileShared:
    """Processes of one machine share a file; the kernel's list of locks says who holds it."""

    def __init__(self, folder):
        self.folder = folder
        self.arguments = ["gate_path", str(folder / "gate")]

    def held_by(self, process):
        inode = str((self.folder / "gate.lock").stat().st_ino)
        held = [line.split() for line in Path("/proc/locks").read_text().splitlines() if "->" not in line]
        return any(fields[4] == str(process.pid) and fields[5].endswith(f":{inode}") for fields in held)


class DatabaseShared:
    """Processes of many machines share a database; the holder is whoever has a connection to the web server too."""

    def __init__(self, url):
        self.arguments = ["gate_url", url]
        with psycopg.connect(url) as connection:
            connection.execute("DROP TABLE IF EXISTS arxiv_gate")
        self.url = url

    def held_by(self, process):
        with psycopg.connect(self.url) as connection:
            holders = connection.execute(
                "SELECT client_port FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory' AND granted"
            ).fetchall()
        own = {str(each.readlink()) for each in Path(f"/proc/{process.pid}/fd").iterdir()}
        sockets = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ports = {int(row[1].split(":")[1], 16) for row in sockets if f"socket:[{row[9]}]" in own}
        return any(port in ports for (port,) in holders)


@pytest.fixture(scope="module")
def database():
    with postgres.running() as url:
        yield url


@pytest.fixture(params=["file", "database"])
def shared(request, tmp_path):
    return FileShared(tmp_path) if request.param == "file" else DatabaseShared(request.getfixturevalue("database"))


def go(processes):
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()


def finish(processes):
    for process in processes:
        process.communicate(timeout=300)


class Watched(Faulty):
    """A server that knows how late its loop gets its turns: by so much its log may be wrong on a busy machine."""

    loop_late_seconds = 0.0
    _watch = None

    async def __call__(self, scope, receive, send):
        if self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._look())
        await super().__call__(scope, receive, send)

    async def _look(self):
        while True:
            due = time.monotonic() + 0.005
            await asyncio.sleep(0.005)
            self.loop_late_seconds = max(self.loop_late_seconds, time.monotonic() - due)

    @property
    def late_seconds(self):
        return self.loop_late_seconds + self.clock.late_seconds


class Clock(threading.Thread):
    """How late this process gets its turns: as late may be what leads the hosts' connections to the server."""

    def __init__(self):
        super().__init__(daemon=True)
        self.late_seconds, self._over = 0.0, threading.Event()

    def run(self):
        due = time.monotonic()
        while not self._over.is_set():
            due = max(due + 0.005, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))
            self.late_seconds = max(self.late_seconds, time.monotonic() - due)

    def stop(self):
        self._over.set()


@pytest.fixture
def server(tmp_path):
    server = Watched(stand_in(Collection.load(make_folder(tmp_path / "papers", many(3)))))
    server.clock = Clock()
    server.clock.start()
    with running(server) as url:
        urllib.request.urlopen(url, timeout=60).close()  # from here on its loop is watched
        server.misbehave([])
        yield server, url
    server.clock.stop()


def gaps_of(server):
    """The seconds between requests: never less than the interval, as far as this machine can tell."""
    starts = sorted(each.started for each in server.asked)
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert min(gaps) >= INTERVAL - server.late_seconds, f"two requests {min(gaps):.3f} s apart"
    return gaps


def check(server):
    ordered = sorted(server.asked, key=lambda each: each.started)
    for earlier, later in pairwise(ordered):
        assert earlier.ended <= later.started, "two requests at once"
    return gaps_of(server)


def test_processes_share_one_budget(server, shared):
    server, url = server
    processes = [hammer(url, shared.arguments, 5) for _ in range(3)]
    go(processes)
    finish(processes)
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(server.asked) == 15
    assert median(check(server)) < 2 * INTERVAL + server.late_seconds  # nobody sleeps on the lock


def test_a_killed_holder_blocks_nobody_and_its_request_still_counts(server, shared):
    server, url = server
    server.misbehave([Fault(skip=2, times=1, delay_seconds=600)])  # the third request hangs, and with it its process
    processes = [hammer(url, shared.arguments, 4) for _ in range(2)]
    go(processes)
    deadline = time.monotonic() + 300
    while len(server.asked) < 3 and time.monotonic() < deadline:
        time.sleep(0.005)
    holder = next(p for p in processes if shared.held_by(p))
    holder.send_signal(signal.SIGKILL)
    finish(processes)
    assert sorted(process.returncode for process in processes) == [-9, 0]
    assert len(gaps_of(server)) >= 4


class Site:
    """A host, its ways to arXiv and to the gate's database, and the processes on it."""

    def __init__(self, host, url, database):
        self.host = host
        self.arxiv, self.gate = (host.port_to(urlsplit(each).port) for each in (url, database))

    def hammer(self, requests):
        gate = ["gate_url", f"postgresql://test@127.0.0.1:{self.gate.number}/postgres"]
        return hammer(f"http://127.0.0.1:{self.arxiv.number}", gate, requests, self.host)


@pytest.fixture
def sites(server, database):
    DatabaseShared(database)
    with hosts.running() as one, hosts.running() as other:
        yield [Site(host, server[1], database) for host in (one, other)]


def never_two_connections(sites):
    made = sorted((c for site in sites for c in site.arxiv.connections), key=lambda connection: connection.opened)
    for earlier, later in pairwise(made):
        assert earlier.closed is not None, "a connection is never closed"
        assert earlier.closed <= later.opened, "two connections at once"
    return len(made)


def test_hosts_share_one_budget(server, sites):
    """Two hosts that share nothing but arXiv and the database, two processes on each."""
    server, _ = server
    processes = [site.hammer(4) for site in sites for _ in range(2)]
    go(processes)
    finish(processes)
    assert [process.returncode for process in processes] == [0] * 4
    assert len(server.asked) == 16
    check(server)
    assert never_two_connections(sites) == 16


def test_a_host_that_loses_the_holder_blocks_no_other(server, sites):
    server, _ = server
    server.misbehave([Fault(skip=2, times=1, delay_seconds=600)])
    processes = [site.hammer(4) for site in sites]
    go(processes)
    deadline = time.monotonic() + 300
    while len(server.asked) < 3 and time.monotonic() < deadline:
        time.sleep(0.005)
    (holder,) = (place for place, site in enumerate(sites) if site.arxiv.open_connections)
    processes[holder].send_signal(signal.SIGKILL)
    finish(processes)
    assert sorted(process.returncode for process in processes) == [-9, 0]
    assert len(gaps_of(server)) >= 4
    never_two_connections(sites)


def test_patience_asked_of_one_is_kept_by_all(server, tmp_path):
    shared = FileShared(tmp_path)
    server, url = server
    server.misbehave([Fault(times=1, status=503, headers={"retry-after": "1"}, body="")])
    processes = [hammer(url, shared.arguments, 2) for _ in range(2)]
    go(processes)
    finish(processes)
    starts = sorted(each.started for each in server.asked)
    assert starts[1] - starts[0] >= 1.0
    assert len(starts) == 5


def test_a_refusal_stops_every_process(server, tmp_path):
    server, url = server
    server.misbehave([Fault(status=403, body="Forbidden")])
    settings = quick(url, interval_seconds=0.01, gate_path=tmp_path / "gate")
    for _ in range(3):
        with ArxivClient(settings) as client, pytest.raises(ServiceRefused) as caught:
            client.count(date(2024, 3, 1), date(2024, 3, 2))
    assert len(server.asked) == 1
    assert "delete" in str(caught.value)
    (tmp_path / "gate").unlink()
    server.misbehave([])
    with ArxivClient(settings) as client:
        assert client.count(date(2024, 3, 1), date(2024, 3, 2)) == 3


def test_429_without_end_stops_every_process(server, tmp_path):
    server, url = server
    server.misbehave([Fault(status=429, body="Rate exceeded.")])
    settings = quick(url, interval_seconds=0.01, gate_path=tmp_path / "gate")
    for _ in range(3):
        with ArxivClient(settings) as client, pytest.raises(ServiceRefused):
            client.count(date(2024, 3, 1), date(2024, 3, 2))
    assert len(server.asked) == settings.attempts


def test_a_refusal_stops_every_machine(server, database, tmp_path):
    server, url = server
    DatabaseShared(database)
    server.misbehave([Fault(status=403, body="Forbidden")])
    settings = quick(url, interval_seconds=0.01, gate_url=database)
    for _ in range(2):
        with ArxivClient(settings) as client, pytest.raises(ServiceRefused, match=r"403|arxiv_gate"):
            client.count(date(2024, 3, 1), date(2024, 3, 2))
    assert len(server.asked) == 1


def test_a_database_that_is_not_there_is_one_clear_line(server):
    _, url = server
    settings = quick(url, interval_seconds=0.01, gate_url="postgresql://nobody@127.0.0.1:9/none?connect_timeout=2")
    with ArxivClient(settings) as client, pytest.raises(ServiceUnavailable, match="database") as caught:
        client.count(date(2024, 3, 1), date(2024, 3, 2))
    assert "\n" not in str(caught.value)


def test_a_database_that_goes_away_meanwhile_is_one_clear_line(database):
    DatabaseShared(database)
    gate = DatabaseGate(database, 0.01, 1.0)
    end_all = "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    with (
        pytest.raises(ServiceUnavailable, match="database does not answer") as caught,
        gate.turn(),
        psycopg.connect(database) as other,
    ):
        other.execute(end_all)
    assert "\n" not in str(caught.value)
    with gate.turn():
        pass


@pytest.mark.parametrize("state", ["", "{", '{"not_before": 1}', '{"not_before": "x", "refused_until": 0}'])
def test_a_torn_file_costs_one_interval(tmp_path, state):
    path = tmp_path / "gate"
    path.write_text(state)
    began = time.monotonic()
    with FileGate(path, 0.2, 1.0).turn():
        pass
    assert 0.19 <= time.monotonic() - began < 5


def test_a_clock_set_back_does_not_stop_the_gate(tmp_path):
    path = tmp_path / "gate"
    path.write_text(f'{{"not_before": {time.time() + 86400}, "refused_until": 0}}')
    began = time.monotonic()
    with FileGate(path, 0.05, 0.3).turn():
        pass
    assert time.monotonic() - began < 5


def test_the_budget_is_used(server, tmp_path):
    """One process with steady work sends nearly as many requests as it may: the wait is what remains of the interval."""
    server, url = server
    with ArxivClient(quick(url, interval_seconds=INTERVAL, gate_path=tmp_path / "gate")) as client:
        for _ in range(9):
            client.count(date(2024, 3, 1), date(2024, 3, 2))
    assert (
        median(check(server)) < INTERVAL + 0.09 + server.late_seconds
    )  # at three seconds, 0.09 s are the 3 % that may be lost
