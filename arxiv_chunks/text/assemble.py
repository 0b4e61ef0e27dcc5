"""Lines to blocks to a `Document`: the straight path through this folder's crafts.

Paragraphs are kept open over what interrupts them (floats, notes, displays), and what interrupts is placed after them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import Block, BlockKind, Box, PageStart
from arxiv_chunks.text import floats, headings, paragraphs
from arxiv_chunks.text.hyphens import Vocabulary, join
from arxiv_chunks.text.layout import Layout

IN_BODY = frozenset({"heading", "paragraph", "list_item", "caption", "table", "equation", "footnote"})
_NOTE = re.compile(r"\s*(?:\d{1,2}|[*∗†‡§¶a-f])(?![\w.])\s*\S")


@dataclass(slots=True)
class Draft:
    """A block in the making: its kind and its lines."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)


def classify(lines: Sequence[Line], layout: Layout) -> list[BlockKind]:
    """What each line is, before paragraphs are joined."""
    kinds: list[BlockKind] = []
    first_caption: Line | None = None
    in_note = False
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else None
        kind: BlockKind = "paragraph"
        small = line.size < layout.body_size - 0.7
        if floats.begins_caption(line, before, layout.pitch):
            kind, first_caption = "caption", line
        elif (
            first_caption
            and before
            and kinds[-1] == "caption"
            and floats.continues_caption(line, before, first_caption, layout.pitch)
        ):
            kind = "caption"
        elif small and (in_note or _NOTE.match(line.text)) and line.x0 < line.column_x0 + 30 and len(line.text) > 8:
            kind = "footnote"
        elif headings.looks_like_heading(line, layout):
            kind = "heading"
        elif _is_display(line, layout):
            kind = "equation"
        elif small and line.size < layout.body_size - 1.6:
            kind = "other"
        in_note = kind == "footnote"
        kinds.append(kind)
    return kinds


def _is_display(line: Line, layout: Layout) -> bool:
    words = re.findall(r"[A-Za-z]{4,}", line.text)
    prose = sum(len(w) for w in words)
    if prose > 0.5 * len(line.text):
        return False
    inset = line.x0 > line.column_x0 + 1.5 * layout.body_size
    return (inset and line.math > 0.25) or (line.math > 0.5 and len(line.text.strip()) < 30 and inset)


def drafts(lines: Sequence[Line], kinds: Sequence[BlockKind], layout: Layout) -> list[Draft]:
    """Blocks in reading order, each interrupting block after the paragraph that it interrupts."""
    out: list[Draft] = []
    open_paragraph: Draft | None = None
    held: list[Draft] = []
    for i, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if kind == "paragraph":
            if open_paragraph is not None:
                before = open_paragraph.lines[-1]
                left = _left_edge(lines, i)
                after_display = bool(held) and held[-1].kind == "equation"
                if after_display:
                    new = line.x0 - left > 0.6 * layout.body_size and line.text.lstrip()[:1].isupper()
                else:
                    new = paragraphs.starts_paragraph(line, before, layout, left)
                if not new:
                    open_paragraph.lines.append(line)
                    continue
                out += [open_paragraph, *held]
                held = []
            item: BlockKind = "list_item" if paragraphs.starts_item(line) else "paragraph"
            open_paragraph = Draft(item, [line])
        elif kind == "heading":
            if open_paragraph:
                out += [open_paragraph]
            out += held
            held, open_paragraph = [], None
            if out and out[-1].kind == "heading" and _same_heading(out[-1].lines[-1], line, layout):
                out[-1].lines.append(line)
            else:
                out.append(Draft("heading", [line]))
        else:
            target = held if open_paragraph else out
            continues = kind != "caption" or not floats.begins_caption(line, lines[i - 1] if i else None, layout.pitch)
            if target and target[-1].kind == kind and continues and (kind != "footnote" or not _NOTE.match(line.text)):
                target[-1].lines.append(line)
            else:
                target.append(Draft(kind, [line]))
    if open_paragraph:
        out.append(open_paragraph)
    return out + held


def _left_edge(lines: Sequence[Line], i: int) -> float:
    """The left edge of the text around a line."""
    line = lines[i]
    near = [
        other
        for other in lines[max(0, i - 3) : i + 4]
        if other.page == line.page and other.column_x0 == line.column_x0 and abs(other.size - line.size) < 0.5
    ]
    return min(o.x0 for o in near)


def _same_heading(before: Line, line: Line, layout: Layout) -> bool:
    return (
        before.page == line.page
        and abs(before.size - line.size) < 0.3
        and before.bold == line.bold
        and 0 <= line.baseline - before.baseline < 1.5 * max(layout.pitch, 1.2 * line.size)
        and headings.level_of(line.text) == 1
        and not re.match(r"\s*\d", line.text)
    )


def finish(parts: Sequence[Draft], vocabulary: Vocabulary) -> tuple[str, tuple[Block, ...], tuple[PageStart, ...]]:
    """The body, its blocks with their spans, and where its pages begin."""
    body: list[str] = []
    length = 0
    blocks: list[Block] = []
    starts: list[PageStart] = []
    path: list[tuple[int, str]] = []
    for part in parts:
        text, pages = _text(part, vocabulary)
        if not text:
            continue
        level = None
        if part.kind == "heading":
            level = headings.level_of(text)
            path = [p for p in path if p[0] < level] + [(level, text)]
        char_start = char_end = None
        if part.kind in IN_BODY:
            if body:
                body.append("\n\n")
                length += 2
            char_start, char_end = length, length + len(text)
            for offset, page in pages:
                if not starts or starts[-1].page != page:
                    starts.append(PageStart(length + offset if starts else 0, page))
            body.append(text)
            length = char_end
        blocks.append(
            Block(part.kind, text, _boxes(part.lines), tuple(t for _, t in path), level, char_start, char_end)
        )
    return "".join(body), tuple(blocks), tuple(starts)


def _text(part: Draft, vocabulary: Vocabulary) -> tuple[str, list[tuple[int, int]]]:
    """A block's text, and (offset, page) of the first line of each page in it."""
    if part.kind in ("table", "equation", "other"):
        return "\n".join(" ".join(line.text.split()) for line in part.lines), [(0, part.lines[0].page)]
    text, page = "", 0
    pages: list[tuple[int, int]] = []
    for line in part.lines:
        piece = " ".join(line.text.split())
        joined = join(text, piece, vocabulary) if text else piece
        if line.page != page:
            page = line.page
            pages.append((len(joined) - len(piece), page))
        text = joined
    return text, pages


def _boxes(lines: Sequence[Line]) -> tuple[Box, ...]:
    boxes: list[Box] = []
    for line in lines:
        last = boxes[-1] if boxes else None
        if last and last.page == line.page and line.y0 > last.y0 - 5 and line.x0 < last.x1 and line.x1 > last.x0:
            boxes[-1] = Box(
                last.page, min(last.x0, line.x0), min(last.y0, line.y0), max(last.x1, line.x1), max(last.y1, line.y1)
            )
        else:
            boxes.append(line.box)
    return tuple(boxes)
