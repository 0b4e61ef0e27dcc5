"""`read_pdf` on PDFs made here, with PyMuPDF's own writer: order, furniture, paragraphs, notes, headings, spans."""

import random
from itertools import pairwise

import pymupdf
import pytest

from arxiv_chunks import read_pdf
from arxiv_chunks.errors import Reason, UnreadablePdf

WORDS = "the light of a far star comes to us over years and tells of heat and of gas that once was cold".split()
Placed = tuple[float, float, str, float]  # x, baseline, text, size


ADVANCES = {c: pymupdf.Font("tiro").glyph_advance(ord(c)) for c in map(chr, range(32, 127))}


def length_of(text: str, size: float) -> float:
    return size * sum(ADVANCES[c] for c in text)


def justified(seed: int, width: float, size: float = 10) -> str:
    """A line of words, as long as fits into the width."""
    words, chosen = random.Random(seed), ""
    while length_of(f"{chosen} xxxxx", size) < width:
        chosen = f"{chosen} {words.choice(WORDS)}".strip()
    return chosen


def column(x: float, top: float, count: int, seed: int, width: float = 216) -> list[Placed]:
    """A column of full lines 12 points apart; each line is spread to the same right edge when drawn."""
    return [(x, top + 12 * i, justified(seed * 1000 + i, width), 10.0) for i in range(count)]


def pdf_of(pages: list[list[Placed]], width: float = 216) -> bytes:
    """A PDF whose pages hold the given lines, drawn in the given order; lines nearly as wide as the column are justified."""
    with pymupdf.open() as document:
        for lines in pages:
            page = document.new_page(width=612, height=792)
            page.insert_text((0, -100), " ", fontname="tiro")  # makes the font known to the page
            drawn = []
            for x, y, text, size in lines:
                length, gaps = length_of(text, size), text.count(" ")
                spread = (width - length) / gaps if gaps and 0.8 * width < length < width else 0.0
                drawn.append(f"BT /tiro {size} Tf {spread:.3f} Tw {x} {792 - y} Td ({text}) Tj ET")
            document.update_stream(page.get_contents()[0], "\n".join(drawn).encode())
        return document.tobytes()


def words_of(lines: list[Placed]) -> list[str]:
    return " ".join(text for _, _, text, _ in lines).split()


def test_two_columns_are_read_one_after_the_other_though_drawn_in_any_order() -> None:
    pages = []
    for number in range(3):
        left, right = column(72, 80, 50, 2 * number), column(324, 80, 50, 2 * number + 1)
        pages.append((left, right))
    drawn = []
    for left, right in pages:
        lines = left + right
        random.Random(7).shuffle(lines)
        drawn.append(lines)
    wanted = [word for left, right in pages for word in words_of(left + right)]
    assert read_pdf(pdf_of(drawn)).body.split() == wanted


def test_running_heads_and_page_numbers_are_gone_and_the_sentence_is_whole() -> None:
    pages = []
    for number in range(4):
        head: list[Placed] = [
            (72, 50, f"A. Writer: On the light of stars {number + 1}", 8.0),
            (300, 760, str(number + 1), 9.0),
        ]
        pages.append(head + column(72, 80, 50, number, width=460))
    body = read_pdf(pdf_of(pages, width=460)).body
    assert "Writer" not in body
    assert "\n\n" not in body
    assert body.split() == [word for number in range(4) for word in words_of(column(72, 80, 50, number, width=460))]


def test_line_numbers_in_the_margin_are_gone() -> None:
    lines = column(100, 80, 40, 1, width=440)
    numbers: list[Placed] = [(60, y, str(i + 1), 6.0) for i, (_, y, _, _) in enumerate(lines)]
    body = read_pdf(pdf_of([lines + numbers], width=440)).body
    assert not any(c.isdigit() for c in body)


def test_an_indent_begins_a_paragraph() -> None:
    lines = column(72, 80, 40, 3, width=460)
    for i in (10, 20, 30):
        x, y, _, size = lines[i]
        lines[i] = (x + 15, y, justified(i, 445), size)
    body = read_pdf(pdf_of([lines], width=460)).body
    assert body.count("\n\n") == 3


def test_a_footnote_comes_after_the_paragraph_that_it_interrupts() -> None:
    first, second = column(72, 80, 50, 4, width=460), column(72, 80, 50, 5, width=460)
    note: list[Placed] = [(72, 700, "* This says more than the text above wants to say.", 8.0)]
    document = read_pdf(pdf_of([first + note, second], width=460))
    kinds = [block.kind for block in document.blocks]
    assert kinds == ["paragraph", "footnote"]
    assert [box.page for box in document.blocks[0].boxes] == [1, 2]


def test_page_starts_stand_inside_a_paragraph_that_crosses_pages() -> None:
    first, second = column(72, 80, 50, 6, width=460), column(72, 80, 50, 8, width=460)
    document = read_pdf(pdf_of([first, second], width=460))
    (one, two) = document.page_starts
    assert (one.char_start, one.page, two.page) == (0, 1, 2)
    assert document.body[two.char_start :].startswith(second[0][2].split()[0])


def test_spans_follow_each_other() -> None:
    document = read_pdf(pdf_of([column(72, 80, 50, 9, width=460)], width=460))
    spans = [(b.char_start, b.char_end) for b in document.blocks if b.char_start is not None]
    assert all(document.body[s:e].strip() for s, e in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))  # type: ignore[operator]


def test_same_bytes_same_document() -> None:
    data = pdf_of([column(72, 80, 50, 10), column(324, 80, 50, 11)])
    assert read_pdf(data) == read_pdf(data)


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", Reason.EMPTY), (b"no PDF at all", Reason.DAMAGED), (pdf_of([[]]), Reason.SCANNED)]
)
def test_bytes_without_text_have_a_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(UnreadablePdf) as caught:
        read_pdf(data)
    assert caught.value.reason == reason


def test_a_password_is_a_reason() -> None:
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "secret")
        data = document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="word", owner_pw="owner")
    with pytest.raises(UnreadablePdf) as caught:
        read_pdf(data)
    assert caught.value.reason == Reason.ENCRYPTED
