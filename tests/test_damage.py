"""Fonts decoded wrongly: found, and undone where a word list proves how. The prose is this file's own."""

from itertools import pairwise

import msgspec
import pytest

from arxiv_chunks.pdf.damage import _URW_ORDER, decode, decoded, find_decodings
from arxiv_chunks.pdf.engines import Page, Span
from arxiv_chunks.pdf.lines import page_lines

PROSE = """
We study how quickly the extraction of plain text from a scientific paper can be made without losing a single word. Figures, tables
and equations jump between the columns of a page, and each of them interrupts a sentence that continues somewhere else. Our first
experiment, of 2015, measures the time that a simple program needs for a page; the second one compares its output with the source of
the paper. The size of the vocabulary grows with the length of the text, yet most of the words that a reader meets are known after
the first few pages. We find that a small set of rules is enough, and that every rule should be explained by an example. Zero
knowledge of the language is assumed, except for the question whether a sequence of letters is a word at all.
""".strip().split("\n")
FRENCH = """
Nous étudions la vitesse avec laquelle le texte d'un article scientifique peut être extrait sans perdre un seul mot. Les figures, les
tableaux et les équations passent d'une colonne à l'autre, et chacun interrompt une phrase qui continue ailleurs dans la page.
""".strip().split("\n")
FORMULAS = ["x1 = a + b, f(x) ≤ g(y)", "Kij Lmn Rst Uvw", "sup inf Hom Ext Tor"] * 8


def page(lines, font):
    spans = [
        Span(t, 72, 72 + 12 * i, 500, 82 + 12 * i, 80 + 12 * i, 10.0, font, bold=False, italic=False)
        for i, t in enumerate(lines)
    ]
    return Page(1, 612, 792, tuple(spans))


def to_neighbours(lines):
    """Each glyph under the name of the one before it among those that the text uses."""
    ligatures = [line.replace("fi", "ﬁ").replace("fl", "ﬂ") for line in lines]
    used = [c for c in _URW_ORDER if any(c in line for line in ligatures)]
    table = {ord(true): name for name, true in pairwise(["\x00", *used])}
    return [line.translate(table).replace("ﬁ", "fi").replace("ﬂ", "fl") for line in ligatures]


def to_glyph_numbers(lines):
    return [line.translate({code: chr(code - 29) for code in range(32, 127)}) for line in lines]


@pytest.mark.parametrize("damage", [to_neighbours, to_glyph_numbers])
def test_a_proved_decoding_gives_the_text_back(damage):
    font = "ABCDEF+NimbusRomNo9L-Regu"
    broken = page(damage(PROSE), font)
    assert broken.spans[0].text != PROSE[0]
    decodings = find_decodings(page_lines(broken))
    assert set(decodings) == {font}
    assert [span.text for span in decoded(broken, decodings).spans] == PROSE


@pytest.mark.parametrize("lines", [PROSE, FRENCH, FORMULAS], ids=["English", "French", "formulas"])
def test_readable_text_is_left_alone(lines):
    assert find_decodings(page_lines(page(lines, "NimbusRomNo9L-Regu"))) == {}


def test_what_cannot_be_proved_is_left_alone():
    scrambled = [
        line.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujmikolp")) for line in PROSE
    ]
    assert find_decodings(page_lines(page(scrambled, "NimbusRomNo9L-Regu"))) == {}


def test_codes_without_a_meaning_are_marked():
    broken = page(["label \x05\x06"], "Unknown")
    decodings = find_decodings(page_lines(broken))
    assert decoded(broken, decodings).spans[0].text == "label \ufffd\ufffd"


def test_a_small_font_follows_its_proved_sibling():
    body, head = "AAAAAA+NimbusRomNo9L-Regu", "BBBBBB+NimbusRomNo9L-Medi"
    broken = page(to_neighbours(PROSE), body)
    heading = page(to_neighbours(["Measurement of the speed"]), head).spans[0]
    heading = msgspec.structs.replace(heading, y0=700, y1=710, baseline=708)
    decodings = find_decodings(page_lines(Page(1, 612, 792, (*broken.spans, heading))))
    assert decode(heading.text, decodings[head]) == "Measurement of the speed"
