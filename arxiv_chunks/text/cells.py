"""The rows of a table as lines of text, their cells separated by tabs.

A tab, because no cell holds one: rows can be cut again without a guess, where a bar would be taken for a formula's. It adds no
letter that was not printed, and spreadsheets, tokenizers and `split` take it as it is.

Signals: pieces on one baseline, drawn from left to right, are one row; pieces further apart than any blank are two cells. A row
is not justified, so a narrower gap tells than in prose: TeX sets its columns 1.2 em apart at ten points, exactly what a stretched
blank may reach, and MuPDF draws a blank in whatever is narrower than 0.8.

What it never does: put the lines of one cell together, move a cell into a column, or invent an empty one.
"""

from collections.abc import Iterator, Sequence

from arxiv_chunks.pdf.lines import Line, joined
from arxiv_chunks.text.characters import repair, split_unmapped

CELL_GAP_EM = 0.8
SAME_ROW_EM = 0.4  # scripts and bold figures shift a cell's baseline by up to 0.36; rows step by 1 and more


def rows(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """The rows of a table's lines, one a line of text, and where in it each line begins."""
    text = ""
    starts: list[int] = []
    for row in _by_row(lines):
        between = "\n" if starts else ""
        for line in row:
            if cells := _cells(line):
                text += between
                between = "\t"
            starts.append(len(text))
            text += "\t".join(cells)
    return text, starts


def _by_row(lines: Sequence[Line]) -> Iterator[list[Line]]:
    row: list[Line] = []
    for line in lines:
        if row and not _goes_on(row[-1], line):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _goes_on(before: Line, line: Line) -> bool:
    return (
        line.page == before.page
        and abs(line.baseline - before.baseline) < SAME_ROW_EM * line.size
        and line.x0 > before.x1 - line.size
    )


def _cells(line: Line) -> list[str]:
    text = line.text
    if len(line.spans) > 1:
        text, _ = split_unmapped(repair(joined(line.spans, line.size, line.baseline, CELL_GAP_EM)))
    return [cell for part in text.split("\t") if (cell := " ".join(part.split()))]
