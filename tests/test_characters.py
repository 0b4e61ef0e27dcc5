"""Characters of one line: cases are in `cases/characters.json`."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arxiv_chunks.text.characters import repair, split_unmapped

CASES = json.loads((Path(__file__).parent / "cases" / "characters.json").read_text("utf-8"))

# What the rules look at, close together, so that they meet in every combination.
HOSTILE = st.text(
    st.sampled_from(
        "aeioucsntGOAZıȷxψβ𝑥 \t-./'t=<≡~0123©C" + "`´¨ˆ˜¯˘˙˚˝ˇ¸˛" + "̸̧̀́̈⃗⃝ﬁﬃÃ¼©â€“\u00ad\u200b\uf0b7\uf8eb\x00∼"
    ),
    max_size=14,
)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case):
    assert repair(case["input"]) == case["expect"]


@given(st.text(max_size=30) | HOSTILE)
def test_repairing_twice_changes_nothing_more(text):
    once = repair(text)
    assert repair(once) == once


@given(st.text(max_size=30) | HOSTILE)
def test_what_comes_out_is_composed_and_visible(text):
    repaired = repair(text)
    assert unicodedata.is_normalized("NFC", repaired)
    assert not any(unicodedata.category(c) == "Cc" for c in repaired if c not in "\t\n\r")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="`'")))
def test_plain_ascii_is_left_alone(text):
    assert repair(text) is text


@given(
    st.lists(st.sampled_from([*"abcdefghABC ., ", "´e", "¨a", "ˇc", "c¸ ", "´E", "¨ı", " ´ı"]), max_size=12).map(
        "".join
    )
)
def test_no_letter_is_lost_or_invented(text):
    def letters(line):
        return sorted(c for c in unicodedata.normalize("NFD", line).replace("ı", "i") if c.isalpha() and c != "ˇ")

    assert letters(repair(text)) == letters(text)


def test_what_nobody_can_read_is_counted_and_left_out():
    assert split_unmapped("an \ufffd icon (cid:12)\ue123, ℝ²") == ("an icon , ℝ²", 3)
    assert split_unmapped("plain") == ("plain", 0)
