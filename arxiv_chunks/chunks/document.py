"""A document's chunks: cut, measure, pack, and say of each span what it is."""

from bisect import bisect_left, bisect_right
from itertools import takewhile

from arxiv_chunks.chunks.boundaries import find_pieces, find_regions
from arxiv_chunks.chunks.options import ChunkOptions
from arxiv_chunks.chunks.packing import Packer
from arxiv_chunks.chunks.sizes import CharacterRuler, Ruler, TokenRuler
from arxiv_chunks.chunks.tokens import token_counter
from arxiv_chunks.records import Chunk, Document

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
    pieces = find_pieces(document, options)
    ruler: Ruler = CharacterRuler()
    counted = options.unit == "tokens"
    if counted:
        ruler = TokenRuler(body, token_counter(options.tokenizer))
    block_starts = pieces.spans.starts
    kinds = [block.kind for block in pieces.blocks]
    sections = [block.section for block in pieces.blocks]
    page_starts = [start for start, _ in document.page_starts]
    page_numbers = [page for _, page in document.page_starts]
    packer = Packer(body, ruler, options.size, options.overlap)
    chunks: list[Chunk] = []
    for region in find_regions(document, pieces, ruler, options):
        previous_end = region.start
        for start, end in packer.pack(region):
            first, last = bisect_right(block_starts, start) - 1, bisect_left(block_starts, end)
            begins_on, ends_before = bisect_right(page_starts, start) - 1, bisect_left(page_starts, end)
            first_page = last_page = page_numbers[begins_on]
            if ends_before - begins_on > 1:  # what floats and notes were held back for may stand a page later
                pages = page_numbers[begins_on:ends_before]
                first_page, last_page = min(pages), max(pages)
            chunks.append(
                Chunk(
                    index=len(chunks),
                    text=body[start:end],
                    char_start=start,
                    char_end=end,
                    token_count=ruler.size(start, end) if counted else None,
                    overlap_chars=previous_end - start if previous_end > start else 0,
                    section=_common_path(sections[first:last]),
                    first_page=first_page,
                    last_page=last_page,
                    kinds=tuple(dict.fromkeys(kinds[first:last])),
                )
            )
            previous_end = end
    return chunks


def _common_path(sections: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all of these sections stand below."""
    first = sections[0]
    if sections.count(first) == len(sections):
        return first
    same = takewhile(lambda level: len(set(level)) == 1, zip(*sections, strict=False))
    return tuple(level[0] for level in same)
