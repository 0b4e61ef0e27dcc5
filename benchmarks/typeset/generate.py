"""Typeset papers whose text is known, in the styles of arXiv's authors, and score what `arxiv-chunks text` makes of them.

    python benchmarks/typeset/generate.py CORPUS [--folder F] [--seeds N] [--only STYLE ...] [--write]

Needs TeX: pdflatex, and what `styles.py` names of classes and engines; a style whose engine or class is missing is left out, by name. CORPUS
holds `eval/score_text.py`, which scores. `--folder` keeps papers and truths (each is made once); `--write` puts the table
into benchmarks/results/typeset.md. The same seed gives the same paper on the same TeX.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from paper import Paper
from styles import STYLES, Style

RESULTS = Path(__file__).parents[1] / "results" / "typeset.md"
COMMAND = str(Path(sys.executable).with_name("arxiv-chunks"))
SECONDS = 120  # for one run of TeX
KEYS = ("fragments", "paragraphs", "boundaries", "asides", "false_breaks", "broken", "furniture")


def typeset(style: Style, seed: int, folder: Path) -> str:
    """Make one paper's PDF and truth in a folder; what went wrong, or nothing."""
    name = f"{style.name}-{seed}"
    pdf = folder / f"{name}.pdf"
    if pdf.exists():
        return ""
    paper = Paper(style, seed)
    source = paper.source()
    command = "latex" if style.engine.startswith("dvips") else style.engine
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, f"{name}.tex").write_text(source, encoding="utf-8")
        runs = [[command, "-interaction=nonstopmode", "-no-shell-escape", f"{name}.tex"]] * 3
        runs += [["dvipdfmx", "-q", f"{name}.dvi"]] * (style.engine == "latex")
        if style.engine.startswith("dvips"):
            fonts = ["-V1"] * style.engine.endswith("bitmaps")
            runs += [["dvips", "-q", *fonts, f"{name}.dvi"], ["ps2pdf", f"{name}.ps"]]
        environment = os.environ | {"SOURCE_DATE_EPOCH": "1600000000", "FORCE_SOURCE_DATE": "1"}
        said = ""
        for run in runs:
            if not shutil.which(run[0]):
                return f"no {run[0]}"
            done = subprocess.run(run, cwd=scratch, capture_output=True, timeout=SECONDS, check=False, env=environment)
            said = done.stdout.decode(errors="replace") if run[0] == command else said
        made = Path(scratch, f"{name}.pdf")
        errors = [line for line in said.splitlines() if line.startswith("!")]
        if errors or not made.exists():
            Path(folder, f"{name}.tex").write_text(source, encoding="utf-8")
            return "; ".join(errors[:2]) or "no PDF"
        shutil.move(made, pdf)
    Path(folder, f"{name}.truth.json").write_text(
        json.dumps(paper.truth, ensure_ascii=False, indent=0), encoding="utf-8"
    )
    return ""


def table(scores: dict[str, dict[str, float]], mean: dict[str, float]) -> str:
    """The scores as Markdown, with what they were measured with."""
    version = subprocess.run(["pdflatex", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[
        0
    ]
    lines = [
        f"Papers made by `benchmarks/typeset` ({version}), measured on {datetime.now(UTC):%Y-%m-%d}.",
        "",
        "| paper | " + " | ".join(k.replace("_", " ") for k in KEYS) + " |",
        "|---" * (len(KEYS) + 1) + "|",
    ]
    for name, score in [*scores.items(), ("mean", mean)]:
        lines.append(
            f"| {name} | "
            + " | ".join(f"{score[k]:.3f}" if i < 4 else f"{score[k]:.1f}" for i, k in enumerate(KEYS))
            + " |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Typeset, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if not shutil.which("pdflatex"):
        sys.exit("benchmarks/typeset needs pdflatex, and there is none on the PATH")
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for style in STYLES:
            for seed in range(arguments.seeds):
                if (not arguments.only or style.name in arguments.only) and (wrong := typeset(style, seed, folder)):
                    print(f"left out {style.name}-{seed}: {wrong}", flush=True)
        result = folder / "scores.json"
        scorer = arguments.corpus / "eval" / "score_text.py"
        names = [f"{s}-{n}" for s in arguments.only for n in range(arguments.seeds)]
        only = ["--only", *names] if names else []
        subprocess.run(
            [sys.executable, scorer, folder, "--json", result, *only, "--", COMMAND, "text", "{pdf}"], check=True
        )
        scores = json.loads(result.read_text(encoding="utf-8"))
    if arguments.write:
        RESULTS.write_text(table(scores["papers"], scores["mean"]), encoding="utf-8")


if __name__ == "__main__":
    main()
