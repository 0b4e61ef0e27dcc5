"""In-text citations by the PDF's own links: from rectangles and destinations to markers and entries."""

import json
import re
from itertools import islice
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typesetting import ONE_COLUMN, PITCH, broken, document_of, justified, put, sentences

from arxiv_chunks import find_citations, find_references, read_pdf
from arxiv_chunks.records import Anchor, Box, CitationLink, Document, Quality, Reference, ReferenceFields
from arxiv_chunks.references.anchors import anchored
from arxiv_chunks.rows import document_from_row, reference_from_row, reference_row, text_row

CASES = json.loads((Path(__file__).parent / "cases" / "citation_links.json").read_text())
MARKED = re.compile(r"⟦([^|]*)\|(\w)⟧")


def linked(marked: str) -> Document:
    """A document whose body has links where the text is marked `⟦text|anchor⟧`."""
    body, links, at = "", [], 0
    for match in MARKED.finditer(marked):
        body += marked[at : match.start()]
        links.append(CitationLink(len(body), len(body) + len(match[1]), match[2]))
        body += match[1]
        at = match.end()
    quality = Quality("ok", "", "", 1, 0, 1, 0, 1.0, 0, 0.0, None, 0.0)
    return Document(body + marked[at:], (), (), (), quality, citation_links=tuple(links))


