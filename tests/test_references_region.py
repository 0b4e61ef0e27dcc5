"""Finding the list among a document's lines: with and without a heading, its end, and what interrupts it."""

import time

import pytest
from msgspec.structs import replace

from arxiv_chunks.pdf.engines import Span
from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.references.region import find_region
from arxiv_chunks.text.furniture import find_furniture

PROSE = "which shows that the field is smooth and the sum is finite"
ENTRIES = [
    (54, "[1] A. Able and B. Baker, J. Imag. 1, 2 (1999)."),
    (54, "[2] C. Cold, A title that is rather long and"),
    (70, "goes on, J. Imag. 2, 3 (2000)."),
    (54, "[3] D. Dark, arXiv:1706.03762."),
    (54, "[4] E. Early, Phys. Lett. B 12, 345 (2001)."),
]


def page_of(rows, page=1):
    made = []
    for n, (x0, text, *size) in enumerate(rows):
        height = size[0] if size else 10.0
        y0 = 50 + 14.0 * n
        span = Span(
            text, x0, y0, x0 + 5 * len(text), y0 + height, y0 + 8, height, "Serif", bold=height > 11, italic=False
        )
        made.append(Line(page, [span]))
    return made


def listed(lines):
    return [lines[i].text for start, end in find_region(lines) for i in range(start, end)]


@pytest.mark.parametrize(
    "heading", ["References", "REFERENCES", "R EFERENCES", "7. References", "VI. BIBLIOGRAPHY:", "Literature Cited"]
)
def test_a_list_follows_its_heading_and_ends_before_the_appendix(heading):
    rows = [(54, PROSE)] * 20 + [(54, heading, 12)] + ENTRIES + [(54, "A Proof of the lemma", 12)] + [(54, PROSE)] * 20
    assert listed(page_of(rows)) == [text for _, text in ENTRIES]


def test_a_list_without_heading_is_found_by_its_labels():
    assert listed(page_of([(54, PROSE)] * 20 + ENTRIES)) == [text for _, text in ENTRIES]


def test_a_line_of_the_contents_is_no_heading():
    rows = [(54, "References")] + [(54, PROSE)] * 20 + [(54, "References", 12)] + ENTRIES
    assert listed(page_of(rows)) == [text for _, text in ENTRIES]


def test_numbered_equations_are_no_list():
    rows = [
        (54, PROSE),
        (54, "(1) a = b"),
        (54, PROSE),
        (54, PROSE),
        (54, "(2) c = d"),
        (54, PROSE),
        (54, "(3) e = f"),
    ] * 3
    assert listed(page_of(rows)) == []


def test_two_lists_are_both_found():
    rows = [(54, "References", 12)] + ENTRIES + [(54, "B More material", 12)] + [(54, PROSE)] * 20
    rows += [(54, "Supplementary References", 12), *ENTRIES]
    assert listed(page_of(rows)) == [text for _, text in ENTRIES] * 2


def test_names_after_the_last_numbered_entry_are_not_the_lists():
    names = [
        (54, "F. First, G. Great, H. High, I. Inner, J. Just,"),
        (54, "K. Kind, L. Long, M. More, N. Near, O. Over,"),
    ]
    rows = (
        [(54, PROSE)] * 5 + [(54, "References", 12)] + ENTRIES + [(54, "The Imaginary Collaboration", 14)] + names * 6
    )
    assert listed(page_of(rows)) == [text for _, text in ENTRIES]


@pytest.mark.parametrize(
    "line", ["A" * 20_000, "Ab" * 10_000, "[" + "1, " * 7_000, "A." * 10_000, "(a) " * 5_000, "¹," * 10_000]
)
def test_a_damaged_line_costs_no_time(line):
    lines = page_of([(54, "References"), (54, f"[1] {line}"), (54, "[2] B. Baker, 2001."), (54, "[3] C. Cold, 2002.")])
    start = time.process_time()
    find_region(lines)
    assert time.process_time() - start < 1.0  # quadratic patterns took 15 s


