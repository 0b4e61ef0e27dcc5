"""Megabytes of body text per second, on one core, of this project's chunker and of its peers.

    python benchmarks/chunks_speed.py [--limit N] [--rounds N] [--write]

Reads the papers of $ARXIV_CHUNKS_CORPUS/corpus (../shared/corpus), then times the chunkers in turn, round by round, in
processor time of this one process; the median of the rounds counts. What a chunker loads is loaded before. `--write` puts
the table into benchmarks/results/chunks_speed.md. A peer that takes longer than 60 s for a round gets one round.
"""

import argparse
import gc
import os
import statistics
import time
from pathlib import Path

import chunk_peers

SETTINGS = [("characters", 1200, 160), ("tokens", 300, 40)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    documents = chunk_peers.read_corpus(arguments.limit)
    megabytes = sum(len(document.body.encode()) for document in documents) / 1e6
    gc.collect()
    gc.freeze()
    rows: dict[str, list[str]] = {name: [] for name in chunk_peers.CHUNKERS}
    for unit, size, overlap in SETTINGS:
        chunkers = {name: make(size, overlap, unit) for name, make in chunk_peers.CHUNKERS.items()}
        seconds: dict[str, list[float]] = {name: [] for name in chunkers}
        for chunk in chunkers.values():
            chunk(documents[0])
        for _ in range(arguments.rounds):
            for name, chunk in chunkers.items():
                if seconds[name] and seconds[name][0] > 60:
                    continue
                began = time.process_time()
                for document in documents:
                    chunk(document)
                seconds[name].append(time.process_time() - began)
        for name, taken in seconds.items():
            rows[name].append(f"{megabytes / statistics.median(taken):.1f}")
    table = "\n".join(
        [
            "| MB of text per second | " + " | ".join(f"{s} {u}, overlap {o}" for u, s, o in SETTINGS) + " |",
            "|---|" + "---:|" * len(SETTINGS),
            *(f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()),
            "",
            f"{len(documents)} papers, {megabytes:.2f} MB; {arguments.rounds} rounds. {chunk_peers.versions()}.",
            f"{os.cpu_count()} processors; load when it ended: {os.getloadavg()[0]:.1f}. Others' load slows all, Python's more than Rust's.",
            "",
        ]
    )
    print(table)
    if arguments.write:
        Path(__file__).with_name("results").mkdir(exist_ok=True)
        (Path(__file__).with_name("results") / "chunks_speed.md").write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
