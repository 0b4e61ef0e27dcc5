"""Papers per second on two workers against one, for processes and for a Dask cluster on this machine.

    python benchmarks/workers_scaling.py [FOLDER] [--rounds 5] [--repeat 2] [--markdown FILE]

FOLDER holds PDFs (default: the bundled sample). All of them are read `--repeat` times over by each of the four settings
in turn, once a round, through `Workers.map` with the limits of a run, as `texts` does it. The ratio of two workers to one
is taken within a round, where the machine's other work weighs alike on both, and the median of the rounds counts. Each
worker reads a small paper before the clock starts, so that starting up is not counted. All settings must give the same
rows, byte for byte.
"""

import argparse
import hashlib
import os
import pickle
import platform
import statistics
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
SECONDS, MEMORY_BYTES = 120, 2 << 30  # a run's own defaults


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
    for _ in range(arguments.rounds):
        for (kind, count), measured in speeds.items():
            with workers_of(kind, count) as workers:
                speed, digest = read_all(workers, items)
            print(f"{kind} {count}: {speed:.2f} papers/s", flush=True)
            measured.append(speed)
            digests.add(digest)
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
            f"{os.cpu_count()} processors, load {os.getloadavg()[1]:.0f} when it ended; Python {platform.python_version()}, "
            f"distributed {version('distributed')}."
        ),
    ]
    print("\n".join(lines))
    if arguments.markdown:
        arguments.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