TABLE = [
    (54, "Table 2: The figures of the last year, all of them in"),
    (54, "thousands and none of them in hundreds."),
    (60, "apples\tmany"),
    (60, "pears\tfew"),
]
FIGURE = [(80, "height"), (90, "0"), (110, "1"), (130, "2"), (60, "width"), (54, "Fig. 3. Height beside width.")]
MORE = [
    (54, "[5] F. First, J. Imag. 3, 4 (2002)."),
    (54, "[6] G. Great and H. High, Another title that is"),
    (70, "rather long, J. Imag. 4, 5 (2003)."),
]


@pytest.mark.parametrize("heading", [[(54, "References", 12)], []], ids=["heading", "no heading"])
@pytest.mark.parametrize("between", [TABLE, FIGURE, TABLE * 4 + FIGURE * 4], ids=["table", "figure", "many"])
def test_a_numbered_list_goes_on_behind_what_interrupts_it(heading, between):
    first = page_of([(54, PROSE)] * 20 + heading + ENTRIES)
    assert listed(first + page_of(between + MORE, page=2)) == [text for _, text in ENTRIES + MORE]
    assert listed(first + page_of(between + [(54, PROSE)] * 20, page=2)) == [text for _, text in ENTRIES]


def test_the_rest_of_an_interrupted_entry_is_its_own():
    first = page_of(
        [(54, PROSE)] * 20 + [(54, "References", 12)] + ENTRIES[:-1] + [(54, "[4] E. Early and F. Far, A title")]
    )
    rest = [(70, "that goes on behind the table, J. Imag. 9, 1 (1998)."), *MORE]
    assert listed(first + page_of(TABLE + rest, page=2))[-4:] == [text for _, text in rest]


AUTHOR_YEAR = [
    (54, "Able, A., & Baker, B. 1999, J. Imag., 1, 2"),
    (54, "Cold, C. 2000, A title that is rather long and that"),
    (70, "goes on, J. Imag., 2, 3"),
    (54, "Dark, D. 2001, Phys. Lett. B, 12, 345"),
] * 4


def test_a_list_without_numbers_goes_on_behind_a_caption():
    first = page_of([(54, PROSE)] * 20 + [(54, "References", 12)] + AUTHOR_YEAR)
    assert listed(first + page_of(TABLE + AUTHOR_YEAR, page=2)) == [text for _, text in AUTHOR_YEAR * 2]


def test_an_appendix_that_cites_is_not_the_rest_of_the_list():
    first = page_of([(54, PROSE)] * 20 + [(54, "References", 12)] + AUTHOR_YEAR)
    citing = [(54, PROSE), (54, "which was shown by Able & Baker (1999), and is not new"), (64, PROSE)] * 8
    assert listed(first + page_of([(54, "A. More material", 12), *TABLE, *citing], page=2)) == [
        t for _, t in AUTHOR_YEAR
    ]


def test_full_names_and_long_titles_are_entries():
    rows = [
        (54, "Anna Able and Bert Baker. The long"),
        (70, "and narrow road to a title that goes"),
        (70, "on and on, over three lines of it."),
        (70, "Imaginary Letters, 7:1–9, 1999."),
    ]
    assert listed(page_of([(54, PROSE)] * 20 + [(54, "References", 12)] + rows * 4)) == [text for _, text in rows * 4]


def test_the_rest_of_an_entry_at_a_pages_top_is_no_page_number():
    pages = [page_of([(54, first)] + [(54, PROSE)] * 50, page=n) for n, first in enumerate(["7", "2004.", "9"], 1)]
    lines = [line for page in pages for line in page]
    dropped = {lines[i].text for i in find_furniture(lines, [792.0] * 3)}
    assert {"7", "9"} <= dropped
    assert "2004." not in dropped


