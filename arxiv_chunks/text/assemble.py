"""Lines to blocks to a body: the straight path through this folder's crafts.

Paragraphs are kept open over what interrupts them (floats, notes, displays), and what interrupts is placed after them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import Block, BlockKind, Box, PageStart
from arxiv_chunks.text import paragraphs
from arxiv_chunks.text.cells import rows
from arxiv_chunks.text.contents import mark_contents
from arxiv_chunks.text.displays import mark_displays
from arxiv_chunks.text.floats import caption_label, mark_captions, mark_float_text, mark_prose
from arxiv_chunks.text.footnotes import SMALLER, begins_next_note, begins_small_note, mark_notes
from arxiv_chunks.text.front_matter import mark_front_matter
from arxiv_chunks.text.headings import Heading
from arxiv_chunks.text.hyphens import Vocabulary, join
from arxiv_chunks.text.layout import Layout
from arxiv_chunks.text.margins import mark_margins

IN_BODY: frozenset[BlockKind] = frozenset(
    {"heading", "paragraph", "list_item", "caption", "table", "equation", "footnote"}
)


class LineStart(NamedTuple):
    """From `char_start` of the body on stands the text of `line`."""

    char_start: int
    line: Line


@dataclass(slots=True)
class Draft:
    """A block in the making: its kind and its lines."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    level: int | None = None


def classify(lines: Sequence[Line], heads: Sequence[Heading], layout: Layout) -> list[BlockKind]:
    """What each line is, before paragraphs are joined; each craft marks what the ones before it left."""
    kinds: list[BlockKind | None] = [None] * len(lines)
    prose = mark_prose(lines, layout)
    in_head = [False] * len(lines)
    for head in heads:
        in_head[head.start : head.end] = [head.sure] * (head.end - head.start)
        if head.end < len(lines) and _runs_in(lines[head.end - 1], lines[head.end]):
            prose[head.end] = True
    mark_captions(lines, kinds, layout)
    mark_margins(lines, kinds, prose, layout)
    mark_contents(lines, kinds, layout)
    mark_front_matter(lines, kinds, prose, heads, layout)
    mark_float_text(lines, kinds, prose, in_head, layout)
    for head in heads:
        if kinds[head.start] is None:
            kinds[head.start : head.end] = ["heading"] * (head.end - head.start)
    mark_notes(lines, kinds, prose, layout)
    mark_displays(lines, kinds, prose, layout)
    return [kind or _rest(lines[i], prose[i], layout) for i, kind in enumerate(kinds)]


def _runs_in(head: Line, line: Line) -> bool:
    return head.page == line.page and abs(head.baseline - line.baseline) < 1 and line.x0 > head.x1 - 1


def _rest(line: Line, prose: bool, layout: Layout) -> BlockKind:
    return "other" if not prose and line.size < layout.body_size - SMALLER else "paragraph"


def drafts(lines: Sequence[Line], kinds: Sequence[BlockKind], heads: Sequence[Heading], layout: Layout) -> list[Draft]:
    """Blocks in reading order.

    What interrupts a paragraph is held back until it ends. A display stays where it stands, between what leads to it and
    what goes on after it: "is given by" without its formula reads worse than a paragraph in two blocks.
    """
    levels = {head.start: head.level for head in heads}
    out: list[Draft] = []
    held: list[Draft] = []
    current: Draft | None = None  # the open paragraph
    note: Draft | None = None  # the last footnote, which may go on at the foot of the next column
    display: Draft | None = None  # the display that the open paragraph's last line leads to
    for i, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind == "paragraph":
            after = lines[i + 1] if i + 1 < len(lines) and kinds[i + 1] == "paragraph" else None
            new = current is None or _new_paragraph(line, current, display, after, layout)
            if current is not None and not new and display is None:
                current.lines.append(line)
                continue
            if new:
                out += held
                held = []
            display = None
            current = Draft("list_item" if paragraphs.item_label(line) else "paragraph", [line])
            out.append(current)
        elif kind == "heading":
            out += held
            held, current, display = [], None, None
            if i in levels or not out or out[-1].kind != "heading":
                out.append(Draft("heading", [line], levels.get(i, 1)))
            else:
                out[-1].lines.append(line)
        elif kind == "equation":
            if display is None or line.page != display.lines[-1].page:
                display = Draft("equation")
                out.append(display)
            display.lines.append(line)
        elif kind == "footnote" and note is not None and not _new_aside(line, note, kind) and _is_rest(line, note):
            note.lines.append(line)
        else:
            target = held if current is not None else out
            if target and target[-1].kind == kind and not _new_aside(line, target[-1], kind):
                target[-1].lines.append(line)
            else:
                target.append(Draft(kind, [line]))
            if kind == "footnote":
                note = target[-1]
    return out + held


