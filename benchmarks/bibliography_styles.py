"""How well bibliographies are read in styles of TeX Live whose entries nobody has seen. Needs `pdflatex` and `bibtex` on the PATH.

    python benchmarks/bibliography_styles.py [STYLE ...] [--seed N] [--folder FOLDER] [--misses] [--write]

Every style of `bibliographies/styles.py` sets a paper with invented entries, other ones for each style and seed; what an entry prints
is read off TeX's own output (`bibliographies/typeset.py`). Two readings are scored: `find_references` on the PDF, and
`parse_reference` on each entry as a single string. FOLDER keeps the papers, as <style>.pdf and <style>.refs.json, and the strings,
as strings.jsonl; what is in it already is not set again. `--misses` prints each field that is wrong; `--write` keeps the table.

entries     F1 of cutting: an entry counts whose letters and digits are those of the printed one, 5 % of them aside
title, …    share of the printed values that are given back (letters and digits; pages by their first one; authors by the first)
identifiers precision and recall, printed and linked ones
invented    titles given where the entry has none, as a share of such entries
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bibliographies.entries import make_entries
from bibliographies.styles import STYLES, Style
from bibliographies.typeset import Printed, squeeze, typeset
from rapidfuzz import fuzz
from report import table

from arxiv_chunks import find_references, parse_reference, read_pdf
from arxiv_chunks.records import ReferenceFields

RESULT = Path(__file__).parent / "results" / "bibliography_styles.md"
SEED = 2026
FEWEST, MOST = 60, 120  # entries of a list
SAME = 95  # of 100; the fuzz.ratio of an entry cut well and the printed one
FIELDS = ("title", "year", "first_author", "journal", "volume", "page")
IDENTIFIERS = ("arxiv_id", "doi")


def printed_in(style: Style, seed: int, folder: Path) -> list[Printed]:
    """The style's paper, set in `folder` unless it stands there, and its entries."""
    kept = folder / f"{style.name}.refs.json"
    if not kept.exists():
        pick = random.Random(f"{style.name} {seed}")
        pdf, printed = typeset(style, make_entries(pick, pick.randint(FEWEST, MOST)), folder / style.name)
        shutil.copy(pdf, folder / f"{style.name}.pdf")
        rows = [{"n": n, "raw": entry.raw, **entry.fields} for n, entry in enumerate(printed, 1)]
        kept.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    rows = json.loads(kept.read_text(encoding="utf-8"))
    return [Printed(row["raw"], {k: v for k, v in row.items() if k not in ("n", "raw")}) for row in rows]


