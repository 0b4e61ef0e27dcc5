"""No letter of a paper is lost, invented or put elsewhere: whole documents, set at random, against what was set."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, permutations

import pymupdf
from hypothesis import example, given, settings
from hypothesis import strategies as st
from typesetting import ONE_COLUMN, PITCH, TWO_COLUMNS, broken, document_of, justified, put, sentences

from arxiv_chunks import read_pdf
from arxiv_chunks.records import Document

Placed = tuple[
    tuple[float, float], float, list[str], bool
]  # a column, a baseline, a line's words, whether it is ragged


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalpha())


def all_text(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


def paragraphs(seed: int, count: int, least: int = 1) -> list[str]:
    source, chance = sentences(), random.Random(seed)
    for _ in range(chance.randrange(50)):
        next(source)
    return [" ".join(islice(source, chance.randint(least, 5))) for _ in range(count)]


def set_page(
    page: pymupdf.Shape,
    texts: Iterator[str],
    names: Iterator[tuple[str, ...]],
    columns: Sequence[tuple[float, float]],
    parts: str,
) -> str:
    """Set columns of paragraphs, with a caption and a table, or a display, where `parts` asks; what was set."""
    said = []
    for column in columns:
        y = 80.0
        for part in "p" + parts:
            if part == "p":
                text = next(texts)
                said.append(text)
                y = justified(page, broken(text, column[1] - column[0]), column, y)
            elif part == "t":
                name = "".join(next(names))  # the same line at one height of two pages would be furniture
                caption = f"Table 1: What {name} counted in autumn."
                rows = ((name, "many", "few"), (name[::-1], "none", "some"))
                put(page, column[0] + 10, y + 16, caption, size=9)
                for i, row in enumerate(rows):
                    for x, cell in zip((10, 80, 150), row, strict=True):
                        put(page, column[0] + x, y + 34 + PITCH * i, cell)
                said += [caption, *map(" ".join, rows)]
                y += 34 + PITCH * 2 + 16
            else:
                formula = "E = {}{} + {}{}".format(*next(names))
                put(page, column[0] + 60, y + 10, formula, font="tiit")
                said.append(formula)
                y += 34
    return "\n".join(said)


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(
        st.tuples(st.sampled_from([(ONE_COLUMN,), TWO_COLUMNS]), st.text("ppptd", min_size=1, max_size=6)),
        min_size=1,
        max_size=3,
    ),
)
def test_every_letter_that_was_set_is_read_once(seed, pages):
    texts, names = iter(paragraphs(seed, 100)), permutations("abdegkmnrstuz", 4)
    said: list[str] = []
    data = document_of(*(lambda page, c=c, p=p: said.append(set_page(page, texts, names, c, p)) for c, p in pages))
    document = read_pdf(data)
    assert letters(all_text(document)) == letters("\n".join(said))
    assert read_pdf(data) == document


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([(ONE_COLUMN,), TWO_COLUMNS]))
@example(7, (ONE_COLUMN,))  # more full lines are first ones than not
def test_lines_that_are_drawn_in_any_order_are_read_in_the_pages(seed, columns):
    assert_read_in_order(seed, columns, least=2)


def test_a_lone_page_of_paragraphs_of_a_line_or_two():
    assert_read_in_order(13, (ONE_COLUMN,), least=1)


def assert_read_in_order(seed: int, columns: Sequence[tuple[float, float]], least: int) -> None:
    texts = iter(paragraphs(seed, 40, least))
    lines: list[Placed] = []
    wanted = []
    for column in columns:
        y = 80.0
        while y < 600:
            text = next(texts)
            wanted.append(text)
            split = broken(text, column[1] - column[0])
            for i, line in enumerate(split):
                lines.append((column, y, [line], i == len(split) - 1, i == 0))
                y += PITCH
    random.Random(seed).shuffle(lines)

    def draw(page: pymupdf.Shape) -> None:
        for column, y, line, ends, begins in lines:
            justified(page, line, column, y, indent=15.0 * begins, ends=ends)

    document = read_pdf(document_of(draw))
    assert document.body.split() == " ".join(wanted).split()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.text("ppptd", min_size=1, max_size=6))
def test_spans_follow_each_other_and_pages_begin_inside_the_body(seed, parts):
    texts, names = iter(paragraphs(seed, 100)), permutations("abdegkmnrstuz", 4)
    document = read_pdf(document_of(*[lambda page: set_page(page, texts, names, TWO_COLUMNS, parts)] * 2))
    spans = [(b.char_start, b.char_end, b.text) for b in document.blocks if b.char_start is not None]
    assert all(document.body[start:end] == text for start, end, text in spans)
    assert all(document.body[one[1] : two[0]] == "\n\n" for one, two in pairwise(spans))
    assert [start.page for start in document.page_starts] == sorted({start.page for start in document.page_starts})
    assert all(0 <= start.char_start < len(document.body) for start in document.page_starts)
