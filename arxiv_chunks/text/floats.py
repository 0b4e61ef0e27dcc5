"""Floats: captions, and the text inside figures and tables, taken out of the running text.

A caption is a label and number at the start of a line, then a mark or a jump from the line before. What is no prose beside a
caption (before it in drawing order, or after it too for a table) belongs to its float. Prose is text that fills its column from edge to edge.
"""

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.footnotes import begins_note
from arxiv_chunks.text.layout import EDGE_TOLERANCE, Layout

SMALLER = 1.4  # points that sentences inside a figure or table are smaller than the body
SMALL_PRINT = 2.2  # points that running text is smaller than the body at most: where it is ragged, it fills no column that would tell it
PART_SMALLER = 0.8  # points that captions of a figure's parts are smaller than the body
INDENT_EM = 3.2  # manuscripts indent by half an inch
MIN_FONT_SHARE = 0.75  # of the text's size: a typewriter font beside it
LABEL_WORDS = 2  # of a line that is a caption's label alone
TITLE_STEP = 4.0  # times the size: manuscripts in double spacing
LINE_STEP = 1.45  # times the pitch: a larger step ends a caption; floats keep 1.8 and more

_CAPTION = re.compile(
    r"\s*(?:Extended Data |Supplementa(?:ry|l) )?"
    r"(?P<label>Fig(?:ure|\.)?|FIG(?:URE|\.)?|Tab(?:le|\.)?|TAB(?:LE|\.)?|Algorithm|ALGORITHM|Scheme|SCHEME|Listing|Box|Plate|Chart)"
    r"\s*\.?\s*(?:[A-Z]?\d{1,3}(?:[.-]\d{1,2})?[a-z]?|[IVX]{1,5}|[A-Z]\d{0,2})(?P<mark>\s*[.:|—–](?!\d)|\s*$|\s)"
)
_STEP = re.compile(
    r"\s*(?:\d{1,2}:|(?:inputs?|outputs?|require|ensure|data|result|initiali[sz]e|function|procedure)\b)", re.IGNORECASE
)
_PART = re.compile(r"\s*\([a-h]\)\s")
_SENTENCE_GAP = re.compile(r"(?<=[a-z][.?!:])\t(?=[A-Z])")  # stretched wider than between words, in narrow columns
_WORD = re.compile(r"[^\W\d_\u02b0-\u02ff\u1d2c-\u1dbf\u2070-\u209c]{2,}")  # raised letters are no words


def caption_label(text: str) -> tuple[str, str] | None:
    """The kind of float that a line names as a caption would, and the mark behind its number; None where it does not."""
    match = _CAPTION.match(text)
    return (match["label"][:3].lower(), match["mark"].strip()) if match else None


def begins_caption(line: Line, before: Line | None, layout: Layout) -> bool:
    """Whether a line is the first of a caption."""
    found = caption_label(line.text)
    if not found:
        return False
    apart = (
        before is None or before.page != line.page or not 0 < line.baseline - before.baseline < LINE_STEP * layout.pitch
    )
    apart = apart or (before is not None and abs(before.size - line.size) > 0.6)
    bold = line.spans[0].bold
    if len(line.text.split()) == LABEL_WORDS:
        return apart or bold
    if found[1]:
        return apart or bold or not _runs_on(before, line)
    return bold or (apart and abs(line.size - layout.body_size) > 0.6)


def _runs_on(before: Line | None, line: Line) -> bool:
    """Whether the line before may go on in this one: it is full and ends no sentence."""
    return (
        before is not None
        and before.x1 > before.column_x1 - line.size
        and not before.text.rstrip().endswith((".", ":"))
    )


def mark_captions(lines: Sequence[Line], kinds: list[BlockKind | None], layout: Layout) -> None:
    """Mark the lines of captions, and as table what goes on below them as a program's steps or a table's cells."""
    first: Line | None = None
    before: Line | None = None
    kind: BlockKind = "caption"
    pitch = 0.0
    for i, line in enumerate(lines):
        if kinds[i] is None:
            if begins_caption(line, before, layout):
                kinds[i], first, pitch = "caption", line, max(layout.pitch, 1.3 * line.size)
                kind = "caption"
            elif first is not None and before is not None and _continues(line, before, first, pitch):
                kind = "table" if _begins_body(line, before, first) else kind
                kinds[i] = kind
                step = line.baseline - before.baseline
                pitch = min(pitch, step) if step > 0.8 * line.size else pitch
            else:
                first = None
        before = line


