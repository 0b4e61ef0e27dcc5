"""How fast metadata and PDFs come in when nobody asks for pauses: papers a second from a snapshot, PDFs a second from loopback.

    python benchmarks/arxiv_throughput.py snapshot FILE.jsonl [--papers 300000]     lines of FILE again and again, with dates of their own
    python benchmarks/arxiv_throughput.py pdfs [--papers 1000] [--size 500000]

The snapshot's figure is from the file to the partitions of `papers` in a local store; the PDFs' from a server in another
process to a local store, each held against its SHA-256.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from arxiv_chunks.tables import PAPERS
from resources.arxiv.client import MIRROR_CONNECTIONS, ArxivClient
from resources.arxiv.settings import settings_for
from resources.arxiv.snapshot_days import days_put_aside, put_aside
from resources.keys import pdf_key
from resources.partitions import write_partition
from resources.store import open_store

SERVE = "import sys; from pipelines.cli import main; sys.exit(main())"
PAPERS_A_DAY = 800


def synthetic(source: Path, target: Path, count: int) -> None:
    """So many lines: those of the source in turn, each with an identifier and dates of its own."""
    lines = [json.loads(line) for line in source.open()]
    start = datetime(2007, 4, 1, tzinfo=UTC)
    with target.open("w") as file:
        for number in range(count):
            row = dict(lines[number % len(lines)])
            day = start + timedelta(days=number / PAPERS_A_DAY)
            row["id"] = f"{day:%y%m}.{number % 25_000 + 1:05d}"
            row["versions"] = [
                {"version": each["version"], "created": f"{day + timedelta(days=later):%a, %d %b %Y %H:%M:%S} GMT"}
                for later, each in enumerate(row["versions"])
            ]
            file.write(json.dumps(row) + "\n")


def time_snapshot(source: Path, count: int, folder: Path) -> None:
    lines, spool = folder / "snapshot.jsonl", folder / "spool"
    spool.mkdir()
    synthetic(source, lines, count)
    store = open_store(str(folder / "store"))
    start, cpu_start = time.perf_counter(), time.process_time()
    days = 0
    put_aside(lines, spool, lambda _: None)
    for day, frame in days_put_aside(spool):
        write_partition(store, PAPERS, day, frame, {})
        days += 1
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count} papers, {days} days, {seconds:.1f} s: {count / seconds:,.0f} papers/s")
    print(f"{cpu_seconds / count * 1e6:.0f} µs of processor a paper, {megabytes:,.0f} MB at most")


def time_pdfs(count: int, size: int, folder: Path) -> None:
    papers = folder / "papers"
    (papers / "pdf").mkdir(parents=True)
    rows = []
    for number in range(1, count + 1):
        arxiv_id = f"2403.{number:05d}"
        data = b"%PDF-1.4\n" + os.urandom(size) + b"\n%%EOF\n"
        (papers / "pdf" / f"{arxiv_id}v1.pdf").write_bytes(data)
        versions = [{"version": "v1", "created": "Fri, 1 Mar 2024 00:00:00 GMT"}]
        line = {"id": arxiv_id, "title": "t", "abstract": "a", "authors": "A", "authors_parsed": [["A", "", ""]]}
        rows.append(line | {"categories": "cs.CL", "versions": versions, "update_date": "2024-03-01"})
    (papers / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-c", SERVE, "serve-sample", "--papers", str(papers), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().split(" at ")[1].split(";")[0]
        store = open_store(str(folder / "store"))

        def fetch(client: ArxivClient, arxiv_id: str) -> int:
            data = client.fetch_pdf(arxiv_id, 1).data
            hashlib.sha256(data).hexdigest()
            store.write(pdf_key(arxiv_id, 1), data)
            return len(data)

        with ArxivClient(settings_for(url)) as client, ThreadPoolExecutor(MIRROR_CONNECTIONS) as threads:
            start = time.perf_counter()
            fetched_bytes = sum(threads.map(lambda row: fetch(client, row["id"]), rows))
            seconds = time.perf_counter() - start
    finally:
        server.terminate()
        server.wait()
    print(f"{count} PDFs, {seconds:.1f} s: {count / seconds:,.0f} PDFs/s, {fetched_bytes / seconds / 1e6:,.0f} MB/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["snapshot", "pdfs"])
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--papers", type=int, default=1000)
    parser.add_argument("--size", type=int, default=500_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.what == "pdfs":
            time_pdfs(arguments.papers, arguments.size, Path(folder))
        elif arguments.file is None:
            parser.error("snapshot needs a FILE")
        else:
            time_snapshot(arguments.file, arguments.papers, Path(folder))


if __name__ == "__main__":
    main()
