"""Pages per second of `read_pdf` and of the peers, on the same papers, in one run.

    python benchmarks/text_speed.py FOLDER [--rounds 3] [--limit N]

FOLDER holds PDFs. Each reader runs in a process of its own and reads every paper once a round; the rounds alternate
between the readers, so that a busy machine hurts them alike, and the median counts. Loading libraries and word lists is
not counted: one small paper is read before the clock starts. Time is that of the processor, of all threads and children:
what one core would need, whatever else the machine does. pymupdf4llm reads no more than `SLOW_PAGES` pages of each
paper. A reader that is not installed is named as left out. Peak memory is that of the reader's process over all papers.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import report

BASE = 'get_text("text")'
SLOW_PAGES = 2


def read_pdf(path: Path) -> int:
    from arxiv_chunks import UnreadablePdf, read_pdf

    try:
        return read_pdf(path.read_bytes()).quality.page_count
    except UnreadablePdf:
        return 0


def _with_pymupdf(path: Path, form: str) -> int:
    import pymupdf

    # As this project asks for "dict": its default flags decode every image.
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP if form == "dict" else None
    with pymupdf.open(path) as document:
        for page in document:
            page.get_text(form, flags=flags)
        return len(document)


def pymupdf_text(path: Path) -> int:
    return _with_pymupdf(path, "text")


def pymupdf_dict(path: Path) -> int:
    return _with_pymupdf(path, "dict")


def pypdf(path: Path) -> int:
    import pypdf

    reader = pypdf.PdfReader(path)
    for page in reader.pages:
        page.extract_text()
    return len(reader.pages)


def pypdfium2(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_bounded()
    return len(document)


def pdftotext(path: Path) -> int:
    text = subprocess.run(["pdftotext", "-q", path, "-"], capture_output=True, check=False).stdout
    return text.count(b"\f")


def pymupdf4llm(path: Path) -> int:
    import pymupdf
    import pymupdf4llm

    with pymupdf.open(path) as document:
        pages = list(range(min(SLOW_PAGES, len(document))))
        pymupdf4llm.to_markdown(document, pages=pages, show_progress=False)
    return len(pages)


READERS: dict[str, tuple[Callable[[Path], int], str]] = {
    "read_pdf": (read_pdf, "arxiv-chunks"),
    BASE: (pymupdf_text, "pymupdf"),
    'get_text("dict")': (pymupdf_dict, "pymupdf"),
    "pypdfium2": (pypdfium2, "pypdfium2"),
    "pdftotext": (pdftotext, "pdftotext"),
    "pypdf": (pypdf, "pypdf"),
    "pymupdf4llm": (pymupdf4llm, "pymupdf4llm"),
}


def version_of(package: str) -> str | None:
    """The version of a package or program, None where it is not installed."""
    if package == "pdftotext":
        if not shutil.which(package):
            return None
        return subprocess.run([package, "-v"], capture_output=True, text=True, check=False).stderr.split()[2]
    try:
        return version(package)
    except PackageNotFoundError:
        return "this checkout" if package == "arxiv-chunks" else None


def run_reader(name: str, paths: list[Path]) -> None:
    """The child: read all papers once, and print pages, seconds and peak memory in MB as JSON."""
    import contextlib
    import io
    import logging
    import resource

    logging.disable(logging.CRITICAL)
    read, _ = READERS[name]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        read(min(paths, key=lambda path: path.stat().st_size))
        began = os.times()
        pages = sum(read(path) for path in paths)
        ended = os.times()
    seconds = sum(ended[:4]) - sum(began[:4])
    who = resource.RUSAGE_CHILDREN if name == "pdftotext" else resource.RUSAGE_SELF
    print(json.dumps([pages, seconds, resource.getrusage(who).ru_maxrss / 1024]))


def measure(names: list[str], paths: list[Path], rounds: int) -> dict[str, tuple[float, float]]:
    """Pages per second (median over the rounds) and peak memory in MB, by reader."""
    speeds: dict[str, list[float]] = {name: [] for name in names}
    memory = dict.fromkeys(names, 0.0)
    for _ in range(rounds):
        for name in names:
            child = [sys.executable, __file__, "--reader", name, *map(str, paths)]
            done = subprocess.run(child, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{name} failed:\n{done.stderr}")
            pages, seconds, peak = json.loads(done.stdout.splitlines()[-1])
            speeds[name].append(pages / seconds)
            memory[name] = max(memory[name], peak)
    return {name: (statistics.median(speeds[name]), memory[name]) for name in names}


def table(figures: dict[str, tuple[float, float]], left_out: list[str], papers: int, rounds: int) -> str:
    """The results as Markdown."""
    base, own = figures[BASE][0], figures["read_pdf"][0]
    machine = f"one core, Python {platform.python_version()}, {platform.machine()}"
    rows = [
        f"{datetime.now(UTC):%Y-%m-%d}, {papers} papers, median of {rounds} rounds, {machine}",
        "",
        "| reader | version | pages/s | share of get_text | read_pdf is faster by | peak memory |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for name, (speed, peak) in figures.items():
        rows.append(
            f"| {name} | {version_of(READERS[name][1])} | {speed:.1f} | {speed / base:.3f} | {own / speed:.2f} | {peak:.0f} MB |"
        )
    rows += [f"\nLeft out, not installed: {name}." for name in left_out]
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, help="read only so many papers, the first by name")
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reader:
        run_reader(options.reader, options.paths)
        return
    paths = sorted(path for folder in options.paths for path in folder.rglob("*.pdf"))[: options.limit]
    if not paths:
        parser.error("no PDF in that folder")
    names = [name for name, (_, package) in READERS.items() if version_of(package)]
    left_out = [name for name in READERS if name not in names]
    figures = measure(names, paths, options.rounds)
    result = table(figures, left_out, len(paths), options.rounds)
    speeds = {name: speed for name, (speed, _) in figures.items()}
    plot = report.Plot("Text of PDFs", "pages/s of one core", speeds)
    report.keep("text_speed", "Text: speed", result, plots=[plot], whole=not options.limit)


if __name__ == "__main__":
    main()
