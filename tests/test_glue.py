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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
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
