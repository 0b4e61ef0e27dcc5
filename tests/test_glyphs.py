"""Glyphs of TeX's fonts: cases are in `cases/glyphs.json`."""

import json
from pathlib import Path

import pytest

from arxiv_chunks.text.characters import repair
from arxiv_chunks.text.glyphs import map_span, table_of

CASES = json.loads((Path(__file__).parent / "cases" / "glyphs.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['font']}: {case['seen']}" for case in CASES])
def test_case(case):
    assert map_span(case["input"], case["font"]) == case["expect"]


@pytest.mark.parametrize(
    "font", ["Times-Roman", "SFRM1000", "LMRoman10-Regular", "CMU Serif", "Arial", "TeXGyreTermes-Regular"]
)
def test_ordinary_fonts_have_no_table(font):
    assert table_of(font) is None


def test_what_a_font_holds_in_pieces_is_joined_on_the_line():
    assert repair(map_span("x 7", "CMSY10") + "→ y") == "x ↦ y"
    assert repair("Go" + map_span("\x02lowski", "CMR10")) == "Gołowski"
