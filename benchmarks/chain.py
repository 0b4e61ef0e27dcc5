"""The whole chain, from PDFs in the store to chunks and references in the store, beside what it is measured against.

    python benchmarks/chain.py [--papers 300] [--folder FOLDER]

The papers of FOLDER (those of $ARXIV_CHUNKS_CORPUS/corpus/papers, else the bundled sample's) are repeated, each time under
an identifier of its own, and put into a store with their metadata. Then Dagster runs `building` over the days, as `arxiv-chunks run` does,
in a process of its own. Measured:

  pages per second of processor time, all processes together: what one core does; and beside it, on the same files in turn,
      bare PyMuPDF `get_text("text")`, and the seed's way (pypdf, a recursive splitter, one regular expression)
  pages per second by the clock on one core and on two, with as many workers: on one core, the main process has to share it
  Dagster's share: the time of the same run over a day without papers, which does all but the work, in that over a day of papers
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import report

FIRST_DAY = date(2024, 1, 1)
PAPERS = 300
WORK = "building"


def pdfs_of(folder: Path | None) -> list[Path]:
    """The papers to repeat."""
    corpus = Path(os.environ.get("ARXIV_CHUNKS_CORPUS", "../shared")) / "corpus" / "papers"
    sample = Path(__file__).parents[1] / "resources" / "sample"
    for place in (folder, corpus, sample):
        if place and (found := sorted(place.rglob("*.pdf"))):
            return found
    sys.exit(f"no PDF in {folder}")


def fill(root: Path, pdfs: list[Path], papers: int, papers_a_day: int) -> list[date]:
    """A store with so many papers, listed and indexed, their PDFs linked into place; returns its days."""
    import polars as pl

    from arxiv_chunks import build_index
    from arxiv_chunks.records import Paper, Version
    from arxiv_chunks.rows import paper_row
    from arxiv_chunks.tables import PAPERS
    from resources.index import scan_papers, write_index
    from resources.keys import pdf_key
    from resources.partitions import write_partition
    from resources.store import open_store

    store = open_store(str(root))
    days = []
    for number, begin in enumerate(range(0, max(papers, 1), papers_a_day)):
        day = FIRST_DAY + timedelta(days=number)
        submitted = datetime(day.year, day.month, day.day, tzinfo=UTC)
        rows = []
        for place in range(begin, min(papers, begin + papers_a_day)):
            arxiv_id = f"24{1 + place // 20_000:02d}.{place % 20_000 + 1:05d}"
            path = root / pdf_key(arxiv_id, 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(pdfs[place % len(pdfs)].resolve())
            title = f"On the {place}th of many papers"
            paper = Paper(
                arxiv_id, 1, title, "An abstract.", ("A. Author",), ("cs.CL",), "cs.CL", submitted, submitted,
                (Version(1, submitted),),
            )  # fmt: skip
            rows.append(paper_row(paper, redistributable=False))
        write_partition(store, PAPERS, day, pl.DataFrame(rows, schema=PAPERS.schema), {"categories": ""})
        days.append(day)
    write_index(store, build_index(scan_papers(store)))
    return days


def build(root: Path, days: list[date], cores: int) -> None:
    """The child: run the job on so many cores with as many workers, and print pages, seconds by the clock and of processors, and peak memory, as JSON."""
    from assets.days import DAYS_OF_A_RUN
    from assets.reporting import Silent
    from pipelines.definitions import build_definitions
    from pipelines.instance import own_instance
    from pipelines.ranges import group
    from pipelines.run import QUIET
    from pipelines.settings import Settings
    from resources.cluster import open_workers
    from resources.sources import open_arxiv
    from resources.store import open_store

    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    settings = Settings(
        store=str(root / "store"), home=root / "home", source="http://127.0.0.1:9"
    )  # which is not asked
    with (
        own_instance(settings.home) as (instance, tags),
        open_arxiv(settings.source, None) as arxiv,
        open_workers(cores, settings.seconds_per_pdf, settings.bytes_per_pdf) as pool,
    ):
        live = {"arxiv": arxiv, "store": open_store(settings.store), "workers": pool, "progress": Silent()}
        job = build_definitions(settings, live).resolve_job_def(WORK)
        began, began_cpu = time.perf_counter(), time.process_time()
        for days_of_run in group(days, DAYS_OF_A_RUN):
            job.execute_in_process(instance=instance, tags=tags | days_of_run.tags, run_config=QUIET)
        seconds, main_seconds = time.perf_counter() - began, time.process_time() - began_cpu
        cpu_seconds = cpu_seconds_of_session()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu_seconds, "main": main_seconds, "megabytes": peak}))


def cpu_seconds_of_session() -> float:
    """Processor time of this process, of the workers, and of those that have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == os.getsid(0):
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def run(pdfs: list[Path], papers: int, papers_a_day: int, cores: int) -> dict[str, float]:
    """The figures of one run over a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        days = fill(Path(folder) / "store", pdfs, papers, papers_a_day)
        child = [sys.executable, __file__, "--child", folder, "--cores", str(cores), *map(str, days)]
        done = subprocess.run(child, capture_output=True, text=True, check=False, start_new_session=True)
        if done.returncode:
            sys.exit(f"the run failed:\n{done.stderr}")
        figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return figures | counted(Path(folder) / "store")


def counted(root: Path) -> dict[str, float]:
    """What stands in the store: pages, papers with text, references, chunks."""
    import polars as pl

    def rows(table: str, *columns: str) -> pl.DataFrame:
        return pl.read_parquet(root / table / "**/*.parquet", columns=list(columns), hive_partitioning=False)

    texts = rows("texts", "status", "page_count")
    return {
        "pages": texts["page_count"].sum(),
        "papers": texts.filter(status="ok").height,
        "references": rows("references", "id").height,
        "chunks": rows("chunks", "id").height,
    }


def bare(paths: list[Path]) -> None:
    """A child: `get_text("text")` of all pages; prints pages and seconds of processor time as JSON."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(on=False)
    began, pages = time.process_time(), 0
    for path in paths:
        with pymupdf.open(path) as document:
            for page in document:
                page.get_text("text")
                pages += 1
    print(json.dumps({"pages": pages, "cpu": time.process_time() - began}))