def aligned(printed: list[str], found: list[str]) -> list[tuple[int, int]]:
    """The longest sequence of pairs, in order, whose texts are the same (letters and digits)."""
    same = [[fuzz.ratio(a, b, score_cutoff=SAME) > 0 for b in found] for a in printed]
    best = [[0] * (len(found) + 1) for _ in range(len(printed) + 1)]
    for i in range(len(printed) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + same[i][j])
    i = j = 0
    pairs = []
    while i < len(printed) and j < len(found):
        if same[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def given(fields: ReferenceFields, name: str) -> str:
    """What was read for a field of the truth, squeezed."""
    value = (fields.authors or ("",))[0] if name == "first_author" else getattr(fields, name)
    return squeeze(str(value or ""))


def compare(entry: Printed, fields: ReferenceFields, counts: Counter[str]) -> list[str]:
    """Count the fields of one entry; the misses in words."""
    misses = []
    for name in FIELDS:
        want, got = squeeze(entry.fields.get(name) or ""), given(fields, name)
        if want:
            right = want in got if name == "first_author" else want == got
            counts[f"{name} printed"] += 1
            counts[f"{name} right"] += right
            if not right:
                misses.append(f"{name}: {entry.fields[name]!r} read as {getattr(fields, name, fields.authors)!r}")
        elif name == "title":
            counts["untitled"] += 1
            counts["invented"] += bool(got)
            if got:
                misses.append(f"title: none, read as {fields.title!r}")
    return misses


def compare_identifiers(entries: list[Printed], read: list[ReferenceFields], counts: Counter[str]) -> list[str]:
    """Count the identifiers of a list, as multisets; the misses in words."""
    misses = []
    for name in IDENTIFIERS:
        wanted = Counter(
            value.lower() for entry in entries if (value := entry.fields[name] or entry.fields.get(f"linked_{name}"))
        )
        got = Counter(value.lower() for fields in read if (value := getattr(fields, name)))
        for form, differing in (("missed", wanted - got), ("false", got - wanted)):
            counts[f"{name} {form}"] += differing.total()
            misses += [f"{name} {form}: {value}" for value in differing]
        counts[f"{name} right"] += (wanted & got).total()
    return misses


def measure(style: Style, printed: list[Printed], pdf: Path) -> tuple[Counter[str], Counter[str], list[str]]:
    """The counts of a style's paper and of its entries as strings, and the misses of both."""
    paper, strings = Counter[str](), Counter[str]()
    references = find_references(read_pdf(pdf.read_bytes()))
    pairs = aligned([squeeze(entry.raw) for entry in printed], [squeeze(r.raw) for r in references])
    paper.update(printed=len(printed), found=len(references), paired=len(pairs))
    cut_well, misses = {i for i, _ in pairs}, []
    for i, entry in enumerate(printed):
        if i not in cut_well:
            misses.append(f"{style.name}: not cut: {entry.raw}")
    found_well = {j for _, j in pairs}
    misses += [f"{style.name}: cut: {r.raw}" for j, r in enumerate(references) if j not in found_well]
    for i, j in pairs:
        fields = references[j].fields
        misses += [f"{style.name} pdf {miss}\n    {references[j].raw}" for miss in compare(printed[i], fields, paper)]
    of_paper = compare_identifiers(printed, [r.fields for r in references], paper)
    misses += [f"{style.name} pdf {miss}" for miss in of_paper]
    read = [parse_reference(entry.raw) for entry in printed]
    for entry, fields in zip(printed, read, strict=True):
        misses += [f"{style.name} string {miss}\n    {entry.raw}" for miss in compare(entry, fields, strings)]
    unlinked = [
        entry._replace(fields={**entry.fields, "linked_arxiv_id": None, "linked_doi": None}) for entry in printed
    ]
    of_strings = compare_identifiers(unlinked, read, strings)
    misses += [f"{style.name} string {miss}" for miss in of_strings]
    return paper, strings, misses


def row(name: str, counts: Counter[str]) -> list[str]:
    """A line of the table."""
    cells = [name]
    if counts["printed"]:
        cells.append(f"{2 * counts['paired'] / max(counts['printed'] + counts['found'], 1):.3f}")
    else:
        cells.append("")
    for identifier in IDENTIFIERS:
        right = counts[f"{identifier} right"]
        for other in ("false", "missed"):
            whole = right + counts[f"{identifier} {other}"]
            cells.append(f"{right / whole:.3f}" if whole else "")
    for field in FIELDS:
        n = counts[f"{field} printed"]
        cells.append(f"{counts[f'{field} right'] / n:.3f}" if n else "")
    cells.append(f"{counts['invented'] / counts['untitled']:.3f}" if counts["untitled"] else "")
    return cells


HEAD = ["style", "entries", "arXiv id P", "R", "DOI P", "R", "title", "year", "first author", "journal", "volume", "page", "invented"]  # fmt: skip


def main() -> None:
    """Set, read, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("styles", nargs="*")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if missing := [program for program in ("pdflatex", "bibtex") if shutil.which(program) is None]:
        sys.exit(f"this benchmark needs TeX: {' and '.join(missing)} not found on the PATH")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        papers: dict[str, Counter[str]] = {}
        strings: dict[str, Counter[str]] = {}
        lines = []
        for style in STYLES:
            if arguments.styles and style.name not in arguments.styles:
                continue
            printed = printed_in(style, arguments.seed, folder)
            lines += [json.dumps({"raw": entry.raw, **entry.fields}, ensure_ascii=False) for entry in printed]
            papers[style.name], strings[style.name], misses = measure(style, printed, folder / f"{style.name}.pdf")
            if arguments.misses:
                print("\n".join(misses), flush=True)
        (folder / "strings.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    total = {"papers": sum(papers.values(), Counter()), "strings": sum(strings.values(), Counter())}
    rows = [row(f"**{name}**", counts) for name, counts in total.items()]
    rows += [row(name, counts) for name, counts in papers.items()]
    tex = subprocess.run(["pdflatex", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    said = (
        f"{len(papers)} styles, {total['papers']['printed']} invented entries, seed {arguments.seed}, {tex}, "
        f"{datetime.now(UTC):%Y-%m-%d}. The rows of styles are of their papers."
    )
    text = f"# Bibliographies in the styles of TeX Live\n\n{said}\n`python benchmarks/bibliography_styles.py` needs `pdflatex` and `bibtex`.\n\n{table(HEAD, rows)}\n"
    print(text)
    if arguments.write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