def _begins_body(line: Line, before: Line, first: Line) -> bool:
    """Whether a line is a program's first step, or a table's head: cells below a caption's line that had room for more."""
    found = caption_label(first.text)
    if found is not None and found[0] in ("alg", "lis") and _STEP.match(line.text):
        return not (line.text.lstrip()[0].islower() and _runs_on(before, line))
    below = abs(line.baseline - before.baseline) > 0.6 * line.size
    had_room = before.x1 - before.x0 < 0.75 * (before.column_x1 - before.column_x0)
    return below and had_room and "\t" in line.text


def _continues(line: Line, before: Line, first: Line, pitch: float) -> bool:
    step = line.baseline - before.baseline
    same_row = abs(step) < 0.6 * line.size
    if before is first and line.italic and len(first.text.split()) == LABEL_WORDS:
        return (
            line.page == first.page and 0 < step < TITLE_STEP * line.size
        )  # a title below its label, as psychologists set it
    return (
        line.page == first.page
        and (same_row or 0 < step < LINE_STEP * pitch)
        and (abs(line.size - first.size) < 0.6 or line.math > 0.5)
        and line.x0 < max(first.x1, first.column_x1)
        and line.x1 > first.x0
        and line.x0 > min(first.x0, first.column_x0) - 8
    )


def mark_prose(lines: Sequence[Line], layout: Layout) -> list[bool]:
    """Which lines are prose: they fill their column, or stand beside such lines and begin at their edge."""
    parts = _captions_of_parts(lines, layout)
    full = [_is_full(line, layout) and i not in parts for i, line in enumerate(lines)]
    prose = list(full)
    for i, line in enumerate(lines):
        if full[i] or i in parts:
            continue
        for j in (i - 1, i + 1):
            if 0 <= j < len(lines) and full[j] and _beside(line, lines[j], layout):
                prose[i] = True
        if i and prose[i - 1] and _ends_open_sentence(line, lines[i - 1], layout):
            prose[i] = True
        if not prose[i] and _reads_as_sentence(line, layout) and not _shares_its_row(lines, i):
            prose[i] = True
    return prose


def _captions_of_parts(lines: Sequence[Line], layout: Layout) -> set[int]:
    """The lines of small captions of a figure's parts, which begin with a letter in brackets."""
    found: set[int] = set()
    largest = layout.body_size - PART_SMALLER
    for i, line in enumerate(lines):
        if line.size > largest:
            continue
        before = lines[i - 1]
        goes_on = (
            i - 1 in found
            and abs(before.size - line.size) < 0.3
            and 0 < line.baseline - before.baseline < 1.4 * line.size
        )
        if _PART.match(line.text) or (goes_on and before.page == line.page):
            found.add(i)
    return found


def _shares_its_row(lines: Sequence[Line], i: int) -> bool:
    """Whether a line has another beside it in its column, as a table's cells have."""
    return any(
        0 <= j < len(lines)
        and lines[j].page == lines[i].page
        and abs(lines[j].baseline - lines[i].baseline) < 1
        and lines[i].column_x0 <= lines[j].x0 <= lines[i].column_x1
        for j in (i - 1, i + 1)
    )


def _is_full(line: Line, layout: Layout) -> bool:
    width = line.column_x1 - line.column_x0
    em = layout.body_size
    return (
        line.x1 > line.column_x1 - em
        and line.x0 < line.column_x0 + 4 * em
        and line.size > layout.body_size - SMALL_PRINT
        and width > 12 * em
        and line.math < 0.6
        and ("\t" not in line.text or "\t" not in _SENTENCE_GAP.sub(" ", line.text))
        and width >= 0.55 * min((c[1] - c[0] for c in layout.columns(line.page)), default=0)
        and next(islice(_WORD.finditer(line.text), 3, None), None) is not None  # four words
    )


def _beside(line: Line, other: Line, layout: Layout) -> bool:
    return (
        line.page == other.page
        and abs(line.size - other.size) < 0.6
        and 0 < abs(line.baseline - other.baseline) < 1.3 * max(layout.pitch, 1.2 * line.size)
        and (-2 < line.x0 - line.column_x0 < INDENT_EM * layout.body_size or _hangs(line, other))
        and "\t" not in line.text
        and line.math < 0.6
    )


def _hangs(line: Line, above: Line) -> bool:
    """Whether a line is the rest of an item, however far in, whose full line stands above it and begins with its label."""
    return line.baseline > above.baseline and 0 <= line.x0 - above.x0 < 3 * line.size


def _ends_open_sentence(line: Line, before: Line, layout: Layout) -> bool:
    """Whether a line is the last of a paragraph whose lines end early, or is all set in a smaller font: it ends what the one before left open."""
    return (
        line.page == before.page
        and 0 < line.baseline - before.baseline < 1.3 * max(layout.pitch, 1.2 * before.size)
        and abs(line.x0 - before.x0) < 1
        and MIN_FONT_SHARE * before.size < line.size < before.size + 0.6
        and line.text.rstrip().endswith(".")
        and not before.text.rstrip().endswith((".", ":"))
        and "\t" not in line.text
        and line.math < 0.6
    )