def _new_paragraph(line: Line, current: Draft, display: Draft | None, after: Line | None, layout: Layout) -> bool:
    if display is not None and line.page == display.lines[-1].page and current.lines[-1].page == line.page:
        return paragraphs.starts_after_display(line, current.lines, after, layout)
    return paragraphs.starts_paragraph(line, current.lines, after, layout)


def _new_aside(line: Line, draft: Draft, kind: BlockKind) -> bool:
    before = draft.lines[-1]
    if kind == "caption":
        return caption_label(line.text) is not None and abs(line.baseline - before.baseline) > 1.6 * line.size
    if kind == "footnote":
        begins = begins_next_note(line, draft.lines[0]) if line.page == before.page else begins_small_note(line)
        return begins and not before.text.rstrip().endswith("-")
    return line.page != before.page


def _is_rest(line: Line, note: Draft) -> bool:
    """Whether a note's line goes on with the one before it, or, at another column's foot, with a sentence left open or a full line."""
    before = note.lines[-1]
    below = line.page == before.page and 0 < line.baseline - before.baseline < 2.2 * line.size
    return below or not paragraphs.ends_sentence(before.text) or before.x1 > before.column_x1 - before.size


def finish(
    parts: Sequence[Draft], vocabulary: Vocabulary
) -> tuple[str, tuple[Block, ...], tuple[PageStart, ...], list[LineStart]]:
    """The body, its blocks with their spans, and where its pages and its lines begin."""
    body: list[str] = []
    length = 0
    blocks: list[Block] = []
    starts: list[PageStart] = []
    line_starts: list[LineStart] = []
    path: list[tuple[int, str]] = []
    section: tuple[str, ...] = ()
    for part in parts:
        text, lines = _text(part, vocabulary)
        if not text:
            continue
        level = part.level
        if level is not None:
            path = [p for p in path if p[0] < level] + [(level, text)]
            section = tuple([title for _, title in path])
        char_start = char_end = None
        if part.kind in IN_BODY:
            if body:
                body.append("\n\n")
                length += 2
            char_start, char_end = length, length + len(text)
            for offset, line in lines:
                if not starts or starts[-1].page != line.page:
                    starts.append(PageStart(length + offset if starts else 0, line.page))
                line_starts.append(LineStart(length + offset, line))
            body.append(text)
            length = char_end
        blocks.append(Block(part.kind, text, _boxes(part.lines), section, level, char_start, char_end))
    return "".join(body), tuple(blocks), tuple(starts), line_starts


def _text(part: Draft, vocabulary: Vocabulary) -> tuple[str, list[tuple[int, Line]]]:
    """A block's text, and where in it its lines begin."""
    if part.kind == "table":
        text, starts = rows(part.lines)
        return text, list(zip(starts, part.lines, strict=True))
    text = ""
    lines: list[tuple[int, Line]] = []
    for line in part.lines:
        piece = " ".join(line.text.split())
        if not text:
            text = piece
        elif part.kind in ("equation", "other"):
            text = f"{text}\n{piece}"
        else:
            text = join(text, piece, vocabulary)
        lines.append((len(text) - len(piece), line))
    return text, lines


def _boxes(lines: Sequence[Line]) -> tuple[Box, ...]:
    """A box for each column that the lines stand in."""
    boxes: list[Box] = []
    page, x0, y0, x1, y1 = lines[0].box
    for line in lines[1:]:
        if line.page == page and line.y0 > y0 - 5 and line.x0 < x1 and line.x1 > x0:
            x0 = min(x0, line.x0)
            y0 = min(y0, line.y0)
            x1 = max(x1, line.x1)
            y1 = max(y1, line.y1)
        else:
            boxes.append(Box(page, x0, y0, x1, y1))
            page, x0, y0, x1, y1 = line.box
    return (*boxes, Box(page, x0, y0, x1, y1))
