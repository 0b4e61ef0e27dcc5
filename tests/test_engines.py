"""What the engines give of a page: what is shown there, once, the right way up. The PDFs are made here."""

from collections.abc import Callable
from itertools import islice

import pymupdf
import pytest
from typesetting import ONE_COLUMN, broken, document_of, justified, put, sentences

from arxiv_chunks import read_pdf
from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.pdf.engines import Page
from arxiv_chunks.pdf.opening import open_pdf
from arxiv_chunks.rows import account_of, text_row

TEXT = [" ".join(islice(sentences(), 4 * k, 4 * k + 4)) for k in range(4)]


def prose(page: pymupdf.Shape) -> None:
    y = 80.0
    for text in TEXT:
        y = justified(page, broken(text, ONE_COLUMN[1] - ONE_COLUMN[0]), ONE_COLUMN, y)


def pages_of(data: bytes) -> list[Page]:
    return list(open_pdf(data).pages())


def texts_of(data: bytes) -> list[str]:
    return [span.text for page in pages_of(data) for span in page.spans]


def drawn(content: str) -> bytes:
    """A page with this content stream; its font is /tiro."""
    with pymupdf.open() as document:
        page = document.new_page(width=612, height=792)
        page.insert_text((0, -100), " ", fontname="tiro")
        document.update_stream(page.get_contents()[0], content.encode())
        return document.tobytes()


