"""Tables: rows stay lines, cells are separated by tabs."""

import pymupdf
import pytest
from typesetting import ONE_COLUMN, PITCH, broken, document_of, justified, put

from arxiv_chunks import read_pdf
from arxiv_chunks.pdf.engines import Span
from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.cells import rows
from arxiv_chunks.text.formats import to_markdown

ROWS = (("harbour", "boats", "lanterns"), ("north", "12", "3 (lit)"), ("far south", "7", "11 (unlit)"))


def span(x0: float, text: str, *, baseline: float = 100.0, size: float = 10.0, font: str = "F") -> Span:
    y0 = baseline - 0.8 * size
    return Span(text, x0, y0, x0 + 5.0 * len(text), y0 + size, baseline, size, font, bold=False, italic=False)


def pieces(*spans: Span) -> Line:
    return Line(1, list(spans))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([pieces(span(0, "12"), span(22, "3"))], "12\t3"),  # 1.2 em, what TeX leaves at least
        ([pieces(span(0, "two"), span(20, "words"))], "two words"),
        ([pieces(span(0, "12")), pieces(span(80, "3"))], "12\t3"),  # too far apart for one line
        ([pieces(span(0, "12")), pieces(span(80, "3", baseline=97.0))], "12\t3"),  # a bold figure that sits higher
        ([pieces(span(0, "12")), pieces(span(0, "3", baseline=112.0))], "12\n3"),
        ([pieces(span(80, "12")), pieces(span(0, "3"))], "12\n3"),  # drawn before what stands left of it
        ([pieces(span(0, "\u00a812  a\t"), span(60, "b "))], "\u00a812 a\tb"),
    ],
)
def test_cells(lines: list[Line], expected: str) -> None:
    text, starts = rows(lines)
    assert text == expected
    assert len(starts) == len(lines)


def draw(page: pymupdf.Shape) -> None:
    text = "The miller counted the boats and the lanterns of three harbours before the first frost came. " * 3
    y = justified(page, broken(text, 370), ONE_COLUMN, 80)
    put(page, 110, y + 20, "Table 1: What the miller counted, by harbour.", size=9)
    for i, row in enumerate(ROWS):
        for x, cell in zip((130, 220, 280), row, strict=True):
            put(page, x, y + 40 + PITCH * i, cell, size=9)
    justified(page, broken(text, 370), ONE_COLUMN, y + 40 + PITCH * 5)


def test_a_table_is_a_block_of_rows_beside_its_caption() -> None:
    document = read_pdf(document_of(draw))
    kinds = [block.kind for block in document.blocks]
    assert kinds == ["paragraph", "caption", "table", "paragraph"]
    table = document.blocks[2]
    assert table.text == "\n".join(map("\t".join, ROWS))
    assert document.body[table.char_start : table.char_end] == table.text
    assert "| north | 12 | 3 (lit) |" in to_markdown(document)


def test_prose_with_stretched_blanks_holds_no_tab() -> None:
    def stretched(page: pymupdf.Shape) -> None:
        lines = [
            "we saw extraordinarily",
            "long words all along the",
            "harbour and its",
            "extraordinary boats that came",
        ]
        justified(page, lines, (90, 230), 80)

    assert "\t" not in read_pdf(document_of(stretched)).body
