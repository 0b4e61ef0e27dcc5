"""One bibliography entry read into fields: cases as data, and what holds for any string at all."""

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks import clean_arxiv_id, clean_doi, parse_reference
from arxiv_chunks.references.back_references import without_back_references
from arxiv_chunks.references.identifiers_in_text import MARK
from arxiv_chunks.references.normalise import MAX_CHARACTERS, tidy

CASES = Path(__file__).parent / "cases"


def cases(name):
    rows = json.loads((CASES / f"references_{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(row["raw"], row["want"], id=row["label"]) for row in rows]


def differences(raw, want):
    fields = parse_reference(raw)
    got = {name: getattr(fields, name) for name in want}
    got = {name: list(value) if isinstance(value, tuple) else value for name, value in got.items()}
    return {name: (got[name], want[name]) for name in want if got[name] != want[name]}


@pytest.mark.parametrize(("raw", "want"), cases("styles"))
def test_styles(raw, want):
    assert differences(raw, want) == {}


@pytest.mark.parametrize(("raw", "want"), cases("negative"))
def test_what_is_not_there_stays_none(raw, want):
    assert differences(raw, want) == {}


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("raw", "want"), cases("known_failures"))
def test_known_failures(raw, want):
    assert differences(raw, want) == {}


PARTS = st.sampled_from(
    [
        *(
            "Smith, J.",
            "and ",
            "et al.",
            "(eds.)",
            "Jr.",
            "FLUX Collaboration",
            "van der Waals",
            "A. B. Quill",
            "漢字",
            "제3권",
        ),
        *("(1999)", "1999", "vol. ", "no. ", "pp. ", "12", "345-67", "B629", "(R)", "XII:", "10.1", "(3)", "n.d."),
        *(", ", ". ", "; ", ": ", "? ", "'", '"', "“", "”", "(", ")", "[", "]", "-", "—", "..", " ", "\n", "²", MARK),
        *("Phys. Rev.", "Nature", "title words", "In ", "in ", "of ", "Vol. 3, ", "Springer", "2nd ed.", "in press"),
        *(
            "arXiv:1234.56789",
            "1704.04861",
            "hep-th/9901001",
            "10.1000/a(1",
            "doi:10.48550/arXiv.1704.04861",
            "http://x.y/z",
        ),
    ]
)
ENTRIES = st.lists(PARTS, max_size=16).map("".join) | st.text(max_size=80)


@given(ENTRIES)
@settings(max_examples=600, deadline=None)
def test_any_string_is_read_without_an_error_into_clean_fields(raw):
    fields = parse_reference(raw)
    assert fields == parse_reference(raw)
    assert fields.arxiv_id is None or clean_arxiv_id(fields.arxiv_id) == fields.arxiv_id
    assert fields.doi is None or clean_doi(fields.doi) == fields.doi
    assert fields.year is None or 1500 <= fields.year < 2050
    for text in (fields.title, fields.journal, fields.volume, fields.issue, fields.page, fields.url, *fields.authors):
        assert text is None or text.strip(), "an empty field is None"
    for text in (fields.title, fields.volume, fields.page, *fields.authors):
        assert text is None or MARK not in text, "the mark of a cut identifier is no text"


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_an_identifier_is_found_whatever_stands_around_it(before, after):
    fields = parse_reference(f"{before} https://arxiv.org/abs/1704.04861 {after}")
    assert fields.arxiv_id is not None
    assert clean_arxiv_id(fields.arxiv_id) == fields.arxiv_id


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_long_lines_are_read_by_their_two_ends(seed):
    middle = "".join(random.Random(seed).choices("ABC ab 12().,", k=20_000))
    line = f"A. B. Quill, {middle}, Phys. Rev. D 72, 1224 (1994), arXiv:hep-ph/9405221."
    assert len(tidy(line)) <= MAX_CHARACTERS + 1
    fields = parse_reference(line)
    assert fields.authors[:1] == ("A. B. Quill",)
    assert fields.arxiv_id == "hep-ph/9405221"


SLOW_PARTS = [
    "A",
    "Ab ",
    "A. ",
    "A.-B.",
    "Ab-Cd-",
    "AB",
    "(",
    "(a ",
    "[",
    "1",
    "12 ",
    "1-",
    "1999 ",
    "Word. ",
    "One, ",
    '"a ',
    "in A, ",
    " ",
    "é",
    "漢",
]


@pytest.mark.parametrize("part", SLOW_PARTS)
def test_time_grows_with_length_and_no_faster(part):
    """Four times the text takes about four times as long; a nested repetition would take sixteen times or for ever."""
    short, long = (cpu_seconds((part * 4000)[:length]) for length in (1000, 4000))
    assert long < 11 * short + 0.002


def cpu_seconds(line):
    times = []
    for _ in range(5):
        start = time.process_time()
        parse_reference(line)
        times.append(time.process_time() - start)
    return min(times)


CITED_ON = [
    "A. Able. One thing. 2014. 2, 3",
    "B. Baker. Two things, arXiv:1503.02531, 2015. 7",
    "C. Cold. Three. 2015.",
]


def test_pages_that_cite_are_cut_where_the_list_prints_them():
    assert without_back_references(CITED_ON, 9) == [text.rstrip(" 237,") for text in CITED_ON]
    assert without_back_references(["D. Dark. Four. (Cited on pages 1, 2 and 14.)", "E. Early, cit. on p. 3."], 1) == [
        "D. Dark. Four.",
        "E. Early,",
    ]


@pytest.mark.parametrize(
    ("entries", "last_page"),
    [
        (["A. Able, J. Imag. 12, 345", "B. Baker, J. Imag. 1, 2", "C. Cold, Imag. Lett. 2, 99"], 20),  # no pages here
        (["A. Able. One. 2014. 7", "B. Baker. Two. 2015.", "C. Cold. Three. 2016."], 9),  # one alone
        (["A. Able. One. 2014. 7, 3", "B. Baker. Two. 2015. 4, 4"], 9),  # not rising
    ],
)
def test_other_numbers_at_the_end_stay(entries, last_page):
    assert without_back_references(entries, last_page) == entries
