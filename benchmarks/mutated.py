"""Mutated PDFs and the corpus of hostile files through the whole chain, under limits that are watched from outside.

    python benchmarks/mutated.py [--count N] [--seed N]

Mutants are made of the papers of $ARXIV_CHUNKS_CORPUS/corpus (../shared/corpus), or of the sample where that is absent. The
run must end well, each file must have a row at each stage, and no worker may hold more memory than its limit.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import report  # noqa: E402
from mutants import DAY, MUTATIONS, make_mutants  # noqa: E402
from small_arxiv import paper  # noqa: E402

from arxiv_chunks.tables import LEDGER, TEXTS  # noqa: E402
from pipelines.run import backfill  # noqa: E402
from pipelines.settings import Settings  # noqa: E402
from resources.partitions import read_partition  # noqa: E402
from resources.sources import SAMPLE  # noqa: E402
from resources.stand_in.collection import Collection  # noqa: E402
from resources.stand_in.server import running, stand_in  # noqa: E402
from resources.store import open_store  # noqa: E402

CORPUS = Path(os.environ.get("ARXIV_CHUNKS_CORPUS", ROOT.parent / "shared")) / "corpus"
SECONDS, BYTES = 60.0, 1 << 30


def processes_below(pid: int) -> Iterator[int]:
    """All children, and theirs."""
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                yield child
                yield from processes_below(child)


def own_memory(pid: int) -> int:
    """The bytes of RAM that a process alone holds."""
    with suppress(OSError, ValueError, IndexError):
        (line,) = [x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("RssAnon")]
        return int(line.split()[1]) << 10
    return 0


@contextmanager
def watched() -> Iterator[dict[str, int]]:
    """Look at all workers five times a second; the most that one of them held is kept."""
    seen, over = {"most bytes of a worker": 0}, threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            most = max(map(own_memory, processes_below(os.getpid())), default=0)
            seen["most bytes of a worker"] = max(seen["most bytes of a worker"], most)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def make_hostile(folder: Path) -> list[str]:
    """The corpus of hostile files as papers of the same day."""
    (folder / "pdf").mkdir(parents=True)
    files = sorted((CORPUS / "hostile").glob("*.pdf"))
    rows = [paper(f"2403.{n + 1:05}", f"{DAY} 12:00:00") for n in range(len(files))]
    for row, file in zip(rows, files, strict=True):
        shutil.copy(file, folder / "pdf" / f"{row['id']}v1.pdf")
    import json

    (folder / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return [row["id"] for row in rows]


def chain(papers: Path, folder: Path) -> tuple[dict[str, Counter[str]], Counter[str], set[str], float, int]:
    """Outcomes by stage, engines, the ids that have a row everywhere, seconds, and the most bytes that a worker held."""
    day, began = date.fromisoformat(DAY), time.monotonic()
    with running(stand_in(Collection.load(papers))) as source, watched() as seen:
        settings = Settings(
            source=source,
            store=str(folder / "dataset"),
            home=folder / "home",
            seconds_per_pdf=SECONDS,
            bytes_per_pdf=BYTES,
        )
        backfill(settings, day, day, longest_range=31)
    store = open_store(settings.store)
    ledgers = {
        stage: read_partition(store, LEDGER, day, name=stage)
        for stage in ("documents", "texts", "references", "chunks")
    }
    everywhere = set.intersection(*(set(ledger["id"]) for ledger in ledgers.values() if ledger is not None))
    outcomes = {
        stage: Counter(row["reason"] or "ok" for row in ledger.iter_rows(named=True))
        for stage, ledger in ledgers.items()
        if ledger is not None
    }
    texts = read_partition(store, TEXTS, day)
    engines = Counter(engine for engine in texts["engine"] if engine) if texts is not None else Counter()
    return outcomes, engines, everywhere, time.monotonic() - began, seen["most bytes of a worker"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    corpus = sorted((CORPUS / "papers").rglob("*.pdf")) or sorted((SAMPLE / "pdf").glob("*.pdf"))
    sources = [path.read_bytes() for path in corpus]
    head = ["files", "rows", "documents", "texts", "references", "chunks", "engines", "most MB of a worker", "seconds"]
    rows, bars = [], []
    with tempfile.TemporaryDirectory(prefix="mutated-") as base:
        for name in ("mutants", "hostile"):
            folder = Path(base) / name
            if name == "mutants":
                ids = make_mutants(folder / "papers", sources, arguments.count, arguments.seed)
            else:
                ids = make_hostile(folder / "papers")
            if not ids:
                continue
            outcomes, engines, everywhere, seconds, most = chain(folder / "papers", folder)
            cells = [_counts(outcomes[stage]) for stage in ("documents", "texts", "references", "chunks")]
            rows.append(
                [f"{len(ids)} {name}", len(everywhere), *cells, _counts(engines), f"{most / 1e6:.0f}", f"{seconds:.0f}"]
            )
            print(rows[-1], flush=True)
            bars.append(report.at_most(f"{name} without a row at some stage", 0, len(set(ids) - everywhere)))
            bars.append(report.at_most(f"memory of a worker at {name}", BYTES / 1e6, most / 1e6, "MB"))
    about = (
        f"Mutants of {len(sources)} papers by {len(MUTATIONS)} mutations in turn, seed {arguments.seed}. Limits of a "
        f"worker: {SECONDS:.0f} s, {BYTES / 1e6:.0f} MB. No run failed."
    )
    whole = arguments.count == parser.get_default("count")
    return report.keep("mutated", "Broken PDFs", f"{report.table(head, rows)}\n\n{about}", bars=bars, whole=whole)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common()) or "none"


if __name__ == "__main__":
    sys.exit(main())
