"""Papers per second on two workers against one, for processes and for a Dask cluster on this machine.

    python benchmarks/workers_scaling.py [FOLDER] [--rounds 5] [--repeat 2]

FOLDER holds PDFs (default: those of $ARXIV_CHUNKS_CORPUS/corpus/papers, else the bundled sample's, of two pages each). All of
them are read `--repeat` times over by each of the four settings in turn, once a round, through `Workers.map` with the limits
of a run, as `texts` does it. The ratio of two workers to one is taken within a round, and the median of the rounds counts.
Each worker reads a small paper before the clock starts, so that starting up is not counted. All settings must give the same
rows, byte for byte.

Others may work on the machine, and two workers get no more of a full machine than one. Linux counts how long each process
stood ready while its processor was given to another (/proc/PID/schedstat): that time is taken off the clock's, of the
workers the one that waited least. What the workers wait for each other, or for the process that feeds them, stays on it:
so a machine with several times more work than processors shows less than there is. What no neighbour changes is processor
time: of it the last column reckons the ratio that two processors allow, 2w / (w + f), where a paper takes w of its worker
and f of the process that feeds the workers (with Dask's scheduler in it). Ends with 1 below `BAR`.
"""

import argparse
import hashlib
import os
import pickle
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import report
from chain import pdfs_of
from distributed import LocalCluster

from arxiv_chunks.errors import BadInput
from resources.cluster import open_workers
from resources.local_store import LocalStore
from resources.tasks import load_pdf, read_document
from resources.workers import Workers

KINDS = ("processes", "dask")
COUNTS = (1, 2)
BAR = 1.7
SECONDS, MEMORY_BYTES = 600, 2 << 30  # a run's own memory; more time, as the machine may be full


def read_and_tell(item: tuple) -> tuple[int, int, int, bytes]:
    """The process, its nanoseconds on a processor and those that it stood ready without one, and the row."""
    running, ready = schedule()
    try:
        row = pickle.dumps(read_document(item))
    except BadInput as error:
        row = str(error).encode()
    running_after, ready_after = schedule()
    return os.getpid(), running_after - running, ready_after - ready, row


def schedule() -> tuple[int, int]:
    running, ready, _ = Path("/proc/self/schedstat").read_text().split()
    return int(running), int(ready)


@contextmanager
def workers_of(kind: str, count: int) -> Iterator[Workers]:
    if kind == "processes":
        with open_workers(count, SECONDS, MEMORY_BYTES) as workers:
            yield workers
    else:
        with (
            LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
            open_workers(count, SECONDS, MEMORY_BYTES, cluster.scheduler_address) as workers,
        ):
            yield workers


def read_all(workers: Workers, items: list) -> tuple[float, float, str]:
    """Papers per second, the ratio that processor time allows to two workers, and a digest of all rows in order."""
    from workers_scaling import read_and_tell as task  # by the name under which a worker finds it

    smallest = min(items, key=lambda item: item[1]["bytes"])
    list(workers.map(task, [smallest] * workers.count * 4, load=load_pdf))
    digest, waited, worked = hashlib.sha256(), Counter[int](), 0
    began, fed_from = time.perf_counter(), time.process_time()
    for _, (process, running, ready, row) in workers.map(task, items, load=load_pdf):
        worked += running
        waited[process] += ready
        digest.update(row)
    seconds, fed = time.perf_counter() - began, time.process_time() - fed_from
    assert len(waited) == workers.count
    speed = len(items) / (seconds - min(waited.values()) / 1e9)
    return speed, 2 * worked / (worked + fed * 1e9), digest.hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=2)
    arguments = parser.parse_args()
    pdfs = pdfs_of(arguments.folder)
    store = LocalStore(pdfs[0].parent)
    rows = [
        {"id": path.stem, "pdf_key": path.name, "pdf_version": 1, "pdf_sha256": "", "bytes": path.stat().st_size}
        for path in pdfs
    ]
    items = [(store, row) for row in rows] * arguments.repeat
    speeds: dict[tuple[str, int], list[float]] = {(kind, count): [] for kind in KINDS for count in COUNTS}
    allowed: dict[str, list[float]] = {kind: [] for kind in KINDS}
    digests = set()
    for _ in range(arguments.rounds):
        for (kind, count), measured in speeds.items():
            with workers_of(kind, count) as workers:
                speed, ratio, digest = read_all(workers, items)
            print(f"{kind} {count}: {speed:.2f} papers/s, processor time allows {ratio:.2f}", flush=True)
            allowed[kind].append(ratio)
            measured.append(speed)
            digests.add(digest)
    assert len(digests) == 1, "the settings gave different rows"
    rows, bars = [], []
    for kind in KINDS:
        one, two = speeds[kind, 1], speeds[kind, 2]
        ratios = [b / a for a, b in zip(one, two, strict=True)]
        shown = map(statistics.median, (one, two, ratios))
        rows.append([kind, *(f"{f:.2f}" for f in (*shown, min(ratios), max(ratios), statistics.median(allowed[kind])))])
        bars.append(report.at_least(f"two workers beside one, {kind}", BAR, statistics.median(ratios), "times"))
    about = (
        f"Papers per second, medians of {arguments.rounds} rounds over {len(items)} papers ({len(pdfs)} PDFs), without the time in which a "
        f"worker stood ready and others had its processor; the same rows everywhere. {report.versions('distributed')}."
    )
    head = ["", "1 worker", "2 workers", "ratio", "rounds from", "to", "by processor time"]
    return report.keep(
        "workers_scaling",
        "Workers: two beside one",
        f"{report.table(head, rows)}\n\n{about}",
        bars=bars,
        whole=arguments.folder is None,
    )


if __name__ == "__main__":
    sys.exit(main())
