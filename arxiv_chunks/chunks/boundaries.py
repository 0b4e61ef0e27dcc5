"""Where a document may be cut: the sentences of its blocks, the regions that no chunk leaves, and the levels inside one.

A sentence goes on into the next block where that block is a display equation, or where a paragraph after an equation
or after a paragraph without an end begins with a lower-case letter. A heading is never cut off from what it heads.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from arxiv_chunks.chunks.options import ChunkOptions
from arxiv_chunks.chunks.sentences import sentence_breaks
from arxiv_chunks.chunks.sizes import Ruler
from arxiv_chunks.records import Block, BlockKind, Document

_ENDED = re.compile(r"[.!?][\"'\u2019\u201d)\]]*$")
_PROSE = ("paragraph", "list_item", "equation")
_ROW_END = re.compile(r"\s*\n\s*")


class Segments(NamedTuple):
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

    def split_at(self, indexes: list[int]) -> "Segments":
        """Larger segments, each of which begins with one of these indexes; the first begins with the first."""
        starts = [self.starts[0], *[self.starts[i] for i in indexes]]
        return Segments(starts, [*[self.ends[i - 1] for i in indexes], self.ends[-1]])


class Run(NamedTuple):
    """Blocks to chunk with none left out between them, and their sentences (of a table: its rows; of a heading or an
    equation: the whole). `firsts` has for each block the index of its first sentence, and at its end their number.
    """

    blocks: list[Block]
    firsts: list[int]
    sentences: Segments

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The span of the body from block `first` to before block `last`."""
        return self.sentences.starts[self.firsts[first]], self.sentences.ends[self.firsts[last] - 1]

    def region(self, first: int, last: int, *, paragraphs: bool) -> "Region":
        """The region of the blocks from `first` to before `last`, with its paragraphs to be kept whole or not."""
        begin, end = self.firsts[first], self.firsts[last]
        parts = Segments(self.sentences.starts[begin:end], self.sentences.ends[begin:end])
        ended, going_on, headed = [], [], []
        for index in range(first + 1, last):
            before, place = self.blocks[index - 1], self.firsts[index] - begin
            if before.kind == "heading":
                headed.append(place)
            elif before.kind in _PROSE and _goes_on(before, self.blocks[index]):
                going_on.append(place)
            else:
                ended.append(place)
        sentences = parts.joined_at(going_on) if going_on else parts
        levels = [parts.joined_at(going_on + headed)] if headed else []
        levels += [sentences]
        levels += [parts] if going_on else []
        return Region(parts.split_at(ended) if paragraphs else levels[0], tuple(levels), sentences)


class Region(NamedTuple):
    """A stretch of the body that chunks stay within; `levels` are the segments to cut it into, coarse to fine.

    `paragraphs` are larger segments to keep whole where that costs nothing; `sentences` are what an overlap is made of.
    """

    paragraphs: Segments
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


def find_runs(document: Document, options: ChunkOptions) -> list[Run]:
    """The blocks to chunk, in runs: between one run and the next stands a block that is left out."""
    runs: list[Run] = []
    blocks: list[Block] = []
    for block in document.blocks:
        if block.char_start is None or not block.text or block.text.isspace():
            continue
        if block.kind not in options.leave_out:
            blocks.append(block)
        elif blocks:
            runs.append(_run(blocks))
            blocks = []
    return [*runs, _run(blocks)] if blocks else runs


def _run(blocks: list[Block]) -> Run:
    starts: list[int] = []
    ends: list[int] = []
    firsts: list[int] = []
    for block in blocks:
        text, offset = block.text, block.char_start
        assert offset is not None
        breaks = _breaks(block.kind, text)
        firsts.append(len(starts))
        starts.append(offset + len(text) - len(text.lstrip()) if text[0].isspace() else offset)
        starts += [offset + start for _, start in breaks]
        ends += [offset + end for end, _ in breaks]
        ends.append(offset + len(text.rstrip()) if text[-1].isspace() else offset + len(text))
    return Run(blocks, [*firsts, len(starts)], Segments(starts, ends))


def _breaks(kind: BlockKind, text: str) -> list[tuple[int, int]]:
    if kind in ("heading", "equation"):
        return []
    if kind == "table":
        first, last = len(text) - len(text.lstrip()), len(text.rstrip())
        return [match.span() for match in _ROW_END.finditer(text, first, last)]
    return sentence_breaks(text)


def find_regions(document: Document, runs: Iterable[Run], ruler: Ruler, options: ChunkOptions) -> Iterator[Region]:
    """The regions of the document under the strategy of the options, in reading order."""
    for run in runs:
        borders = [0, len(run.blocks)]
        if options.strategy == "section":
            borders = [*_section_firsts(run, ruler, options.smallest_section), len(run.blocks)]
        by_paragraph = options.strategy in ("section", "recursive")
        regions = (run.region(first, last, paragraphs=by_paragraph) for first, last in pairwise(borders))
        if options.strategy == "page":
            yield from chain.from_iterable(_pages(region, document) for region in regions)
        else:
            yield from regions


def _section_firsts(run: Run, ruler: Ruler, floor: int) -> list[int]:
    """The first block of each section of a run.

    A section smaller than the floor joins the subsection that it introduces, or else the section before, or the one after.
    """
    paths = [block.section for block in run.blocks]
    borders = [0, *(i for i in range(1, len(paths)) if paths[i] != paths[i - 1]), len(paths)]
    firsts = [0]
    opens = False  # whether the section before belongs to the one after it
    for first, last in pairwise(borders):
        small = ruler.size(*run.span(first, last)) < floor
        introduces = last < len(paths) and paths[last][: len(paths[first])] == paths[first]
        if first and not opens and (not small or introduces):
            firsts.append(first)
        opens = small and (introduces or first == 0)
    return firsts


def _goes_on(block: Block, following: Block) -> bool:
    """Whether the last sentence of a block goes on into the following one."""
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
        levels = tuple(level.within(start, end) for level in region.levels)
        yield Region(levels[0], levels, region.sentences.within(start, end))
