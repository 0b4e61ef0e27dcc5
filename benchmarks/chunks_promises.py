"""How often this project's chunker and its peers break what users of chunks rely on.

    python benchmarks/chunks_promises.py [--limit N]

Reads the papers of $ARXIV_CHUNKS_CORPUS/corpus (../shared/corpus) and cuts each body with each chunker, in tokens and in characters:

  over        chunks longer than was asked, measured on the chunk itself
  offsets     chunks that do not stand where they say: body[start:start + len(chunk)] != chunk
  empty       chunks without a letter or sign
  cut         chunks that end inside a sentence which alone would have fit (sentences as this project ends them; a table's rows
              and an equation count as sentences, whoever cuts them)
  sections    chunks that hold text of two sections of which neither is small (an eighth of the size)
  lost        characters of the body, other than white space, in no chunk
  no overlap  chunks that share nothing with the one before although they could: both stand in one section, and the last word
              of the one before would have fit beside the first sentence, which may run through equations where it fits alone
"""

import argparse
import sys
from bisect import bisect_left, bisect_right
from collections import Counter

import chunk_peers
import report
from chunk_peers import Piece

from arxiv_chunks import ChunkOptions
from arxiv_chunks.chunks.boundaries import Region, find_pieces, find_regions
from arxiv_chunks.chunks.sizes import CharacterRuler, Ruler, TokenRuler
from arxiv_chunks.chunks.tokens import token_counter
from arxiv_chunks.records import Document

SETTINGS = [("characters", 1200, 160), ("tokens", 300, 40)]
BROKEN = ["over", "offsets", "empty", "cut", "sections", "lost", "no overlap"]


def broken(document: Document, pieces: list[Piece], size: int, overlap: int, unit: str) -> Counter[str]:
    """How often each promise is broken in one document."""
    body = document.body
    count = token_counter("cl100k_base").count if unit == "tokens" else len
    ruler: Ruler = TokenRuler(body, token_counter("cl100k_base")) if unit == "tokens" else CharacterRuler()
    options = ChunkOptions(size=size, overlap=0, unit=unit)
    regions = find_regions(document, find_pieces(document, options), ruler, options)
    starts, ends = regions[0].levels[-1] if regions else ([], [])
    whole = regions[0].sentences.ends if regions else []
    found: Counter[str] = Counter(chunks=len(pieces))
    covered = bytearray(len(body))
    previous: tuple[int, int] | None = None
    for piece in pieces:
        found["over"] += count(piece.text) > size
        found["empty"] += not piece.text.strip()
        stands = body.startswith(piece.text, piece.start) if piece.start >= 0 else False
        found["offsets"] += not stands
        start = piece.start if stands else body.find(piece.text, previous[0] if previous else 0)
        if start < 0 or not piece.text.strip():
            continue
        start += len(piece.text) - len(piece.text.lstrip())
        end = start + len(piece.text.strip())
        covered[start:end] = b"\1" * (end - start)
        sentence = bisect_left(ends, end)
        inside = starts[sentence] < end < ends[sentence]
        found["cut"] += inside and ruler.size(starts[sentence], ends[sentence]) <= size
        found["sections"] += crosses(regions, start, end)
        if previous and previous[1] <= start and region_at(regions, previous[1] - 1) == region_at(regions, start):
            word = max(body.rfind(" ", 0, previous[1]), body.rfind("\n", 0, previous[1])) + 1
            first = whole[bisect_right(whole, start)]
            if ruler.size(start, first) > size:
                first = ends[bisect_right(ends, start)]
            room = ruler.size(word, min(end, first)) <= size
            found["no overlap"] += previous[0] < word and room and ruler.size(word, previous[1]) <= overlap
        previous = start, end
    found["lost"] = sum(not there and not letter.isspace() for letter, there in zip(body, covered, strict=True))
    return found


def region_at(regions: list[Region], place: int) -> int:
    """The index of the region that holds the place."""
    return bisect_right(regions, place, key=lambda region: region.start) - 1


def crosses(regions: list[Region], start: int, end: int) -> bool:
    """Whether a span holds text of two regions."""
    return region_at(regions, start) != region_at(regions, end - 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    documents = chunk_peers.read_corpus(arguments.limit)
    lines, bars = [], []
    for unit, size, overlap in SETTINGS:
        rows = []
        for name, make in chunk_peers.CHUNKERS.items():
            chunk, total = make(size, overlap, unit), Counter[str]()
            for document in documents:
                total.update(broken(document, chunk(document), size, overlap, unit))
            rows.append([name, f"{total['chunks']:,}", *(f"{total[b]:,}" for b in BROKEN)])
            if name == "arxiv-chunks":
                times = sum(total[b] for b in BROKEN)
                bars.append(report.at_most(f"promises broken by our chunks of {size} {unit}", 0, times, "times"))
        lines += [f"At most {size} {unit}, overlap {overlap}:", "", report.table(["", "chunks", *BROKEN], rows), ""]
    lines += [
        f"{len(documents)} papers. {chunk_peers.versions()}. What each column counts: `benchmarks/chunks_promises.py`."
    ]
    return report.keep(
        "chunks_promises",
        "Chunks: promises broken",
        "\n".join(lines),
        bars=bars,
        whole=not arguments.limit,
    )


if __name__ == "__main__":
    sys.exit(main())
