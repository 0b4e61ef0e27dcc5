"""Papers per second on two workers against one, for processes and for a Dask cluster on this machine.

    python benchmarks/workers_scaling.py [FOLDER] [--rounds 5] [--repeat 2] [--patience 600] [--markdown FILE]

FOLDER holds PDFs (default: the bundled sample). All of them are read `--repeat` times over by each of the four settings
in turn, once a round, through `Workers.map` with the limits of a run, as `texts` does it. The ratio of two workers to one
is taken within a round, and the median of the rounds counts. Each worker reads a small paper before the clock starts, so
that starting up is not counted. All settings must give the same rows, byte for byte.

Where others work on the machine two workers get no more of it than one, so a pair of measurements begins when two
processors are idle, and counts when they are so again at its end; after `--patience` seconds in vain the benchmark gives up.
"""

import argparse
import hashlib
import os
import pickle
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from distributed import LocalCluster

from arxiv_chunks.errors import BadInput
from resources.cluster import open_workers
from resources.local_store import LocalStore
from resources.sources import SAMPLE
from resources.tasks import load_pdf, read_document
from resources.workers import Workers

KINDS = ("processes", "dask")
COUNTS = (1, 2)
QUIET = 1.8  # idle processors
SECONDS, MEMORY_BYTES = 120, 2 << 30  # a run's own defaults


def idle_processors(seconds: float = 1.5) -> float:
    """How many processors had nothing to do during the next `seconds`."""

    def ticks() -> tuple[int, int]:
        values = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return values[3] + values[4], sum(values)

    (idle, total), _, (idle_after, total_after) = ticks(), time.sleep(seconds), ticks()
    return (os.cpu_count() or 1) * (idle_after - idle) / (total_after - total)


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


def read_all(workers: Workers, items: list) -> tuple[float, str]:
    """Papers per second by the clock, and a digest of all rows in order."""
    smallest = min(items, key=lambda item: item[1]["bytes"])
    list(workers.map(read_document, [smallest] * workers.count * 4, load=load_pdf))
    digest, began = hashlib.sha256(), time.perf_counter()
    for _, row in workers.map(read_document, items, load=load_pdf):
        digest.update(str(row.reason).encode() if isinstance(row, BadInput) else pickle.dumps(row))
    return len(items) / (time.perf_counter() - began), digest.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE / "pdf")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--patience", type=float, default=600)
    parser.add_argument("--markdown", type=Path)
    arguments = parser.parse_args()
    store = LocalStore(arguments.folder)
    rows = [
        {"id": path.stem, "pdf_key": path.name, "pdf_version": 1, "pdf_sha256": "", "bytes": path.stat().st_size}
        for path in sorted(arguments.folder.glob("*.pdf"))
    ]
    items = [(store, row) for row in rows] * arguments.repeat
    speeds: dict[tuple[str, int], list[float]] = {(kind, count): [] for kind in KINDS for count in COUNTS}
    digests = set()
    for kind in KINDS:
        deadline = time.monotonic() + arguments.patience
        while len(speeds[kind, 2]) < arguments.rounds:
            if time.monotonic() > deadline:
                sys.exit(f"the machine was not idle for {arguments.patience} s")
            if idle_processors() < QUIET:
                continue
            measured = []
            for count in COUNTS:
                with workers_of(kind, count) as workers:
                    speed, digest = read_all(workers, items)
                measured.append(speed)
                digests.add(digest)
            counts = idle_processors() >= QUIET
            print(
                f"{kind}: {measured[0]:.2f} and {measured[1]:.2f} papers/s{'' if counts else ', disturbed'}", flush=True
            )
            if counts:
                deadline = time.monotonic() + arguments.patience
                for count, speed in zip(COUNTS, measured, strict=True):
                    speeds[kind, count].append(speed)
    assert len(digests) == 1, "the settings gave different rows"
    lines = ["| | 1 worker | 2 workers | ratio | rounds from | to |", "|---|---:|---:|---:|---:|---:|"]
    for kind in KINDS:
        one, two = speeds[kind, 1], speeds[kind, 2]
        ratios = [b / a for a, b in zip(one, two, strict=True)]
        lines.append(
            f"| {kind} | {statistics.median(one):.2f} | {statistics.median(two):.2f} "
            f"| {statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} |"
        )
    lines += [
        "",
        (
            f"Papers per second, medians of {arguments.rounds} rounds over {len(items)} papers; the same rows everywhere. "
            f"{os.cpu_count()} processors, idle before and after each pair; Python {platform.python_version()}, "
            f"distributed {version('distributed')}."
        ),
    ]
    print("\n".join(lines))
    if arguments.markdown:
        arguments.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
