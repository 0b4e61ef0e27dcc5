"""PDF bytes to a `Document`, the whole way."""

from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.pdf.engines import Source, open_pdf
from arxiv_chunks.pdf.lines import Line, page_lines
from arxiv_chunks.records import Block, Document, ListLine, Quality
from arxiv_chunks.references.region import find_region
from arxiv_chunks.text import assemble, furniture, layout
from arxiv_chunks.text.characters import repair
from arxiv_chunks.text.headings import find_headings
from arxiv_chunks.text.hyphens import Vocabulary


def read_pdf(data: bytes) -> Document:
    """Read a PDF's text as a `Document`.

    Raises `UnreadablePdf`, whose `reason` is ENCRYPTED, DAMAGED, EMPTY or SCANNED. The same bytes give the same document.

        >>> from pathlib import Path
        >>> document = read_pdf(Path("1706.03762.pdf").read_bytes())  # doctest: +SKIP
        >>> document.body[:8]  # doctest: +SKIP
        'Abstract'
    """
    source = open_pdf(data)
    lines: list[Line] = []
    heights: list[float] = []
    without_text = 0
    for page in source.pages():
        heights.append(page.height)
        found = page_lines(page)
        without_text += not found
        for line in found:
            line.text = repair(line.text)
        lines += [line for line in found if line.text.strip()]
    if not lines:
        raise UnreadablePdf(Reason.SCANNED if heights else Reason.EMPTY, f"no text on {len(heights)} pages")
    modes = layout.measure(lines)
    dropped = furniture.find_furniture(lines, heights)
    lines = [line for i, line in enumerate(lines) if i not in dropped]
    regions = find_region(lines)
    listed = {i for start, end in regions for i in range(start, end)}
    reference_lines = _reference_lines(source, [lines[i] for i in sorted(listed)])
    lines = [line for i, line in enumerate(lines) if i not in listed]
    vocabulary = Vocabulary(line.text for line in lines)
    heads = find_headings(lines, modes, source.outline())
    parts = assemble.drafts(lines, assemble.classify(lines, heads, modes), heads, modes)
    body, blocks, starts = assemble.finish(parts, vocabulary)
    blocks += tuple(Block("reference", line.text, (line.box,)) for line in reference_lines)
    quality = Quality(
        verdict="ok",
        engine=source.name,
        engine_version=source.version,
        page_count=len(heights),
        pages_without_text=without_text,
        column_count=modes.column_count,
        word_count=len(body.split()),
        lexicon_share=1.0,
        unmapped_characters=0,
        equation_share=0.0,
        language=None,
        language_confidence=0.0,
    )
    return Document(body, blocks, starts, reference_lines, quality)


def _reference_lines(source: Source, lines: list[Line]) -> tuple[ListLine, ...]:
    links = {page: source.links(page) for page in sorted({line.page for line in lines})}
    out = []
    for line in lines:
        uris = dict.fromkeys(
            link.uri
            for link in links[line.page]
            if line.x0 - 2 <= link.x <= line.x1 + 2 and line.y0 - 1 <= link.y <= line.y1 + 1
        )
        text = " ".join(line.text.split())
        out.append(ListLine(text, line.box, line.column_x0, line.column_x1, line.size, line.bold, tuple(uris)))
    return tuple(out)
