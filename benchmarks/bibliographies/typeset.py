"""Typeset a paper whose bibliography is known, and say what each printed entry shows.

The list is set twice: in its paper, and with the same .bbl on a page so wide that every entry is one line. That line tells without
any knowledge of the style which fields are printed; it is also the entry as a single string. What is printed nowhere but linked
stands among the PDF's links.
"""

import random
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pymupdf

from bibliographies.entries import Entry
from bibliographies.styles import Style

_SECONDS = 120
_WORDS = (
    "the of a in we is that this method result system field energy model data which under over large small order value between shown given "
    "time function first second case study observed assumed therefore however measured computed simple general local global state"
).split()
_KEY = re.compile(r"[{\n](key\d{3})\}")
_LABEL = re.compile(r"^(?:\[[^\]]{0,90}\]|\d{1,3}\.?(?=\s|[^\W\d_]))\s*(?:\([ab]\)\s)?|^\(b\)\s")
_PROBE_STEP = 18.0  # points; half of the distance between the probe's lines
_PROBE = (
    "\\documentclass{article}\\usepackage[paperwidth=12000pt,paperheight=16000pt,margin=100pt]{geometry}"
    "\\usepackage[utf8]{inputenc}\\usepackage[T1]{fontenc}\\usepackage{lmodern,amssymb,url,xcolor}\\input{glyphtounicode}\\pdfgentounicode=1"
    "%s\\providecommand{\\href}[2]{#2}\\linespread{3}\\raggedright\\hyphenpenalty=10000"
    "\\begin{document}\\thispagestyle{empty}%s\\end{document}"
)


class Printed(NamedTuple):
    """One printed entry: its text without label, and the fields that it shows; `linked_*` stand in links alone."""

    raw: str
    fields: dict[str, str | None]


def squeeze(text: str) -> str:
    """Letters and digits alone, case folded."""
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKD", text).casefold())


