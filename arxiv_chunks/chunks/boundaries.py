"""Where a document may be cut: the sentences of its blocks, the regions that no chunk leaves, and the levels inside one.

A sentence goes on into the next block where that block is a display equation, or where a paragraph after an equation
or after a paragraph without an end begins with a lower-case letter. A heading is never cut off from what it heads.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from arxiv_chunks.chunks.options import ChunkOptions
from arxiv_chunks.chunks.sentences import sentence_breaks
from arxiv_chunks.chunks.sizes import Ruler
from arxiv_chunks.records import Block, Document

_ENDED = re.compile(r"[.!?][\"'\u2019\u201d)\]]*$")
_ROW_END = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Segments:
    """Neighbouring spans of the body with nothing but white space between them, as parallel lists in rising order."""

    starts: list[int]
    ends: list[int]

    def within(self, start: int, end: int) -> "Segments":
        """Those that begin from `start` on and before `end`."""
        some = slice(bisect_left(self.starts, start), bisect_left(self.starts, end))
        return Segments(self.starts[some], self.ends[some])

    def joined_at(self, indexes: Iterable[int]) -> "Segments":
        """The segments of these indexes made one with those before them."""
        starts, ends = self.starts.copy(), self.ends.copy()
        for index in sorted(indexes, reverse=True):
            del starts[index], ends[index - 1]
        return Segments(starts, ends)


@dataclass(frozen=True, slots=True)
class CutBlock:
    """A block that is to be chunked, with its sentences (of a table: its rows; of a heading or an equation: the whole)."""

    block: Block
    sentences: Segments


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the body that chunks stay within; `levels` are the segments to cut it into, coarse to fine."""

    levels: tuple[Segments, ...]
    sentences: Segments

    @property
    def start(self) -> int:
        """Its first character."""
        return self.sentences.starts[0]

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.sentences.ends[-1]


def cut_blocks(document: Document, options: ChunkOptions) -> list[list[CutBlock]]:
    """The blocks to chunk, in runs: between one run and the next stands a block that is left out."""
    runs: list[list[CutBlock]] = [[]]
    for block in document.blocks:
        if block.char_start is None or not block.text or block.text.isspace():
            continue
        if block.kind in options.leave_out:
            runs.append([])
        else:
            runs[-1].append(CutBlock(block, _sentences(block, block.char_start)))
    return [run for run in runs if run]


def _sentences(block: Block, offset: int) -> Segments:
    text = block.text
    if block.kind in ("heading", "equation"):
        breaks = []
    elif block.kind == "table":
        breaks = [match.span() for match in _ROW_END.finditer(text.strip(), 0)]
    else:
        breaks = sentence_breaks(text)
    first = offset + len(text) - len(text.lstrip())
    last = offset + len(text.rstrip())
    return Segments([first, *(offset + b for _, b in breaks)], [*(offset + a for a, _ in breaks), last])


def find_regions(
    document: Document, runs: Sequence[list[CutBlock]], ruler: Ruler, options: ChunkOptions
) -> Iterator[Region]:
    """The regions of the document under the strategy of the options, in reading order."""
    for run in runs:
        if options.strategy == "section":
            for section in _sections(run, ruler, options.smallest_section):
                yield _region(section)
        elif options.strategy == "page":
            yield from _pages(_region(run), document)
        elif options.strategy == "recursive":
            region = _region(run)
            opened = {cut.sentences.starts[0] for cut in run}
            units = region.levels[0]
            paragraphs = units.joined_at(i for i, start in enumerate(units.starts) if start not in opened)
            yield Region((paragraphs, *region.levels), region.sentences)
        else:
            yield _region(run)


def _sections(run: Iterable[CutBlock], ruler: Ruler, floor: int) -> list[list[CutBlock]]:
    """Sections of a run. One smaller than the floor joins the subsection that it introduces, or else the one before."""
    sections = [list(blocks) for _, blocks in groupby(run, key=lambda cut: cut.block.section)]
    result: list[list[CutBlock]] = []
    opening: list[CutBlock] = []  # small sections that introduce the next one
    for section, following in pairwise([*sections, None]):
        assert section is not None
        path = section[0].block.section
        merged = opening + section
        opening = []
        if ruler.size(section[0].sentences.starts[0], section[-1].sentences.ends[-1]) >= floor:
            result.append(merged)
        elif following and (not result or following[0].block.section[: len(path)] == path):
            opening = merged
        elif result:
            result[-1] += merged
        else:
            result.append(merged)
    return result


def _region(blocks: Sequence[CutBlock]) -> Region:
    parts = Segments(
        [s for cut in blocks for s in cut.sentences.starts], [e for cut in blocks for e in cut.sentences.ends]
    )
    going_on, headed = [], []
    index = 0
    for before, after in pairwise(blocks):
        index += len(before.sentences.starts)
        if before.block.kind == "heading":
            headed.append(index)
        elif _goes_on(before.block, after.block):
            going_on.append(index)
    sentences = parts.joined_at(going_on) if going_on else parts
    units = parts.joined_at([*going_on, *headed]) if headed else sentences
    levels = [units]
    levels += [sentences] if headed else []
    levels += [parts] if going_on else []
    return Region(tuple(levels), sentences)


def _goes_on(block: Block, following: Block) -> bool:
    """Whether the last sentence of a block goes on into the following one."""
    if block.kind not in ("paragraph", "list_item", "equation"):
        return False
    if following.kind == "equation":
        return not _ENDED.search(block.text.rstrip())
    if following.kind != "paragraph" or not following.text.lstrip()[0].islower():
        return False
    return block.kind == "equation" or not _ENDED.search(block.text.rstrip())


def _pages(region: Region, document: Document) -> Iterator[Region]:
    """The region in parts, each of the sentences that begin on one page."""
    page_starts = [start for start, _ in document.page_starts]
    firsts = [next(group) for _, group in groupby(region.levels[0].starts, key=lambda s: bisect_right(page_starts, s))]
    for start, end in pairwise([*firsts, region.end]):
        yield Region(tuple(level.within(start, end) for level in region.levels), region.sentences.within(start, end))
