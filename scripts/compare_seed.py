#!/usr/bin/env python3
"""Write docs/compare-seed.md: passages of two papers in the rows of the `ai-arxiv` dataset, and the same passages here.

    python scripts/compare_seed.py [CORPUS]

CORPUS (../shared unless given) holds `seed/rows.jsonl`, rows as they were published, and the PDFs of the papers in
`corpus/papers`. For each kind of damage the first places in the rows are shown, and what stands between the same
words in this project's chunks. Nothing is chosen by hand; quotations are cut to a line.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from arxiv_chunks import chunk_document, read_pdf
from arxiv_chunks.records import Chunk, Document

PAPERS = ("1704.04861", "1704.05194")
OUTPUT = Path(__file__).parents[1] / "docs" / "compare-seed.md"
EXAMPLES = 2
QUOTED_CHARS = 150
CONTEXT_CHARS = 42
ANCHOR_LETTERS = 16

DAMAGES = {
    "Characters decoded with the wrong encoding": re.compile(
        "\u00ef\u00ac.|\u00c3.|\u00e2[^\\w\\s]{1,2}|\u00e2\u0080."
    ),
    "Words left broken at the printed line's end": re.compile(r"(?<=[a-z])- (?=[a-z]{2})"),
    "A float or a page number in the middle of a sentence": re.compile(
        r"\b[a-z]+,?\n+(?:Table|Figure) \d+[.:]|(?<=[a-z]{2})(?:Table|Figure) \d+\.|(?<=[a-z.,])\n\d{1,2}\n(?=[A-Za-z])"
    ),
    "The stamp in the margin, letter by letter": re.compile(r"(?:\S ){8,}\S\n(?:\S ){8,}"),
    "The bibliography as text": re.compile(r"(?m)^\[\d+\] (?=[A-Z])"),
}


class Row(NamedTuple):
    """One row of the seed: the paper, the chunk's number and its text."""

    paper: str
    number: int
    text: str


class Mended:
    """A paper as it is read and chunked here, to be searched by letters alone."""

    def __init__(self, document: Document) -> None:
        self.chunks = chunk_document(document)
        self.body = document.body
        self.places = [i for i, character in enumerate(self.body) if character.isascii() and character.isalnum()]
        self.letters = "".join(self.body[i] for i in self.places).casefold()

    def between(self, before: str, after: str) -> tuple[str, Chunk] | None:
        """The text from one run of letters to the other, and the chunk that it begins in."""
        start = self.letters.find(before)
        end = self.letters.find(after, start + len(before), start + len(before) + 600) if start >= 0 else -1
        if end < 0 or not before or not after:
            return None
        first, last = self.places[start], self.places[end + len(after) - 1] + 1
        return self.body[first:last], next(c for c in self.chunks if c.char_start <= first < c.char_end)


def anchor(text: str, *, last: bool) -> str:
    """The letters of the plain words at one end of a context."""
    words = [word.casefold() for word in re.findall(r"[A-Za-z0-9]+", text)]
    letters = ""
    for word in reversed(words) if last else words:
        letters = word + letters if last else letters + word
        if len(letters) >= ANCHOR_LETTERS:
            break
    return letters


def quote(text: str) -> str:
    """A quotation that fits into a table's cell."""
    text = re.sub(r"\s*\n\s*", " \u23ce ", text.strip())
    text = text if len(text) <= QUOTED_CHARS else text[: QUOTED_CHARS // 2] + " \u2026 " + text[-QUOTED_CHARS // 2 :]
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text).replace("|", "\\|")


def example(row: Row, match: re.Match[str], mended: Mended) -> str | None:
    """One line of the table: the damaged passage, the same one here, and where it stands."""
    start, end = match.span()
    before, after = row.text[max(0, start - CONTEXT_CHARS) : start], row.text[end : end + CONTEXT_CHARS]
    # the outermost words of the context may be cut: they are left out of the search
    found = mended.between(anchor(before.partition(" ")[2], last=False), anchor(after.rpartition(" ")[0], last=True))
    if not found:
        return None
    text, chunk = found
    place = f"{' > '.join(chunk.section) or 'before the first section'}, p. {chunk.first_page}"
    shown = row.text[max(0, start - CONTEXT_CHARS) : end + CONTEXT_CHARS]
    return f"| {row.paper}#{row.number} | {quote(shown)} | {quote(text)} | {place} |"


def main() -> None:
    """Read the rows and the papers, write the page."""
    corpus = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    rows = defaultdict(list)
    for line in (corpus / "seed" / "rows.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["doi"]].append(Row(row["doi"], row["chunk-id"], row["chunk"]))
    mended = {
        paper: Mended(read_pdf(next((corpus / "corpus" / "papers").rglob(f"{paper}*.pdf")).read_bytes()))
        for paper in PAPERS
    }
    lines = ["# The seed's rows beside ours", "", *INTRODUCTION, "", "## How often", ""]
    lines += ["| | " + " | ".join(f"{p}, seed | {p}, here" for p in PAPERS) + " |", "|---|" + "---:|" * 2 * len(PAPERS)]
    for name, pattern in DAMAGES.items():
        cells = []
        for paper in PAPERS:
            seed = sum(len(pattern.findall(row.text)) for row in rows[paper])
            here = sum(len(pattern.findall(chunk.text)) for chunk in mended[paper].chunks)
            cells += [str(seed), str(here)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    begun = [
        (
            sum(not re.match(r"[\W\d]*[A-Z]", row.text) for row in rows[paper]),
            sum(
                not re.match(r"[\W\d]*[A-Z]", chunk.text[chunk.overlap_chars :].lstrip())
                for chunk in mended[paper].chunks
            ),
        )
        for paper in PAPERS
    ]
    lines.append(
        "| Chunks whose own text begins without a capital | " + " | ".join(f"{a} | {b}" for a, b in begun) + " |"
    )
    lines.append(
        "| Chunks looked at | " + " | ".join(f"{len(rows[p])} | {len(mended[p].chunks)}" for p in PAPERS) + " |"
    )
    for name, pattern in DAMAGES.items():
        lines += ["", f"## {name}", "", "| row | in the seed | here | section and page here |", "|---|---|---|---|"]
        for paper in PAPERS:
            found = (example(row, m, mended[paper]) for row in rows[paper] for m in pattern.finditer(row.text))
            lines += [line for line, _ in zip(filter(None, found), range(EXAMPLES), strict=False)]
        if lines[-1].startswith("|---"):
            lines[-2:] = [GONE[name]]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


INTRODUCTION = [
    "Made by `scripts/compare_seed.py` from 42 published rows of two papers and from the same papers' PDFs, read and chunked",
    "here with the default options. ⏎ is a line's end. Each table shows the first places of its kind in the rows",
    "whose neighbouring words are also found in the body text here.",
]
GONE = {
    "The stamp in the margin, letter by letter": "The stamp is no part of the body text here: there is nothing to show beside it.",
    "The bibliography as text": "The bibliography is no part of the body text here; it is the table `references`.",
}

if __name__ == "__main__":
    main()
