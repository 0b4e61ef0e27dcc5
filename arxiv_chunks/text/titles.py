"""What a heading's line looks like: its style, its gaps, the few words that every paper uses for its parts."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from arxiv_chunks.pdf.lines import Line
from arxiv_chunks.text.layout import Layout

MIN_GAP = 1.15  # times the pitch, above a heading
MAX_TITLE = 160  # characters

NAMED = re.compile(
    r"(?:abstract|introduction|related works?|(?:theoretical )?background|preliminaries|methods?|methodology|(?:experimental )?results|discussions?"
    r"|conclusions?|concluding remarks|acknowledge?ments?|references|bibliography|appendix|appendices|summary|(?:table of )?contents|funding|preface|key ?-?words?(?: and phrases)?"
    r"|materials and methods|supplementa(?:ry|l) (?:materials?|information)|(?:data|code) availability(?: statement)?|(?:author|competing) [a-z]+"
    r"|index terms|general terms|categories and subject descriptors|ccs concepts)s?",
    re.IGNORECASE,
)
THEOREM = re.compile(
    r"(?:theorem|lemma|proposition|corollary|definition|remark|example|proof|claim|assumption|conjecture|notation|fact|observation|exercise|question"
    r"|algorithm|table|figure|fig\.?|case|step|input|output)\b(?! and\b)",
    re.IGNORECASE,
)
KEYWORDS = re.compile(
    r"(?=[acgijkmps\d])(?:(?:author )?key ?-?words?(?: and phrases)?|index terms|categories and subject descriptors|general terms|ccs concepts|acm reference format"
    r"|pacs(?: numbers?)?|(?:\d{4} )?(?:ams|msc|mathemati(?:cs|cal) )\W*(?:subject )?(?:classifications?)?|subject (?:classifications?|headings)"
    r"|arxiv e-?print|jel classification)\s*(?:\(\d{4}\))?(?:$|\s*[:.—–])",
    re.IGNORECASE,
)
_BOLD_FONT = re.compile(r"BX\d|Bold|Black|Heavy|Demi|-Medi(?!um)|CMB\d|bx\d")
_SMALL_LETTER = re.compile("[a-z]")
_LEADERS = re.compile(r"(?:\. ?){4,}|\t\d{1,3}$")

Style = tuple[int, str, bool]  # size in points, font, capitals


def style_of(line: Line) -> Style:
    """The size, the font and whether it is set in capitals, small ones included."""
    size, capitals = line.size, is_capitals(line.text)
    if not capitals and len(line.spans) > 1 and is_capitals("".join([span.text for span in line.spans])):
        size, capitals = max([span.size for span in line.spans]), True  # small capitals
    return (round(size), line.font.rpartition("+")[2], capitals)


def is_capitals(text: str) -> bool:
    """Whether a text is set in capitals, formulas' Greek letters aside."""
    if _SMALL_LETTER.search(text):  # nearly every line
        return False
    letters = [c for c in text if c.isalpha() and not "\u0370" <= c <= "\u03ff"]
    return len(letters) > 1 and all(c.isupper() for c in letters)


@lru_cache(maxsize=4096)
def is_bold_font(font: str) -> bool:
    """Whether a font's name says that it is bold; Computer Modern's do not say so otherwise."""
    return bool(_BOLD_FONT.search(font))


def is_named(text: str) -> bool:
    """Whether a text is one of the few titles that every paper uses for its parts."""
    return NAMED.fullmatch(text.strip(" .:")) is not None


def body_font_of(lines: Sequence[Line], layout: Layout) -> str:
    """The font that most of the text of the body's size is set in, without its subset's prefix."""
    subsets: Counter[str] = Counter()
    for line in lines:
        if abs(line.size - layout.body_size) < 0.6:
            subsets[line.font] += len(line.text)
    fonts: Counter[str] = Counter()
    for subset, length in subsets.items():
        fonts[subset.rpartition("+")[2]] += length
    return max(fonts, key=lambda font: (fonts[font], font), default="")


def is_aligned(line: Line) -> bool:
    """Whether a line begins at its column's edge or is centred in it; labels of figures are neither."""
    left, right = line.x0 - line.column_x0, line.column_x1 - line.x1
    return left < 2 * line.size or abs(left - right) < 2 * line.size


def is_centred(line: Line) -> bool:
    """Whether a line stands in the middle of its column, far from its edge."""
    left, right = line.x0 - line.column_x0, line.column_x1 - line.x1
    return left > 4 * line.size and abs(left - right) < 2 * line.size


def gap_above(lines: Sequence[Line], i: int, layout: Layout) -> bool:
    """Whether a line stands further below the one before it than the text's lines do, or beside a larger or bold one."""
    line = lines[i]
    if i == 0 or lines[i - 1].page != line.page:
        return True
    before = lines[i - 1]
    step = line.baseline - before.baseline
    return (
        not 0 < step < MIN_GAP * layout.pitch
        or line.size > layout.body_size + 1.2
        or before.size > layout.body_size + 1.2
        or before.bold
    )


def shares_its_row(lines: Sequence[Line], i: int) -> bool:
    """Whether another line stands beside a line in its column, as a table's cells do."""
    line = lines[i]
    return any(
        0 <= j < len(lines)
        and lines[j].page == line.page
        and abs(lines[j].baseline - line.baseline) < 1
        and line.column_x0 <= lines[j].x0 <= line.column_x1
        for j in (i - 1, i + 1)
    )


def ends_with_page_number(lines: Sequence[Line], i: int) -> bool:
    """Whether a line belongs to a table of contents: a number stands at its column's right edge."""
    line = lines[i]
    after = lines[i + 1] if i + 1 < len(lines) else line
    if (line.text.count(".") > 3 or "\t" in line.text) and _LEADERS.search(line.text):
        return True
    beside = (
        after.page == line.page and abs(after.baseline - line.baseline) < 2 and after.x1 > line.column_x1 - line.size
    )
    return beside and after is not line and after.text.strip().isdigit()
