"""What may be asked, what is refused and how it is said; and the text for embedding."""

import pytest

from arxiv_chunks import ChunkOptions, chunk_document, contextualize
from arxiv_chunks.errors import BadOptions
from arxiv_chunks.records import Block, Box, Chunk, Document, PageStart, Quality

QUALITY = Quality("ok", "none", "0", 9, 0, 1, 0, 1.0, 0, 0.0, "en", 1.0)


def document(*pieces, page_starts=((0, 1),)):
    body, blocks = "", []
    for kind, section, text in pieces:
        start, body = len(body), body + text + "\n\n"
        blocks.append(Block(kind, text, (Box(1, 0, 0, 1, 1),), section, None, start, start + len(text)))
    return Document(body, tuple(blocks), tuple(PageStart(*p) for p in page_starts), (), QUALITY)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"overlap": 300}, "overlap is 300 tokens; it must be smaller than size, 300"),
        ({"size": 10}, "size is 10; it must be a whole number of at least 16 tokens"),
        ({"size": 10, "unit": "characters"}, "size is 10; it must be a whole number of at least 16 characters"),
        ({"overlap": -1}, "overlap is -1; it must be a whole number of at least 0 tokens"),
        ({"size": 99.5}, "size is 99.5; it must be a whole number"),
        ({"size": True}, "size is True; it must be a whole number"),
        ({"unit": "words"}, "unit is 'words'; it must be one of tokens, characters"),
        ({"tokenizer": "p50k_base"}, "tokenizer is 'p50k_base'; it must be one of cl100k_base, o200k_base"),
        ({"strategy": "semantic"}, "strategy is 'semantic'; it must be one of section, recursive, sentence, page"),
        ({"section_floor": -5}, "section_floor is -5; it must be a whole number of at least 0 tokens"),
        ({"leave_out": ["paragraph"]}, "leave_out is .*; it may name caption, equation, footnote, table"),
        ({"leave_out": "table"}, "leave_out is 'table'; it may name"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(asked, said):
    with pytest.raises(BadOptions, match=said) as error:
        ChunkOptions(**asked)
    assert "\n" not in str(error.value)


def test_a_heading_stays_with_its_text():
    text = "One word follows another here. " * 12
    chunks = chunk_document(
        document(("paragraph", ("1 A",), text), ("heading", ("1 A",), "Beginnings"), ("paragraph", ("1 A",), text)),
        ChunkOptions(size=60, overlap=0),
    )
    assert not any(chunk.text.endswith("Beginnings") for chunk in chunks)


def test_a_sentence_goes_on_through_an_equation():
    chunks = chunk_document(
        document(
            ("paragraph", (), "First we say something short. Then the energy is"),
            ("equation", (), "E = mc2 ,"),
            ("paragraph", (), "where m is the mass. That is all that there is to it."),
        ),
        ChunkOptions(size=20, overlap=0),
    )
    assert [chunk.text for chunk in chunks] == [
        "First we say something short.",
        "Then the energy is\n\nE = mc2 ,\n\nwhere m is the mass.",
        "That is all that there is to it.",
    ]


def test_sections_are_kept_apart_and_small_ones_join():
    long = "One word follows another here. " * 8
    pieces = [
        ("paragraph", (), "Abstract of it. " + long),
        ("heading", ("1 A",), "1 A"),
        ("heading", ("1 A", "1.1 B"), "1.1 B"),
        ("paragraph", ("1 A", "1.1 B"), long),
        ("heading", ("2 C",), "2 C"),
        ("paragraph", ("2 C",), long),
        ("heading", ("Thanks",), "Thanks"),
        ("paragraph", ("Thanks",), "To all."),
    ]
    chunks = chunk_document(document(*pieces), ChunkOptions(size=100, overlap=20))
    assert [chunk.section for chunk in chunks] == [(), ("1 A",), ()]
    assert [chunk.text[:6] for chunk in chunks] == ["Abstra", "1 A\n\n1", "2 C\n\nO"]
    apart = chunk_document(document(*pieces), ChunkOptions(size=100, overlap=20, section_floor=0))
    assert [chunk.section for chunk in apart] == [(), ("1 A",), ("1 A", "1.1 B"), ("2 C",), ("Thanks",)]


def test_pages_are_kept_apart():
    made = document(("paragraph", (), "First page here. It ends\nnow. Second page."), page_starts=[(0, 1), (25, 2)])
    chunks = chunk_document(made, ChunkOptions(strategy="page"))
    assert [(c.text, c.first_page, c.last_page) for c in chunks] == [
        ("First page here. It ends\nnow.", 1, 2),
        ("Second page.", 2, 2),
    ]


def test_no_chunk_reaches_over_what_is_left_out():
    made = document(("paragraph", (), "Before."), ("caption", (), "Figure 1. A lamp."), ("paragraph", (), "After."))
    assert [c.text for c in chunk_document(made)] == ["Before.\n\nFigure 1. A lamp.\n\nAfter."]
    chunks = chunk_document(made, ChunkOptions(leave_out=["caption"]))
    assert [(c.text, c.overlap_chars) for c in chunks] == [("Before.", 0), ("After.", 0)]


def test_an_empty_body_has_no_chunks():
    assert chunk_document(document()) == []
    assert chunk_document(document(("paragraph", (), " \n "))) == []


def test_a_long_word_is_cut_in_time_that_grows_with_its_length():
    chunks = chunk_document(document(("paragraph", (), "x" * 200_000)), ChunkOptions(size=64, overlap=8))
    assert "".join(chunk.text[chunk.overlap_chars :] for chunk in chunks) == "x" * 200_000


def test_context_is_title_and_section_path():
    chunk = Chunk(0, "3.2 Heat\n\nIt flows.", 0, 20, 9, 0, ("3 Physics", "3.2 Heat"), 4, 4, ("heading", "paragraph"))
    assert contextualize(chunk, "On Heat") == "On Heat\n3 Physics\n\n3.2 Heat\n\nIt flows."
    bare = Chunk(0, "It flows.", 0, 9, 3, 0, (), 1, 1, ("paragraph",))
    assert contextualize(bare, "On Heat") == "On Heat\n\nIt flows."