def changed(data: bytes, change: Callable[[pymupdf.Page], None]) -> bytes:
    """The PDF after something was done to each of its pages."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        for page in document:
            change(page)
        return document.tobytes()


@pytest.mark.parametrize("copies", [[(0, 0)], [(0.3, 0)], [(0.5, 0), (0.25, 0.43)]])
def test_a_line_that_is_drawn_again_to_look_bold_is_read_once(copies: list[tuple[float, float]]) -> None:
    content = "BT /tiro 10 Tf 72 700 Td (Of mills and of lanterns) Tj ET "
    content += " ".join(f"BT /tiro 10 Tf {72 + x} {700 + y} Td (Of mills and of lanterns) Tj ET" for x, y in copies)
    assert texts_of(drawn(content)) == ["Of mills and of lanterns"]


def test_words_and_glyphs_that_are_drawn_again_are_read_once() -> None:
    words = "".join(
        f"BT /tiro 10 Tf {x} 700 Td ({word}) Tj ET BT /tiro 10 Tf {x + 0.3} 700 Td ({word}) Tj ET "
        for x, word in ((72, "of"), (84, "mills"), (110, "and"), (130, "of"), (142, "boats"))
    )
    glyphs = "".join(
        f"BT /tiro 10 Tf {x} 650 Td ({c}) Tj ET BT /tiro 10 Tf {x + 0.5} 650 Td ({c}) Tj ET "
        for x, c in ((72, "b"), (77, "o"), (82, "o"), (87, "k"))
    )
    assert "".join("".join(texts_of(drawn(words + glyphs))).split()) == "ofmillsandofboatsbook"


@pytest.mark.parametrize("step", [1.5, 6.0, 12.0])
def test_the_same_letters_beside_or_below_each_other_stay(step: float) -> None:
    beside = f"BT /tiro 10 Tf 72 700 Td (11) Tj ET BT /tiro 10 Tf {72 + step + 9} 700 Td (11) Tj ET "
    below = f"BT /tiro 10 Tf 72 600 Td (11) Tj ET BT /tiro 10 Tf 72 {600 - step} Td (11) Tj ET"
    assert "".join("".join(texts_of(drawn(beside + below))).split()) == "11111111"


def test_what_the_crop_box_or_a_clipping_path_hides_is_no_text() -> None:
    hidden = (
        "BT /tiro 10 Tf 72 40 Td (below the cut) Tj ET q 72 640 30 20 re W n BT /tiro 10 Tf 72 600 Td (clipped) Tj ET Q"
    )
    data = drawn(f"BT /tiro 10 Tf 72 700 Td (shown) Tj ET {hidden}")
    data = changed(data, lambda page: page.set_cropbox(pymupdf.Rect(50, 50, 562, 700)))
    (page,) = pages_of(data)
    assert [span.text for span in page.spans] == ["shown"]
    assert (page.width, page.height) == (512, 650)
    assert page.spans[0].x0 == 22  # from the edge of what is shown


def test_invisible_text_is_read_because_over_a_scan_it_is_all_there_is() -> None:
    assert texts_of(drawn("BT /tiro 10 Tf 3 Tr 72 700 Td (recognised words) Tj ET")) == ["recognised words"]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_the_pdf_turns_is_read_as_it_is_shown(degrees: int) -> None:
    upright = document_of(prose)

    def turned(page: pymupdf.Page) -> None:
        page.remove_rotation()  # keeps its looks: the content is turned back

    data = changed(changed(upright, lambda page: page.set_rotation(degrees)), turned)  # upright letters now run aside
    data = changed(data, lambda page: page.set_rotation(-degrees % 360))
    assert read_pdf(data).body.split("\n\n") == TEXT


@pytest.mark.parametrize(("degrees", "turn"), [(90, 90), (270, 270)])
def test_a_page_whose_text_runs_sideways_is_turned_and_its_boxes_are_not(degrees: int, turn: int) -> None:
    def sideways(page: pymupdf.Shape) -> None:
        for row, text in enumerate(("Table 1: What was counted.", "mill 3 14", "guests 15 92", "boats 6 5")):
            x = 100 + 20 * row if degrees == 90 else 500 - 20 * row
            page.insert_text((x, 600 if degrees == 90 else 100), text, fontname="tiro", fontsize=10, rotate=degrees)
        put(page, 300, 40, "A head")

    data = document_of(sideways)
    (page,) = pages_of(data)
    assert (page.turn, page.width, page.height) == (turn, 792, 612)
    assert [span.text for span in page.spans] == [
        "Table 1: What was counted.",
        "mill 3 14",
        "guests 15 92",
        "boats 6 5",
    ]
    assert all(span.x1 - span.x0 > span.y1 - span.y0 > 0 for span in page.spans)
    assert all(span.y0 < span.baseline < span.y1 for span in page.spans)
    box = read_pdf(data).blocks[0].boxes[0]
    assert box.y1 - box.y0 > box.x1 - box.x0  # as it stands on the page
    with pymupdf.open(stream=data, filetype="pdf") as document:
        (shown,) = document[0].search_for("What was counted")
    assert (box.x0 <= shown.x0 + 1, shown.x1 - 1 <= box.x1, box.y0 <= shown.y0, shown.y1 <= box.y1) == (True,) * 4


def test_a_stamp_in_the_margin_and_labels_of_axes_are_no_text() -> None:
    def stamped(page: pymupdf.Shape) -> None:
        prose(page)
        page.insert_text((30, 600), "a stamp that runs up the margin", fontname="tiro", fontsize=20, rotate=90)
        page.insert_text((580, 100), "and one that runs down", fontname="tiro", fontsize=10, rotate=270)

    assert read_pdf(document_of(stamped)).body.split("\n\n") == TEXT


def test_tall_and_narrow_signs_are_not_turned() -> None:
    assert texts_of(drawn("BT /tiro 10 Tf 72 700 Td (a) Tj 3 0 Td (\\)) Tj 3 0 Td (.\\() Tj ET"))[-1].endswith(".(")


def test_slanted_letters_are_not_turned() -> None:
    assert texts_of(drawn("BT /tiro 10 Tf 1 0 0.3 1 72 700 Tm (leaning words) Tj ET")) == ["leaning words"]


def test_pypdf_reads_what_mupdf_cannot_and_the_ledger_says_so() -> None:
    data = drawn("BT /tiro 10 Tf 72 700 Td (some words that pypdf finds) Tj ET")
    assert read_pdf(data).quality.engine == "pymupdf"
    without_count = data.replace(b"/Count 1", b"/Count 0")  # MuPDF believes the count, pypdf walks the tree
    document = read_pdf(without_count)
    assert (document.quality.engine, document.body) == ("pypdf", "some words that pypdf finds")
    account = account_of(text_row("2401.00001", 1, "0" * 64, document), "texts")
    assert account["status"] == "ok"
    assert account["detail"].startswith("read by pypdf")
    assert account_of(text_row("2401.00001", 1, "0" * 64, read_pdf(data)), "texts")["detail"] is None


def test_a_page_that_cannot_be_read_costs_that_page() -> None:
    with pymupdf.open() as made:
        for text in ("first page", "second page"):
            made.new_page().insert_text((72, 72), text)
        made.xref_set_key(made.page_xref(1), "Type", "/Nothing")
        made.update_object(made.page_xref(1), "[1 2 3]")
        data = made.tobytes()
    document = read_pdf(data)
    assert document.body == "first page"
    assert document.quality.pages_without_text == 1


def test_a_pdf_that_no_engine_can_read_is_damaged() -> None:
    with pytest.raises(UnreadablePdf) as caught:
        read_pdf(b"%PDF-1.7\nnothing follows")
    assert caught.value.reason in {Reason.DAMAGED, Reason.EMPTY}
