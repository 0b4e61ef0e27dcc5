"""Notes among the entries of a bibliography, and footnotes at its foot: cases are in `cases/notes_in_lists.json`."""

import json
from pathlib import Path

import pytest
from pages_of_lines import line_of

from arxiv_chunks.references.notes import notes_among, reads_as_note
from arxiv_chunks.references.region import find_region

CASES = json.loads((Path(__file__).parent / "cases" / "notes_in_lists.json").read_text("utf-8"))
ENTRIES = [
    "[1] A. Able and B. Baker, J. Imag. 1, 2 (1999).",
    "[2] C. Cold, A title that is long, J. Imag. 2, 3 (2000).",
    "[3] D. Dark, Phys. Lett. B 12, 345 (2001).",
    "[4] E. Early, J. Imag. 4, 5 (2002).",
]


def lines_below_each_other(texts, gap_before=None):
    lines, y = [], 500.0
    for text in texts:
        y += 30 if text == gap_before else 12
        lines.append(line_of([{"text": text, "size": 8}], 72, None, y, 3))
    return lines


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["entry"][:30])
def test_case(case):
    assert reads_as_note(case["entry"]) == case["note"]


def test_the_lines_of_a_note_are_those_up_to_the_next_label():
    texts = [*ENTRIES[:2], "[3] We note that this is not so for the", "boats that were counted.", ENTRIES[3]]
    assert [[line.text for line in note] for note in notes_among(lines_below_each_other(texts))] == [texts[2:4]]


def test_a_list_of_no_lines_has_no_notes():
    assert notes_among([]) == []


@pytest.mark.parametrize("note", ["⁵The boats were counted twice.", "6 The boats were counted twice."])
def test_a_footnote_of_the_text_below_the_entries_is_no_part_of_the_list(note):
    texts = ["References", *ENTRIES, note, "The ladders were not counted."]
    lines = lines_below_each_other(texts, gap_before=note)
    listed = [lines[i].text for start, end in find_region(lines) for i in range(start, end)]
    assert listed == ENTRIES


def test_raised_labels_after_a_gap_stay_in_the_list():
    texts = ["References", *(f"{raised}{entry[4:]}" for raised, entry in zip("¹²³⁴", ENTRIES, strict=True))]
    lines = lines_below_each_other(texts, gap_before=texts[3])
    listed = [lines[i].text for start, end in find_region(lines) for i in range(start, end)]
    assert listed == texts[1:]


def test_a_footnote_below_a_list_without_labels_is_no_label():
    texts = ["References", *(entry[4:] for entry in ENTRIES), "5 The boats were counted twice."]
    lines = lines_below_each_other(texts, gap_before=texts[-1])
    assert [lines[i].text for start, end in find_region(lines) for i in range(start, end)] == texts[1:-1]
