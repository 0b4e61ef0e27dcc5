"""Identifiers: a clean value or None."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arxiv_chunks import clean_arxiv_id, clean_doi, parse_arxiv_id

ROWS = json.loads((Path(__file__).parent / "cases" / "identifiers.json").read_text(encoding="utf-8"))
CLEANERS = {"arxiv_id": clean_arxiv_id, "doi": clean_doi}


@pytest.mark.parametrize(
    ("kind", "text", "clean"),
    [pytest.param(kind, row["text"], row[kind], id=row["label"]) for row in ROWS for kind in CLEANERS if kind in row],
)
def test_cases(kind, text, clean):
    assert CLEANERS[kind](text) == clean


@given(st.text())
def test_a_clean_value_is_left_as_it_is(text):
    for clean in CLEANERS.values():
        value = clean(text)
        assert value is None or clean(value) == value


@given(st.integers(2015, 2029), st.integers(1, 12), st.integers(1, 99_999), st.none() | st.integers(1, 99))
def test_every_identifier_of_the_scheme_is_read_with_its_version(year, month, number, version):
    paper = f"{year % 100:02}{month:02}.{number:05}"
    parsed = parse_arxiv_id(f"arXiv:{paper}" + (f"v{version}" if version else ""))
    assert parsed is not None
    assert (parsed.paper, parsed.version, parsed.yymm) == (paper, version, paper[:4])
