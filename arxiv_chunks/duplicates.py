"""Which texts are nearly the same: MinHash signatures, and the clusters that they form.

Two texts are near-duplicates when they share at least `SIMILARITY` of their shingles, the runs of five words (Jaccard
similarity; letter case and punctuation do not count). A signature estimates that share with a standard error below 0.04
(Broder 1997, https://doi.org/10.1109/SEQUEN.1997.666900). Only texts that agree in one band of their signatures are
compared: of pairs with similarity 0.8, 0.998 do (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, section 3.4).

What it never does: it says nothing of texts that repeat a part of another one, such as a chunk whose borders fall
elsewhere in a revised section; and it drops nothing.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

Signatures = npt.NDArray[np.uint16]
Keys = npt.NDArray[np.uint64]
Labels = npt.NDArray[np.int32]

SIMILARITY = (
    0.8  # what SlimPajama and most corpora since take: https://huggingface.co/datasets/cerebras/SlimPajama-627B
)
SHINGLE_WORDS = 5
BANDS, ROWS = 20, 6
SEED = 1
_WORD = re.compile(r"\w+")
_COMPARED_AT_ONCE = 1 << 16
_SHINGLED_AT_ONCE = 512  # a chunk's shingles take 15 kB


def shingles(text: str) -> list[str]:
    """The runs of five words of a text, lower case; the whole text where it has fewer.

    >>> shingles("To be, or not to be")
    ['to be or not to', 'be or not to be']
    """
    words = _WORD.findall(text.lower())
    if len(words) < SHINGLE_WORDS:
        return [" ".join(words) or text.strip()]
    return list(map(" ".join, zip(*(words[n:] for n in range(SHINGLE_WORDS)), strict=False)))


def signatures(texts: Iterable[str]) -> npt.NDArray[np.uint32]:
    """One row of `BANDS * ROWS` hash minima for each text.

    The signature of a text that is made of others is the minimum of theirs, but for the shingles over the seams.
    """
    minima = [np.zeros((0, BANDS * ROWS), dtype=np.uint32)]
    remaining = iter(texts)
    while batch := [shingles(text) for text in islice(remaining, _SHINGLED_AT_ONCE)]:
        rows = RMinHash.digests_from_token_sets(batch, num_perm=BANDS * ROWS, seed=SEED)
        minima.append(np.array(rows, dtype=np.uint32))
    return np.concatenate(minima)


def shortened(full: npt.NDArray[np.uint32]) -> Signatures:
    """Signatures in half the space, which is enough to compare by: two different minima agree once in 65,536."""
    return full.astype(np.uint16)


def band_keys(full: npt.NDArray[np.uint32]) -> Keys:
    """A number for each text (rows) and band (columns); texts that agree in a band have the same number there."""
    keys = np.zeros((len(full), BANDS), dtype=np.uint64)
    for minima in full.reshape(-1, BANDS, ROWS).astype(np.uint64).transpose(2, 0, 1):
        keys = (keys ^ minima) * np.uint64(0x9E3779B97F4A7C15)  # an odd number, so no bit is lost; it wraps around
        keys ^= keys >> np.uint64(29)
    return keys


def cluster(bands: Iterable[Keys], compared: Signatures) -> Labels:
    """For each text the place of the first text of its cluster: its own where it stands alone or comes first.

    `bands` are the columns of `band_keys`, one at a time, and `compared` the shortened signatures.
    Similarity is chained: the first and the last text of a cluster may be less alike than neighbours are.
    """
    labels = each_alone(len(compared))
    places = labels.copy()
    for keys in bands:
        join_alike(labels, places, keys, compared)
    return labels


def each_alone(count: int) -> Labels:
    """The labels of so many texts before any is joined to another."""
    return np.arange(count, dtype=np.int32)


def join_alike(labels: Labels, places: Labels, keys: Keys, compared: Signatures) -> None:
    """Join the clusters of those texts that have the same key and are alike; `places`, rising, says which texts have `keys`.

    A band may come in parts, in any order, as long as equal keys come in one part. Beside `labels` and `compared`, which may
    be a file that is mapped into memory, this holds some eighty bytes for each key.
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    members = places[order]
    firsts = members[np.maximum.accumulate(np.where(is_first, np.arange(len(ordered)), 0))]
    is_pair = labels[members] != labels[firsts]
    left, right = firsts[is_pair], members[is_pair]
    alike = _alike(compared, left, right)
    _join(labels, left[alike], right[alike])


def _alike(compared: Signatures, left: Labels, right: Labels) -> npt.NDArray[np.bool_]:
    parts: Sequence[npt.NDArray[np.bool_]] = [
        (compared[left[at : at + _COMPARED_AT_ONCE]] == compared[right[at : at + _COMPARED_AT_ONCE]]).mean(axis=1)
        >= SIMILARITY
        for at in range(0, len(left), _COMPARED_AT_ONCE)
    ]
    return np.concatenate([np.zeros(0, dtype=bool), *parts])


def _join(labels: Labels, left: Labels, right: Labels) -> None:
    """Give both ends of each pair, and all that hang together with them, the smallest label among them."""
    while True:
        low, high = np.minimum(labels[left], labels[right]), np.maximum(labels[left], labels[right])
        if np.array_equal(low, high):
            return
        np.minimum.at(labels, high, low)
        while _shorten(labels):
            pass


def _shorten(labels: Labels) -> bool:
    """Let each text point at what the one that it points at points at; whether that changed anything."""
    changed = False
    for at in range(0, len(labels), _COMPARED_AT_ONCE):
        part = labels[at : at + _COMPARED_AT_ONCE]
        further = labels[part]
        changed = changed or not np.array_equal(part, further)
        part[:] = further
    return changed
