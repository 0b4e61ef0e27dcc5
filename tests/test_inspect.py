"""The page that shows what was read."""

import re
from html.parser import HTMLParser

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks import chunk_document, read_pdf
from arxiv_chunks.chunks.options import ChunkOptions
from arxiv_chunks.errors import UnreadablePdf
from arxiv_chunks.inspect import _marks, _pieces, inspect_pdf
from arxiv_chunks.records import Block, Box, Chunk

HOSTILE_TEXT = (
    "</script><script>alert(1)</script> <img src=http://evil.example/x> {{ 7 * 7 }} &amp; \"quoted\" 'single'"
)


@pytest.fixture(scope="module")
def data():
    pdf = pymupdf.open()
    for number in range(2):
        page = pdf.new_page()
        page.insert_textbox((72, 72, 400, 300), f"Page {number}. {HOSTILE_TEXT} " + "It goes on for some time. " * 12)
    return pdf.tobytes()


@pytest.fixture(scope="module")
def html(data):
    document = read_pdf(data)
    return inspect_pdf(data, document, chunk_document(document, ChunkOptions(size=30, overlap=5)), "<b>name</b>.pdf")


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


def test_what_the_pdf_says_stays_text(html):
    page = Page(html)
    assert page.tags.count("script") == 1
    assert page.tags.count("img") == 2  # the two pages
    assert "b" not in {name for name, _ in page.attributes}
    assert "&lt;b&gt;name&lt;/b&gt;.pdf" in html
    assert "{{ 7 * 7 }}" in html


def test_it_stands_alone(html):
    sources = [value for name, value in Page(html).attributes if name in {"src", "href"}]
    assert all(value.startswith("data:image/jpeg;base64,") for value in sources)
    assert "default-src 'none'" in html


def test_every_block_is_drawn_and_listed(data, html):
    document = read_pdf(data)
    for number, block in enumerate(document.blocks):
        assert html.count(f'data-block="{number}"') == 1 + len(block.boxes)
    assert len(re.findall(r'class="mark"', html)) == len(chunk_document(document, ChunkOptions(size=30, overlap=5)))


def test_discs_hide_neither_each_other_nor_a_figure():
    heading = Block("heading", "2.1 Boats.", (Box(1, 60, 80, 110, 90),), level=2)
    paragraph = Block("paragraph", "They are many.", (Box(1, 60, 80, 300, 200), Box(1, 320, 80, 550, 120)))
    figure = Block("other", "1\n2\n3", tuple(Box(1, 100 + 30 * i, 400, 110 + 30 * i, 410) for i in range(3)))
    discs = [mark["disc_x"] for mark in _marks(1, [heading, paragraph, figure])]
    assert discs == [54, 42, 314, 94, None, None]


def test_pages_that_cannot_be_drawn(data):
    with pytest.raises(UnreadablePdf):
        inspect_pdf(b"no pdf", read_pdf(data))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=6), st.integers(0, 30), st.integers(1, 30))
def test_the_pieces_are_the_text(spans, start, length):
    text = "".join(chr(97 + i % 26) for i in range(length))
    block = Block("paragraph", text, (Box(1, 0, 0, 1, 1),), char_start=start, char_end=start + length)
    chunks = [
        Chunk(i, "", left, left + size, 1, 0, (), 1, 1, ("paragraph",)) for i, (left, size) in enumerate(sorted(spans))
    ]
    assert "".join(piece["text"] for piece in _pieces(block, chunks)) == text
