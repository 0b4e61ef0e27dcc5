"""Hyphens at line ends: the cases, and what never changes."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks.text.hyphens import Vocabulary, join

CASES = json.loads((Path(__file__).parent / "cases" / "hyphens.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, str]) -> None:
    vocabulary = Vocabulary([case["elsewhere"], case["before"], case["after"]])
    assert join(case["before"], case["after"], vocabulary) == case["expect"]


@pytest.mark.xfail(strict=True, reason="lives both ways; the word list knows the closed form")
def test_compound_that_is_also_a_word() -> None:
    assert join("as a by-", "product of", Vocabulary([])) == "as a by-product of"


def test_half_words_are_no_vocabulary() -> None:
    vocabulary = Vocabulary(["it is over-", "whelming at last"])
    assert "whelming" not in vocabulary.words
    assert "over" not in vocabulary.words


LINES = st.text(alphabet="abcdeAB12-./ ,", min_size=1, max_size=20).map(str.strip).filter(bool)


@settings(max_examples=200, deadline=None)
@given(LINES, LINES)
def test_joining_loses_and_invents_no_letter(before: str, after: str) -> None:
    joined = join(before, after, Vocabulary([before, after]))
    letters = [c for c in before + after if c.isalnum()]
    assert [c for c in joined if c.isalnum()] == letters
