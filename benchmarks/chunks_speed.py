"""Megabytes of body text per second, on one core, of this project's chunker and of its peers.

    python benchmarks/chunks_speed.py [--limit N] [--rounds N]

Reads the papers of $ARXIV_CHUNKS_CORPUS/corpus (../shared/corpus), then times the chunkers in turn, round by round, in
processor time of this one process; the best round counts, since others' load only ever slows. What a chunker loads is loaded before. A peer that
takes longer than 60 s for a round gets one round.
"""

import argparse
import gc
import sys
import time

import chunk_peers
import report

SETTINGS = [("characters", 1200, 160), ("tokens", 300, 40)]
BARS = [25, 8]
"""Of this project's chunker, in MB/s."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    documents = chunk_peers.read_corpus(arguments.limit)
    megabytes = sum(len(document.body.encode()) for document in documents) / 1e6
    gc.collect()
    gc.freeze()
    speeds: dict[str, list[float]] = {name: [] for name in chunk_peers.CHUNKERS}
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
            speeds[name].append(megabytes / min(taken))
    titles = [f"{size} {unit}, overlap {overlap}" for unit, size, overlap in SETTINGS]
    table = report.table(
        ["MB of text per second", *titles],
        [[name, *(f"{speed:.1f}" for speed in found)] for name, found in speeds.items()],
    )
    about = (
        f"{len(documents)} papers, {megabytes:.2f} MB; the best of {arguments.rounds} rounds. {chunk_peers.versions()}."
    )
    return report.keep(
        "chunks_speed",
        "Chunks: speed",
        f"{table}\n\n{about} Others' load on a machine slows all, Python's code more than Rust's.",
        bars=[
            report.at_least(f"chunks of {title}", bar, speed, "MB/s")
            for title, bar, speed in zip(titles, BARS, speeds["arxiv-chunks"], strict=True)
        ],
        plots=[
            report.Plot(
                f"Chunks of {title}", "MB of text per second", {name: found[i] for name, found in speeds.items()}
            )
            for i, title in enumerate(titles)
        ],
        whole=not arguments.limit,
    )


if __name__ == "__main__":
    sys.exit(main())
