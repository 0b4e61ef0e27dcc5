"""What finding near-duplicates costs: `python benchmarks/duplicates.py [CHUNKS ...]`, by default 10,000, 100,000 and 300,000.

Invented chunks of 200 words, one in twenty a near copy of an earlier one (one word in a hundred changed). Memory is the peak of
what the clustering allocates, numpy's arrays included. Beside it: one signature with datasketch.
"""

import sys
import time
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import report

from arxiv_chunks.duplicates import shingles, signatures
from resources.release.duplicates import Duplicates

COUNTS = (10_000, 100_000, 300_000)
CHUNKS_OF_A_DAY, CHUNKS_OF_A_PAPER = 20_000, 60
COPIES_EVERY = 20
VOCABULARY = [f"w{n:x}" for n in range(30_000)]


def invented_day(first: int, count: int) -> pl.DataFrame:
    numbers = np.arange(first, first + count)
    chance = np.random.default_rng(first)
    words = np.array(VOCABULARY, dtype=object)[(chance.random((count, 200)) ** 2 * len(VOCABULARY)).astype(int)]
    copies = np.flatnonzero(numbers % COPIES_EVERY == COPIES_EVERY - 1)
    words[copies] = words[copies - 1]
    words[copies, :2] = "changed"
    return pl.DataFrame(
        {
            "doi": [str(n // CHUNKS_OF_A_PAPER) for n in numbers],
            "id": [str(n) for n in numbers],
            "chunk": [" ".join(row) for row in words],
        }
    )


def measure(count: int) -> list[str]:
    """One row of the table."""
    invented_day(0, CHUNKS_OF_A_DAY)
    signatures(["warm up"])
    with TemporaryDirectory() as folder:
        duplicates = Duplicates(Path(folder))
        learning_seconds = 0.0
        for first in range(0, count, CHUNKS_OF_A_DAY):
            day = invented_day(first, min(CHUNKS_OF_A_DAY, count - first))
            began = time.process_time()
            duplicates.learn(day)
            learning_seconds += time.process_time() - began
        disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        tracemalloc.start()
        began = time.process_time()
        marks = duplicates.found()
        clustering_seconds, memory = time.process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        found = int(marks.is_shared.sum())
    expected = 2 * (count // COPIES_EVERY)
    each = 1e6 / count
    return [
        f"{count:,}",
        f"{learning_seconds * each:.0f}",
        f"{clustering_seconds * each:.1f}",
        f"{disk / count:.0f}",
        f"{memory / count:.0f}",
        f"{found / expected:.4f}",
    ]


def datasketch_microseconds() -> float:
    from datasketch import MinHash

    texts = invented_day(0, 200)["chunk"].to_list()
    began = time.process_time()
    for text in texts:
        MinHash(num_perm=120).update_batch([shingle.encode() for shingle in shingles(text)])
    return (time.process_time() - began) / len(texts) * 1e6


def main(counts: list[int]) -> int:
    head = [
        "chunks",
        "µs a chunk, signatures",
        "µs a chunk, clusters",
        "bytes of disk a chunk",
        "bytes of memory a chunk",
    ]
    table = report.table([*head, "found of the near copies"], [measure(count) for count in counts])
    about = f"Processor time of one core. {report.versions('rensa', 'numpy')}."
    if report.version_of("datasketch"):
        about += f" A signature with {report.versions('datasketch')}: {datasketch_microseconds():.0f} µs."
    return report.keep("duplicates", "Near-duplicates", f"{table}\n\n{about}", whole=counts == list(COUNTS))


if __name__ == "__main__":
    sys.exit(main([int(count) for count in sys.argv[1:]] or list(COUNTS)))
