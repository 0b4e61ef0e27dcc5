"""Markdown and JSON of a document."""

import json

from hypothesis import given
from hypothesis import strategies as st

from arxiv_chunks.records import Block, Box, Document, ListLine, PageStart, Quality
from arxiv_chunks.text.formats import to_json, to_markdown

QUALITY = Quality("ok", "pymupdf", "1", 1, 0, 1, 9, 0.9, 0, 0.0, "en", 1.0)
BOX = Box(1, 0, 0, 10, 10)


def document(*blocks):
    body, placed = "", []
    for kind, text, level in blocks:
        if kind in ("other", "reference"):
            placed.append(Block(kind, text, (BOX,)))
            continue
        start = len(body) + (2 if body else 0)
        body += ("\n\n" if body else "") + text
        placed.append(Block(kind, text, (BOX,), level=level, char_start=start, char_end=start + len(text)))
    return Document(body, tuple(placed), (PageStart(0, 1),), (ListLine("[1] A.", BOX, 0, 10, 9.0),), QUALITY)


def test_each_kind_has_its_form():
    got = to_markdown(
        document(
            ("heading", "1 Introduction", 1),
            ("paragraph", "Let x*y < z.", None),
            ("heading", "1.1 Deep", 2),
            ("list_item", "• first", None),
            ("list_item", "(2) second", None),
            ("equation", "E = mc²", None),
            ("table", "a\tb c\n1\t2", None),
            ("caption", "Table 1: Numbers.", None),
            ("footnote", "1 A note.", None),
            ("other", "axis label", None),
            ("reference", "[1] A.", None),
        )
    )
    assert got.split("\n\n") == [
        "# 1 Introduction",
        "Let x\\*y \\< z.",
        "## 1.1 Deep",
        "- first",
        "2. second",
        "```\nE = mc²\n```",
        "| a | b c |\n| --- | --- |\n| 1 | 2 |",
        "*Table 1: Numbers.*",
        "> 1 A note.",
        "---",
        "\\[1\\] A.",
    ]


def test_a_paragraph_that_begins_like_a_list_is_none():
    assert to_markdown(document(("paragraph", "1. is a number", None))) == "\\1. is a number"


def test_rows_of_unequal_length_fill_up():
    assert to_markdown(document(("table", "a\tb\n1", None))).split("\n")[-1] == "| 1 |  |"


def test_an_empty_document_is_empty():
    assert to_markdown(document()) == ""


def test_json_holds_the_body_the_blocks_and_the_quality():
    read = json.loads(to_json(document(("heading", "Über", 1), ("paragraph", "x", None))))
    assert read["body"] == "Über\n\nx"
    assert [block["kind"] for block in read["blocks"]] == ["heading", "paragraph"]
    assert read["blocks"][0]["boxes"] == [[1, 0, 0, 10, 10]]
    assert read["quality"]["verdict"] == "ok"


@given(st.text(min_size=1, max_size=40))
def test_no_text_breaks_out_of_an_equation(text):
    lines = to_markdown(document(("equation", text, None))).split("\n")
    assert lines[0] == lines[-1]
    assert set(lines[0]) == {"`"}
    assert lines[0] not in text
