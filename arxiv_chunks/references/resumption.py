"""Where a list goes on behind a figure or table that interrupts it.

Signals: in a numbered list, the next number before what reads like an entry; in a list without numbers, lines that read like
entries again behind a caption. In either case in the list's letters, at its indents, and within two pages. A text
behind the list that cites much is not taken for its rest: of its lines a half at most reads like entries.
"""

from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.references.evidence import Evidence, is_caption, weight
from arxiv_chunks.references.labels import SUPERSCRIPTS, inside

_SIZE_TOLERANCE = 0.7  # points; formulas and raised signs do not make a line's own size differ by more
_SMALLEST_ADDRESS = 0.8  # of the list's size; typewriter letters are often scaled down
_INDENT_TOLERANCE = 2.5  # points
_PAGES = 2  # that figures may take between two parts of a list
_WINDOW, _SHARE = (
    12,
    0.75,
)  # lines that tell whether a list without numbers goes on, and how many must read like entries
_STEP = 2.0  # of a line's size: lines of one entry stand no farther apart


def resumption(
    lines: Sequence[Line], evidence: Evidence, listed: tuple[int, int], label: str | None, size: float
) -> tuple[int, int] | None:
    """Where the list goes on that `listed` covers so far, and the next entry in it; `label` is its last one, None where it has none."""
    start, end = listed
    indents = {round(line.x0 - line.column_x0) for line in lines[start:end]}
    captioned = False
    for i in range(end, len(lines)):
        line = lines[i]
        if line.page > lines[end - 1].page + _PAGES:
            break
        text = line.text.strip()
        if label and text.startswith(label) and _is_of_list(line, indents, size) and weight(text[len(label) :]) > 0:
            break  # another list, which has come as far as this one
        if is_caption(text):
            captioned = True
        elif _is_of_list(line, indents, size) and (
            _follows(label, text)
            if label
            else captioned
            and evidence.of(i) > 0
            and _read_like_entries(lines, evidence, i, indents, size)
            and not evidence.goes_on_otherwise(start, end, i)
        ):
            return _rest(lines, i, end, indents, size), i
    return None


def in_letters_of(line: Line, size: float) -> bool:
    """Whether a line, or a part of one whose address is set in other letters, has the list's size."""
    if abs(line.size - size) < _SIZE_TOLERANCE or any(abs(span.size - size) < _SIZE_TOLERANCE for span in line.spans):
        return True
    return "/" in line.text and " " not in line.text.strip() and _SMALLEST_ADDRESS * size < line.size < size


def _is_of_list(line: Line, indents: set[int], size: float) -> bool:
    indent = line.x0 - line.column_x0
    return in_letters_of(line, size) and any(abs(indent - known) < _INDENT_TOLERANCE for known in indents)


def _follows(label: str, text: str) -> bool:
    """Whether a line begins with the next label of the same form, and goes on like an entry."""
    number = inside(label).lstrip("S")
    following = label.replace(number, str(int(number) + 1))
    rest = text[len(following) :]
    return text.translate(SUPERSCRIPTS).startswith(following) and not rest[:1].isdigit() and weight(rest) > 0


def _read_like_entries(lines: Sequence[Line], evidence: Evidence, i: int, indents: set[int], size: float) -> bool:
    window = range(i, min(i + _WINDOW, len(lines)))
    like = sum(evidence.of(k) > 0 and _is_of_list(lines[k], indents, size) for k in window)
    return like >= max(_SHARE * len(window), 3)


def _rest(lines: Sequence[Line], i: int, end: int, indents: set[int], size: float) -> int:
    """The first of the lines above the `i`-th that are the rest of the entry that was interrupted, none of a caption's."""
    first = i
    while (
        first > end
        and lines[first - 1].page == lines[first].page
        and 0 < lines[first].y0 - lines[first - 1].y0 < _STEP * size
        and _is_of_list(lines[first - 1], indents, size)
    ):
        first -= 1
    return i if any(is_caption(line.text.strip()) for line in lines[max(first - 1, end) : i]) else first
