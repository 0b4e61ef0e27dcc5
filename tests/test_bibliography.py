"""Cutting the list into entries, and linking the body's markers to it."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks.records import Box, Document, ListLine, Quality, Reference, ReferenceFields
from arxiv_chunks.references.citations import find_citations
from arxiv_chunks.references.entries import cut_entries, joined
from arxiv_chunks.references.find import find_references
from arxiv_chunks.references.labels import SUPERSCRIPTS

CASES = Path(__file__).parent / "cases"
LISTS = json.loads((CASES / "bibliographies.json").read_text())
MARKERS = json.loads((CASES / "citations.json").read_text())


def printed(text, x0=54.0, y0=0.0, page=1, links=()):
    return ListLine(text, Box(page, x0, y0, x0 + 5.0 * len(text), y0 + 10), 54.0, 290.0, 10.0, links=tuple(links))


def printed_list(rows):
    return [printed(text, x0, y[0] if y else 12.0 * n) for n, (x0, text, *y) in enumerate(rows)]


def document(body="", lines=()):
    quality = Quality("ok", "", "", 1, 0, 1, 0, 1.0, 0, 0.0, None, 0.0)
    return Document(body, (), (), tuple(lines), quality)


def with_blank(before, after):
    return f"{before} {after}"


@pytest.mark.parametrize("case", LISTS, ids=lambda c: c["name"])
def test_a_list_is_cut_into_its_entries(case):
    entries = cut_entries(printed_list(case["lines"]))
    assert [[e.label, joined(e.lines, with_blank)] for e in entries] == case["expected"]


def letters(text):
    return re.sub(r"\s", "", text).translate(SUPERSCRIPTS)


STARTS = st.sampled_from(["", "[1] ", "[2] ", "[3] ", "(1) ", "1. ", "2. ", "[AB12] ", "(a) ", "—. ", "12. ", "³ "])
TEXTS = st.one_of(
    st.text(max_size=30), st.sampled_from(["A. Able, J. Imag. 1, 2 (1999); (b) B. Baker", "arXiv:1706.", "03762."])
)
LINES = st.builds(
    printed,
    st.builds(str.__add__, STARTS, TEXTS),
    st.sampled_from([54.0, 64.0, 80.0, 320.0]),
    st.sampled_from([0.0, 12.0, 24.0, 60.0, 700.0]),
    st.integers(1, 3),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_entries_hold_all_of_the_list_once_and_in_order(lines):
    entries = cut_entries(lines)
    printed_list, at = letters("".join(line.text for line in lines)), 0
    for n, entry in enumerate(entries):
        label, text = letters(entry.label or ""), letters("".join(line.text for line in entry.lines))
        if n and entry.label == entries[n - 1].label and not printed_list.startswith(label + text, at):
            label = ""  # several works under one label: it stands there once
        assert printed_list.startswith(label + text, at)
        at += len(label + text)
    assert at == len(printed_list)
    assert all(entry.lines for entry in entries)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=15))
def test_references_of_any_list_are_clean(lines):
    references = find_references(document(lines=lines))
    assert [r.index for r in references] == list(range(len(references)))
    for reference in references:
        found = reference.fields.arxiv_id
        assert found is None or re.fullmatch(r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}", found)
        assert (found is None) == (reference.arxiv_id_source is None)
        assert (reference.fields.doi is None) == (reference.doi_source is None)


def test_links_are_evidence_and_say_so():
    lines = [
        printed("[1] A. Able, A title, 2017.", links=["https://arxiv.org/abs/1706.03762v5"]),
        printed("[2] B. Baker, J. Imag. 1, 2 (2001).", y0=12, links=["https://doi.org/10.1000/ABC%281%29"]),
        printed("[3] C. Cold, arXiv:1704.04861, 2017.", y0=24, links=["http://arxiv.org/abs/1704.04861"]),
        printed("[4] D. Dark, doi:10.1000/xyz, 2001.", y0=36, links=["https://doi.org/10.1000/xyz.123"]),
        printed("[5] E. Early, 2018.", y0=48, links=["https://doi.org/10.48550/arXiv.1801.00001"]),
    ]
    ids = [
        (r.fields.arxiv_id, r.arxiv_id_source, r.fields.doi, r.doi_source)
        for r in find_references(document(lines=lines))
    ]
    assert ids == [
        ("1706.03762", "linked", None, None),
        (None, None, "10.1000/abc(1)", "linked"),
        ("1704.04861", "printed", None, None),
        (None, None, "10.1000/xyz.123", "printed"),
        ("1801.00001", "linked", "10.48550/arxiv.1801.00001", "linked"),
    ]


def test_a_paper_does_not_cite_itself_by_its_own_stamp():
    lines = [printed("[1] A. Able, arXiv:1706.03762, 2017."), printed("[2] B. Baker, arXiv:1704.04861, 2017.", y0=12)]
    references = find_references(document(lines=lines), "1706.03762v2")
    assert [r.fields.arxiv_id for r in references] == [None, "1704.04861"]


@pytest.mark.parametrize(
    ("citing", "kept"), [("1706.03762v1", None), ("1706.03762v3", "1712.00001"), (None, "1712.00001")]
)
def test_a_first_version_cites_nothing_of_later_months(citing, kept):
    lines = [printed("[1] A. Able, arXiv:1712.00001, 2017."), printed("[2] B. Baker, arXiv:1704.04861, 2017.", y0=12)]
    assert [r.fields.arxiv_id for r in find_references(document(lines=lines), citing)] == [kept, "1704.04861"]


def test_a_dash_stands_for_the_authors_before():
    lines = [
        printed("Able, A., & Baker, B. 1999, ApJ, 1, 23"),
        printed("—. 2002, ApJ, 3, 45", y0=12),
        printed("continued", x0=63, y0=24),
    ]
    first, second = find_references(document(lines=lines))
    assert second.fields.authors == first.fields.authors == ("Able, A.", "Baker, B.")
    assert second.raw.startswith("—. 2002")


def test_works_under_one_label_are_entries_of_their_own():
    lines = [
        printed("[3] A. Able, Imag. Lett. B 417, 141 (1998) [arXiv:hep-lat/9707022]; ibid. C 427,"),
        printed("353 (1998) [arXiv:hep-lat/9801031]; B. Baker, arXiv:1703.01234.", y0=12, links=LINKS),
        printed("[4] (a) C. Cold, J. Imag. 1, 2 (1999); (b) D. Dark, J. Imag. 3, 4 (2000).", y0=24),
        printed("[5] E. Early, J. Imag. 5, 6 (2001); Erratum J. Imag. 7, 8 (2002), arXiv:1703.05678.", y0=36),
        printed("[6] F. First, One title; and another, J. Imag. 5, 6 (2001).", y0=48),
    ]
    references = find_references(document(lines=lines))
    assert [(r.label, r.fields.authors, r.fields.journal, r.fields.volume, r.fields.arxiv_id) for r in references] == [
        ("[3]", ("A. Able",), "Imag. Lett. B", "417", "hep-lat/9707022"),
        ("[3]", ("A. Able",), "Imag. Lett. C", "427", "hep-lat/9801031"),
        ("[3]", ("B. Baker",), None, None, "1703.01234"),
        ("[4]", ("C. Cold",), "J. Imag.", "1", None),
        ("[4]", ("D. Dark",), "J. Imag.", "3", None),
        ("[5]", ("E. Early",), "J. Imag.", "5", "1703.05678"),
        ("[6]", ("F. First",), "J. Imag.", "5", None),
    ]
    assert find_citations(document("as shown [3]"), references)[0].reference_indexes == (0, 1, 2)


def test_works_on_lines_of_their_own_are_entries():
    def line(text, y0, x0=72.0):
        return ListLine(text, Box(1, x0, y0, x0 + 4.0 * len(text), y0 + 10), 54.0, 500.0, 10.0)

    lines = [
        line("[1] Able S et al, 1997 Imag. J. 483 565 [SPIRES]", 0, 54),
        line("Baker A G and Cold D, 1998 Imag. J. 116 1009", 12),
        line(
            "[2] Dark D, Early E and First F, 1999 A title of some length that goes on and on and never quite ends,",
            24,
            54,
        ),
        line("Great G, Phys. Lett. 4, 5 (1999)", 36),
    ]
    references = find_references(document(lines=lines))
    assert [(r.label, r.fields.authors[0], r.fields.page) for r in references] == [
        ("[1]", "Able S", "565"),
        ("[1]", "Baker A G", "1009"),
        ("[2]", "Dark D", "5"),
    ]


LINKS = ["https://arxiv.org/abs/hep-lat/9801031", "https://arxiv.org/abs/1703.01234"]


@pytest.mark.parametrize("case", MARKERS, ids=lambda c: c["name"])
def test_markers_point_at_their_entries(case):
    if "labels" in case:
        references = [Reference(n, label, "", 1, ReferenceFields()) for n, label in enumerate(case["labels"])]
    else:
        references = [
            Reference(n, None, f"{', '.join(authors)} {year}{letter}", 1, ReferenceFields(tuple(authors), year=year))
            for n, (authors, year, letter) in enumerate(case["authors"])
        ]
    citations = find_citations(document(case["body"]), references)
    assert [[c.marker, list(c.reference_indexes)] for c in citations] == case["expected"]


BODIES = st.lists(
    st.sampled_from(
        [
            "Able (2001)",
            "Able et al.",
            "[1]",
            "[2, 3-9]",
            "[",
            "]",
            "(",
            "¹",
            " ",
            ", ",
            "2001a",
            "; ",
            "Baker & Cold 2002",
            "b",
            ".",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(BODIES, st.booleans())
def test_spans_point_at_their_markers(body, labelled):
    people = [("Able, A.",), ("Baker, B.", "Cold, C."), ("Able, A.", "Dark, D.", "Early, E.")]
    references = [
        Reference(n, f"[{n + 1}]" if labelled else None, f"{2001 + n}", 1, ReferenceFields(authors, year=2001 + n % 2))
        for n, authors in enumerate(people)
    ]
    citations = find_citations(document(body), references)
    assert all(body[c.char_start : c.char_end] == c.marker for c in citations)
    assert all(0 <= i < len(references) for c in citations for i in c.reference_indexes)
    ends = [0] + [c.char_end for c in citations]
    assert all(c.char_start >= end for c, end in zip(citations, ends, strict=False))


@pytest.mark.parametrize(
    "line", ["A" * 20_000, "Ab" * 10_000, "[" + "1, " * 7_000, "A." * 10_000, "(a) " * 5_000, "¹," * 10_000]
)
def test_a_damaged_line_costs_no_time(line):
    references = find_references(document(lines=[printed(f"[1] {line}"), printed("[2] B. Baker, 2001.", y0=12)]))
    start = time.process_time()
    find_citations(document(line), references)
    cut_entries([printed(line)])
    assert time.process_time() - start < 1.0  # quadratic patterns took 15 s
