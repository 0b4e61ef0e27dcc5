"""What share of the prose comes out as it was written: `read_pdf` beside the peers, on papers whose LaTeX is known.

    python benchmarks/text_quality.py CORPUS [--python pymupdf4llm=PATH]

CORPUS holds `eval/score_text.py` and the papers that it scores, `corpus/truth`; its docstring says what each figure means. Each
peer's text is taken as its documentation shows, and hyphens at line ends are dropped, which helps all of them. pymupdf4llm
brings libraries that this project does without: give it an environment of its own, as for `text_speed.py`; without one, or
where another reader is not installed, it is left out. What was promised of our own figures is `quality.py`'s.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import report

OWN = "arxiv-chunks, this checkout"
FIGURES = ("fragments", "paragraphs", "boundaries", "asides", "false_breaks", "broken", "furniture")

MARKDOWN = """\
import re, sys, pymupdf4llm
text = pymupdf4llm.to_markdown(sys.argv[1], show_progress=False)
text = re.sub(r"(?m)^(#+ |- |> |\\|)|\\*\\*|__|(?<!\\w)_|_(?!\\w)|`", "", text)
print(text)
"""


def own(path: Path) -> str:
    from arxiv_chunks import read_pdf

    return read_pdf(path.read_bytes()).body


def pymupdf(path: Path) -> str:
    import pymupdf

    with pymupdf.open(path) as document:
        return "\n\n".join(page.get_text("text") for page in document)


def pypdfium2(path: Path) -> str:
    import pypdfium2

    pages = pypdfium2.PdfDocument(path)
    texts = (page.get_textpage().get_text_bounded() for page in pages)
    # What it takes for a hyphen at a line's end, it marks itself.
    return "\n\n".join(re.sub("[\x02\ufffe](\r\n)?", "", text).replace("\r\n", "\n") for text in texts)


def pypdf(path: Path) -> str:
    import pypdf

    return "\n\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def pdftotext(path: Path) -> str:
    return subprocess.run(["pdftotext", "-q", path, "-"], capture_output=True, text=True, check=True).stdout


PEERS: dict[str, Callable[[Path], str]] = {
    "pymupdf": pymupdf,
    "pypdfium2": pypdfium2,
    "pdftotext": pdftotext,
    "pypdf": pypdf,
}


def score(corpus: Path, texts: dict[str, str]) -> dict[str, float]:
    """The means over papers of what the script prints."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / f"{name}.txt").write_text(text, encoding="utf-8", errors="replace")
        script = [sys.executable, corpus / "eval" / "score_text.py", corpus / "corpus" / "truth", "--texts", folder]
        printed = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    mean = printed.splitlines()[-1]
    return {name: float(figure) for name, figure in re.findall(r"(\w+)\s+(-?\d+\.?\d*)", mean.partition("MEAN of")[2])}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--python", default="", metavar="pymupdf4llm=PATH")
    options = parser.parse_args()
    papers = sorted((options.corpus / "corpus" / "truth").glob("*.pdf"))
    found: dict[str, dict[str, float]] = {OWN: score(options.corpus, {p.stem: own(p) for p in papers})}
    left_out = []
    for name, read in PEERS.items():
        try:
            texts = {p.stem: re.sub(r"-\n(?=\w)", "", read(p)) for p in papers}
        except (ImportError, FileNotFoundError):
            left_out.append(name)
            continue
        found[f"{name} {report.version_of(name) or ''}".strip()] = score(options.corpus, texts)
    if interpreter := options.python.partition("=")[2]:
        texts = {}
        for path in papers:
            run = subprocess.run([interpreter, "-c", MARKDOWN, path], capture_output=True, text=True, check=False)
            texts[path.stem] = run.stdout
        found["pymupdf4llm, without its marks"] = score(options.corpus, texts)
    else:
        left_out.append("pymupdf4llm")
    rows = [
        [name, *(f"{figures.get(figure, 0):.3f}".removesuffix("00") for figure in FIGURES)]
        for name, figures in found.items()
    ]
    text = report.table(["mean over papers", *(f.replace("_", " ") for f in FIGURES)], rows)
    text += f"\n\n{len(papers)} papers."
    text += f" Left out, not installed: {', '.join(left_out)}." if left_out else ""
    return report.keep(
        "text_quality",
        "Text: fidelity",
        text,
        plots=[report.Plot("Prose that comes out as written", "share", {n: f["fragments"] for n, f in found.items()})],
    )


if __name__ == "__main__":
    sys.exit(main())
