"""TeX's codes in fonts without names, read by the encoding that is proved: cases are in `cases/bitmap_fonts.json`, as [font, text]."""

import json
from pathlib import Path

import pytest

from arxiv_chunks.pdf.bitmap_fonts import OT1, T1, find_encodings
from arxiv_chunks.pdf.engines import Span

CASES = json.loads((Path(__file__).parent / "cases" / "bitmap_fonts.json").read_text("utf-8"))


def span(font: str, text: str) -> Span:
    return Span(text, 72, 90, 300, 102, 100, 10, font, bold=False, italic=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    found = find_encodings(span(*row) for row in case["spans"])
    assert [text.translate(found.get(font, {})) for font, text in case["spans"]] == case["read"]


def test_encodings_leave_letters_and_figures_alone():
    plain = "".join(map(chr, (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))))
    assert plain.translate(OT1) == plain.translate(T1) == plain


def test_fonts_with_names_are_left_alone():
    named = [span("ABCDEF+Garamond", "the first office"), span("Helvetica", "a different file")]
    assert find_encodings(named) == {}
