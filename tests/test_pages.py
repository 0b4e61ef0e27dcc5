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