def beside(left, right):
    """Two lines on one baseline, the second a tab to the right."""
    (span,) = right.spans
    moved = replace(span, x0=span.x0 + 200, x1=span.x1 + 200, y0=left.y0, y1=left.y1, baseline=left.baseline)
    return [left, Line(left.page, [moved])]


def test_a_tables_head_is_no_heading():
    prose = [(54, PROSE)] * 20
    method, references, *rows = page_of(
        [(54, "Method"), (54, "References", 10.5), (54, "Able (1999); Baker (2001)")] * 2
    )
    lines = [*page_of(prose), *beside(method, references), *rows[:1], *page_of([(54, "References", 12), *ENTRIES], 2)]
    assert listed(lines) == [text for _, text in ENTRIES]


UNNUMBERED = [
    (54, "Able A (1999). A title that is rather long and Springer,"),
    (66, "Berlin, 2001. URL http://www.able.org/."),
    (54, "Baker B (2002). Another title, that goes on until the"),
    (66, "line ends. J. Imag. 3, 45-67. URL http:"),
    (66, "//www.baker.org/papers/another.html."),
    (54, "Cold C (2003). A third title. J. Imag. 4, 56-78."),
]


def test_addresses_in_smaller_letters_are_the_lists():
    lines = page_of([(54, "References", 12), *UNNUMBERED])
    for i in (2, 5):
        (span,) = lines[i].spans
        start = span.text.find("http") if "http" in span.text else 0
        parts = [replace(span, text=span.text[:start])] if start else []
        lines[i] = Line(1, [*parts, replace(span, text=span.text[start:], size=9.1, font="Mono")])
    assert listed(lines) == [text for _, text in UNNUMBERED]


@pytest.mark.parametrize(
    "behind",
    [
        ["Affiliation:", "Anna Able", "Department of Mills", "URL: http://www.able.org/", "Volume 3, 2004-05-06"],
        ["A. Data sets", "The data are those of Able (1999).", "Ships Data of Baker (2001). Taken from: Cold (2002)."],
    ],
)
def test_what_cites_behind_the_list_is_none_of_it(behind):
    head, *rest = behind
    rows = [(54, "References", 12), *UNNUMBERED, (54, head, 10 if head.endswith(":") else 14)]
    prose = [(54, PROSE)] * 3
    assert listed(page_of([*rows, *((54, text) for text in rest), *prose])) == [text for _, text in UNNUMBERED]


def test_a_captions_second_line_is_not_the_lists():
    figure = [
        (54, "Figure 34: The boats in the harbour, with the ones that were sold in the"),
        (54, "last year. The rest is shown in grey."),
    ]
    more = [
        (54, f"{name} {name[0]} (2004). A title of its own. J. Imag. 5, 67-89.")
        for name in ("Dark", "Early", "Fall", "Gray")
    ]
    lines = [*page_of([(54, "References", 12), *UNNUMBERED, *figure]), *page_of(more * 3, 2)]
    assert listed(lines) == [text for _, text in [*UNNUMBERED, *more * 3]]


def test_bold_authors_are_no_headings():
    lines, expected = page_of([(54, "References", 12)]), []
    for n, length in enumerate([1] * 12 + [6] * 3 + [1] * 12):
        title = [(64, "boats and ladders of the mill and of the river")] * length
        rows = [(54, "Abel, H. and W. Bakin"), *title, (64, "J. Imag. 5, 67-89 (2004).")]
        first, *rest = page_of(rows, n + 1)
        (span,) = first.spans
        lines += [Line(first.page, [replace(span, bold=True)]), *rest]
        expected += [text for _, text in rows]
    assert listed(lines) == expected


QUESTIONS = [
    (64, f"{n}. How many boats were sold in the year {1990 + n}, and by whom, and pp. {n}-{n + 9} of what?")
    for n in range(1, 9)
]
DATA = [(64, f"Boats, version {n}.0 of {2001 + n}, taken from https://boats.org/data/{n}") for n in range(12)]
CITING = [
    (54, f"which was shown by them (Able et al., {1990 + n}), and is not new; (Cold and Dark, {n + 2001})")
    for n in range(20)
]
CELLS = [(60, f"boats\t{n}.7\t{2001 + n} ladders") for n in range(12)]


