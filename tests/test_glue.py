"""Pieces of a page glued to lines: cases are in `cases/glue.json`, as [x0, x1, baseline, size, text] in drawing order."""

import json
from pathlib import Path

import pytest

from arxiv_chunks.pdf.engines import Page, Span
from arxiv_chunks.pdf.lines import page_lines

CASES = json.loads((Path(__file__).parent / "cases" / "glue.json").read_text("utf-8"))


def span(x0: float, x1: float, baseline: float, size: float, text: str) -> Span:
    return Span(text, x0, baseline - 0.8 * size, x1, baseline + 0.2 * size, baseline, size, "Serif", False, False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case):
    page = Page(1, 612.0, 792.0, tuple(span(*piece) for piece in case["pieces"]))
    assert [line.text for line in page_lines(page)] == case["lines"]
