"""What a paper costs, measured, and what all of arXiv costs, by arithmetic from that.

    python benchmarks/scale.py measure FOLDER      a folder of papers (metadata.jsonl, pdf/) -> results/scale.json
    python benchmarks/scale.py manifest FILE       arXiv's manifest of the PDF tars -> results/scale.json
    python benchmarks/scale.py tables              renew the tables of docs/scale.md

`measure` reads every paper once in this process and counts its processor time by stage; then `arxiv-chunks run` makes the
dataset of the same papers, as if all had been submitted on one day, and the bytes of each table are counted. Prices are
list prices as they were believed to be on the day that stands beside them: inputs, to be put right by who pays.
"""

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "scale.json"
PAGE = ROOT / "docs" / "scale.md"
STAGES = ("texts", "references", "chunks")

PAPERS = 3_000_000
DAYS = 12_900  # that have papers, from 1991 on
GATE_SECONDS = 3.03
SEVERAL_VERSIONS = 0.44  # of the papers: 87 of the snapshot's first 200; tars do not say which version they hold
RESOLVE_SECONDS_PER_ENTRY = 18.0 / 40_000  # of a processor, against three million papers: benchmarks/resolution.py
RANGE_DAYS = 31  # of one Dagster run: assets/days.py
PARTITION_OBJECTS = 10  # a day's five tables and their five parts of the ledger
NODE_PROCESSORS = 8
NODE_BYTES_PER_SECOND = 100e6  # from a bucket in the same region, assumed
EFFICIENCY = 0.85  # of a node's processors: what benchmarks/workers_scaling.py asks of two workers, 1.7 times one
PRICES_OF = "2026-11"
CLOUDS = {
    "AWS, us-east-1": {
        "node": "c7i.2xlarge on demand",
        "node_hour": 0.357,
        "gb_month": 0.023,
        "put_1000": 0.005,
        "get_1000": 0.0004,
        "source": "arXiv's requester-pays tars, no fee within the region, and the gate for papers of several versions",
    },
    "Google Cloud, us-central1": {
        "node": "n2-standard-8 on demand",
        "node_hour": 0.388,
        "gb_month": 0.020,
        "put_1000": 0.005,
        "get_1000": 0.0004,
        "source": "Google's public bucket, free, one object a version, no gate",
    },
}
"""US dollars; list prices without discounts. Spot or preemptible nodes cost a third to a half and lose nothing but time."""


def read(results: Path = RESULTS) -> dict:
    return json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}


def keep(**figures: object) -> None:
    RESULTS.write_text(json.dumps(read() | figures, indent=1) + "\n", encoding="utf-8")