def seed(paths: list[Path]) -> None:
    """A child: what the seed's makers did with a PDF; prints pages and seconds of processor time as JSON."""
    import logging

    import pypdf
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from arxiv_chunks.chunks.tokens import token_counter

    logging.disable(logging.CRITICAL)
    count = token_counter("cl100k_base").count
    splitter = RecursiveCharacterTextSplitter(chunk_size=300, chunk_overlap=40, length_function=count)
    began, pages = time.process_time(), 0
    for path in paths:
        texts = [page.extract_text() for page in pypdf.PdfReader(path).pages]
        pages += len(texts)
        text = "\n".join(texts)
        splitter.split_text(text)
        re.findall(r"arXiv:(\d{4}\.\d{4,5})", text)
    print(json.dumps({"pages": pages, "cpu": time.process_time() - began}))


def peer(name: str, pdfs: list[Path]) -> float:
    """Pages per second of processor time of one of the others."""
    child = [sys.executable, __file__, "--peer", name, *map(str, pdfs)]
    done = subprocess.run(child, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    return float(figures["pages"] / figures["cpu"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=PAPERS, help="of the runs that are timed, all on one day")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--peer", choices=["bare", "seed"], help=argparse.SUPPRESS)
    parser.add_argument("--cores", type=int, help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        build(options.child, [date.fromisoformat(day) for day in options.arguments], options.cores)
        return 0
    if options.peer:
        {"bare": bare, "seed": seed}[options.peer]([Path(path) for path in options.arguments])
        return 0
    return measure(options.folder, options.papers)


def measure(folder: Path | None, papers: int) -> int:
    """Everything, kept as a result; returns the exit code."""
    pdfs = pdfs_of(folder)[:papers]
    text, seed_way = peer("bare", pdfs), peer("seed", pdfs)
    one, two = run(pdfs, papers, papers, 1), run(pdfs, papers, papers, 2)
    idle = run(pdfs, 0, 1, 1)
    ours = one["pages"] / one["cpu"]
    by_clock = {1: one["pages"] / one["seconds"], 2: two["pages"] / two["seconds"]}
    share = 100 * idle["seconds"] / one["seconds"]
    about = (
        f"{papers} papers of one day ({one['pages']:.0f} pages, {len(pdfs)} PDFs in turn) gave {one['references']:,.0f} "
        f"references and {one['chunks']:,.0f} chunks. All processes' time counts, the workers' start and Dagster's too; "
        f"of it the main process took {100 * one['main'] / one['cpu']:.0f} %."
    )
    lines = [
        report.table(
            ["from PDF bytes", "pages/s of one core", "beside get_text"],
            [
                ["the whole chain: text, references, chunks, Parquet, Dagster", f"{ours:.1f}", f"{ours / text:.2f}"],
                ['bare PyMuPDF, get_text("text")', f"{text:.1f}", "1"],
                [
                    "the seed's way: pypdf, a recursive splitter, one expression",
                    f"{seed_way:.1f}",
                    f"{seed_way / text:.2f}",
                ],
            ],
        ),
        f"\n{about}\n",
        report.table(
            ["cores, and workers", "pages/s by the clock", "peak memory of the main process"],
            [
                [1, f"{by_clock[1]:.1f}", f"{one['megabytes']:.0f} MB"],
                [2, f"{by_clock[2]:.1f}", f"{two['megabytes']:.0f} MB"],
            ],
        ),
        f"\nThe same run over a day without papers took {idle['seconds']:.1f} s by the clock, beside {one['seconds']:.0f} s.\n",
        f"\n{report.versions('pymupdf', 'pypdf', 'langchain-text-splitters', 'dagster', 'polars')}.",
    ]
    return report.keep(
        "chain",
        "The whole chain",
        "\n".join(lines),
        bars=[
            report.at_least("the chain's pages/s beside get_text's, per core", 0.25, ours / text),
            report.at_least("the chain's pages/s beside the seed's way, per core", 3, ours / seed_way),
            report.at_least("two cores beside one, by the clock", 1.8, by_clock[2] / by_clock[1]),
            report.at_most(f"Dagster's share of the time of {papers} papers", 15, share, "%"),
        ],
        plots=[
            report.Plot(
                "From PDF to chunks and references",
                "pages/s of one core",
                {"the whole chain": ours, 'get_text("text") alone': text, "the seed's way": seed_way},
            ),
        ],
        whole=papers == PAPERS,
    )


if __name__ == "__main__":
    sys.exit(main())
