"""Score text, headings and references against the truth, and fail below the floors that stand in `floors.json`.

    python benchmarks/quality.py CORPUS [--raise]

CORPUS holds `eval/score_text.py`, `eval/score_references.py` and `eval/score_reference_strings.py` with the papers and
labels that they score (`corpus/truth`, `gold/reference_strings.jsonl`); `headings.py` beside this file scores headings against the
outlines of all its PDFs. Their tables are printed as they are. Text is scored twice, against the truth as it stands and with its known
faults put right (`truth_faults.py`), which concern captions and notes alone. `--raise`
lifts each floor to just below what was reached; no floor is ever lowered by a program.
"""

import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import report
from truth_faults import Fault, put_right, read_faults

FLOORS = Path(__file__).with_name("floors.json")
COMMAND = str(Path(sys.executable).with_name("arxiv-chunks"))
TOLERANCE = 0.0005  # one flipped fragment of the 25 papers moves a mean by about 0.0002
CEILINGS = {"false_breaks", "broken", "furniture"}  # the less of these, the better
RIGHT = "asides, the truth's faults put right"
LOWEST = {"fragments": "fragments of the lowest paper", "paragraphs": "paragraphs of the lowest paper"}
BARS = {
    "text": {"fragments": 0.993, "paragraphs": 0.987, "boundaries": 0.990, RIGHT: 0.975}
    | {LOWEST["fragments"]: 0.95, LOWEST["paragraphs"]: 0.90}
    | {"false_breaks": 2, "broken": 0.2, "furniture": 0},
    "references": {"entries_f1": 0.99, "arxiv_id_precision": 0.995, "arxiv_id_recall": 0.995}
    | {"doi_precision": 0.995, "doi_recall": 0.995, "title": 0.98, "year": 0.99},
    "strings": {"arxiv_id": 0.995, "doi": 0.99, "year": 0.995, "first_author": 0.985}
    | {"title": 0.94, "volume": 0.975, "page": 0.98, "journal": 0.93},
}
"""What is promised; a floor is what was reached. Headings are promised by `headings.py` itself."""

ABOUT = """\
Text and references of 25 papers typeset from their authors' LaTeX, and entries labelled by hand, F1 or share, but for false breaks,
broken characters and furniture, which are counts of a paper. `make quality` also fails below what was reached before.

Asides, the captions and notes, are scored twice, because some of the truth's are not what the PDFs print. What is promised is held against the
truth with these put right, each shown by the page itself (`benchmarks/truth_faults.json`); all else is scored against the truth as it stands."""


def score(script: Path, *arguments: str) -> str:
    """Run one of the scripts, print its table, and return it."""
    run = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)
    print(f"== {script.name}", run.stdout, run.stderr, sep="\n", flush=True)
    if run.returncode:
        sys.exit(f"{script.name} failed with exit code {run.returncode}")
    return run.stdout


def numbers(line: str) -> dict[str, float]:
    """The `name figure` pairs of a line."""
    return {name: float(figure) for name, figure in re.findall(r"([A-Za-z_0-9]+)\s+(-?\d+(?:\.\d+)?)(?=\s|$)", line)}


def measure(root: Path) -> dict[str, float]:
    """All figures that have floors, by name."""
    truth, gold, scripts = root / "corpus" / "truth", root / "gold" / "reference_strings.jsonl", root / "eval"
    figures: dict[str, float] = {}
    figures |= {f"text {k}": v for k, v in text_scores(scripts, truth).items()}
    with tempfile.TemporaryDirectory() as folder:
        put_right(truth, Path(folder), read_faults())
        figures[f"text {RIGHT}"] = text_scores(scripts, Path(folder))["asides"]
    last = score(scripts / "score_references.py", str(truth), "--", COMMAND, "references", "{pdf}").splitlines()[-1]
    figures |= {f"references {k}": v for k, v in numbers(last).items() if k != "papers"}
    for line in score(
        scripts / "score_reference_strings.py", str(gold), "--", COMMAND, "parse-references"
    ).splitlines():
        if match := re.match(r"(\w+) .*F1 ([\d.]+)", line):
            figures[f"strings {match[1]}"] = float(match[2])
    headings = score(Path(__file__).with_name("headings.py"), str(root)).splitlines()[-1]
    figures |= {f"headings {k}": v for k, v in numbers(headings).items()}
    return figures


def text_scores(scripts: Path, truth: Path) -> dict[str, float]:
    """The means over papers of the texts' scores, and of some the lowest paper's."""
    *papers, mean = score(scripts / "score_text.py", str(truth), "--", COMMAND, "text", "{pdf}").splitlines()
    means = {k: v for k, v in numbers(mean.partition("MEAN of")[2]).items() if k != "seconds" and not k.isdigit()}
    return means | {name: min(numbers(paper)[k] for paper in papers) for k, name in LOWEST.items()}


def about(faults: list[Fault]) -> str:
    """What was measured, and the faults of the truth."""
    rows = [[f.paper, ", ".join(map(str, f.pages)), f"`{f.says}`", f"`{f.prints}`", f.evidence] for f in faults]
    return (
        f"{ABOUT}\n\n{report.table(['paper', 'pages', 'the truth has', 'the page prints', 'how one sees that'], rows)}"
    )


def is_ceiling(name: str) -> bool:
    """Whether the floor of this figure is a ceiling."""
    return name.rsplit(maxsplit=1)[-1] in CEILINGS


def main() -> None:
    """Measure, compare, and with --raise write the floors."""
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(arguments) != 1:
        sys.exit(__doc__)
    figures = measure(Path(arguments[0]).resolve())
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    if "--raise" in sys.argv:
        floors = {name: best(name, figure, floors.get(name)) for name, figure in figures.items()}
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    report.keep("quality", "Text and references against the truth", about(read_faults()), bars=bars(figures))
    missing = sorted(floors.keys() - figures.keys())
    failed = sorted(n for n, floor in floors.items() if n in figures and is_worse(n, figures[n], floor))
    for name in sorted(floors):
        mark = "MISSING" if name in missing else "BELOW" if name in failed else "ok"
        print(f"{name:32} {figures.get(name, math.nan):8.3f}  floor {floors[name]:8.3f}  {mark}")
    if missing or failed or not floors:
        sys.exit(f"quality: {len(failed)} below their floors, {len(missing)} not measured, {len(floors)} floors")
    print(f"quality: {len(floors)} floors held")


def bars(figures: dict[str, float]) -> list[report.Bar]:
    """What is promised of the figures beside what they are, and the asides against the truth as it stands, of which nothing is."""
    promised = [
        (report.at_most if is_ceiling(name) else report.at_least)(f"{of}: {name}", bar, figures[f"{of} {name}"])
        for of, promised in BARS.items()
        for name, bar in promised.items()
    ]
    at = next(i for i, bar in enumerate(promised) if bar.what.endswith(RIGHT))
    return [
        *promised[:at],
        report.unpromised("text: asides, the truth as it stands", figures["text asides"]),
        *promised[at:],
    ]


def is_worse(name: str, figure: float, floor: float) -> bool:
    """Whether a figure misses its floor by more than noise."""
    return figure > floor + TOLERANCE if is_ceiling(name) else figure < floor - TOLERANCE


def best(name: str, figure: float, floor: float | None) -> float:
    """The stricter of the figure and the floor that was."""
    if floor is None:
        return figure
    return min(figure, floor) if is_ceiling(name) else max(figure, floor)


if __name__ == "__main__":
    main()
