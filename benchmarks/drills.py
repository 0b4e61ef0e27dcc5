"""Fault drills: a deployment of real processes backfills the sample while one of its parts is killed again and again.

    python benchmarks/drills.py [--seed N] [--hits N] [--only NAME ...] [--write]

Each drill has a deployment of its own (code server, daemon, web server of Dagster, a stand-in of arXiv) and hits one part
of it `--hits` times at random moments while backfills run: kill -9, or a disk that is full or read-only. Afterwards what
has failed is retried once, and the store must hold the bytes of a run that nobody disturbed. Needs root and the Debian
packages that the tests use. `--write` keeps each drill's row as soon as it has ended; the other rows stay as they were kept.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import dagster as dg
import report

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from services import ceph, deployment, postgres  # noqa: E402
from services.deployment import Deployment  # noqa: E402

from pipelines.instance import POSTGRES  # noqa: E402
from pipelines.summary import STAGES, summarise  # noqa: E402
from resources.sources import SAMPLE  # noqa: E402
from resources.stand_in.collection import Collection  # noqa: E402
from resources.stand_in.server import running, stand_in  # noqa: E402
from resources.store import Store, open_store  # noqa: E402

if TYPE_CHECKING:
    from distributed import LocalCluster

DAYS = ("1997-12-08", "2009-05-14", "2024-03-11", "2024-03-12", "2024-03-13", "2024-03-14")
FIRST_DAY, LAST_DAY = DAYS[0], DAYS[-1]
LONGEST_OUTAGE_SECONDS = 4.0
LONGEST_CALM_SECONDS = 12.0
DISK_BYTES = 24 << 20
DASK_WORKERS = 2


class Part(ABC):
    """What is hit: `hit` breaks it, `mend` makes it whole again."""

    @abstractmethod
    def hit(self) -> bool:
        """Break it; False where there was nothing to break at this moment."""

    @abstractmethod
    def mend(self) -> None:
        """Make it whole."""


class RunWorker(Part):
    """The process that executes a run. Dagster starts it again twice (`run_retries`)."""

    def __init__(self, deployed: Deployment) -> None:
        self._deployed = deployed

    def hit(self) -> bool:
        workers = self._deployed.run_workers()
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(workers)

    def mend(self) -> None:
        """The daemon does."""


class DagsterService(Part):
    """One of Dagster's own services, with its children."""

    def __init__(self, deployed: Deployment, name: str) -> None:
        self._deployed, self._name = deployed, name

    def hit(self) -> bool:
        self._deployed.kill(self._name)
        return True

    def mend(self) -> None:
        self._deployed.start(self._name)