def typeset(style: Style, entries: list[Entry], folder: Path) -> tuple[Path, list[Printed]]:
    """The paper's PDF and its entries in printed order; raises `RuntimeError` where TeX does not finish."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / "paper.bib").write_text("".join(entry.bibtex() for entry in entries), encoding="utf-8")
    (folder / "paper.tex").write_text(_paper(style, [entry.key for entry in entries]), encoding="utf-8")
    _run("pdflatex", "paper", folder)
    _run("bibtex", "paper", folder)
    bbl = (folder / "paper.bbl").read_text(encoding="utf-8")
    if style.compound:
        bbl = _compounded(bbl)
        (folder / "paper.bbl").write_text(bbl, encoding="utf-8")
    _run("pdflatex", "paper", folder)
    _run("pdflatex", "paper", folder)
    (folder / "probe.bbl").write_text(bbl, encoding="utf-8")
    (folder / "probe.tex").write_text(_probe(style), encoding="utf-8")
    _run("pdflatex", "probe", folder)
    if not style.bst:
        _run("pdflatex", "probe", folder)
    order = list(dict.fromkeys(_KEY.findall(bbl)))
    lines = _lines(folder / "probe.pdf")
    if style.compound:
        lines = [part for line in lines for part in re.split(r"(?<=\s)(?=\(b\) )", line)]
    if len(lines) != len(order) or len(order) != len(entries):
        raise RuntimeError(f"{style.name}: {len(entries)} entries, {len(order)} in the .bbl, {len(lines)} lines")
    links = _links(folder / "paper.pdf")
    by_key = {entry.key: entry for entry in entries}
    return folder / "paper.pdf", [_printed(by_key[key], line, links) for key, line in zip(order, lines, strict=True)]


def _run(program: str, job: str, folder: Path) -> None:
    mode = ["-interaction=nonstopmode"] if program == "pdflatex" else []
    run = subprocess.run(
        [program, *mode, job], cwd=folder, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL
    )
    made = folder / f"{job}.{'pdf' if program == 'pdflatex' else 'bbl'}"
    if not made.exists():
        raise RuntimeError(f"{program} made no {made}: {run.stdout.decode(errors='replace')[-800:]}")


def _paper(style: Style, keys: list[str]) -> str:
    pick = random.Random(style.name)
    keys = pick.sample(keys, len(keys))
    cited = [keys[i : i + 2] for i in range(0, len(keys), 2)]
    body = "".join(_section(pick, cited[i : i + 9]) for i in range(0, len(cited), 9))
    listing = f"\\bibliographystyle{{{style.bst}}}\\bibliography{{paper}}" if style.bst else "\\printbibliography"
    after = "\\appendix\n" + "".join(_section(pick, cited[i : i + 1]) for i in range(4)) if style.after else ""
    front = "\\usepackage[utf8]{inputenc}\n" if "revtex" not in style.document_class else ""
    return (
        f"\\documentclass{style.document_class}\n{front}{style.packages}\\usepackage{{url}}\n\\providecommand{{\\textsc}}[1]{{#1}}\n"
        f"\\begin{{document}}\n{body}\n{listing}\n{after}\n\\end{{document}}\n"
    )


def _section(pick: random.Random, cited: list[list[str]]) -> str:
    heading = " ".join(pick.sample(_WORDS, 3)).capitalize()
    sentences = [
        f"{_sentence(pick)}~\\cite{{{','.join(keys)}}}. {_sentence(pick)}. {_sentence(pick)}." for keys in cited
    ]
    return (
        f"\\section{{{heading}}}\n"
        + "\n\n".join(" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))
        + "\n"
    )


def _sentence(pick: random.Random) -> str:
    return " ".join(pick.choices(_WORDS, k=pick.randint(8, 24))).capitalize()


def _compounded(bbl: str) -> str:
    """Every third `\\bibitem` and the next one under one number."""
    head, *items = re.split(r"(?=\\bibitem)", bbl)
    last, tail = re.split(r"(?=\\end\{thebibliography\})", items.pop(), maxsplit=1)
    items.append(last)
    out, begin = head, re.compile(r"(?:\\bibitem.*?\{key\d{3}\})%?", re.DOTALL)
    i = 0
    while i < len(items):
        label = begin.match(items[i])
        if i % 3 == 0 and i + 1 < len(items) and label is not None:
            key = _KEY.search(items[i + 1])
            works = [begin.sub("", item, count=1).strip().rstrip("%") for item in items[i : i + 2]]
            out += f"{label[0]}\n(a) {works[0]}; (b) %{key[0] if key else ''}\n{works[1]}%\n"
            i += 2
        else:
            out += items[i]
            i += 1
    return out + tail


def _probe(style: Style) -> str:
    packages = re.sub(
        r"\\usepackage\[[^]]*\]\{hyperref\}|\\usepackage\[T1\]\{fontenc\}|\\usepackage\{lmodern\}", "", style.packages
    )
    if not style.bst:
        return _PROBE % (packages, "\\nocite{*}\\printbibliography[heading=none]")
    if "natbib" not in packages and "%" not in packages:
        author_year = style.bst in ("apsrmp4-2", "elsarticle-harv", "mnras", "aasjournal")
        packages += "\\usepackage{natbib}" if author_year else ""
        packages += "\\usepackage[numbers]{natbib}" if _needs_natbib(style) else ""
    return _PROBE % (packages, "\\renewcommand{\\refname}{}\\input{probe.bbl}")


def _needs_natbib(style: Style) -> bool:
    return any(name in style.document_class for name in ("revtex", "acmart", "elsarticle")) and style.bst not in (
        "apsrmp4-2",
        "elsarticle-harv",
    )


def _lines(pdf: Path) -> list[str]:
    """The probe's entries: the pieces whose baselines stand within half a line's distance."""
    rows: list[tuple[float, list[tuple[float, str]]]] = []
    with pymupdf.open(pdf) as document:
        for page in document:
            pieces = [line["spans"] for block in page.get_text("dict")["blocks"] for line in block["lines"]]
            for spans in sorted(pieces, key=lambda spans: max(span["origin"][1] for span in spans)):
                baseline = max(span["origin"][1] for span in spans)
                if not rows or baseline - rows[-1][0] > _PROBE_STEP:
                    rows.append((baseline, []))
                rows[-1][1].append((spans[0]["bbox"][0], "".join(span["text"] for span in spans)))
    lines = [" ".join(" ".join(text for _, text in sorted(pieces)).split()) for _, pieces in rows]
    whole: list[str] = []
    for line in filter(None, lines):
        if line.startswith("URL"):  # elsarticle-num and agsm begin a line there
            whole[-1] += f" {line}"
        else:
            whole.append(line)
    return whole


def _links(pdf: Path) -> set[str]:
    with pymupdf.open(pdf) as document:
        return {link["uri"].lower() for page in document for link in page.get_links() if "uri" in link}


def _shows(raw: str, name: str, value: str) -> bool:
    if value.isdigit():
        return re.search(rf"(?<!\d){value}(?!\d)", raw) is not None
    if name in ("arxiv_id", "doi"):  # some styles take the stops out of everything
        return value.lower() in raw.lower().replace(" ", "")
    return squeeze(value) in squeeze(raw)


def _printed(entry: Entry, line: str, links: set[str]) -> Printed:
    raw = _LABEL.sub("", line)
    truth = entry.truth | {"first_author": entry.names[0][0].removesuffix(", Jr.")}
    fields = {name: value if value and _shows(raw, name, value) else None for name, value in truth.items()}
    book = entry.fields.get("booktitle", "")
    if fields["title"] is None and book and _shows(raw, "title", book):
        fields["title"] = book  # the title of such an entry is its book's, as readers of lists label it
    for name in ("arxiv_id", "doi"):
        value = entry.truth.get(name, "")
        fields.setdefault(name, None)
        linked = value and fields[name] is None and any(value.lower() in link for link in links)
        fields[f"linked_{name}"] = value if linked else None
    return Printed(raw, fields)
