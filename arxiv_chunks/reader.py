"""PDF bytes to a `Document`, the whole way."""

from collections.abc import Sequence
from dataclasses import replace

from arxiv_chunks.errors import Reason, UnreadablePdf
from arxiv_chunks.pdf.damage import decoded, find_decodings
from arxiv_chunks.pdf.engines import Link, Page, Source
from arxiv_chunks.pdf.lines import Line, page_lines
from arxiv_chunks.pdf.opening import open_pdf
from arxiv_chunks.records import Anchor, Block, CitationLink, Document, ListLine
from arxiv_chunks.references.notes import notes_among
from arxiv_chunks.references.region import find_region
from arxiv_chunks.text import assemble, furniture, layout, margins, stretched
from arxiv_chunks.text.characters import repair, split_unmapped
from arxiv_chunks.text.covered import covered
from arxiv_chunks.text.headings import find_headings
from arxiv_chunks.text.hyphens import Vocabulary
from arxiv_chunks.text.order import in_reading_order
from arxiv_chunks.text.quality import measure
from arxiv_chunks.text.run_in import split_run_in


def read_pdf(data: bytes) -> Document:
    """Read a PDF's text as a `Document`.

    Raises `UnreadablePdf`, whose `reason` is ENCRYPTED, DAMAGED, EMPTY, GARBLED or SCANNED. The same bytes give the same document.

        >>> from pathlib import Path
        >>> document = read_pdf(Path("1706.03762.pdf").read_bytes())  # doctest: +SKIP
        >>> document.body[:8]  # doctest: +SKIP
        'Abstract'
    """
    source = open_pdf(data)
    pages = list(source.pages())
    heights = [page.height for page in pages]
    lines = [line for page in pages for line in page_lines(page)]
    if decodings := find_decodings(lines):
        lines = [line for page in pages for line in page_lines(decoded(page, decodings))]
    lines = furniture.without_turned_letters(furniture.without_line_numbers(lines))
    unmapped = 0
    for line in lines:
        line.text, count = split_unmapped(repair(line.text))
        unmapped += count
    lines = [line for line in lines if line.text.strip()]
    if not lines and unmapped:
        raise UnreadablePdf(Reason.GARBLED, f"{unmapped} characters, and none that its fonts name")
    if not lines:
        raise UnreadablePdf(Reason.SCANNED if pages else Reason.EMPTY, f"no text on {len(pages)} pages")
    without_text = len(pages) - len({line.page for line in lines})
    modes = layout.measure(lines)
    lines = in_reading_order(margins.cut_off(lines, modes), modes)
    layout.narrow(lines, modes)
    stretched.close_up(lines, modes)
    dropped = furniture.find_furniture(lines, heights)
    lines = [line for i, line in enumerate(lines) if i not in dropped]
    regions = find_region(lines)
    listed = {i for start, end in regions for i in range(start, end)}
    reference_lines = _reference_lines(pages, [lines[i] for i in sorted(listed)])
    notes = [note for start, end in regions for note in notes_among(lines[start:end])]
    lines = [line for i, line in enumerate(lines) if i not in listed]
    vocabulary = Vocabulary(line.text for line in lines)
    outline = source.outline()
    lines, run_in = split_run_in(lines, modes, outline)
    heads = find_headings(lines, modes, outline, run_in)
    parts = assemble.drafts(lines, assemble.classify(lines, heads, modes), heads, modes)
    parts += [assemble.Draft("footnote", note) for note in notes]
    if not any(part.kind in assemble.IN_BODY for part in parts):  # a page of words without prose is still its text
        for part in parts:
            part.kind = "paragraph"
    body, blocks, starts, line_starts = assemble.finish(parts, vocabulary)
    anchors, links = _links_to(reference_lines, source, pages)
    citation_links = sorted(
        CitationLink(start, end, links[link]) for start, end, link in covered(links, line_starts, body)
    )
    blocks += tuple(Block("reference", line.text, (line.box,)) for line in reference_lines)
    if any(page.turn for page in pages):
        blocks = tuple(replace(b, boxes=tuple(pages[box.page - 1].as_shown(box) for box in b.boxes)) for b in blocks)
    quality = measure(
        body,
        blocks,
        engine=source.name,
        engine_version=source.version,
        page_count=len(pages),
        pages_without_text=without_text,
        column_count=modes.column_count,
        unmapped_characters=unmapped,
    )
    return Document(body, blocks, starts, reference_lines, quality, anchors, tuple(citation_links))


def _reference_lines(pages: Sequence[Page], lines: list[Line]) -> tuple[ListLine, ...]:
    links = {
        number: [
            ((link.box.x0 + link.box.x1) / 2, (link.box.y0 + link.box.y1) / 2, link.uri)
            for link in pages[number - 1].links
            if not link.uri.startswith("#")
        ]
        for number in {line.page for line in lines}
    }
    out = []
    for line in lines:
        uris = dict.fromkeys(
            uri for x, y, uri in links[line.page] if line.x0 - 2 <= x <= line.x1 + 2 and line.y0 - 1 <= y <= line.y1 + 1
        )
        text = " ".join(line.text.split())
        out.append(ListLine(text, line.box, line.column_x0, line.column_x1, line.size, line.bold, tuple(uris)))
    return tuple(out)


_OF_AN_ENTRY = "#nameddest=cite."  # hyperref's and biblatex's names


def _links_to(
    lines: Sequence[ListLine], source: Source, pages: Sequence[Page]
) -> tuple[tuple[Anchor, ...], dict[Link, str]]:
    """The anchors on the bibliography's pages, and the links that lead there with their anchors' names.

    Where the PDF names some of its destinations as hyperref names entries, the others are equations, sections and figures.
    """
    listed = {line.box.page for line in lines}
    links = [link for page in pages if not page.turn for link in page.links if link.uri.startswith("#")]
    if any(link.uri.startswith(_OF_AN_ENTRY) for link in links):
        links = [link for link in links if link.uri.startswith(_OF_AN_ENTRY)]
    places = {uri: source.destination(uri) for uri in dict.fromkeys(link.uri for link in links)} if listed else {}
    anchors = {uri: place for uri, place in places.items() if place and place.page in listed}
    return tuple(anchors.values()), {link: anchors[link.uri].name for link in links if link.uri in anchors}
