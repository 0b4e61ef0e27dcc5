"""What an engine gives: pages of positioned spans, bookmarks and links. MuPDF is one (`mupdf.py`), pypdf another (`fallback.py`).

A span is a run of characters of one font and size, as the content stream draws it; the spans of a page stand in stream
order. Positions are in points from the top left corner of what the page shows: cropped, turned as the PDF says, and once
more where all of its text runs sideways.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import msgspec

from arxiv_chunks.records import Anchor, Box

Turn = Literal[0, 90, 270]


class Span(msgspec.Struct, frozen=True, gc=False):
    """Characters of one font and size on one baseline, from left to right.

    A struct, because a paper has tens of thousands: it is made in a quarter of a named tuple's time, and the collector of
    garbage does not visit it.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    font: str
    bold: bool
    italic: bool


class Link(NamedTuple):
    """What the PDF lays over a rectangle of a page: an address, or, from `#` on, a destination in the same PDF."""

    box: Box
    uri: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, its size in points, and its spans in stream order.

    `turn` says by how many degrees, clockwise, the page was turned because its text runs sideways on it; size and spans
    are those of the turned page. `links` stand where the page as it is shown has them.
    """

    number: int
    width: float
    height: float
    spans: tuple[Span, ...]
    turn: Turn = 0
    links: tuple[Link, ...] = ()

    def as_shown(self, box: Box) -> Box:
        """A box of this page where the page as it is shown has it: turned back.

        >>> Page(1, 792.0, 612.0, (), 90).as_shown(Box(1, 100.0, 50.0, 700.0, 60.0))
        Box(page=1, x0=50.0, y0=92.0, x1=60.0, y1=692.0)
        """
        page, x0, y0, x1, y1 = box
        if self.turn == 90:
            return Box(page, y0, self.width - x1, y1, self.width - x0)
        if self.turn == 270:
            return Box(page, self.height - y1, x0, self.height - y0, x1)
        return box


class OutlineEntry(NamedTuple):
    """One bookmark: its depth from 1, its title, the page that it points at and the height there, in points from the top."""

    level: int
    title: str
    page: int
    y: float


class Source(Protocol):
    """An open PDF."""

    name: str
    version: str

    def pages(self) -> Iterator[Page]:
        """Every page, in order."""

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The bookmarks, in order."""

    def destination(self, uri: str) -> Anchor | None:
        """The place that a link's `uri`, which begins with `#`, leads to; None where it leads nowhere."""
