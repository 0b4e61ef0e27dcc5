"""Faults of the truth's captions and notes, put right: `truth_faults.json` says what a truth file has and what its PDF prints.

Nobody can add one at will. A fault is believed only where the truth file has what it is said to have, and where PyMuPDF's own text of
each page named, with the ends of its lines folded to blanks, has what is printed and has not what the truth says; anything else is an error.
A corpus that lacks the paper, or whose truth was put right since, is left as it is.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

import pymupdf

FAULTS = Path(__file__).with_name("truth_faults.json")
ASIDES = {"caption", "note"}


class Fault(NamedTuple):
    """A quotation of a truth file, what the pages print instead, and how one sees that."""

    paper: str
    pages: list[int]
    says: str
    prints: str
    evidence: str


def read_faults() -> list[Fault]:
    """The faults that are known."""
    return [Fault(**fault) for fault in json.loads(FAULTS.read_text(encoding="utf-8"))]


def put_right(corpus: Path, folder: Path, faults: list[Fault]) -> None:
    """Fill a folder with a corpus' papers and its truth files, the faults put right. Ends the program at a fault that is none."""
    for truth in sorted(corpus.glob("*.truth.json")):
        paper = truth.name.removesuffix(".truth.json")
        (folder / f"{paper}.pdf").symlink_to(corpus / f"{paper}.pdf")
        paragraphs = json.loads(truth.read_text(encoding="utf-8"))
        for fault in faults:
            if fault.paper == paper:
                check(fault, corpus / f"{paper}.pdf")
                paragraphs = corrected(paragraphs, fault)
        (folder / truth.name).write_text(json.dumps(paragraphs, ensure_ascii=False), encoding="utf-8")


def check(fault: Fault, pdf: Path) -> None:
    """End the program where a page does not print what a fault says it does, or prints what the truth has."""
    with pymupdf.open(pdf) as document:
        for page in fault.pages:
            text = folded(document[page - 1].get_text("text"))
            if folded(fault.prints) not in text:
                sys.exit(f"{FAULTS.name}: page {page} of {fault.paper} does not print {fault.prints!r}")
            if folded(fault.says) in text:
                sys.exit(f"{FAULTS.name}: page {page} of {fault.paper} prints {fault.says!r}, as the truth has it")


def corrected(paragraphs: list[dict[str, Any]], fault: Fault) -> list[dict[str, Any]]:
    """The paragraphs of a truth file with a fault of its captions and notes put right. Ends the program where none has it, right or wrong."""
    asides = [fragment for p in paragraphs if p["kind"] in ASIDES for fragment in p["fragments"]]
    right = [
        paragraph | {"fragments": [fragment.replace(fault.says, fault.prints) for fragment in paragraph["fragments"]]}
        if paragraph["kind"] in ASIDES
        else paragraph
        for paragraph in paragraphs
    ]
    if right == paragraphs and not any(fault.prints in fragment for fragment in asides):
        sys.exit(f"{FAULTS.name}: no caption or note of {fault.paper} has {fault.says!r}")
    return right


def folded(text: str) -> str:
    """A text with its ligatures taken apart and its white space folded."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))
