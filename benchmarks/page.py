"""Run the benchmarks, and write docs/benchmarks.md of what they found.

    python benchmarks/page.py [NAME ...]        runs those named, or all but those of HOURS, then writes the page of all results
    python benchmarks/page.py --page-only       writes the page of the results that are there

Papers are those of $ARXIV_CHUNKS_CORPUS (../shared). Without them, what can be measured on the bundled sample is; the rest is left out
and its last result stays. Ends with 1 and a list where a bar does not hold or a benchmark fails.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import report

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "docs" / "benchmarks.md"
PICTURES = PAGE.parent / "benchmarks"
CORPUS = Path(os.environ.get("ARXIV_CHUNKS_CORPUS", "../shared"))
SAMPLE = FOLDER.parent / "resources" / "sample"

SNAPSHOT = next(CORPUS.glob("arxiv/snapshot/*.jsonl"), CORPUS / "arxiv/snapshot")
LABELLED = CORPUS / "gold" / "reference_strings.jsonl"

BENCHMARKS: dict[str, tuple[list[str], bool]] = {
    "chain": ([], True),
    "chain_memory": ([], True),
    "text_speed": ([str(CORPUS / "corpus" / "papers" if CORPUS.is_dir() else SAMPLE)], True),
    "quality": ([str(CORPUS)], False),
    "text_quality": ([str(CORPUS)], False),
    "headings": ([str(CORPUS)], False),
    "references_speed": ([str(LABELLED)], False),
    "citations": ([str(CORPUS / "corpus")], False),
    "resolution": ([str(CORPUS)], False),
    "chunks_speed": ([], True),
    "chunks_promises": ([], True),
    "retrieval": ([], False),
    "sentences": ([], True),
    "duplicates": ([], True),
    "arxiv_throughput": ([str(SNAPSHOT)], False),
    "workers_scaling": ([], True),
    "overhead": ([], True),
    "mutated": ([], True),
    "status_speed": ([], True),
    "release_memory": ([], True),
    "drills": (["--write"], True),
    "many_partitions": (["--write"], True),
}
"""The scripts in the page's order, what they are called with, and whether they can do with the sample alone."""

WITH_PYMUPDF4LLM = ("text_speed", "text_quality")
HOURS = ("drills", "many_partitions")
"""Those that take an hour or more: run where they are named, else their last result stays."""

HEAD = """\
# Benchmarks

Every figure here was measured by `make benchmark`, which runs the scripts in `benchmarks/` one after the other and writes this page;
`python benchmarks/page.py NAME` runs one of them again. Speeds are in processor time of one core unless they say otherwise.
The papers measured on are not part of the project: 58 of arXiv's over 34 years, and 25 that were typeset again from
their authors' LaTeX, with 5,523 reference entries labelled by hand. What takes an hour or more (the drills, an instance of 15,000 days)
is run only where it is named.
"""


def run(names: list[str], python: str | None) -> list[str]:
    """Run the benchmarks, `python` as for `text_speed.py`; returns those that failed otherwise than by a bar."""
    failed = []
    for name in names:
        arguments, with_sample = BENCHMARKS[name]
        if python and name in WITH_PYMUPDF4LLM:
            arguments = [*arguments, "--python", python]
        if not CORPUS.is_dir() and not with_sample:
            print(f"== {name}: left out, it needs the papers in {CORPUS}", flush=True)
            continue
        print(f"== {name}", flush=True)
        before = _changed(name)
        code = subprocess.run([sys.executable, FOLDER / f"{name}.py", *arguments], check=False).returncode
        if code and _changed(name) == before:
            failed.append(name)
    return failed


def _changed(name: str) -> int:
    path = report.RESULTS / f"{name}.json"
    return path.stat().st_mtime_ns if path.exists() else 0


def read_results() -> dict[str, dict[str, Any]]:
    """What was kept, by script, in the page's order."""
    paths = {name: report.RESULTS / f"{name}.json" for name in BENCHMARKS}
    return {name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items() if path.exists()}


def page_of(results: dict[str, dict[str, Any]]) -> str:
    """The page in Markdown."""
    rows = [
        [
            bar["what"],
            bar["promised"],
            bar["measured"],
            "**no**" if not bar["held"] else "yes" if bar["promised"] else "",
        ]
        for result in results.values()
        for bar in result["bars"]
    ]
    parts = [HEAD, "## What was promised", report.table(["figure", "promised", "measured", "held"], rows)]
    for name, result in results.items():
        parts.append(f"## {result['title']}")
        parts += [
            f"![{plot['title']}, {plot['unit']}]({PICTURES.name}/{picture})"
            for picture, plot in pictures(name, result).items()
        ]
        parts += [result["text"], f"Measured by `benchmarks/{name}.py` on {result['date']}: {result['machine']}."]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def pictures(name: str, result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The plots of a result by the names of their files."""
    return {f"{name}{number or ''}.svg": plot for number, plot in enumerate(result["plots"])}


def draw(plot: dict[str, Any], path: Path) -> None:
    """Horizontal bars as an SVG file, the same bytes for the same figures."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update({"svg.hashsalt": path.name, "svg.fonttype": "none", "font.family": "sans-serif"})
    names, figures = list(plot["figures"]), list(plot["figures"].values())
    figure = Figure(figsize=(7, 0.6 + 0.36 * len(names)), layout="constrained")
    axes = figure.subplots()
    drawn = axes.barh(names, figures, color=["#1f6f8b", *["#b8c4c9"] * (len(names) - 1)])
    axes.bar_label(drawn, fmt="{:.3g}", padding=4)
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(left=False, bottom=False, labelbottom=False)
    axes.set_title(f"{plot['title']} ({plot['unit']})", loc="left", fontsize=11)
    axes.margins(x=0.12)
    figure.savefig(path, metadata={"Date": None})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME")
    parser.add_argument("--page-only", action="store_true")
    parser.add_argument("--python", metavar="pymupdf4llm=PATH", help="the interpreter that has pymupdf4llm")
    options = parser.parse_args()
    failed = (
        []
        if options.page_only
        else run(options.names or [name for name in BENCHMARKS if name not in HOURS], options.python)
    )
    results = read_results()
    PAGE.write_text(page_of(results), encoding="utf-8")
    PICTURES.mkdir(exist_ok=True)
    for name, result in results.items():
        for picture, plot in pictures(name, result).items():
            draw(plot, PICTURES / picture)
    print(f"written: {PAGE}")
    broken = [bar for result in results.values() for bar in result["bars"] if not bar["held"]]
    told = [f"does not hold: {bar['what']}: {bar['measured']}, promised {bar['promised']}" for bar in broken]
    for line in [*(f"{name} failed" for name in failed), *told]:
        print(line, file=sys.stderr)
    return 1 if failed or broken else 0


if __name__ == "__main__":
    sys.exit(main())
