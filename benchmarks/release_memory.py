"""The memory that making a release takes, of stores of more and more chunks.

    python benchmarks/release_memory.py [--chunks 240000]

Invented papers of 25 chunks of 150 words, 10,000 chunks a day. The store is released three times, each in a process of its
own: a quarter of its days, half of them, and all. A day and a row group of each table are held whatever the size, and are full only
beyond some 100,000 chunks. What then grows is known of every chunk to find near-duplicates, 13 bytes (`benchmarks/duplicates.py`): so little that
what allocators keep outweighs it here.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import report

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from small_store import Invented, fill, words  # noqa: E402

from resources.release.make import make_release  # noqa: E402
from resources.store import open_store  # noqa: E402

FIRST_DAY = date(2024, 1, 1)
CHUNKS_OF_A_PAPER, CHUNKS_OF_A_DAY = 25, 10_000
SHARES = (4, 2, 1)


def make_days(root: Path, chunk_count: int) -> None:
    """A store of so many chunks, no two alike."""
    store = open_store(str(root))
    for begin in range(0, chunk_count, CHUNKS_OF_A_DAY):
        firsts = range(begin, min(begin + CHUNKS_OF_A_DAY, chunk_count), CHUNKS_OF_A_PAPER)
        papers = [
            Invented(f"2401.{first // CHUNKS_OF_A_PAPER:05d}", [words(first + n) for n in range(CHUNKS_OF_A_PAPER)])
            for first in firsts
        ]
        fill(store, FIRST_DAY + timedelta(days=begin // CHUNKS_OF_A_DAY), papers)


def first_days(source: Path, target: Path, share: int) -> None:
    """The first days of the store as a store of their own, its files the same ones."""
    for table in source.iterdir():
        days = sorted(table.iterdir())
        for path in (path for day in days[: len(days) // share] for path in day.iterdir()):
            link = target / path.relative_to(source)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.hardlink_to(path)


def megabytes(root: Path) -> tuple[int, float]:
    """How many chunks the store has, and the peak memory of a process that releases it."""
    child = [sys.executable, __file__, "--release", str(root)]
    done = subprocess.run(child, capture_output=True, text=True, check=True)
    chunks, peak = done.stdout.split()[-2:]
    return int(chunks), float(peak)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chunks", type=int, default=240_000)
    parser.add_argument("--release", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.release:
        made = make_release(open_store(str(options.release)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(made.release.figures.rows["chunks"], peak)
        return 0
    found = []
    with tempfile.TemporaryDirectory() as folder:
        make_days(Path(folder) / "all", options.chunks)
        for share in SHARES:
            first_days(Path(folder) / "all", Path(folder) / f"of{share}", share)
            found.append(megabytes(Path(folder) / f"of{share}"))
            print(*found[-1], flush=True)
    (half, before), (most, peak) = found[-2:]
    growth = (peak - before) * 2**20 / (most - half)
    table = report.table(["chunks", "peak memory"], [[f"{count:,}", f"{peak:.0f} MB"] for count, peak in found])
    return report.keep(
        "release_memory",
        "Memory of a release",
        f"{table}\n\n{growth:.0f} bytes for each chunk of the second half. {report.versions('polars', 'pyarrow', 'rensa')}.",
        whole=options.chunks == parser.get_default("chunks"),
    )


if __name__ == "__main__":
    sys.exit(main())
