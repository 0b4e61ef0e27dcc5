"""A page for a browser that shows what was read out of a PDF: its pages, and on them the blocks in reading order.

The page is self-contained: images are data URIs, nothing is loaded from anywhere, and its policy forbids it. What comes
from the PDF is hostile until escaped, so all of it goes through a template with escaping on.
"""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any, get_args

import jinja2
import pymupdf

from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.records import Block, BlockKind, Chunk, Document

IMAGE_DPI = 110  # letters of 8 points are legible
JPEG_QUALITY = 72  # about 120 kB a page
DISC_RADIUS = 6.0  # points
_IN_PIECES = frozenset({"equation", "table", "other"})


def inspect_pdf(data: bytes, document: Document, chunks: Sequence[Chunk] = (), name: str = "document") -> str:
    """The HTML page for a PDF and the `Document` (and chunks) that were made of it.

    Blocks are numbered in reading order; hovering a block lights up its text, and the other way round. Raises
    `UnreadablePdf` where pages cannot be drawn, which the fallback engine's may not.
    """
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        files("arxiv_chunks").joinpath("inspect.html.jinja").read_text("utf-8")
    )
    counts = Counter(block.kind for block in document.blocks)
    return template.render(
        name=name,
        quality=document.quality,
        kinds=[
            {"name": kind, "label": kind.replace("_", " "), "count": counts[kind]}
            for kind in get_args(BlockKind)
            if counts[kind]
        ],
        chunk_count=len(chunks),
        pages=list(_pages(data, document.blocks, chunks)),
        disc_radius=DISC_RADIUS,
    )


def _pages(data: bytes, blocks: Sequence[Block], chunks: Sequence[Chunk]) -> Iterator[dict[str, Any]]:
    try:
        pdf = pymupdf.open(stream=data, filetype="pdf")
    except (RuntimeError, ValueError) as error:
        raise UnreadablePdf(Reason.DAMAGED, "its pages cannot be drawn") from error
    with pdf:
        for index, page in enumerate(pdf):
            image = page.get_pixmap(dpi=IMAGE_DPI, alpha=False).tobytes("jpeg", jpg_quality=JPEG_QUALITY)
            yield {
                "number": index + 1,
                "width": round(page.rect.width, 1),
                "height": round(page.rect.height, 1),
                "image": base64.b64encode(image).decode("ascii"),
                "marks": list(_marks(index + 1, blocks)),
                "blocks": [_row(i, block, chunks) for i, block in enumerate(blocks) if block.page == index + 1],
            }


def _marks(page: int, blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """Each box of the page, and where its number's disc stands: at its top left corner, further left where one stands already.

    Pieces of formulas, tables and figures are many: one disc for all of them will do.
    """
    discs: list[tuple[float, float]] = []
    for number, block in enumerate(blocks):
        boxes = [box for box in block.boxes if box.page == page]
        for i, box in enumerate(boxes):
            x: float | None = None
            if i == 0 or block.kind not in _IN_PIECES:
                x = box.x0 - DISC_RADIUS
                while any(abs(x - x1) < 2 * DISC_RADIUS and abs(box.y0 - y1) < DISC_RADIUS for x1, y1 in discs):
                    x -= 2 * DISC_RADIUS
                discs.append((x, box.y0))
            yield {
                "block": number,
                "kind": block.kind,
                "x": round(box.x0, 1),
                "y": round(box.y0, 1),
                "width": round(max(1.0, box.x1 - box.x0), 1),
                "height": round(max(1.0, box.y1 - box.y0), 1),
                "disc_x": None if x is None else round(x, 1),
            }


def _row(number: int, block: Block, chunks: Sequence[Chunk]) -> dict[str, Any]:
    label = block.kind.replace("_", " ")
    return {
        "number": number,
        "kind": block.kind,
        "label": label if block.level is None else f"{label}, level {block.level}",
        "span": None if block.char_start is None else f"{block.char_start}–{block.char_end}",
        "section": " › ".join(block.section[:-1] if block.kind == "heading" else block.section),
        "pieces": list(_pieces(block, chunks)),
    }


def _pieces(block: Block, chunks: Sequence[Chunk]) -> Iterator[dict[str, Any]]:
    """The block's text cut where chunks begin and end; `chunk` is the index of the one that begins here."""
    if block.char_start is None or block.char_end is None:
        yield {"text": block.text, "style": "", "chunk": None}
        return
    start, end = block.char_start, block.char_end
    near = [chunk for chunk in chunks if chunk.char_start < end and chunk.char_end > start]
    begins = {max(chunk.char_start, start): chunk.index for chunk in near if chunk.char_start >= start}
    cuts = sorted({start, end, *begins, *(min(chunk.char_end, end) for chunk in near)})
    for left, right in pairwise(cuts):
        over = [chunk.index for chunk in near if chunk.char_start <= left and chunk.char_end >= right]
        style = "both" if len(over) > 1 else "ab"[over[0] % 2] if over else ""
        yield {"text": block.text[left - start : right - start], "style": style, "chunk": begins.get(left)}