def bibliography(case) -> list[Reference]:
    if "labels" in case:
        entries = [(label, "", ReferenceFields()) for label in case["labels"]]
    else:
        entries = [
            (None, f"{', '.join(authors)} {year}{letter}", ReferenceFields(tuple(authors), year=year))
            for authors, year, letter in case["authors"]
        ]
    return [
        Reference(n, label, raw, 1, fields, anchors=("abcdefgh"[n],)) for n, (label, raw, fields) in enumerate(entries)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_links_tell_the_entries_of_markers(case) -> None:
    citations = find_citations(linked(case["body"]), bibliography(case))
    assert [[c.marker, list(c.reference_indexes), c.via] for c in citations] == case["expected"]


PIECES = st.sampled_from(
    ["⟦Able|a⟧", "⟦2001|a⟧", "⟦1|a⟧", "⟦2|b⟧", "⟦3|c⟧", "⟦Baker|b⟧", "[1]", "[", "]", "(", ")", ", ", "–", " ", "Able (2001)", "¹", "⟦²|b⟧"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.booleans())
def test_spans_point_at_their_markers(marked: str, labelled: bool) -> None:
    people = [("Able, A.",), ("Baker, B.", "Cold, C."), ("Able, A.", "Dark, D.", "Early, E.")]
    case = {"labels": ["[1]", "[2]", "[3]"]} if labelled else {"authors": [(names, 2001, "") for names in people]}
    document, references = linked(marked), bibliography(case)
    citations = find_citations(document, references)
    assert all(document.body[c.char_start : c.char_end] == c.marker != "" for c in citations)
    assert all(0 <= i < len(references) for c in citations for i in c.reference_indexes)
    ends = [0] + [c.char_end for c in citations]
    assert all(c.char_start >= end for c, end in zip(citations, ends, strict=False))


@pytest.mark.parametrize("height", [-28.0, -11.0, 0.0, 8.0])
def test_an_anchor_belongs_to_the_entry_at_its_papers_height(height: float) -> None:
    boxes = {n: Box(3, 72.0, 100.0 + 30 * n, 500.0, 110.0 + 30 * n) for n in range(6)}
    anchors = [Anchor(f"cite.{n}", 3, 70.0, box.y0 + height + n % 2) for n, box in boxes.items()]
    stray = [Anchor("section.1", 3, 72.0, 400.0), Anchor("cite.other", 4, 72.0, 100.0)]
    assert anchored([*anchors, *stray], boxes) == {n: [f"cite.{n}"] for n in boxes}


def test_an_anchor_that_could_belong_to_two_entries_belongs_to_none() -> None:
    boxes = {0: Box(3, 54.0, 100.0, 290.0, 110.0), 1: Box(3, 307.0, 100.0, 540.0, 110.0)}
    assert anchored([Anchor("cite.a", 3, None, 98.0)], boxes) == {}
    assert anchored([Anchor("cite.a", 3, 302.0, 98.0), Anchor("cite.b", 3, 54.0, 98.0)], boxes) == {
        0: ["cite.b"],
        1: ["cite.a"],
    }


def test_anchors_that_meet_no_entries_say_nothing() -> None:
    boxes = {n: Box(3, 72.0, 100.0 + 60 * n, 500.0, 110.0) for n in range(4)}
    places = [Anchor("equation.1", 3, 72.0, 130.0), Anchor("figure.2", 3, 72.0, 345.0), Anchor("page.3", 3, 72.0, 95.0)]
    assert anchored(places, boxes) == {}


ENTRIES = [
    "[1] A. Able and B. Baker, A title of some length, J. Imag. 1, 2 (1999).",
    "[2] C. Cold, Another title of some length, J. Imag. 3, 4 (2000).",
    "[3] D. Dark and E. Early, A third title of some length, J. Imag. 5, 6 (2001).",
    "[4] F. First, A fourth title of some length, J. Imag. 7, 8 (2002).",
]
LIST_TOP = 120.0


def paper() -> bytes:
    """A page of prose that cites, and a page of references."""

    def prose(page: pymupdf.Shape) -> None:
        y = 80.0
        for n in range(4):
            text = f"{' '.join(islice(sentences(), 3 * n, 3 * n + 2))} So it was found [1, 2, 4] at last. And 3 km of it [3]."
            y = justified(page, broken(text, ONE_COLUMN[1] - ONE_COLUMN[0]), ONE_COLUMN, y)

    def listed(page: pymupdf.Shape) -> None:
        put(page, 90, LIST_TOP - 30, "References", size=12, font="tibo")
        for n, entry in enumerate(ENTRIES):
            put(page, 90, LIST_TOP + 2 * PITCH * n, entry)

    return document_of(prose, listed)


def with_links(data: bytes, *, named: bool) -> bytes:
    """The paper with a link on each number of each marker, to a point above its entry's first line."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        page = document[0]
        tops = [LIST_TOP + 2 * PITCH * n - 11 for n in range(len(ENTRIES))]
        if named:
            places = "".join(
                f"/cite.key{n + 1} [{document[1].xref} 0 R /XYZ 90 {792 - top} 0]" for n, top in enumerate(tops)
            )
            document.xref_set_key(document.pdf_catalog(), "Dests", f"<<{places}>>")
        for x0, y0, x1, y1, word, *_ in page.get_text("words"):
            if number := re.fullmatch(r"\[?(\d)[,\]]\.?", word):
                to = pymupdf.Point(90, tops[int(number[1]) - 1])
                goto = {"kind": pymupdf.LINK_GOTO, "page": 1, "to": to}
                name = {"kind": pymupdf.LINK_NAMED, "nameddest": f"cite.key{number[1]}"}
                page.insert_link({"from": pymupdf.Rect(x0, y0, x1, y1), **(name if named else goto)})
        return document.tobytes()


@pytest.mark.parametrize("named", [False, True])
def test_links_of_a_pdf_lead_from_markers_to_entries(named: bool) -> None:
    plain, document = read_pdf(paper()), read_pdf(with_links(paper(), named=named))
    assert (document.body, document.blocks, document.reference_lines) == (
        plain.body,
        plain.blocks,
        plain.reference_lines,
    )
    covered = [document.body[link.char_start : link.char_end] for link in document.citation_links]
    paragraphs = document.body.count("[1, 2, 4]")
    assert paragraphs > 1  # the first ones are the title page's
    assert covered == ["1", "2", "4", "3"] * paragraphs
    references = find_references(document)
    assert [len(reference.anchors) for reference in references] == [1, 1, 1, 1]
    if named:
        assert [reference.anchors[0] for reference in references] == [f"cite.key{n}" for n in (1, 2, 3, 4)]
    citations = find_citations(document, references)
    assert [(c.marker, c.reference_indexes, c.via) for c in citations] == [
        ("[1, 2, 4]", (0, 1, 3), "link"),
        ("[3]", (2,), "link"),
    ] * paragraphs
    assert [c.via for c in find_citations(plain, find_references(plain))] == ["text"] * 2 * paragraphs


def test_links_and_anchors_are_kept_in_the_tables() -> None:
    document = read_pdf(with_links(paper(), named=True))
    kept = document_from_row(text_row("1706.03762", 1, "", document))
    assert (kept.anchors, kept.citation_links) == (document.anchors, document.citation_links)
    references = find_references(document)
    rows = [reference_row("1706.03762", 1, reference, None) for reference in references]
    assert [reference_from_row(row).anchors for row in rows] == [reference.anchors for reference in references]
