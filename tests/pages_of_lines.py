"""Pages as small data: lines of a page given by what sets them apart, to blocks, for the cases of the text's rules."""

from typing import Any

from typesetting import sentences

from arxiv_chunks.pdf.engines import OutlineEntry, Span
from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text import assemble, layout, margins, stretched
from arxiv_chunks.text.headings import find_headings
from arxiv_chunks.text.hyphens import Vocabulary
from arxiv_chunks.text.order import in_reading_order
from arxiv_chunks.text.run_in import split_run_in

LEFT, RIGHT, TOP, PITCH, SIZE = 72.0, 432.0, 80.0, 12.0, 10.0
EM = 0.5  # of the size: a letter's width here


def line_of(pieces: list[dict[str, Any]], x0: float, x1: float | None, baseline: float, page: int) -> Line:
    spans, x = [], x0
    for piece in pieces:
        size, text = piece.get("size", SIZE), piece["text"]
        x = piece.get("x0", x)
        end = x + EM * size * len(text)
        if x1 is not None and piece is pieces[-1]:
            end = x1
        font = piece.get("font", "Serif")
        y = baseline - piece.get("raised", 0.0)
        spans.append(
            Span(text, x, y - 0.8 * size, end, y + 0.2 * size, y, size, font, "Bold" in font, "Italic" in font)
        )
        x = end
    return Line(page, tuple(spans))


def lines_of(rows: list[Any]) -> list[Line]:
    """A number is a paragraph of so many full lines, the last one short; an object is a line, placed `gap` pitches below the one before."""
    source, lines, y, page = sentences(), [], TOP, 1
    for row in rows:
        if isinstance(row, int):
            words = " ".join(next(source) for _ in range(row)).split()
            for k in range(row):
                text = " ".join(words[8 * k : 8 * k + 8]) if k < row - 1 else "that was the end of it."
                x0 = LEFT + 15 * (k == 0)
                x1 = RIGHT if k < row - 1 else x0 + EM * SIZE * len(text)
                lines.append(line_of([{"text": text}], x0, x1, y, page))
                y += PITCH
            continue
        if row.get("page"):
            page, y = row["page"], TOP
        y = row.get("y", y + PITCH * (row.get("gap", 1) - 1))
        pieces = row.get("pieces") or [{k: row[k] for k in ("text", "size", "font") if k in row}]
        x1 = row.get("x1")
        lines.append(line_of(pieces, row.get("x0", LEFT), RIGHT if x1 == "full" else x1, y, page))
        y += PITCH
    return lines


def blocks_of(rows: list[Any], outline: list[list[Any]] | None = None) -> list[tuple[str, str]]:
    """The blocks that the rules make of the lines: kind, with a heading's level, and text."""
    lines = lines_of(rows)
    modes = layout.measure(lines)
    lines = in_reading_order(margins.cut_off(lines, modes), modes)
    layout.narrow(lines, modes)
    stretched.close_up(lines, modes)
    entries = [OutlineEntry(level, title, page, y) for level, title, page, y in outline or ()]
    lines, run_in = split_run_in(lines, modes, entries)
    heads = find_headings(lines, modes, entries, run_in)
    parts = assemble.drafts(lines, assemble.classify(lines, heads, modes), heads, modes)
    _, blocks, *_ = assemble.finish(parts, Vocabulary(line.text for line in lines))
    return [(f"{block.kind}{block.level or ''}", block.text) for block in blocks]