def _reads_as_sentence(line: Line, layout: Layout) -> bool:
    if (
        not layout.body_size - (0.6 if layout.justified else SMALL_PRINT) <= line.size <= layout.body_size + 0.6
        or line.math > 0.4
        or line.x0 > line.column_x0 + INDENT_EM * layout.body_size
        or "\t" in line.text
    ):
        return False
    words = _WORD.findall(line.text)
    return (
        len(words) >= 4
        and sum(map(str.islower, words)) > 0.6 * len(words)
        and sum(map(len, words)) > 0.6 * len(line.text)
    )


def mark_float_text(
    lines: Sequence[Line],
    kinds: list[BlockKind | None],
    prose: Sequence[bool],
    barrier: Sequence[bool],
    layout: Layout,
) -> None:
    """Mark what is no prose beside a caption: rows of tables as table, the rest of floats as other."""
    i = 0
    while i < len(lines):
        if kinds[i] != "caption":
            i += 1
            continue
        end = i + 1
        while end < len(lines) and kinds[end] == "caption" and not _new_caption(lines, end):
            end += 1
        while end < len(lines) and kinds[end] == "table":
            end += 1
        found = caption_label(lines[i].text)
        tabular = found is not None and found[0] in ("tab", "alg", "lis")
        kind: BlockKind = "table" if tabular else "other"
        page = lines[i].page
        j = i - 1
        while (
            j >= 0
            and lines[j].page == page
            and kinds[j] is None
            and not prose[j]
            and not barrier[j]
            and not _stands_in_column_before(lines[j], lines[i])
        ):
            kinds[j] = kind
            j -= 1
        top = j
        free = -1  # the last line that reads as text of its own
        while top >= 0 and lines[top].page == page and kinds[top] is None and not barrier[top]:
            line = lines[top]
            if prose[top] and not _is_inset(line, layout) and line.size >= layout.body_size - SMALLER:
                free = max(free, top)
                if not layout.justified or _reaches_an_edge(line, layout):
                    break
            if top == 0 or _begins_column(lines[top - 1], line) or (free >= 0 and kinds[top - 1] is not None):
                if free < 0 or _has_cells(lines[top : free + 1]):
                    kinds[top : j + 1] = [kind] * (j + 1 - top)
                break
            top -= 1
        if tabular:
            j = end
            while j < len(lines) and lines[j].page == page and kinds[j] is None and not barrier[j]:
                if prose[j] and not _goes_on_below(lines, end, j, layout):
                    break
                kinds[j] = kind
                j += 1
        i = end


def _stands_in_column_before(line: Line, caption: Line) -> bool:
    """Whether a line stands lower than the caption, and is a note or left of it: at the foot of the column before."""
    return line.baseline > caption.baseline and (begins_note(line) or line.x1 < caption.x0)


def _is_inset(line: Line, layout: Layout) -> bool:
    """Whether a line that reads like a sentence may be a table's head: it fills no column and does not begin at its edge."""
    return line.x0 > line.column_x0 + 2 and not _is_full(line, layout)


def _reaches_an_edge(line: Line, layout: Layout) -> bool:
    """Whether a line ends where a column does, as each but a paragraph's last does."""
    return any(abs(line.x1 - x1) < EDGE_TOLERANCE for _, x1 in layout.columns(line.page))


def _has_cells(lines: Sequence[Line]) -> bool:
    """Whether some row of the lines is cut into cells."""
    return any("\t" in line.text for line in lines) or any(
        abs(line.baseline - before.baseline) < 1 and line.x0 > before.x1 for before, line in pairwise(lines)
    )


def _goes_on_below(lines: Sequence[Line], start: int, i: int, layout: Layout) -> bool:
    """Whether a line that reads as text is a row of the table that begins at `start`: it ends where a row before it does, and no column."""
    line = lines[i]
    return (
        layout.justified
        and not _reaches_an_edge(line, layout)
        and _has_cells(lines[start:i])
        and any(abs(row.x1 - line.x1) < 1 for row in lines[start:i])
    )


def _begins_column(before: Line, line: Line) -> bool:
    return before.page != line.page or before.baseline > line.baseline + 10 * line.size


def _new_caption(lines: Sequence[Line], i: int) -> bool:
    return (
        caption_label(lines[i].text) is not None
        and abs(lines[i].baseline - lines[i - 1].baseline) > 1.6 * lines[i].size
    )
