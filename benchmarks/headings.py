"""How many headings `read_pdf` finds, and how deep it puts them, against the outlines that PDFs carry.

    python benchmarks/headings.py [CORPUS] [--papers NAME ...] [--misses]

Every PDF of CORPUS/corpus ($ARXIV_CHUNKS_CORPUS, else ../shared) whose outline holds at least three sections is read twice: with
its outline cut out of the file, so that the reader cannot know it, and as it is. What counts is decided without the reader:

- an entry of the outline counts if its title is printed as a line, or as the start of one, on the page that it names or one
  beside it (its number and signs left aside); a root that holds all the others is the paper's title and does not count; an
  outline that bookmarks nothing but such a title, the abstract and the references is none of sections;
- a heading of ours that no entry has counts as false, unless papers do not bookmark such: "Abstract" and its like, numbers
  deeper than the outline goes, and lines in a font and size that headings of the outline are set in (\\section*).

Found is the F1 of headings, level the share of those found whose depth is the entry's. `--misses` names each miss.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf
import report
from rapidfuzz import fuzz

from arxiv_chunks import read_pdf
from arxiv_chunks.errors import UnreadablePdf

BESIDE = Path(__file__).parents[1] / ".." / "shared"
MIN_ENTRIES = 3
SAME = 88  # rapidfuzz ratio: bookmarks spell formulas out or leave them out
NUMBER = re.compile(
    r"\A(?:(?:appendix|section|chapter)\s+)?(?:[IVXLC]+|[A-Z]|\d{1,2})(?:[-.](?:\d{1,2}|[A-Za-z]))*(?:[.:)–—]|(?=\s))\s*",
    re.IGNORECASE,
)
DEEPER = re.compile(
    r"(?:[A-Z]|\d{1,2}|[IVX]+)(?:\.\d{1,2})+|(?:[a-z]|\d)\)"
)  # 1.2.3; a) of a class whose sections are Roman
NEVER_BOOKMARKED = re.compile(
    r"abstract|contents|(?:list of )?(?:figures|tables)|acknowledge?ments?|key ?words|index terms|general terms|categories and subject descriptors|ccs concepts|preface|references|bibliography|summary"
)


@dataclass
class Score:
    """The counts of one paper, or of many."""

    entries: int = 0
    unprinted: int = 0
    found: int = 0
    false: int = 0
    level: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Add a paper's counts."""
        for name in ("entries", "unprinted", "found", "false", "level"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def f1(self) -> float:
        """Of headings found."""
        return 2 * self.found / max(self.entries + self.found + self.false, 1)

    @property
    def level_share(self) -> float:
        """Of those found, how many stand at the entry's depth."""
        return self.level / max(self.found, 1)


@dataclass
class Entry:
    """An outline's entry; `style` is that of its line on the page, None where it is not printed."""

    level: int
    title: str
    page: int
    style: tuple[str, float] | None = None


def key(title: str) -> str:
    """A title's letters and digits, without its number."""
    bare = NUMBER.sub("", title.strip(), count=1)
    return re.sub(r"[\W_]+", "", (bare if re.search(r"\w{3}", bare) else title).casefold())


def words(title: str) -> str:
    """A title's words alone, without its number."""
    return re.sub(r"\W+", " ", NUMBER.sub("", title.strip(), count=1)).strip().casefold()


def same(one: str, other: str) -> bool:
    """Whether two keys are one title; `other` is the bookmark's, which leaves formulas out."""
    begins = len(other) >= 6 and one.startswith(other) and len(one) <= 2 * len(other)
    return one == other or begins or fuzz.ratio(one, other) >= SAME


def printed_lines(page: pymupdf.Page) -> Iterator[tuple[str, tuple[str, float]]]:
    """The page's lines, alone and with those after them, as keys, each with the style of its first letters."""
    rows: list[tuple[str, tuple[str, float]]] = []
    for block in page.get_text("dict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]:
        for line in block["lines"]:
            spans = [span for span in line["spans"] if re.search(r"[^\W\d_]{2}", span["text"])]
            if text := "".join(span["text"] for span in line["spans"]).strip():
                first = spans[0] if spans else line["spans"][0]
                rows.append((text, (first["font"].rpartition("+")[2], round(first["size"], 1))))
    for i in range(len(rows)):
        for end in range(i + 1, min(i + 5, len(rows)) + 1):
            yield (
                " ".join(text for text, _ in rows[i:end]),
                rows[i][1] if key(rows[i][0]) else rows[min(i + 1, end - 1)][1],
            )


def outline_of(document: pymupdf.Document) -> list[Entry]:
    """The outline's sections, each with its printed style."""
    entries = [Entry(level, title, page) for level, title, page, *_ in document.get_toc() if key(title)]
    if len(entries) > MIN_ENTRIES and [e.level for e in entries].count(1) == 1 and entries[0].level == 1:
        entries = [Entry(e.level - 1, e.title, e.page) for e in entries[1:]]
    lines: dict[int, list[tuple[str, str, tuple[str, float]]]] = {}
    for entry in entries:
        wanted = key(entry.title)
        for number in (entry.page, entry.page + 1, entry.page - 1):
            if entry.style or not 1 <= number <= len(document):
                continue
            if number not in lines:
                lines[number] = [(key(text), text, style) for text, style in printed_lines(document[number - 1])]
            entry.style = next((style for got, _, style in lines[number] if same(got, wanted)), None) or next(
                (s for got, _, s in lines[number] if len(wanted) > 5 and got.startswith(wanted)), None
            )
    return entries


def is_unmarked(title: str, style: tuple[str, float] | None, entries: list[Entry]) -> bool:
    """Whether papers do not bookmark such a heading, so that its absence says nothing."""
    depth = DEEPER.match(title)
    if depth and 1 + depth[0].count(".") + (not title[0].isupper() and ")" in depth[0]) * 2 > max(
        e.level for e in entries
    ):
        return True
    if NEVER_BOOKMARKED.fullmatch(words(title)):
        return True
    return style is not None and style in {entry.style for entry in entries}


def compare(document: pymupdf.Document, entries: list[Entry], data: bytes) -> Score:
    """One paper's counts."""
    score = Score(unprinted=sum(entry.style is None for entry in entries))
    score.misses += [f"not printed: {e.level} p{e.page} {e.title}" for e in entries if e.style is None]
    counted = [entry for entry in entries if entry.style is not None]
    score.entries = len(counted)
    left = [block for block in read_pdf(data).blocks if block.kind == "heading"]
    for entry in counted:
        near = [b for b in left if abs(b.page - entry.page) <= 1 and same(key(b.text), key(entry.title))]
        if not near:
            score.misses.append(f"missed: {entry.level} p{entry.page} {entry.title}")
            continue
        block = min(near, key=lambda b: (abs(b.page - entry.page), abs((b.level or 0) - entry.level)))
        left.remove(block)
        score.found += 1
        score.level += block.level == entry.level
        if block.level != entry.level:
            score.misses.append(f"level {block.level} for {entry.level}: p{entry.page} {entry.title}")
    for block in left:
        wanted = key(block.text)
        style = next((s for text, s in printed_lines(document[block.page - 1]) if key(text) == wanted), None)
        if any(entry.style is None and same(wanted, key(entry.title)) for entry in entries):
            continue
        if not is_unmarked(block.text, style, counted):
            score.false += 1
            score.misses.append(f"false: {block.level} p{block.page} {block.text[:80]}")
    return score


def measure(root: Path, names: list[str], *, misses: bool) -> tuple[dict[str, dict[str, Score]], dict[str, Score]]:
    """The scores of each paper and of all, with the outline `hidden` and `used`."""
    papers: dict[str, dict[str, Score]] = {}
    total = {"hidden": Score(), "used": Score()}
    pymupdf.TOOLS.mupdf_display_errors(False)
    for path in sorted(root.rglob("*.pdf")):
        if "hostile" in path.parts or (names and not any(name in path.stem for name in names)):
            continue
        with pymupdf.open(path) as document:
            entries = outline_of(document)
            if sum(not NEVER_BOOKMARKED.fullmatch(words(e.title)) for e in entries) < MIN_ENTRIES:
                continue
            with pymupdf.open(path) as other:
                other.set_toc([])
                hidden = other.tobytes()
            try:
                papers[path.stem] = {
                    "hidden": compare(document, entries, hidden),
                    "used": compare(document, entries, path.read_bytes()),
                }
            except UnreadablePdf as error:
                print(f"{path.stem}: {error}")
                continue
        for way, score in papers[path.stem].items():
            total[way].add(score)
            if misses:
                print(*(f"{path.stem:18.18} {way:6} {miss}" for miss in score.misses), sep="\n")
    return papers, total


def table(papers: dict[str, dict[str, Score]], total: dict[str, Score]) -> str:
    """The scores as Markdown: of all papers together, and of those with a miss."""
    rows = [
        "| paper | entries | not printed | F1, outline hidden | level | F1, outline used | level |",
        "|---|" + "---:|" * 6,
    ]
    for name, scores in [*papers.items(), ("all", total)]:
        hidden, used = scores["hidden"], scores["used"]
        if scores is not total and min(hidden.f1, hidden.level_share, used.f1, used.level_share) == 1:
            continue
        rows.append(
            f"| {name} | {hidden.entries} | {hidden.unprinted} | {hidden.f1:.3f} | {hidden.level_share:.3f}"
            f" | {used.f1:.3f} | {used.level_share:.3f} |"
        )
    return "\n".join(rows)


def main() -> int:
    """Measure, print, and keep the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=os.environ.get("ARXIV_CHUNKS_CORPUS", BESIDE))
    parser.add_argument("--papers", nargs="*", default=[])
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    root = Path(options.corpus) / "corpus"
    papers, total = measure(root, options.papers, misses=options.misses)
    if not papers:
        raise SystemExit(f"no PDF with an outline in {root}")
    text = table(papers, total)
    about = f"{len(papers)} papers; those without a miss are not listed. The rules stand in the script's head. {report.versions('pymupdf', 'rapidfuzz')}."
    code = report.keep(
        "headings",
        "Headings against the outlines of PDFs",
        f"{text}\n\n{about}",
        bars=[
            report.at_least("headings found, outline hidden: F1", 0.95, total["hidden"].f1),
            report.at_least("their level right", 0.95, total["hidden"].level_share),
            report.at_least("headings found, outline used: F1", 0.99, total["used"].f1),
            report.at_least("their level right, outline used", 0.99, total["used"].level_share),
        ],
        whole=not options.papers,
    )
    print(*(f"{w}_found {total[w].f1:.3f} {w}_level {total[w].level_share:.3f}" for w in ("hidden", "used")))
    return code


if __name__ == "__main__":
    sys.exit(main())
