"""Sentence ends in difficult places, each checked by hand: `¦` stands where one sentence ends and the next begins."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arxiv_chunks.chunks.sentences import sentence_breaks

GROUPS = json.loads((Path(__file__).parent / "cases" / "sentences.json").read_text(encoding="utf-8"))
CASES = [text for group in GROUPS for text in group["texts"]]


def marked(text: str) -> str:
    at, parts = 0, []
    for end, start in sentence_breaks(text):
        parts.append(text[at:end])
        at = start
    return " ¦ ".join([*parts, text[at:]])


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_ends_them(case):
    assert marked(case.replace(" ¦ ", " ")) == case


def test_there_are_enough_cases():
    assert sum(case.count("¦") for case in CASES) >= 300


@given(
    st.lists(st.one_of(st.text(max_size=6), st.sampled_from(["e.g.", "Fig.", "end.", "The", "A.", "..."])), max_size=30)
)
def test_breaks_are_white_space_between_text(parts):
    text = " ".join(parts)
    at = 0
    for end, start in sentence_breaks(text):
        assert at < end < start < len(text)
        assert re.fullmatch(r"\s+", text[end:start])
        assert not text[end - 1].isspace()
        assert not text[start].isspace()
        at = start
