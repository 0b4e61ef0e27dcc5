"""Tokens: as tiktoken counts them, offline, and exact for any span of a body."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from splintr import Tokenizer

from arxiv_chunks.chunks.sizes import LONGEST_TOKEN_CHARS, TokenRuler
from arxiv_chunks.chunks.tokens import token_counter

CASES = json.loads((Path(__file__).parent / "cases" / "tokens.json").read_text(encoding="utf-8"))
NAMES = ["cl100k_base", "o200k_base"]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["The", "end.", "(A).", "\n\n", "\n", " ", "  ", "/", "/x", "'s", "12", "é", "日本", "🜁", "<|endoftext|>", "\u00a0"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    ),
    max_size=25,
).map(" ".join)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"][:20]))
def test_counts_equal_tiktoken_0_14(case, name):
    assert token_counter(name).count(case["text"]) == case[name]


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_the_vocabulary_is_longer_than_assumed(name):
    tokenizer = Tokenizer.from_pretrained(name)
    words = (tokenizer.decode_token_bytes(i) for i in range(100_256))
    assert max(len(word.decode(errors="ignore")) for word in words) <= LONGEST_TOKEN_CHARS


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(NAMES), st.data())
def test_a_span_measures_what_it_counts_alone(body, name, data):
    places = [i for i, character in enumerate(body) if not character.isspace()]
    if not places:
        return
    ruler = TokenRuler(body, token_counter(name))
    for _ in range(8):
        start, last = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
        assert ruler.size(start, last + 1) == token_counter(name).count(body[start : last + 1])


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.sampled_from(NAMES))
def test_tokens_end_inside_the_text_in_order(text, name):
    ends = list(token_counter(name).ends(text))
    assert len(ends) == token_counter(name).count(text)
    assert ends == sorted(ends)
    assert not text or ends[-1] == len(text)
