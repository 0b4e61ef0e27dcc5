"""A document for other eyes than a program's: Markdown to read, JSON to pass on.

Markdown shows what the body holds, in its order: headings by level, list items, captions in italics, tables as rows of
cells, display equations as code, footnotes as quotations, and at the end the reference list. Text is escaped, so that an
asterisk or an angle bracket of the paper stays one; formulas inside sentences stay as the PDF's characters.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from arxiv_chunks.records import Block, Document

MAX_LEVEL = 6  # Markdown has no deeper heading
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_LIKE_MARKUP = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)
_ITEM_MARK = re.compile(r"^(?:[•·∙▪●◦‣–−—*-]|\(?(?P<number>\d{1,3})[.)])\s+")
_CELL_GAP = re.compile(r"\t| {2,}")


def to_markdown(document: Document) -> str:
    """The document as GitHub-flavoured Markdown, blocks separated by a blank line."""
    parts = [_markdown(block) for block in document.blocks if block.char_start is not None]
    references = [_escaped(block.text) for block in document.blocks if block.kind == "reference"]
    if references:
        parts += ["---", "\n".join(f"{line}  " for line in references).rstrip()]
    return "\n\n".join(part for part in parts if part)


def to_json(document: Document) -> str:
    """The document as one JSON object, with the fields of `Document`; boxes are [page, x0, y0, x1, y1] in points."""
    return json.dumps(asdict(document), ensure_ascii=False, indent=1)


def _markdown(block: Block) -> str:
    match block.kind:
        case "heading":
            return f"{'#' * min(block.level or 1, MAX_LEVEL)} {_escaped(_one_line(block.text))}"
        case "list_item":
            mark = _ITEM_MARK.match(block.text)
            text = block.text[mark.end() :] if mark else block.text
            label = f"{mark['number']}." if mark and mark["number"] else "-"
            return f"{label} {_escaped(_one_line(text))}"
        case "caption":
            return f"*{_escaped(_one_line(block.text))}*"
        case "table":
            return "\n".join(_rows(block.text))
        case "equation":
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", block.text)), default=0))
            return f"{fence}\n{block.text}\n{fence}"
        case "footnote":
            return f"> {_escaped(_one_line(block.text))}"
        case _:
            return _LIKE_MARKUP.sub(r"\1\\\2", _escaped(block.text))


def _rows(text: str) -> Iterator[str]:
    """The lines of a table as rows of one width; the first is taken for its head, as Markdown demands one."""
    rows = [[_escaped(cell.strip()) for cell in _CELL_GAP.split(line.strip())] for line in text.split("\n")]
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        yield "| " + " | ".join(row + [""] * (width - len(row))) + " |"
        if number == 0:
            yield "|" + " --- |" * width


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
