"""Pages per second of `read_pdf` and of the peers, on the same papers, in one run; and the memory that a worker needs.

    python benchmarks/text_speed.py FOLDER [--rounds 3] [--every N] [--python pymupdf4llm=PATH]

FOLDER holds PDFs. Each reader runs in a process of its own and reads every paper once a round; the rounds alternate
between the readers, so that a busy machine hurts them alike, and the median counts; the slow ones read in the first round
only. Loading libraries and word lists is not counted: one small paper is read before the clock starts. Time is that of the
processor, of all threads and children: what one core would need, whatever else the machine does. pymupdf4llm reads no more
than `SLOW_PAGES` pages of each paper. A reader that is not installed is named as left out.

pymupdf4llm brings libraries that this project does without. Give it an environment of its own and name its interpreter:

    python -m venv llm && llm/bin/pip install pymupdf4llm==1.28.2
    python benchmarks/text_speed.py FOLDER --python pymupdf4llm=llm/bin/python

Peak memory is that of the reader's process over all papers, libraries and word lists included; for `read_pdf` also on the
largest paper alone, in a fresh process.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import report

BASE = 'get_text("text")'
OWN = "read_pdf"
SLOW = ("pypdf", "pymupdf4llm")  # a tenth of a round and less would be theirs, were they read as often
SLOW_PAGES = 2
FASTER_THAN = {"pypdf": 3, "pymupdf4llm": 25}  # by at least so many times


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
    OWN: (read_pdf, "arxiv-chunks"),
    BASE: (pymupdf_text, "pymupdf"),
    'get_text("dict")': (pymupdf_dict, "pymupdf"),
    "pypdfium2": (pypdfium2, "pypdfium2"),
    "pdftotext": (pdftotext, "pdftotext"),
    "pypdf": (pypdf, "pypdf"),
    "pymupdf4llm": (pymupdf4llm, "pymupdf4llm"),
}


def version_of(package: str, python: str) -> str | None:
    """The version of a package or program, None where it is not installed."""
    if package == "pdftotext":
        if not shutil.which(package):
            return None
        return subprocess.run([package, "-v"], capture_output=True, text=True, check=False).stderr.split()[2]
    if package == "arxiv-chunks":
        return "this checkout"
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


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


def run_child(name: str, python: str, paths: list[Path]) -> tuple[int, float, float]:
    """Pages, seconds and peak memory in MB of a process that reads the papers."""
    child = [python, __file__, "--reader", name, *map(str, paths)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(child, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    pages, seconds, peak = json.loads(done.stdout.splitlines()[-1])
    return pages, seconds, peak


def measure(pythons: dict[str, str], paths: list[Path], rounds: int) -> dict[str, tuple[float, float]]:
    """Pages per second (median over the rounds) and peak memory in MB, by reader."""
    speeds: dict[str, list[float]] = {name: [] for name in pythons}
    memory = dict.fromkeys(pythons, 0.0)
    for number in range(rounds):
        for name, python in pythons.items():
            if number == 0 or name not in SLOW:
                pages, seconds, peak = run_child(name, python, paths)
                speeds[name].append(pages / seconds)
                memory[name] = max(memory[name], peak)
    return {name: (statistics.median(speeds[name]), memory[name]) for name in pythons}


def table(figures: dict[str, tuple[float, float]], versions: dict[str, str]) -> Iterator[str]:
    """The figures as a table in Markdown."""
    base, own = figures[BASE][0], figures[OWN][0]
    yield "| reader | version | pages/s | share of get_text | read_pdf is faster by | peak memory |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for name, (speed, peak) in figures.items():
        yield f"| {name} | {versions[name]} | {speed:.1f} | {speed / base:.3f} | {own / speed:.2f} | {peak:.0f} MB |"


def _size(path: Path) -> int:
    return path.stat().st_size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="read only every Nth paper by name")
    parser.add_argument(
        "--python", action="append", default=[], metavar="READER=PATH", help="a reader's own interpreter"
    )
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reader:
        run_reader(options.reader, options.paths)
        return 0
    paths = sorted(path for folder in options.paths for path in folder.rglob("*.pdf"))[:: options.every]
    if not paths:
        parser.error("no PDF in that folder")
    pythons = dict.fromkeys(READERS, sys.executable) | dict(given.split("=", 1) for given in options.python)
    found = {name: version_of(package, pythons[name]) for name, (_, package) in READERS.items()}
    versions = {name: version for name, version in found.items() if version}
    figures = measure({name: pythons[name] for name in versions}, paths, options.rounds)
    largest = max((path for folder in options.paths for path in folder.rglob("*.pdf")), key=_size)
    pages, _, peak = run_child(OWN, sys.executable, [largest])
    which = f" (every {options.every}th by name)" if options.every > 1 else ""
    rounds = f"median of {options.rounds} rounds ({', '.join(SLOW)}: one)"
    read = f"{datetime.now(UTC):%Y-%m-%d}, {len(paths)} papers{which}, {rounds}"
    size = f"{_size(largest) / 1e6:.0f} MB, {pages} pages"
    result = [
        *table(figures, versions),
        "",
        f"{read}, pages per second of processor time. pymupdf4llm read the first {SLOW_PAGES} pages of each paper.",
        f"A process that reads the largest paper alone ({size}) peaks at {peak:.0f} MB.",
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors; load when it ended: {os.getloadavg()[0]:.1f}.",
        *[f"Left out, not installed: {name}." for name in READERS if name not in versions],
    ]
    own = figures[OWN][0]
    bars = [report.at_least("read_pdf's pages/s beside get_text's", 0.45, own / figures[BASE][0], "times")]
    bars += [
        report.at_least(f"read_pdf's pages/s beside {name}'s", times, own / figures[name][0], "times")
        for name, times in FASTER_THAN.items()
        if name in figures
    ]
    bars.append(report.at_most("memory of a worker on the largest paper", 400, peak, "MB"))
    plot = report.Plot("Text of PDFs", "pages/s of one core", {name: speed for name, (speed, *_) in figures.items()})
    return report.keep(
        "text_speed", "Text: speed", "\n".join(result), bars=bars, plots=[plot], whole=options.every == 1
    )


if __name__ == "__main__":
    sys.exit(main())