class Server(Part):
    """A server that somebody else started: it is started again as it was."""

    def __init__(self, program: str, word: str) -> None:
        self._pid = next(
            int(folder.name) for folder in Path("/proc").glob("[1-9]*") if self._is(int(folder.name), program, word)
        )
        self._command = Path(f"/proc/{self._pid}/cmdline").read_text().rstrip("\0").split("\0")
        self._directory = Path(f"/proc/{self._pid}/cwd").readlink()
        self._user = Path(f"/proc/{self._pid}").stat().st_uid
        self._again: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _is(pid: int, program: str, word: str) -> bool:
        with suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            return Path(words[0]).name == program and any(word in other for other in words[1:])
        return False

    def hit(self) -> bool:
        os.kill(self._pid, signal.SIGKILL)
        if self._again:
            self._again.wait(30)
        return True

    def mend(self) -> None:
        for _ in range(60):  # PostgreSQL refuses to start until the last child of the dead one is gone
            self._again = subprocess.Popen(
                self._command,
                cwd=self._directory,
                user=self._user,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._pid = self._again.pid
            time.sleep(1)
            if self._again.poll() is None:
                return
        raise RuntimeError(f"{self._command[0]} does not start again")

    def end(self) -> None:
        """Kill it for good."""
        if self._again and self._again.poll() is None:
            self._again.kill()
            self._again.wait(30)


class FullDisk(Part):
    """A small file system that somebody fills."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def hit(self) -> bool:
        with suppress(OSError), self._filler.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 20)):
                pass
        return True

    def mend(self) -> None:
        self._filler.unlink()


class ReadOnlyDisk(Part):
    """A file system that becomes read-only, as Linux makes one whose disk errs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hit(self) -> bool:
        return self._remount("ro")

    def mend(self) -> None:
        self._remount("rw")

    def _remount(self, how: str) -> bool:
        command = ["mount", "-o", f"remount,{how}", str(self._folder)]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # busy while a file is written


class DaskWorker(Part):
    """One worker of a Dask cluster. Its nanny starts another; where that one is hit too, who runs the cluster does."""

    def __init__(self, cluster: "LocalCluster") -> None:
        self._cluster = cluster

    def hit(self) -> bool:
        from distributed import Client

        with Client(self._cluster, set_as_default=False) as client:
            processes = list(client.run(os.getpid).values())
        if processes:
            os.kill(random.choice(processes), signal.SIGKILL)
        self._cluster.scale(DASK_WORKERS)
        return bool(processes)

    def mend(self) -> None:
        self._cluster.scale(DASK_WORKERS)


class Outcome(NamedTuple):
    """What a drill came to."""

    hits: int
    backfills: Counter[str]
    runs: Counter[str]
    days_retried: int
    after_retry: str
    same_bytes: bool
    lost_papers: int
    seconds: float


def contents(store: Store) -> dict[str, bytes]:
    """Everything that the store holds."""
    return {info.key: store.read(info.key) for info in store.list()}


def undisturbed(source: str, folder: Path) -> dict[str, bytes]:
    """What a run makes that nobody disturbs."""
    store = str(folder / "undisturbed")
    command = [sys.executable, "-m", "pipelines.cli", "run", "--source", source, "--store", store]
    subprocess.run([*command, "--home", str(folder / "home")], cwd=ROOT, check=True, capture_output=True)
    return contents(open_store(store))


def unfinished(deployed: Deployment) -> list[str]:
    """The days that some asset is missing or has failed on."""
    with deployed.instance() as instance:
        found = set()
        for name in STAGES:
            done = instance.get_materialized_partitions(dg.AssetKey(name))
            found |= set(DAYS) - set(done)
        failed = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
        redone = {run.parent_run_id for run in instance.get_runs() if run.parent_run_id}
        for run in failed:
            if run.run_id not in redone:
                first, last = (run.tags.get(f"dagster/asset_partition_range_{end}") for end in ("start", "end"))
                found |= {day for day in DAYS if first is None or last is None or first <= day <= last}
    return sorted(found)


def drill(
    deployed: Deployment, part: Part, moments: random.Random, hits: int, store: str, expected: dict[str, bytes]
) -> Outcome:
    """Hit the part while backfills run, retry once what has failed, compare."""
    began, done = time.monotonic(), 0
    backfills = [deployed.backfill(DAYS)]
    while done < hits:
        time.sleep(moments.uniform(0, LONGEST_CALM_SECONDS))
        if _patiently(lambda: deployed.backfill_status(backfills[-1])) in deployment.ENDED:
            backfills.append(_patiently(lambda: deployed.backfill(DAYS)))
        if part.hit():
            done += 1
            print(f"  {time.monotonic() - began:6.1f} s: hit {done}", flush=True)
            time.sleep(moments.uniform(0, LONGEST_OUTAGE_SECONDS))
            part.mend()
    deployed.wait_until_ready()
    endings = Counter(deployed.wait_for(backfill, 1200) for backfill in backfills)
    again = unfinished(deployed)
    after = deployed.wait_for(deployed.backfill(again), 1200) if again else "nothing to retry"
    with deployed.instance() as instance:
        runs = Counter(run.status.value for run in instance.get_runs())
    opened = open_store(store)
    found = contents(opened)
    for key in sorted(expected.keys() | found.keys()):
        if expected.get(key) != found.get(key):
            print(f"  not the same: {key}")
    summary = summarise(opened, [dg_date(day) for day in DAYS])
    return Outcome(done, endings, runs, len(again), after, found == expected, summary.lost, time.monotonic() - began)


def dg_date(day: str) -> Any:
    """The day as a date."""
    from datetime import date

    return date.fromisoformat(day)


def _patiently(ask: Callable[[], str]) -> str:
    """The answer of the web server, which has none while what it asks itself is down."""
    for _ in range(120):
        with suppress(OSError, AssertionError, TypeError):
            return ask()
        time.sleep(1)
    raise RuntimeError("the web server does not answer")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _setting(name: str, stack: ExitStack, folder: Path, source: str) -> tuple[Deployment, Callable[[], Part], str]:
    """The deployment that the drill wants, the part that is hit, and the store."""
    store, environment, storage = str(folder / "dataset"), {"ARXIV_CHUNKS_SOURCE": source}, {}
    if "disk" in name:
        store = str(stack.enter_context(small_disk(folder / "disk")) / "dataset")
    if name == "S3 server":
        (folder / "ceph").mkdir()
        server = stack.enter_context(ceph.running(folder / "ceph"))
        environment |= server.environment
        os.environ |= server.environment
        server.client.create_bucket(Bucket="drill")
        store = "s3://drill/dataset"
        part = Server("radosgw", str(folder / "ceph"))
        stack.callback(part.end)
        made: Callable[[], Part] = lambda: part  # noqa: E731
    if name == "PostgreSQL":
        import yaml

        url = stack.enter_context(postgres.running()).replace("postgresql://", "postgresql+psycopg2://")
        environment["ARXIV_CHUNKS_INSTANCE_URL"] = os.environ["ARXIV_CHUNKS_INSTANCE_URL"] = url
        storage = yaml.safe_load(POSTGRES)
        database = Server("postgres", url.rsplit(":", 1)[1].split("/")[0])
        made = lambda: database  # noqa: E731
    if name == "Dask worker":
        from distributed import LocalCluster

        cluster = stack.enter_context(
            LocalCluster(n_workers=DASK_WORKERS, threads_per_worker=1, dashboard_address=None, silence_logs=50)
        )
        environment["ARXIV_CHUNKS_SCHEDULER"] = cluster.scheduler_address
        made = lambda: DaskWorker(cluster)  # noqa: E731
    deployed = stack.enter_context(
        deployment.running(folder / "deployment", environment | {"ARXIV_CHUNKS_STORE": store}, storage)
    )
    if name == "run worker":
        made = lambda: RunWorker(deployed)  # noqa: E731
    elif name in {"daemon", "code server"}:
        made = lambda: DagsterService(deployed, name)  # noqa: E731
    elif name == "full disk":
        made = lambda: FullDisk(Path(store).parent)  # noqa: E731
    elif name == "read-only disk":
        made = lambda: ReadOnlyDisk(Path(store).parent)  # noqa: E731
    return deployed, made, store


NAMES = ("run worker", "daemon", "code server", "PostgreSQL", "S3 server", "full disk", "read-only disk", "Dask worker")


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name.lower()}" for name, count in sorted(counter.items()))


