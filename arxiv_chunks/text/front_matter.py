"""The title page's matter: title, authors, affiliations, dates. It is no part of the body; the abstract is, and so are keywords.

Signals, in order of trust: the abstract's heading or first word on one of the first two pages, with no section before it (the title is none);
where there is none, the first page's first section or its first running text: three lines or more that fill their column and are no list of
names. What stands above is title matter, but for sentences below the title: a short abstract, or one in small print, fills no column. What goes
on from where the text begins in one size is the abstract, whatever its lines look like alone, and so are keywords below it. A first page without
running text before one that has some is a cover.

Never: a page without running text in a document that has no other (an excerpt), or what follows the first section's heading.
"""

import re
from collections.abc import Sequence

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.records import BlockKind
from arxiv_chunks.text.footnotes import begins_note
from arxiv_chunks.text.headings import Heading
from arxiv_chunks.text.layout import Layout
from arxiv_chunks.text.paragraphs import ends_sentence
from arxiv_chunks.text.titles import KEYWORDS, is_named

MAX_HEAD_GAP = 4.0  # times the size, from an abstract's heading to its text
MIN_WORDS = 3  # of a line that stands far from the abstract's edge; below, it is a piece of a formula
MIN_RUN = 3  # lines of running text
LAST_PAGE = 2  # that an abstract may begin on
MAX_NAME_SHARE = 0.5  # of capitalised words; prose has 0.05 to 0.3, lists of authors 0.8 and more
TITLE_SIZE = 1.5  # points above the body's: such a run is a title of many lines
MIN_SENTENCE_WORDS = 12  # of sentences that fill no column; dates, addresses and credits are shorter or no sentences
MIN_LOWER_SHARE = 0.6  # of their words; affiliations have 0.4 at most

_ABSTRACT = re.compile(
    r"(?:abstract|summary|r[ée]sum[ée]|zusammenfassung|resumen|resumo|sommario|riassunto)(?:\W*$|\s*[.:—–-]|(?=\s+[A-Z]))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def mark_front_matter(
    lines: Sequence[Line],
    kinds: list[BlockKind | None],
    prose: Sequence[bool],
    heads: Sequence[Heading],
    layout: Layout,
) -> None:
    """Mark the title's matter as other, and the abstract's lines as paragraphs."""
    first = lines[0].page if lines else 0
    count = next((i for i, line in enumerate(lines) if line.page != first), len(lines))
    title = _title(lines[:count], layout)
    sections = [h.start for h in heads if h.start > title and kinds[h.start] is None and _is_section(h, lines, prose)]
    abstract = _abstract(lines, sections)
    text_begins = _running_text(lines, count, prose, sections, layout) if abstract is None else abstract
    if abstract is None and "caption" in kinds[:text_begins]:
        text_begins = 0  # a page out of the middle of a paper
    if abstract is None and text_begins < count:
        _mark_sentences(lines[:text_begins], kinds, title + 1, layout)
    for i in range(text_begins):
        if kinds[i] is None:
            kinds[i] = "other"
    small = text_begins < count and lines[text_begins].size < layout.body_size - 0.3
    if abstract is not None and _ABSTRACT.fullmatch(_squeezed(lines[abstract])):
        kinds[abstract] = "heading"
        below = lines[min(abstract + 1, len(lines) - 1)]
        if below.baseline - lines[abstract].baseline < MAX_HEAD_GAP * below.size:
            _mark_abstract(lines, kinds, abstract + 1, {h.start for h in heads})
    elif abstract is not None or small:
        _mark_abstract(lines, kinds, text_begins, {h.start for h in heads} - {text_begins})


def _squeezed(line: Line) -> str:
    """A line's text, spaced-out letters drawn together."""
    text = line.text.strip()
    return text.replace(" ", "") if re.fullmatch(r"(?:\S )+\S", text) else text


def _abstract(lines: Sequence[Line], sections: Sequence[int]) -> int | None:
    """The line that says "Abstract", alone or before its text, on the first pages and before the first section."""
    first = lines[0].page if lines else 0
    for i, line in enumerate(lines):
        if line.page - first >= LAST_PAGE or any(s < i and not is_named(lines[s].text) for s in sections):
            return None
        text = _squeezed(line)
        match = _ABSTRACT.match(text)
        if match and (match.end() == len(text) or text[match.end() - 1] in ".:—–-" or len(line.spans) > 1):
            return i
    return None


def _is_section(head: Heading, lines: Sequence[Line], prose: Sequence[bool]) -> bool:
    """Whether text stands below a heading: a numbered affiliation, or an author whose initial looks like a number, has none."""
    below = lines[head.end : head.end + 2]
    return (
        head.sure
        and not _ABSTRACT.match(_squeezed(lines[head.start]))
        and any(prose[head.end : head.end + 2])
        and not any(begins_note(line) for line in below)
    )


def _title(lines: Sequence[Line], layout: Layout) -> int:
    """The last line of the first page's title, which nothing on the page is larger than; -1 without one."""
    size = max((line.size for line in lines), default=0.0) - 0.3
    if size < layout.body_size + TITLE_SIZE:
        return -1
    start = next(i for i, line in enumerate(lines) if line.size > size)
    if lines[start].text.lstrip()[:1].isdigit():
        return -1  # a section's: a page out of the middle of a paper
    end = start
    while end + 1 < len(lines) and lines[end + 1].size > size:
        end += 1
    return end