@pytest.mark.parametrize(
    "behind",
    [
        [(54, "A Data sets", 12), *DATA],
        [(54, "Checklist", 12), *QUESTIONS],
        [(54, "List of questions", 14), (54, PROSE), *QUESTIONS],
        [(54, "More material", 12), *CITING],
        [(54, "Appendix B. Prompts", 12), (54, "User: Who wrote of boats in 1999?"), (54, "Reply: Able, J. Imag. 1, 2")] * 3,
        [(54, "Table 3: The boats."), (60, "name\tvalue year\tsource"), *CELLS],
        [(54, "Anna Able received the degree of a doctor from the"), (54, "University of Mills in 1984. She is with Cold Inc., 2001-2007."), (54, PROSE)] * 3,
    ],
    ids=["data", "checklist", "questions", "citing", "appendix", "table", "biographies"],
)  # fmt: skip
@pytest.mark.parametrize("entries", [AUTHOR_YEAR, UNNUMBERED * 3], ids=["author and year", "vignettes"])
def test_what_begins_unlike_the_entries_behind_a_heading_is_none_of_them(entries, behind):
    rows = [(54, PROSE)] * 20 + [(54, "References", 12), *entries]
    assert listed(page_of(rows) + page_of(behind, 2)) == [text for _, text in entries]


@pytest.mark.parametrize("heading", ["Theses", "Appendix to Able (1999)"])
def test_a_list_goes_on_behind_a_heading_within_it(heading):
    rows = [(54, PROSE)] * 20 + [(54, "References", 12), *AUTHOR_YEAR, (54, heading, 10), *AUTHOR_YEAR * 2]
    lines = page_of(rows)
    k = next(i for i, line in enumerate(lines) if line.text == heading)
    if heading == "Theses":
        (span,) = lines[k].spans
        lines[k] = Line(1, [replace(span, bold=True)])
    expected = [text for _, text in AUTHOR_YEAR * 3]
    assert [text for text in listed(lines) if text != heading] == expected
    assert (heading in listed(lines)) == (heading != "Theses")


def test_a_short_list_in_small_letters_is_told_by_its_own():
    rows = [(54, PROSE)] * 20 + [(54, "References", 12)] + [(x0, text, 9) for x0, text in ENTRIES]
    assert listed(page_of(rows + [(54, "A Proof of the lemma", 12)] + [(54, PROSE)] * 40)) == [t for _, t in ENTRIES]


@pytest.mark.parametrize("headings", [("References", ""), ("", ""), ("", "Supplementary References")])
@pytest.mark.parametrize("letter", ["S", ""])
@pytest.mark.parametrize("times", [1, 3], ids=["short", "long"])
def test_a_supplements_list_is_found_beside_the_papers(headings, letter, times):
    main, second = (
        [(54, f"[{letter}{n}] A. Able and B. Baker, J. Imag. {n}, 2 (1999).") for n in range(1, 1 + 6 * count)]
        for letter, count in (("", 2), (letter, times))
    )
    rows = [(54, PROSE)] * 20 + [(54, headings[0], 12)] * bool(headings[0]) + main
    rows += [(54, "Supplemental Material", 14)] + [(54, PROSE)] * 20 + [(54, headings[1], 12)] * bool(headings[1])
    assert listed(page_of(rows + second)) == [text for _, text in main + second]


def test_what_the_authors_wrote_themselves_is_not_the_papers_list():
    own = [(54, f"[{n}] A. Able and B. Baker, J. Imag. {n}, 2 (1999).") for n in range(1, 8)]
    rows = [(54, PROSE)] * 20 + own + [(54, PROSE)] * 20 + [(54, "References", 12), *ENTRIES]
    assert listed(page_of(rows)) == [text for _, text in ENTRIES]