HEAD = [
    "| hit | times | backfills ended | runs ended | days retried | the retry | same bytes | papers lost | seconds | seed, day |",
    "|---|---:|---|---|---:|---|---|---:|---:|---|",
]


def _row(name: str, o: Outcome, seed: int) -> str:
    return (
        f"| {name} | {o.hits} | {_counts(o.backfills)} | {_counts(o.runs)} | {o.days_retried} | {o.after_retry.lower()} "
        f"| {'yes' if o.same_bytes else 'NO'} | {o.lost_papers} | {o.seconds:.0f} "
        f"| {seed}, {datetime.now(UTC):%Y-%m-%d} |"
    )


def _spoiled(row: str) -> bool:
    same_bytes, lost_papers = (cell.strip() for cell in row.split("|")[7:9])
    return same_bytes != "yes" or lost_papers != "0"


def _kept() -> dict[str, str]:
    """The rows of earlier results, by what was hit."""
    path = report.RESULTS / "drills.json"
    lines = json.loads(path.read_text(encoding="utf-8"))["text"].splitlines() if path.exists() else []
    return {name: line for line in lines for name in NAMES if line.startswith(f"| {name} |")}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 16))
    parser.add_argument("--hits", type=int, default=10)
    parser.add_argument("--only", nargs="*", choices=NAMES, default=NAMES)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args(argv)
    print(f"seed {arguments.seed}")
    rows, code = _kept() if arguments.write else {}, 0
    with tempfile.TemporaryDirectory(prefix="drills-") as base, running(stand_in(Collection.load(SAMPLE))) as source:
        expected = undisturbed(source, Path(base))
        for name in arguments.only:
            print(name, flush=True)
            folder = Path(base) / name.replace(" ", "-")
            folder.mkdir()
            with ExitStack() as stack:
                deployed, part, store = _setting(name, stack, folder, source)
                moments = random.Random(f"{arguments.seed} {name}")
                o = drill(deployed, part(), moments, arguments.hits, store, expected)
            rows[name] = _row(name, o, arguments.seed)
            code = _keep(rows, len(expected), whole=arguments.write)
    return code


def _keep(rows: dict[str, str], objects: int, *, whole: bool) -> int:
    """Keep the rows that there are; returns the exit code."""
    ordered = [rows[name] for name in NAMES if name in rows]
    told = (
        f"{len(DAYS)} days of the sample, {objects} objects. The S3 server is Ceph's. "
        "Of Dask's two workers one is hit at a time."
    )
    bars = [report.at_most("drills that lost a paper or left other bytes", 0, sum(map(_spoiled, ordered)))]
    return report.keep("drills", "Drills", "\n".join([*HEAD, *ordered, "", told, ""]), bars=bars, whole=whole)


if __name__ == "__main__":
    sys.exit(main())
