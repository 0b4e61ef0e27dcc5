"""Pieces of a page glued to lines: cases are in `cases/glue.json`, as [x0, x1, baseline, size, text] in drawing order."""

import json
from pathlib import Path

import msgspec
import pytest

from arxiv_chunks.pdf.engines import Page, Span
from arxiv_chunks.pdf.lines import page_lines
from arxiv_chunks.pdf.mupdf import on_baselines

CASES = json.loads((Path(__file__).parent / "cases" / "glue.json").read_text("utf-8"))


def span(x0: float, x1: float, baseline: float, size: float, text: str) -> Span:
    return Span(text, x0, baseline - 0.8 * size, x1, baseline + 0.2 * size, baseline, size, "Serif", False, False)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["why"],
            marks=[pytest.mark.xfail(strict=True, reason=case["xfail"])] if "xfail" in case else [],
        )
        for case in CASES
    ],
)
def test_case(case):
    page = Page(1, 612.0, 792.0, tuple(span(*piece) for piece in case["pieces"]))
    lines = page_lines(page)
    assert [line.text for line in lines] == case["lines"]
    assert [line.size for line in lines] == case.get("sizes", [line.size for line in lines])


def test_a_capitals_accent_gives_its_line_no_baseline():
    accent, letters = span(134, 139, 250, 10, "ˇ"), span(134, 300, 254, 10, "Capek and the boats")
    (line,) = page_lines(Page(1, 612.0, 792.0, (accent, letters)))
    assert line.baseline == 254


def test_an_accent_in_one_piece_with_its_letters_is_put_on_their_baseline():
    whole = span(134, 300, 254, 10, "ˇCapek and the boats")
    raised = msgspec.structs.replace(whole, baseline=251.5, y0=whole.y0 - 2.5)
    others = [span(134, 300, 266 + 12 * n, 10, "the harbour") for n in range(3)]
    assert on_baselines([raised, *others])[0].baseline == 254


@pytest.mark.parametrize(
    ("before", "accent", "letters", "text"),
    [
        ((402, 423.5, "CHR", 6.4), (423.5, 427.5, " ¨", 8), (423.9, 454.9, "ODINGER", 6.4), "¨"),
        ((115, 131.2, " THE", 6.4), (131.2, 143.4, " G ¨", 8), (139.8, 180.0, "OTTINGEN", 6.4), " G¨"),
        ((402, 423.5, "THE", 6.4), (423.5, 429.5, " ¨", 8), (425.9, 454.9, "ORTLICH", 6.4), " ¨"),  # a word of its own
        ((402, 423.5, "the", 8), (423.5, 429.5, " ¨", 8), (425.9, 454.9, "ortlich", 8), " ¨"),
    ],
)
def test_an_accent_over_a_small_capital_closes_up(before, accent, letters, text):
    spans = [
        Span(said, x0, 60.0, x1, 70.0, 68.0, size, "F", bold=False, italic=False)
        for x0, x1, said, size in (before, accent, letters)
    ]
    assert on_baselines(spans)[1].text == text
