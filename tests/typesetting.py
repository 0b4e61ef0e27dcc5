"""Justified columns of invented prose, set with PyMuPDF, for tests of what `read_pdf` makes of a page."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count

import pymupdf

PITCH = 12.0
ONE_COLUMN = (90.0, 460.0)
TWO_COLUMNS = ((60.0, 290.0), (320.0, 550.0))

_SUBJECTS = (
    "The miller|A young clerk|His sister|Our old teacher|The night watchman|Every second guest|The gardener".split("|")
)
_VERBS = "carried|remembered|counted|repaired|described|painted|forgot|measured|borrowed|collected|ordered".split("|")
_OBJECTS = "the wooden ladders|a basket of pears|all the lanterns|the blue curtains|some letters|the narrow boats|nine clocks|the map|an empty barrel|the songs|both horses|her recipes|the tower bells".split(
    "|"
)
_PLACES = "behind the mill|after supper|near the harbour|before the first frost|without a word|on a rainy evening|for the third time|in the long hall|at the gate".split(
    "|"
)


def sentences() -> Iterator[str]:
    """Sentences that hardly ever repeat, the same ones in the same order at every call."""
    for i in count():
        yield (
            f"{_SUBJECTS[i % 7]} {_VERBS[i % 11]} {_OBJECTS[i % 13]} {_PLACES[i % 9]}"
            f" and {_VERBS[(i + 5) % 11]} {_OBJECTS[(i + 3) % 13]}."
        )


def document_of(*pages: Callable[[pymupdf.Shape], None]) -> bytes:
    """A PDF of pages that each of the functions draws on."""
    with pymupdf.open() as document:
        for draw in pages:
            shape = document.new_page(width=612, height=792).new_shape()
            draw(shape)
            shape.commit()
        return document.tobytes()


def put(page: pymupdf.Shape, x: float, y: float, text: str, *, size: float = 10.0, font: str = "tiro") -> None:
    """Draw a text at a place, in points from the page's top left corner; `y` is the baseline."""
    page.insert_text((x, y), text, fontsize=size, fontname=font)


def broken(text: str, width: float, *, size: float = 10.0, indent: float = 15.0, font: str = "tiro") -> list[str]:
    """The lines of a paragraph of this width in points."""
    lines: list[str] = []
    for word in text.split():
        room = width - (indent if len(lines) == 1 else 0.0)
        if lines and pymupdf.get_text_length(f"{lines[-1]} {word}", fontname=font, fontsize=size) < room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def justified(
    page: pymupdf.Shape,
    lines: Iterable[str],
    column: tuple[float, float],
    y: float,
    *,
    size: float = 10.0,
    indent: float = 15.0,
    font: str = "tiro",
    ends: bool = True,
) -> float:
    """Set lines from edge to edge from the baseline `y` on, the last one ragged where the paragraph `ends`; the next free baseline."""
    lines = list(lines)
    for i, line in enumerate(lines):
        words = line.split()
        x = column[0] + (indent if i == 0 else 0.0)
        widths = [pymupdf.get_text_length(word, fontname=font, fontsize=size) for word in words]
        blank = 0.25 * size
        if not (ends and i == len(lines) - 1) and len(words) > 1:
            blank = (column[1] - x - sum(widths)) / (len(words) - 1)
        for word, width in zip(words, widths, strict=True):
            put(page, x, y, word, size=size, font=font)
            x += width + blank
        y += PITCH * size / 10
    return y