def _mark_sentences(lines: Sequence[Line], kinds: list[BlockKind | None], start: int, layout: Layout) -> None:
    """Mark as paragraphs the lines from `start` on that are sentences, whatever they fill."""
    for i in range(start + 1, len(lines) + 1):
        line, before = lines[min(i, len(lines) - 1)], lines[i - 1]
        if i < len(lines) and kinds[i] is None and _stands_close(before, line, layout):
            continue
        run = lines[start:i]
        words = [word for other in run for word in _WORD.findall(other.text)]
        lower = sum(word[0].islower() for word in words)
        if (
            len(words) >= MIN_SENTENCE_WORDS
            and lower > MIN_LOWER_SHARE * len(words)
            and run[-1].text.rstrip().endswith(".")
            and not _is_title_matter(run, layout)
        ):
            kinds[start:i] = ["paragraph" if kind is None else kind for kind in kinds[start:i]]
        start = i


def _stands_close(before: Line, line: Line, layout: Layout) -> bool:
    step = line.baseline - before.baseline
    return abs(line.size - before.size) < 0.6 and 0 < step < 1.3 * max(layout.pitch, 1.2 * line.size)


def _running_text(
    lines: Sequence[Line], count: int, prose: Sequence[bool], sections: Sequence[int], layout: Layout
) -> int:
    """Where the first page's text begins, by its first section or its first run of prose."""
    runs = [start for start, end in _prose_runs(lines[:count], prose, layout)]
    found = min(runs + [start for start in sections if start < count], default=count)
    while 0 < found < count and found not in sections and _leads_in(lines[found - 1], lines[found], layout):
        found -= 1
    if found < count:
        return found
    next_page = [i for i in range(count, len(lines)) if lines[i].page == lines[count].page]
    return count if any(prose[i] for i in next_page) else 0


def _leads_in(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a line is the first of a run of text, although it ends early: it stands as near and at the same edge, in one font."""
    same = before.font == line.font and abs(before.x0 - line.x0) < 1
    return same and _adjacent(before, line, layout) and not _is_title_matter([before], layout)


def _prose_runs(lines: Sequence[Line], prose: Sequence[bool], layout: Layout) -> list[tuple[int, int]]:
    runs = []
    start = 0
    for i in range(len(lines) + 1):
        if i < len(lines) and prose[i] and (i == start or _adjacent(lines[i - 1], lines[i], layout)):
            continue
        if i - start >= MIN_RUN and not _is_title_matter(lines[start:i], layout):
            runs.append((start, i))
        start = i if i < len(lines) and prose[i] else i + 1
    return runs


def _is_title_matter(run: Sequence[Line], layout: Layout) -> bool:
    """Whether lines that fill their column are a title, names or addresses all the same."""
    if any(begins_note(line) for line in run) or run[0].size > layout.body_size + TITLE_SIZE:
        return True
    words = [word for line in run for word in _WORD.findall(line.text)]
    return sum(1 for word in words if word[0].isupper()) > MAX_NAME_SHARE * len(words)


def _adjacent(before: Line, line: Line, layout: Layout) -> bool:
    return abs(line.size - before.size) < 0.6 and 0 < line.baseline - before.baseline < 1.6 * layout.pitch


def _mark_abstract(lines: Sequence[Line], kinds: list[BlockKind | None], start: int, heads: set[int]) -> None:
    """Mark an abstract's lines, which go on from `start` in one size."""
    if start >= len(lines):
        return
    size, pitch = lines[start].size, 0.0
    in_keywords = False
    before = lines[start]
    for i in range(start, len(lines)):
        line = lines[i]
        step = line.baseline - before.baseline
        keywords = KEYWORDS.match(line.text.strip()) is not None
        in_keywords = in_keywords or keywords
        if i in heads and not keywords:
            break
        if line.page != before.page:  # a sentence left open goes on at the next one's top, in its size and at its edge
            if ends_sentence(before.text) or abs(line.size - size) > 0.3 or abs(line.x0 - before.x0) > 2:
                break
            step = 0.0
        beside = line.page == before.page and (abs(step) < 0.6 * size or line.math > 0.5)  # pieces of a formula
        if not beside:
            tight = step < 1.3 * max(pitch, 1.1 * size) and abs(line.x0 - before.x0) < 2
            gap = (1.5 if in_keywords and not keywords else 2.2) * max(pitch, 1.2 * size)
            if abs(line.size - size) > (2.0 if tight else 0.6) or not 0 <= step < gap:
                break
            pitch = min(pitch or step, step) if step > 0.8 * size else pitch
        if begins_note(line) and line.size < size - 0.6:
            break
        inset = line.x0 > lines[start].x0 + 5 * size and len(_WORD.findall(line.text)) < MIN_WORDS
        if kinds[i] is None and i not in heads and not inset and abs(line.size - size) < 2.0 and line.math < 0.5:
            kinds[i] = "paragraph"
        before = line if not beside else before
