"""Near-duplicates: what is nearly the same is found, what is not is left alone, at any order and size of the parts."""

import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks.duplicates import BANDS, SIMILARITY, band_keys, cluster, shingles, shortened, signatures
from resources.release.duplicates import Sketches

WORDS = [f"word{n}" for n in range(5000)]


def text(seed: int | str, words: int = 200) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def changed(original: str, share: float) -> str:
    """The same text with this share of its words replaced at the end, so that few shingles are touched beside them."""
    words = original.split()
    kept = round(len(words) * (1 - share))
    return " ".join(words[:kept]) + " " + text(original, len(words) - kept)


def clusters(texts: list[str]) -> list[int]:
    full = signatures(texts)
    keys = band_keys(full)
    return cluster((keys[:, band] for band in range(BANDS)), shortened(full)).tolist()


def jaccard(left: str, right: str) -> float:
    a, b = set(shingles(left)), set(shingles(right))
    return len(a & b) / len(a | b)


def test_the_first_text_of_a_cluster_names_it_and_others_name_themselves():
    one, other = text(1), text(2)
    assert clusters([one, other, one, changed(other, 0.03), text(3)]) == [0, 1, 0, 1, 4]


def test_letter_case_and_punctuation_do_not_count():
    assert clusters(["We thank A. B. for the help, and C. D. too!", "we thank a b for the HELP and c d too"]) == [0, 0]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_what_shares_less_is_left_alone(share):
    texts = [pair for seed in range(60) for pair in (text(seed), changed(text(seed), share))]
    assert jaccard(texts[0], texts[1]) < SIMILARITY - 0.1
    assert clusters(texts) == list(range(len(texts)))


def test_what_shares_more_is_found():
    pairs = [(text(seed), changed(text(seed), 0.05)) for seed in range(100)]
    assert min(jaccard(*pair) for pair in pairs) > SIMILARITY + 0.08
    labels = clusters([one for pair in pairs for one in pair])
    assert labels == [2 * (n // 2) for n in range(200)]


def test_short_and_empty_texts_are_like_themselves_alone():
    assert clusters(["", "Proof.", "proof", "x y", "", "∎"]) == [0, 1, 1, 3, 0, 5]


@given(st.lists(st.integers(0, 6), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_equal_texts_share_a_cluster_in_any_order(seeds, chance):
    chance.shuffle(seeds)
    assert clusters([text(seed) for seed in seeds]) == [seeds.index(seed) for seed in seeds]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_what_hangs_together_over_any_chain_is_one_cluster(pairs):
    """Each pair agrees in a band of its own; signatures are all alike, so the bands alone decide."""
    bands = []
    for left, right in pairs:
        keys = np.arange(41, dtype=np.uint64)
        keys[right] = keys[left]
        bands.append(keys)
    found = cluster(bands, np.zeros((41, 4), dtype=np.uint16)).tolist()
    expected = list(range(41))
    for _ in expected:
        for left, right in pairs:
            expected[left] = expected[right] = min(expected[left], expected[right])
    assert found == expected


@pytest.mark.parametrize("keys_at_once", [1, 7, 1000])
def test_bands_in_parts_give_the_same_clusters(tmp_path, monkeypatch, keys_at_once):
    originals = [text(seed, 60) for seed in range(40)]
    texts = originals + [changed(original, 0.03) for original in originals[::2]] + originals[:5]
    monkeypatch.setattr("resources.release.duplicates.KEYS_AT_ONCE", keys_at_once)
    sketches = Sketches(tmp_path / "sketches")
    for begin in range(0, len(texts), 16):
        sketches.append(signatures(texts[begin : begin + 16]))
    assert sketches.clusters().tolist() == clusters(texts)


def test_the_signature_of_a_whole_is_the_minimum_of_its_parts():
    whole = text(1, 400)
    words = whole.split()
    parts = [" ".join(words[:204]), " ".join(words[200:])]  # as neighbouring chunks overlap
    assert np.array_equal(signatures(parts).min(axis=0), signatures([whole])[0])


def test_another_process_finds_the_same_signatures():
    code = "from arxiv_chunks.duplicates import *; print(signatures(['one two three four five six']).tolist())"
    run = [sys.executable, "-c", code]
    seen = {subprocess.run(run, capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert seen == {f"{signatures(['one two three four five six']).tolist()}\n"}
