"""What is printed on every page is no text: cases are in `cases/furniture.json`, as pages of [x0, baseline, text, size]."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks.pdf.engines import Span
from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.furniture import find_furniture, without_line_numbers

CASES = json.loads((Path(__file__).parent / "cases" / "furniture.json").read_text("utf-8"))
HEIGHT = 792.0


def line(page: int, x0: float, baseline: float, text: str, size: float = 10.0) -> Line:
    x1 = x0 + 0.5 * size * len(text)
    span = Span(
        text, x0, baseline - 0.8 * size, x1, baseline + 0.2 * size, baseline, size, "F", bold=False, italic=False
    )
    return Line(page, [span])


def removed(lines: list[Line], pages: int) -> list[str]:
    return [lines[i].text for i in sorted(find_furniture(lines, [HEIGHT] * pages))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    lines = [line(number, *row) for number, rows in enumerate(case["pages"], 1) for row in rows]
    assert removed(lines, len(case["pages"])) == case["removed"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_was_kept_holds_no_more_furniture(case):
    lines = [line(number, *row) for number, rows in enumerate(case["pages"], 1) for row in rows]
    kept = [other for i, other in enumerate(lines) if i not in find_furniture(lines, [HEIGHT] * len(case["pages"]))]
    assert removed(kept, len(case["pages"])) == []


PLACED = st.tuples(
    st.integers(1, 4),
    st.sampled_from([60.0, 72.0, 300.0, 520.0]),
    st.sampled_from([40.0, 50.0, 100.0, 300.0, 500.0, 700.0, 745.0]),
    st.sampled_from(
        ["1", "2", "ix", "3 A. Miller", "We lit the lamps.", "a longer line about lamps", "(2)", "²see there"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PLACED, max_size=24), st.integers(0, 3))
def test_nothing_but_lines_near_an_edge_is_furniture_in_whatever_order_they_are_drawn(placed, shift):
    lines = [line(*place) for place in placed]
    found = {id(lines[i]) for i in find_furniture(lines, [HEIGHT] * 4)}
    assert all(other.baseline < 0.2 * HEIGHT or other.baseline > 0.8 * HEIGHT for other in lines if id(other) in found)
    again = lines[shift:] + lines[:shift]
    assert {id(again[i]) for i in find_furniture(again, [HEIGHT] * 4)} == found


def numbers(first: int, step: int, count: int, x1: float = 60.0) -> list[Line]:
    out = []
    for i in range(count):
        text = str(first + step * i)
        out.append(line(1, x1 - 3.0 * len(text), 80 + 12 * i, text, 6.0))
    return out


@pytest.mark.parametrize(("step", "count", "left"), [(1, 8, 0), (5, 8, 0), (1, 7, 7), (2, 12, 12), (10, 9, 9)])
def test_line_numbers_are_eight_or_more_in_steps_of_one_or_five(step, count, left):
    text = [line(1, 72, 80 + 12 * i, "a line of text that is as long as lines are") for i in range(count)]
    kept = without_line_numbers(numbers(1, step, count) + text)
    assert [other.text for other in kept if other.text.isdigit()] == [str(1 + step * i) for i in range(left)]
    assert [other for other in kept if not other.text.isdigit()] == text


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 900), st.sampled_from([1, 5]), st.integers(8, 40), st.integers(0, 60))
def test_line_numbers_never_take_words_along(first, step, count, other):
    text = [line(1, 72, 80 + 12 * i, f"a line of text with {other} words") for i in range(count)]
    assert without_line_numbers(numbers(first, step, count) + text) == text


def slanted(page: int, x0: float, text: str) -> Line:
    span = Span(text, x0, 320.0, x0 + 140, 460.0, 455.0, 24.0, "F", bold=False, italic=False)
    return Line(page, [span])


def test_a_slanted_word_at_one_place_of_three_pages_is_a_watermark_and_a_figures_label_is_none():
    text = [line(page, 72.0, 300.0, f"the line of page {page} is as long as lines are") for page in (1, 2, 3)]
    marks = [slanted(page, 235.0, "CONFIDENTIAL") for page in (1, 2, 3)]
    labels = [slanted(page, 100.0 + 20 * page, "time") for page in (1, 2, 3)]
    assert removed([*text, *marks, *labels], 3) == ["CONFIDENTIAL"] * 3
    assert removed([*text, *marks[:2]], 3) == []
