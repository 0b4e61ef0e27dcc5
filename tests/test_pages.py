"""What `read_pdf` makes of whole pages: each case is a page set here as some class of papers sets it."""

from itertools import islice

import pymupdf
from typesetting import ONE_COLUMN, PITCH, TWO_COLUMNS, broken, document_of, justified, put, sentences

from arxiv_chunks import read_pdf


def paragraphs_of(count: int, length: int = 4) -> list[str]:
    source = sentences()
    return [" ".join(islice(source, length)) for _ in range(count)]


def test_line_numbers_in_both_margins_are_no_text_even_where_they_touch_their_lines() -> None:
    texts = paragraphs_of(12)
    rest = iter(texts)
    numbers = iter(range(1, 1000))

    def draw(page: pymupdf.Shape) -> None:
        for column, edge in zip(TWO_COLUMNS, (TWO_COLUMNS[0][0] - 10, TWO_COLUMNS[1][1] + 20), strict=True):
            y = 80.0
            for text in islice(rest, 6):
                lines = broken(text, column[1] - column[0])
                for i, line in enumerate(lines):
                    justified(page, [line], column, y, indent=15.0 * (i == 0), ends=i == len(lines) - 1)
                    label = str(next(numbers))
                    width = pymupdf.get_text_length(label, fontname="helv", fontsize=5)
                    put(page, edge - width, y, label, size=5, font="helv")
                    y += PITCH

    assert read_pdf(document_of(draw)).body.split("\n\n") == texts


def test_numbers_that_count_up_beside_words_of_their_size_stay() -> None:
    def draw(page: pymupdf.Shape) -> None:
        y = 80.0
        for text in paragraphs_of(4):
            y = justified(page, broken(text, ONE_COLUMN[1] - ONE_COLUMN[0]), ONE_COLUMN, y)
        for i, name in enumerate("ash beech birch cedar elm hazel larch maple oak poplar".split(), 1):
            put(page, 90, y + PITCH * i, str(i))
            put(page, 110, y + PITCH * i, f"{name} grows slowly here")

    body = read_pdf(document_of(draw)).body
    assert [token for token in body.split() if token.isdigit()] == [str(i) for i in range(1, 11)]


def test_a_note_that_goes_on_at_the_next_columns_foot_is_one_note() -> None:
    texts = iter(paragraphs_of(30))
    note = "1 " + " ".join(paragraphs_of(1, 9))
    width = TWO_COLUMNS[0][1] - TWO_COLUMNS[0][0]
    lines = broken(note, width, size=8)
    parts = iter(([], [], lines[:5], lines[5:10], lines[10:]))

    def draw(page: pymupdf.Shape) -> None:
        for column in TWO_COLUMNS:
            y = 80.0
            for text in islice(texts, 5):
                y = justified(page, broken(text, width), column, y)
            part = next(parts, [])
            justified(page, part, column, 640, size=8, indent=0, ends=part[-1:] == lines[-1:])

    notes = [block.text for block in read_pdf(document_of(draw, draw, draw)).blocks if block.kind == "footnote"]
    assert notes == [note]


def test_a_head_that_stands_on_one_page_only_is_told_by_its_place() -> None:
    texts = iter(paragraphs_of(20))
    heads = iter(("2  A. Miller", "Ladders, pears and lanterns  3", "4  A. Miller"))
    feet = iter("234")

    def draw(page: pymupdf.Shape) -> None:
        put(page, 200, 60, next(heads), size=9)
        put(page, 300, 690, next(feet))  # a wide margin below it
        y = 90.0
        for text in islice(texts, 6):
            y = justified(page, broken(text, 370), ONE_COLUMN, y)

    body = read_pdf(document_of(draw, draw, draw)).body
    assert body.split("\n\n") == paragraphs_of(18)


def test_numbers_of_equations_at_one_height_are_no_running_feet() -> None:
    texts = iter(paragraphs_of(30))
    numbers = iter("123")

    def draw(page: pymupdf.Shape) -> None:
        y = 90.0
        for text in islice(texts, 6):
            y = justified(page, broken(text, 370), ONE_COLUMN, y)
        number = next(numbers)
        put(page, 200, 700, "a + b = c"[: 3 + 2 * int(number)])
        put(page, 440, 700, f"({number})")

    body = read_pdf(document_of(draw, draw, draw)).body
    assert [f"({n})" in body for n in "123"] == [True] * 3


def test_a_dropped_initial_takes_in_no_second_line() -> None:
    first, *others = paragraphs_of(6)
    lines = broken(first[1:], ONE_COLUMN[1] - ONE_COLUMN[0] - 25, indent=0)

    def draw(page: pymupdf.Shape) -> None:
        put(page, 96, 92, first[0], size=28, font="tibo")
        y = justified(page, lines[:2], (115, 460), 80, indent=0, ends=False)
        y = justified(page, broken(" ".join(lines[2:]), 370), ONE_COLUMN, y, indent=0)
        for text in others:
            y = justified(page, broken(text, 370), ONE_COLUMN, y)

    assert read_pdf(document_of(draw)).body.split("\n\n") == [first, *others]
