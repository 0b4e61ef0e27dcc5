"""Where a document may be cut: the sentences of its blocks, the regions that no chunk leaves, and the levels inside one.

A sentence goes on into the next block where that block is a display equation, or where a paragraph after an equation
or after a paragraph without an end begins with a lower-case letter. A heading is never cut off from what it heads.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from arxiv_chunks.chunks.options import ChunkOptions
from arxiv_chunks.chunks.sentences import BreakFinder
from arxiv_chunks.chunks.sizes import Ruler
from arxiv_chunks.records import Block, Document, PageStart

_PROSE = ("paragraph", "list_item", "equation")
_GOING_ON = ("paragraph", "equation")
_FULL_STOPS = (".", "!", "?")
_CLOSING = "\"'\u2019\u201d)]"
_ROW = re.compile(r"\S(?:.*\S)?")


class Segments(NamedTuple):
    """Spans of the body that do not overlap, as parallel lists in rising order."""

    starts: list[int]
    ends: list[int]

    def joined_at(self, places: Sequence[int]) -> "Segments":
        """These with the segments of these places, which rise, made one with the segment before each."""
        starts, ends = self.starts.copy(), self.ends.copy()
        for place in reversed(places):
            del starts[place], ends[place - 1]
        return Segments(starts, ends)


class Pieces(NamedTuple):
    """The blocks to chunk and the spans of their texts without white space around them.

    `firsts` are the indexes of the first block and of those that stand behind a block that is left out.
    """

    blocks: list[Block]
    spans: Segments
    firsts: list[int]


class Region(NamedTuple):
    """A stretch of the body that chunks stay within. The segments are the whole document's: a region's border is one of each.

    `levels` are the segments to cut it into, coarse to fine. `paragraphs` are larger segments to keep whole where that
    costs nothing; `sentences` are what an overlap is made of.
    """

    start: int
    end: int
    paragraphs: Segments
    levels: tuple[Segments, ...]
    sentences: Segments


def find_pieces(document: Document, options: ChunkOptions) -> Pieces:
    """The blocks to chunk."""
    blocks: list[Block] = []
    starts: list[int] = []
    ends: list[int] = []
    firsts: list[int] = []
    goes_on = False
    for block in document.blocks:
        offset, text = block.char_start, block.text
        if offset is None or not (stripped := text.strip()):
            continue
        if block.kind in options.leave_out:
            goes_on = False
            continue
        if not goes_on:
            firsts.append(len(blocks))
            goes_on = True
        start = offset + len(text) - len(text.lstrip())
        blocks.append(block)
        starts.append(start)
        ends.append(start + len(stripped))
    return Pieces(blocks, Segments(starts, ends), firsts)


def find_regions(document: Document, pieces: Pieces, ruler: Ruler, options: ChunkOptions) -> list[Region]:
    """The regions of the document under the strategy of the options, in reading order."""
    (starts, ends), firsts = pieces.spans, pieces.firsts
    if options.strategy == "section":
        runs = pairwise([*firsts, len(starts)])
        firsts = [i for first, last in runs for i in _section_firsts(pieces, first, last, ruler, options)]
    headed, going_on = _seams(pieces.blocks, frozenset(firsts))
    seams = sorted(headed + going_on)
    parts, part_of = _parts(document.body, pieces)
    sentences = parts.joined_at([part_of[i] for i in going_on]) if going_on else parts
    units = parts.joined_at([part_of[i] for i in seams]) if headed else sentences
    levels = [units, *([sentences] if headed else ()), *([parts] if going_on else ())]
    paragraphs = units
    if options.strategy in ("section", "recursive"):
        paragraphs = pieces.spans.joined_at(seams)
    borders = [starts[i] for i in firsts]
    if options.strategy == "page":
        borders = sorted({*borders, *_page_firsts(units.starts, document.page_starts)})
    ends_of = (units.ends[bisect_left(units.starts, border) - 1] for border in borders[1:])
    return [
        Region(start, end, paragraphs, tuple(levels), sentences)
        for start, end in zip(borders, [*ends_of, *ends[-1:]], strict=True)
    ]


def _parts(body: str, pieces: Pieces) -> tuple[Segments, list[int]]:
    """The sentences of each block for itself, and the place of each block's first one.

    Of a table they are its rows, and a heading or an equation is one as a whole.
    """
    starts: list[int] = []
    ends: list[int] = []
    places: list[int] = []
    add_breaks = BreakFinder(body).add
    for block, start, end in zip(pieces.blocks, *pieces.spans, strict=True):
        places.append(len(starts))
        kind = block.kind
        if kind == "table":
            rows = [match.span() for match in _ROW.finditer(body, start, end)]
            starts += [first for first, _ in rows]
            ends += [last for _, last in rows]
            continue
        starts.append(start)
        if kind not in ("heading", "equation"):
            add_breaks(start, end, ends, starts)
        ends.append(end)
    return Segments(starts, ends), places


def _section_firsts(pieces: Pieces, begin: int, stop: int, ruler: Ruler, options: ChunkOptions) -> Iterator[int]:
    """The first block of each section of a run of blocks, which begins with `begin` and ends before `stop`.

    A section smaller than the floor joins the subsection that it introduces, or else the section before, or the one after.
    """
    blocks, (starts, ends), _ = pieces
    changes = [i for i in range(begin + 1, stop) if blocks[i].section != blocks[i - 1].section]
    opens = False  # whether the section before belongs to the one after it
    for first, last in pairwise([begin, *changes, stop]):
        small = ruler.size(starts[first], ends[last - 1]) < options.smallest_section
        path = blocks[first].section
        introduces = last < stop and blocks[last].section[: len(path)] == path
        if first == begin or (not opens and (not small or introduces)):
            yield first
        opens = small and (introduces or first == begin)


def _seams(blocks: list[Block], firsts: frozenset[int]) -> tuple[list[int], list[int]]:
    """The blocks inside regions that stand below a heading, and those that go on with the sentence before them."""
    headed, going_on = [], []
    for index, (before, block) in enumerate(pairwise(blocks), 1):
        if index in firsts:
            continue
        if before.kind == "heading":
            headed.append(index)
        elif before.kind in _PROSE and block.kind in _GOING_ON and _goes_on(before, block):
            going_on.append(index)
    return headed, going_on


def _goes_on(block: Block, following: Block) -> bool:
    """Whether the last sentence of a block goes on into the following one, a paragraph or an equation."""
    if following.kind == "paragraph":
        return following.text.lstrip()[0].islower() and (block.kind == "equation" or not _ended(block))
    return not _ended(block)


def _ended(block: Block) -> bool:
    return block.text.rstrip().rstrip(_CLOSING).endswith(_FULL_STOPS)


def _page_firsts(starts: list[int], page_starts: tuple[PageStart, ...]) -> list[int]:
    """The starts of the first segments that begin on each page."""
    places = [start for start, _ in page_starts]
    return [next(group) for _, group in groupby(starts, key=lambda start: bisect_right(places, start))]
