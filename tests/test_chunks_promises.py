"""What is promised of every chunk, over random documents and, where the corpus is at hand, over its papers."""

import itertools
import os
import re
from bisect import bisect_left, bisect_right
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks import ChunkOptions, chunk_document, read_pdf
from arxiv_chunks.chunks.boundaries import Region, find_pieces, find_regions
from arxiv_chunks.chunks.tokens import token_counter
from arxiv_chunks.errors import BadInput
from arxiv_chunks.records import Block, Box, Chunk, Document, PageStart, Quality

QUALITY = Quality("ok", "none", "0", 9, 0, 1, 0, 1.0, 0, 0.0, "en", 1.0)
BOX = Box(1, 0.0, 0.0, 1.0, 1.0)


def make_document(pieces, page_starts=((0, 1),)):
    """A document of (kind, section, text) triples."""
    body, blocks = "", []
    for kind, section, text in pieces:
        start = len(body)
        body += text
        blocks.append(Block(kind, text, (BOX,), section, 1 if kind == "heading" else None, start, len(body)))
        body += "\n\n"
    starts = tuple(PageStart(*place) for place in page_starts) if body else ()
    return Document(body, tuple(blocks), starts, (), QUALITY)


WORDS = st.one_of(
    st.sampled_from(
        "The we show that a model of Fig. 3 et al. i.e. results (see Eq. 2) 0.5 x = 10 [12] end. Why? 'so.' / ...".split()
    ),
    st.sampled_from(
        [
            "end.",
            "(done).",
            "so!",
            "“quoted.”",
            "x" * 60,
            "≤",
            "naïve",
            "日本語。",
            "🜁🜂",
            "'s",
            "\u00a0",
            "\n",
            "  ",
            "/",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
)
TEXTS = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
KINDS = st.sampled_from(
    ["heading", "paragraph", "paragraph", "paragraph", "list_item", "caption", "table", "equation", "footnote"]
)
SECTIONS = st.sampled_from([(), ("1 A",), ("1 A",), ("1 A", "1.1 B"), ("2 C",)])


@st.composite
def documents(draw):
    pieces = draw(st.lists(st.tuples(KINDS, SECTIONS, TEXTS), max_size=12))
    length = sum(len(text) + 2 for _, _, text in pieces)
    turns = draw(st.sets(st.integers(1, max(1, length - 1)), max_size=4))
    return make_document(pieces, [(0, 1), *((place, page) for page, place in enumerate(sorted(turns), 2))])


@st.composite
def options(draw):
    size = draw(st.integers(16, 90))
    return ChunkOptions(
        size=size,
        overlap=draw(st.integers(0, size - 1)),
        unit=draw(st.sampled_from(["tokens", "characters"])),
        tokenizer=draw(st.sampled_from(["cl100k_base", "o200k_base"])),
        strategy=draw(st.sampled_from(["section", "recursive", "sentence", "page"])),
        leave_out=draw(st.sampled_from([(), ("caption", "footnote"), ("table", "equation")])),
    )


class PlainRuler:
    """Measures each span by itself, the slow and certain way."""

    longest_unit_chars = 128

    def __init__(self, body, options):
        self.body = body
        self.count = token_counter(options.tokenizer).count if options.unit == "tokens" else len

    def size(self, start, end):
        return self.count(self.body[start:end])

    def reach(self, place, units):
        raise NotImplementedError


def check_promises(document: Document, options: ChunkOptions, chunks: list[Chunk]) -> None:
    body, ruler = document.body, PlainRuler(document.body, options)
    count = token_counter(options.tokenizer).count
    for index, chunk in enumerate(chunks):
        assert chunk.index == index
        assert body[chunk.char_start : chunk.char_end] == chunk.text
        assert chunk.text == chunk.text.strip() != ""
        assert chunk.token_count == (count(chunk.text) if options.unit == "tokens" else None)
        assert ruler.size(chunk.char_start, chunk.char_end) <= options.size
        assert 1 <= chunk.first_page <= chunk.last_page
        assert not set(chunk.kinds) & set(options.leave_out)
    check_cover(document, options, chunks)
    regions = find_regions(document, find_pieces(document, options), ruler, options)
    for region in regions:
        inside = [c for c in chunks if region.start <= c.char_start < region.end]
        assert inside[-1].char_end == region.end
        check_region(body, region, inside, ruler, options)
    assert sum(len([c for c in chunks if r.start <= c.char_start < r.end]) for r in regions) == len(chunks)


def check_cover(document, options, chunks):
    body, at = document.body, 0
    wanted = [b for b in document.blocks if b.char_start is not None and b.kind not in options.leave_out]
    covered = bytearray(len(body))
    for chunk in chunks:
        assert chunk.char_start >= at
        at = chunk.char_start
        covered[chunk.char_start : chunk.char_end] = b"\1" * len(chunk.text)
    for block in wanted:
        assert all(covered[i] or body[i].isspace() for i in range(block.char_start, block.char_end))


def check_region(body: str, region: Region, chunks: list[Chunk], ruler: PlainRuler, options: ChunkOptions) -> None:
    assert chunks[0].overlap_chars == 0
    for before, after in itertools.pairwise(chunks):
        begun = before.char_start + before.overlap_chars  # where the text begins that it is the first to hold
        fresh = re.compile(r"\S").search(body, before.char_end).start()
        assert after.overlap_chars == max(0, before.char_end - after.char_start)
        assert before.char_start < after.char_start <= fresh < after.char_end
        check_cut(body, region, before.char_end, begun, ruler, options.size)
        check_overlap(body, region, before, after, fresh, ruler, options)


def check_cut(body, region, end, begun, ruler, size):
    """No sentence is cut unless it alone is too long, and no word unless it alone is."""
    for level in region.levels:
        index = bisect_left(level.ends, end)
        if level.ends[index] != end:
            whole = ruler.size(level.starts[index], level.ends[index])
            assert whole > size or ruler.size(max(level.starts[index], begun), level.ends[index]) > size
    if not body[end].isspace():
        word_end = re.compile(r"\S+").search(body, end).end()
        word_start = max(body.rfind(mark, 0, end) for mark in {" ", *filter(str.isspace, body[:end])}) + 1
        assert ruler.size(max(word_start, begun), word_end) > size


def check_overlap(body, region, before, after, fresh, ruler, options):
    """It is within its bound, and one sentence more, or where it has none one word more, would not be or not fit."""
    starts = region.sentences.starts
    if after.overlap_chars:
        assert ruler.size(after.char_start, before.char_end) <= options.overlap
        assert after.char_start in starts or body[after.char_start - 1].isspace()
    limit = min(after.char_start, before.char_end)
    sentences = starts[bisect_right(starts, before.char_start) : bisect_left(starts, limit)]
    words = [m.start() for m in re.compile(r"(?<!\S)\S").finditer(body, before.char_start + 1, limit)]
    has_whole_sentences = after.overlap_chars and after.char_start in starts
    next_end = needed_end(body, region, fresh, ruler, options.size)
    for places in (sentences, () if has_whole_sentences else words):
        if places:
            over = ruler.size(places[-1], before.char_end) > options.overlap
            assert over or ruler.size(places[-1], next_end) > options.size


def needed_end(body, region, fresh, ruler, size):
    """The end of the next piece of text that the chunk must have room for."""
    for level in region.levels:
        end = level.ends[bisect_right(level.ends, fresh)]
        if ruler.size(fresh, end) <= size:
            return end
    end = re.compile(r"\S+").search(body, fresh).end()
    return end if ruler.size(fresh, end) <= size else fresh + 1


@settings(max_examples=100, deadline=None)
@given(documents(), options())
def test_promises_hold_for_random_documents(document, options):
    chunks = chunk_document(document, options)
    check_promises(document, options, chunks)
    assert chunks == chunk_document(document, options)


CORPUS = Path(os.environ.get("ARXIV_CHUNKS_CORPUS", "../shared")) / "corpus"
PAPERS = sorted(CORPUS.glob("papers/**/*.pdf")) + sorted(CORPUS.glob("truth/*.pdf"))


@pytest.mark.skipif(not PAPERS, reason=f"no papers in {CORPUS}: set ARXIV_CHUNKS_CORPUS")
def test_promises_hold_for_every_paper_of_the_corpus():
    asked = itertools.cycle(
        [
            ChunkOptions(),
            ChunkOptions(size=128, overlap=20, strategy="recursive", tokenizer="o200k_base"),
            ChunkOptions(size=1200, overlap=160, unit="characters"),
            ChunkOptions(size=512, overlap=64, leave_out=("caption", "table", "footnote", "equation")),
            ChunkOptions(size=100, overlap=60, strategy="sentence"),
            ChunkOptions(size=64, overlap=0, strategy="page"),
        ]
    )
    for path, options in zip(PAPERS, asked, strict=False):
        try:
            document = read_pdf(path.read_bytes())
        except BadInput:
            continue
        check_promises(document, options, chunk_document(document, options))
