"""Score what the text alone tells of in-text citations against the links that the papers' own PDFs lay over them.

    python benchmarks/citations.py CORPUS

CORPUS holds PDFs (all below it are read). Where a paper links its citations, its links are the truth: a citation is a marker
and one entry that it points at. Recall is the share of the links' citations that the text finds at the same place; precision is
the share of the text's citations, at places that have a link, that the links confirm. What the text finds where no link is
stands apart: some are citations whose link leads to no entry that was found, some are none.
"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import report

from arxiv_chunks import UnreadablePdf, find_citations, find_references, read_pdf
from arxiv_chunks.records import Citation
from arxiv_chunks.references.linked import linked_markers

FIGURES = ("linked", "found", "written", "linked_places", "confirmed")


def pairs(citations: Iterable[Citation], others: list[Citation]) -> tuple[int, int, int]:
    """How many markers with an entry there are, at how many the others have a marker, and one that names the entry."""
    total = met = named = 0
    for citation in citations:
        there = [o for o in others if o.char_start < citation.char_end and o.char_end > citation.char_start]
        entries = {index for other in there for index in other.reference_indexes}
        total += len(citation.reference_indexes)
        met += len(citation.reference_indexes) * bool(there)
        named += len(entries.intersection(citation.reference_indexes))
    return total, met, named


def score(path: Path) -> dict[str, int] | None:
    """The counts of one paper, None where it links no citation."""
    try:
        document = read_pdf(path.read_bytes())
    except UnreadablePdf:
        return None
    references = find_references(document)
    linked = [
        Citation(start, end, document.body[start:end], entries, "link")
        for start, end, entries in linked_markers(document, references)
    ]
    written = find_citations(replace(document, citation_links=()), references)
    if not linked:
        return None
    all_linked, _, found = pairs(linked, written)
    all_written, at_links, confirmed = pairs(written, linked)
    return dict(zip(FIGURES, (all_linked, found, all_written, at_links, confirmed), strict=True))


def main() -> int:
    """Measure and keep the result."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    scores = [counts for path in sorted(Path(sys.argv[1]).rglob("*.pdf")) if (counts := score(path)) is not None]
    if not scores:
        sys.exit(f"no PDF below {sys.argv[1]} links its citations")
    total = {name: sum(counts[name] for counts in scores) for name in FIGURES}
    recall, precision = total["found"] / total["linked"], total["confirmed"] / total["linked_places"]
    head = ("papers", "citations linked", "found by text", "written", "of them at links", "confirmed")
    text = (
        "In-text citations by text alone against the PDFs' own links.\n\n"
        + report.table(head, [(len(scores), *total.values())])
        + f"\n\nRecall {recall:.4f}, precision {precision:.4f}; {total['written'] - total['linked_places']} more where no link is."
    )
    bars = [report.at_least("recall of text", 0.98, recall), report.at_least("precision of text", 0.98, precision)]
    return report.keep("citations", "In-text citations", text, bars=bars)


if __name__ == "__main__":
    sys.exit(main())
