"""The bundled sample's bibliographies as read from its PDFs, against what its sources say: entries, identifiers, titles, years."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import resources
from arxiv_chunks import find_references, read_pdf

SAMPLE = Path(resources.__file__).parent / "sample"
NAMES = [path.name.removesuffix(".refs.json") for path in sorted((SAMPLE / "truth").glob("*.refs.json"))]


def squeeze(text):
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKD", str(text or "")).casefold())


@cache
def truth_and_output(name):
    source = next((SAMPLE / "sources").glob(f"*/{name}.tex")).read_text(encoding="utf-8")
    arxiv_id = re.match(r"% arXiv:(\S+)", source)[1]
    pdf = SAMPLE / "pdf" / f"{arxiv_id.replace('/', '_')}.pdf"
    truth = json.loads((SAMPLE / "truth" / f"{name}.refs.json").read_text(encoding="utf-8"))
    return truth, find_references(read_pdf(pdf.read_bytes()), arxiv_id)


def is_entry(reference, entry):
    """Whether a reference's text holds the entry's title, or, where it has none, its first author and year."""
    raw = squeeze(reference.raw)
    parts = [entry["title"]] if entry["title"] else [entry["first_author"], entry["year"]]
    return all(squeeze(part) in raw for part in parts)


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_is_found_and_none_is_glued_or_torn(name):
    truth, references = truth_and_output(name)
    assert len(references) == len(truth)
    assert [n for n, pair in enumerate(zip(references, truth, strict=True)) if not is_entry(*pair)] == []


@pytest.mark.parametrize("name", NAMES)
def test_identifiers_are_those_of_the_truth(name):
    truth, references = truth_and_output(name)
    for field in ("arxiv_id", "doi"):
        wanted = Counter((e[field] or e[f"linked_{field}"]).lower() for e in truth if e[field] or e[f"linked_{field}"])
        assert Counter(v for r in references if (v := getattr(r.fields, field))) == wanted


def test_titles_and_years_stay_above_their_floors():
    pairs = [pair for name in NAMES for pair in zip(*truth_and_output(name), strict=True)]
    titles = [squeeze(entry["title"]) == squeeze(r.fields.title) for entry, r in pairs if entry["title"]]
    years = [str(entry["year"]) == str(r.fields.year) for entry, r in pairs if entry["year"]]
    assert len(titles) > 100
    assert sum(titles) / len(titles) > 0.96
    assert all(years)
