"""What is measured of a document, and the verdict. The prose is this file's own."""

import pytest

from arxiv_chunks.records import Block, Box
from arxiv_chunks.text.quality import measure

ENGLISH = (
    "The program reads a page from its top to its bottom, and every line is compared with the one before it. When both belong"
    " to the same paragraph they are joined, otherwise a new paragraph begins. We measured this on several hundred pages."
)
FRENCH = (
    "Le programme lit une page de haut en bas, et chaque ligne est comparée avec celle qui la précède. Quand les deux font partie"
    " du même paragraphe elles sont réunies, sinon un nouveau paragraphe commence. Nous avons mesuré cela sur plusieurs pages."
)
POLISH = (
    "Program czyta stronę od góry do dołu i porównuje każdy wiersz z poprzednim. Jeżeli oba należą do tego samego akapitu, łączy"
    " je ze sobą, a w przeciwnym razie zaczyna się nowy akapit. Zmierzyliśmy to na kilkuset stronach różnych prac naukowych."
)
JAPANESE = (
    "このプログラムはページを上から下へ読み、各行をその前の行と比較する。両方が同じ段落に属する場合は結合し、そうでなければ新しい段落を始める。"
    * 3
)
GARBLED = ENGLISH.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "zabcdefghijklmnopqrstuvwxy"))
MATHS = (
    ENGLISH
    + " Let f : X → Y be a map with sup |f(x)| ≤ C for x ∈ Ω, Hom(A, B) ≅ Ext¹(C, D), dim V = n + 1, ker T = im S."
)


def document(*texts):
    blocks, at = [], 0
    for kind, text in texts:
        blocks.append(Block(kind, text, (Box(1, 0, 0, 1, 1),), char_start=at, char_end=at + len(text)))
        at += len(text) + 2
    return "\n\n".join(text for _, text in texts), tuple(blocks)


def quality(*texts):
    body, blocks = document(*texts)
    return measure(
        body,
        blocks,
        engine="e",
        engine_version="1",
        page_count=2,
        pages_without_text=1,
        column_count=2,
        unmapped_characters=3,
    )


@pytest.mark.parametrize(
    ("text", "language", "verdict"),
    [
        (ENGLISH, "en", "ok"),
        (FRENCH, "fr", "ok"),
        (POLISH, "pl", "ok"),
        (JAPANESE, "ja", "ok"),
        (MATHS, "en", "ok"),
    ],
    ids=["English", "French", "Polish", "Japanese", "mathematics"],
)
def test_readable(text, language, verdict):
    got = quality(("paragraph", text))
    assert (got.language, got.verdict) == (language, verdict)
    assert got.language_confidence > 0.9
    assert got.lexicon_share > 0.6 or language == "pl"


def test_garbled():
    got = quality(("paragraph", GARBLED))
    assert got.verdict == "garbled"
    assert got.lexicon_share < 0.2


def test_garbled_in_part():
    assert quality(("paragraph", ENGLISH), ("paragraph", GARBLED)).verdict == "garbled"
    assert quality(*[("paragraph", ENGLISH)] * 9, ("paragraph", GARBLED)).verdict == "ok"


def test_too_little_to_tell():
    got = quality(("paragraph", "Proof. Trivial."))
    assert (got.verdict, got.language) == ("ok", None)


def test_empty():
    assert (
        measure(
            "",
            (),
            engine="e",
            engine_version="1",
            page_count=1,
            pages_without_text=1,
            column_count=1,
            unmapped_characters=0,
        ).verdict
        == "empty"
    )


def test_what_nobody_can_read_makes_a_text_garbled():
    body, blocks = document(("paragraph", ENGLISH))
    rest = {"engine": "e", "engine_version": "1", "page_count": 1, "pages_without_text": 0, "column_count": 1}
    assert measure(body, blocks, **rest, unmapped_characters=20).verdict == "ok"
    assert measure(body, blocks, **rest, unmapped_characters=200).verdict == "garbled"


def test_counts():
    got = quality(("paragraph", "one two three"), ("equation", "E = mc²"))
    assert got.unmapped_characters == 3
    assert got.word_count == 6
    assert got.equation_share == pytest.approx(7 / len("one two three\n\nE = mc²"), abs=1e-4)
    assert (got.page_count, got.pages_without_text, got.column_count) == (2, 1, 2)