def measure(folder: Path) -> None:
    from arxiv_chunks.chunks.options import ChunkOptions
    from arxiv_chunks.errors import BadInput
    from arxiv_chunks.rows import reference_row
    from resources.tasks import cut_chunks, list_references, read_document

    seconds: Counter[str] = Counter()
    count: Counter[str] = Counter()

    def timed(stage, function, item):
        began = time.process_time()
        try:
            return function(item)
        finally:
            seconds[stage] += time.process_time() - began

    papers = [json.loads(line) for line in (folder / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    list_references(read_document(({"id": "warm-up", "pdf_version": 1, "pdf_sha256": ""}, _pdf(folder, papers[0]))))
    for number, paper in enumerate(papers):
        data = _pdf(folder, paper)
        count["papers"] += 1
        count["pdf_bytes"] += len(data)
        document = {"id": paper["id"], "pdf_version": 1, "pdf_sha256": ""}
        try:
            text = timed("texts", read_document, (document, data))
            entries = timed("references", list_references, text)
            cited = [reference_row(paper["id"], 1, entry, None) for entry in entries]
            timed("chunks", cut_chunks, (_metadata_row(paper), text, cited, ChunkOptions()))
        except BadInput as error:
            count[f"failed: {error.reason}"] += 1
            continue
        count["pages"] += text["page_count"]
        count["entries"] += len(entries)
        print(f"{number + 1}/{len(papers)} {paper['id']}: {text['page_count']} pages", flush=True)
    sizes, whole = _run(folder, papers)
    _, of_one = _run(folder, papers[:1])
    keep(
        measured=datetime.now(UTC).date().isoformat(),
        machine=f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        **{f"{stage}_cpu_seconds": round(seconds[stage], 2) for stage in STAGES},
        counts=dict(count),
        run_cpu_seconds={
            "a paper": round((whole - of_one) / (len(papers) - 1), 4),
            "a run of one paper": round(of_one, 2),
        },
        table_bytes=sizes,
    )


def _pdf(folder: Path, paper: dict) -> bytes:
    path = folder / (paper.get("pdf") or f"pdf/{paper['id'].replace('/', '_')}v{len(paper['versions'])}.pdf")
    return path.read_bytes()


def _metadata_row(paper: dict) -> dict:
    from arxiv_chunks.tables import PAPERS as TABLE

    now = datetime(2024, 3, 1, tzinfo=UTC)
    row = dict.fromkeys(TABLE.schema) | {"id": paper["id"], "version": 1, "title": paper["title"]}
    lists = {"authors": [], "categories": paper["categories"].split(), "versions": []}
    return row | lists | {"summary": paper["abstract"], "published": now, "updated": now}


def _run(folder: Path, papers: list[dict]) -> tuple[dict[str, int], float]:
    """The bytes of each table of a real run, all papers on one day; and the processor time of its own process: what
    Dagster, Polars, fetching and writing take beside the workers, which nobody waits for and so are not counted.
    """
    from resources.stand_in.server import serving

    with tempfile.TemporaryDirectory() as place:
        served, dataset = Path(place) / "papers", Path(place) / "dataset"
        (served / "pdf").mkdir(parents=True)
        with (served / "metadata.jsonl").open("w", encoding="utf-8") as lines:
            for paper in papers:
                version = {"version": "v1", "created": "Fri, 1 Mar 2024 12:00:00 GMT"}
                lines.write(json.dumps(paper | {"versions": [version]}) + "\n")
                (served / "pdf" / f"{paper['id'].replace('/', '_')}v1.pdf").write_bytes(_pdf(folder, paper))
        with serving(served) as url:
            command = [sys.executable, "-m", "pipelines.cli", "run", "--source", url, "--store", str(dataset)]
            days = ["--from", "2024-03-01", "--to", "2024-03-01", "--home", f"{place}/home"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([*command, *days], cwd=ROOT, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        sizes: Counter[str] = Counter()
        for path in dataset.rglob("*"):
            if path.is_file():
                sizes[path.relative_to(dataset).parts[0]] += path.stat().st_size
    return dict(sorted(sizes.items())), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def manifest(file: Path) -> None:
    tars = ET.parse(file).getroot().findall("file")
    keep(
        tars={
            "count": len(tars),
            "bytes": sum(int(tar.findtext("size", "0")) for tar in tars),
            "papers": sum(int(tar.findtext("num_items", "0")) for tar in tars),
            "newest": max(tar.findtext("timestamp", "") for tar in tars)[:10],
        }
    )


def tables(figures: dict) -> str:
    """The tables of docs/scale.md."""
    counts, tars = figures["counts"], figures["tars"]
    papers = counts["papers"]
    pages = counts["pages"] / papers
    cpu = {stage: figures[f"{stage}_cpu_seconds"] / papers for stage in STAGES}
    cpu["the run itself"] = figures["run_cpu_seconds"]["a paper"]
    cpu["resolving"] = counts["entries"] / papers * RESOLVE_SECONDS_PER_ENTRY
    per_paper = sum(cpu.values())
    stored = {name: size / papers for name, size in figures["table_bytes"].items()}
    stored["pdf"] = tars["bytes"] / tars["papers"]
    core_hours = PAPERS * per_paper / 3600
    dataset_gb = PAPERS * sum(size for name, size in stored.items() if name != "pdf") / 1e9
    pdf_tb = PAPERS * stored["pdf"] / 1e12
    node_hours = core_hours / NODE_PROCESSORS / EFFICIENCY
    fetch_hours = PAPERS * stored["pdf"] / NODE_BYTES_PER_SECOND / 3600
    puts = PAPERS + DAYS * PARTITION_OBJECTS
    gets = 3 * PAPERS + 4 * DAYS * PARTITION_OBJECTS
    tar_gets = math.ceil(tars["count"] / tars["papers"] * PAPERS)

    lines = [
        f"Measured on {papers} papers of {pages:.1f} pages on average ({figures['measured']}; {figures['machine']}):",
        "",
        "| a paper costs | processor seconds | pages a second and core |",
        "|---|---:|---:|",
        *(
            f"| {stage} | {value:.3f} | {pages / value:,.0f} |"
            for stage, value in sorted(cpu.items(), key=lambda pair: -pair[1])
        ),
        f"| **together** | **{per_paper:.2f}** | **{pages / per_paper:,.0f}** |",
        "",
        "| a paper fills | kB | all of arXiv |",
        "|---|---:|---:|",
        *(
            f"| `{name}` | {size / 1e3:,.1f} | {_large(size * PAPERS)} |"
            for name, size in sorted(stored.items(), key=lambda pair: -pair[1])
        ),
        "",
        f"All of arXiv, {PAPERS:,} papers:",
        "",
        "| | |",
        "|---|---:|",
        f"| processor time | {core_hours:,.0f} core hours |",
        f"| nodes of {NODE_PROCESSORS} processors, at {EFFICIENCY:.0%} | {node_hours:,.0f} node hours |",
        f"| dataset | {dataset_gb:,.0f} GB |",
        f"| PDFs | {pdf_tb:,.1f} TB |",
        f"| tars asked for (as the manifest of {tars['newest']} cuts them) | {tar_gets:,} |",
        f"| objects put into the store | {puts:,} |",
        f"| objects asked of the store, about | {gets:,} |",
        f"| Dagster runs of {RANGE_DAYS} days | {math.ceil(DAYS / RANGE_DAYS):,} |",
        f"| the same PDFs by polite HTTP, one in {GATE_SECONDS} s | {PAPERS * GATE_SECONDS / 86400:,.0f} days, on any number of nodes |",
        f"| of these with more than one version, which the tars do not settle | {PAPERS * SEVERAL_VERSIONS * GATE_SECONDS / 86400:,.0f} days |",
        "",
        "| nodes | computing | fetching the PDFs from a bucket beside it |",
        "|---:|---:|---:|",
        *(f"| {n} | {_span(node_hours / n)} | {_span(fetch_hours / n)} |" for n in (1, 10, 100)),
        "",
        f"| US dollars, prices of {PRICES_OF} | " + " | ".join(CLOUDS) + " |",
        "|---|" + "---:|" * len(CLOUDS),
        "| nodes: " + ", ".join(cloud["node"] for cloud in CLOUDS.values()) + " | " + _row("node_hour", node_hours),
        "| objects put | " + _row("put_1000", puts / 1000),
        "| objects asked for | " + _row("get_1000", (gets + PAPERS) / 1000),
        "| **once** | " + " | ".join(f"**{_once(c, node_hours, puts, gets):,.0f}**" for c in CLOUDS.values()) + " |",
        "| keeping the dataset, a month | " + _row("gb_month", dataset_gb),
        "| keeping the PDFs too, a month | " + _row("gb_month", pdf_tb * 1000),
        "",
        "Transfer: " + "; ".join(f"{name}: {cloud['source']}" for name, cloud in CLOUDS.items()) + ".",
    ]
    return "\n".join(lines)


def _once(cloud: dict, node_hours: float, puts: int, gets: int) -> float:
    requests = puts / 1000 * cloud["put_1000"] + (gets + PAPERS) / 1000 * cloud["get_1000"]
    return node_hours * cloud["node_hour"] + requests


def _row(price: str, amount: float) -> str:
    return " | ".join(f"{amount * cloud[price]:,.0f}" for cloud in CLOUDS.values()) + " |"


def _large(size: float) -> str:
    return f"{size / 1e12:,.1f} TB" if size >= 1e12 else f"{size / 1e9:,.0f} GB"


def _span(hours: float) -> str:
    return f"{hours / 24:,.1f} days" if hours >= 48 else f"{hours:,.1f} hours"


def page_with(generated: str, page: str) -> str:
    """The page with its generated part renewed."""
    begin, end = "<!-- figures: python benchmarks/scale.py tables -->\n", "\n<!-- end of figures -->"
    head, _, rest = page.partition(begin)
    return head + begin + generated + end + rest.partition(end)[2]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["measure", "manifest", "tables"])
    parser.add_argument("path", type=Path, nargs="?")
    arguments = parser.parse_args()
    if arguments.command == "tables":
        PAGE.write_text(page_with(tables(read()), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        {"measure": measure, "manifest": manifest}[arguments.command](arguments.path)


if __name__ == "__main__":
    main()
