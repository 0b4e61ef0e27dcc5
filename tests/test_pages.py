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


def test_a_tables_head_that_reads_like_a_sentence_stays_with_the_table_above_its_caption() -> None:
    texts = paragraphs_of(10)
    split = broken(texts[5], 370)

    def first(page: pymupdf.Shape) -> None:
        y = 80.0
        for text in texts[:5]:
            y = justified(page, broken(text, 370), ONE_COLUMN, y)
        justified(page, split[:2], ONE_COLUMN, y, ends=False)

    def second(page: pymupdf.Shape) -> None:
        put(page, 110, 80, "ladders and boats that were counted before the first frost")
        for i, row in enumerate(("the mill|3|14", "two or three guests|15|92", "no one at all|6|5"), 1):
            for x, cell in zip((110, 260, 380), row.split("|"), strict=True):
                put(page, x, 80 + PITCH * i, cell)
        put(page, 90, 150, "Table 1: What was counted, by whom.")
        y = justified(page, split[2:], ONE_COLUMN, 185, indent=0)
        for text in texts[6:]:
            y = justified(page, broken(text, 370), ONE_COLUMN, y)

    document = read_pdf(document_of(first, second))
    assert texts[5] in [block.text for block in document.blocks if block.kind == "paragraph"]


def test_an_outline_that_holds_nothing_but_the_title_hides_no_headings() -> None:
    texts = iter(paragraphs_of(20))
    heads = iter(("1 Ladders", "2 Lanterns", "3 Clocks", "4 Boats"))

    def draw(page: pymupdf.Shape) -> None:
        y = 90.0
        for head in islice(heads, 2):
            y = justified(page, broken(next(texts), 370), ONE_COLUMN, y)
            put(page, ONE_COLUMN[0], y + 10, head, size=13, font="tibo")
            y = justified(page, broken(next(texts), 370), ONE_COLUMN, y + 34)

    with pymupdf.open(stream=document_of(draw, draw), filetype="pdf") as document:
        document.set_toc([[1, "1 Ladders", 1]])
        data = document.tobytes()
    found = [block.text for block in read_pdf(data).blocks if block.kind == "heading"]
    assert found == ["1 Ladders", "2 Lanterns", "3 Clocks", "4 Boats"]


def test_numbered_capitals_smaller_than_the_text_are_headings() -> None:
    texts = iter(paragraphs_of(20))
    heads = ("1. LADDERS", "2. LANTERNS OF THE TOWN", "3. CLOCKS")

    def draw(page: pymupdf.Shape) -> None:
        y = justified(page, broken(next(texts), 370), ONE_COLUMN, 90)
        for head in heads:
            put(page, 275 - pymupdf.get_text_length(head, "tiro", 8) / 2, y + 10, head, size=8)
            y = justified(page, broken(next(texts), 370), ONE_COLUMN, y + 30)

    blocks = read_pdf(document_of(draw)).blocks
    assert [block.text for block in blocks if block.kind == "heading"] == list(heads)
