"""A document's chunks: cut, measure, pack, and say of each span what it is."""

from bisect import bisect_left, bisect_right
from itertools import takewhile

from arxiv_chunks.chunks.boundaries import find_regions, find_runs
from arxiv_chunks.chunks.options import ChunkOptions
from arxiv_chunks.chunks.packing import Packer
from arxiv_chunks.chunks.sizes import CharacterRuler, Ruler, TokenRuler
from arxiv_chunks.chunks.tokens import token_counter
from arxiv_chunks.records import Block, Chunk, Document

_DEFAULTS = ChunkOptions()


def chunk_document(document: Document, options: ChunkOptions = _DEFAULTS) -> list[Chunk]:
    """The document's body in chunks, in reading order.

    For each chunk `document.body[chunk.char_start:chunk.char_end] == chunk.text`. None is longer than `options.size`, empty,
    or cut inside a sentence that is not itself longer; together they hold the whole body but white space and the
    kinds of blocks left out. The same document and options give the same chunks.

    >>> for chunk in chunk_document(read_pdf(data), ChunkOptions(size=512, overlap=64)):
    ...     print(chunk.section, chunk.first_page, chunk.text)
    """
    body = document.body
    runs = find_runs(document, options)
    ruler: Ruler = CharacterRuler()
    if options.unit == "tokens":
        ruler = TokenRuler(body, token_counter(options.tokenizer))
    blocks = [block for run in runs for block in run.blocks]
    block_starts = [run.sentences.starts[first] for run in runs for first in run.firsts[:-1]]
    page_starts = [start for start, _ in document.page_starts]
    page_numbers = [page for _, page in document.page_starts]
    packer = Packer(body, ruler, options.size, options.overlap)
    chunks: list[Chunk] = []
    for region in find_regions(document, runs, ruler, options):
        end = region.start
        for span in packer.pack(region):
            touched = blocks[bisect_right(block_starts, span.start) - 1 : bisect_left(block_starts, span.end)]
            pages = page_numbers[bisect_right(page_starts, span.start) - 1 : bisect_left(page_starts, span.end)]
            chunks.append(
                Chunk(
                    index=len(chunks),
                    text=body[span.start : span.end],
                    char_start=span.start,
                    char_end=span.end,
                    token_count=ruler.size(span.start, span.end) if options.unit == "tokens" else None,
                    overlap_chars=max(0, end - span.start),
                    section=_common_path(touched),
                    first_page=min(pages),  # what floats and notes were held back for may stand a page later
                    last_page=max(pages),
                    kinds=tuple(dict.fromkeys([block.kind for block in touched])),
                )
            )
            end = span.end
    return chunks


def _common_path(blocks: list[Block]) -> tuple[str, ...]:
    """The headings that stand above all of these blocks."""
    paths = {block.section for block in blocks}
    same = takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))
    return paths.pop() if len(paths) == 1 else tuple(level[0] for level in same)
