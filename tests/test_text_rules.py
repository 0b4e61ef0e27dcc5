"""The rules of headings, front matter, notes and paragraphs, on pages given as small data; the cases say where such was seen."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages_of_lines import blocks_of, line_of

from arxiv_chunks.text.contents import mark_contents
from arxiv_chunks.text.furniture import without_turned_letters
from arxiv_chunks.text.numbering import Number, believable, number_of
from arxiv_chunks.text.outline import says

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    found = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(
            case,
            id=case["why"],
            marks=[pytest.mark.xfail(strict=True, reason=case["xfail"])] if "xfail" in case else [],
        )
        for case in found
    ]


@pytest.mark.parametrize(
    "case", [case for name in ("headings", "front_matter", "footnotes", "paragraphs") for case in cases(name)]
)
def test_blocks(case: dict[str, Any]) -> None:
    """`expect` holds each block's kind and how its text begins; what stands between two | must both be in it."""
    found = blocks_of(case["lines"], case.get("outline"))
    wanted = [tuple(one.split(" ", 1)) if " " in one else (one, "") for one in case["expect"]]
    assert [kind for kind, _ in found] == [kind for kind, _ in wanted]
    for (_, text), (_, begins) in zip(found, wanted, strict=True):
        first, *others = begins.split("|")
        assert text.startswith(first)
        assert all(other in text for other in others)


@pytest.mark.parametrize("case", cases("numbering"))
def test_numbers(case: dict[str, Any]) -> None:
    numbers = [number_of(text, roman=case.get("roman", False)) for text in case["texts"]]
    kept = believable(numbers, roman=case.get("roman", False))
    assert [case["texts"][i] for i in sorted(kept)] == case["expect"]


@pytest.mark.parametrize("case", cases("bookmarks"))
def test_bookmarks(case: dict[str, Any]) -> None:
    assert says(case["printed"], case["bookmark"], near=case["near"]) is case["expect"]


@given(st.lists(st.integers(1, 12), max_size=12))
def test_a_chain_of_numbers_rises_or_begins_again(parts: list[int]) -> None:
    numbers = [Number("decimal", (part,), ".", "", 3, str(part)) for part in parts]
    kept = [parts[i] for i in sorted(believable(numbers, roman=False))]
    assert all(0 < b - a <= 2 or b == 1 for a, b in pairwise(kept))


def test_letters_over_each_other_are_a_stamp_and_an_axis_is_none() -> None:
    stamp = [line_of([{"text": c, "size": 19}], 16, None, 300 - 18 * k, 1) for k, c in enumerate("arXiv:1")]
    ticks = [line_of([{"text": c, "size": 6}], 90, None, 300 - 18 * k, 1) for k, c in enumerate("0123456")]
    prose = [line_of([{"text": "a line of prose"}], 72, None, 400, 1)]
    assert without_turned_letters(prose + stamp + ticks) == prose + ticks


def test_no_lines_are_no_contents() -> None:
    mark_contents([], [], None)  # type: ignore[arg-type]
