"""Whether chunks are found: recall@5 of this project's default beside the way of the `ai-arxiv` dataset, by BM25, offline.

    python benchmarks/retrieval.py [--limit N]

Indexes the papers of $ARXIV_CHUNKS_CORPUS/corpus/truth (../shared/corpus/truth) together, cut at the same size and overlap in two ways:

  ours      read_pdf, chunk_document with the default strategy; also with the section path before each chunk (`contextualize`)
  seed      pypdf's text, LangChain's recursive character splitter; also that splitter on read_pdf's text, which tells how much
            of the difference is the text's and how much the chunks'

The questions come from the prose that the papers' own LaTeX tells, so they favour no reader of PDFs, always the same ones:

  sentence  six content words of a sentence ask for the sentence
  gap       the text of a paragraph around a dropped fragment asks for the fragment

A question is answered when one of the first five chunks holds eight words in a row of what was asked for, letters and digits
alone compared.
"""

import argparse
import itertools
import json
import logging
import random
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import bm25s
import chunk_peers
import pypdf
import report
from langchain_text_splitters import RecursiveCharacterTextSplitter

from arxiv_chunks import ChunkOptions, chunk_document, contextualize, read_pdf
from arxiv_chunks.chunks import VERSION
from arxiv_chunks.chunks.sentences import sentence_breaks
from arxiv_chunks.chunks.tokens import token_counter

SIZES = [128, 300, 512]
FIRST = 5
ANSWER_WORDS = 8
KINDS = ("sentence", "gap")


class Question(NamedTuple):
    kind: str
    query: str
    answer: str


def letters(text: str) -> str:
    """Letters and digits alone, folded, so that blanks, hyphens and ligatures do not decide."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def questions(papers: Sequence[Path]) -> list[Question]:
    """Up to 40 questions of each kind from each paper's truth."""
    chance = random.Random(5)
    asked = []
    for path in papers:
        paragraphs = json.loads(path.with_name(path.stem + ".truth.json").read_text(encoding="utf-8"))
        prose = [p["fragments"] for p in paragraphs if p["kind"] in ("abstract", "body", "item")]
        of_kind: dict[str, list[Question]] = {"sentence": [], "gap": []}
        for fragments in prose:
            for fragment in fragments:
                begins = [0, *(start for _, start in sentence_breaks(fragment)), len(fragment)]
                for begin, end in itertools.pairwise(begins):
                    words = fragment[begin:end].split()
                    content = sorted({w.strip(".,;:()") for w in words if len(w) > 5})
                    if len(words) >= 12 and len(content) >= 6:
                        query = " ".join(chance.sample(content, 6))
                        of_kind["sentence"].append(Question("sentence", query, answer(words, chance)))
            long = [f for f in fragments if len(f.split()) >= ANSWER_WORDS + 4]
            if len(long) >= 2:
                dropped = chance.choice(long)
                rest = " ".join(f for f in fragments if f is not dropped)
                of_kind["gap"].append(Question("gap", rest, answer(dropped.split(), chance)))
        for some in of_kind.values():
            asked += chance.sample(some, min(40, len(some)))
    return asked


def answer(words: list[str], chance: random.Random) -> str:
    begin = chance.randrange(len(words) - ANSWER_WORDS + 1)
    return letters(" ".join(words[begin : begin + ANSWER_WORDS]))


def recall(chunks: list[str], asked: list[Question], shown: list[str] | None = None) -> dict[str, float]:
    """The share of questions answered, by kind. `shown` is what is indexed where that is not the chunks themselves."""
    index = bm25s.BM25()
    index.index(bm25s.tokenize(shown or chunks, stopwords="en", show_progress=False), show_progress=False)
    queries = bm25s.tokenize([q.query for q in asked], stopwords="en", show_progress=False)
    found, _ = index.retrieve(queries, k=FIRST, show_progress=False)
    held = [letters(chunk) for chunk in chunks]
    hits = [any(q.answer in held[i] for i in row) for q, row in zip(asked, found, strict=True)]
    kinds = sorted({q.kind for q in asked}, reverse=True)
    return {
        k: sum(h for q, h in zip(asked, hits, strict=True) if q.kind == k) / sum(q.kind == k for q in asked)
        for k in kinds
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    papers = sorted((chunk_peers.corpus() / "truth").glob("*.pdf"))[: arguments.limit]
    asked = questions(papers)
    documents = [read_pdf(path.read_bytes()) for path in papers]
    plain = ["\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages) for path in papers]
    count = token_counter("cl100k_base").count
    rows, bars = [], []
    for size in SIZES:
        overlap = size * 40 // 300
        made = [c for d in documents for c in chunk_document(d, ChunkOptions(size=size, overlap=overlap))]
        splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap, length_function=count)
        ours, seed = [c.text for c in made], [c for text in plain for c in splitter.split_text(text)]
        mixed = [c for document in documents for c in splitter.split_text(document.body)]
        ways = {
            "seed": (seed, recall(seed, asked)),
            "seed's splitter, our text": (mixed, recall(mixed, asked)),
            "ours": (ours, recall(ours, asked)),
            "ours, with section path": (ours, recall(ours, asked, [contextualize(c, "") for c in made])),
        }
        for name, (chunks, hits) in ways.items():
            mean = sum(map(count, chunks)) / len(chunks)
            rows.append([size, name, f"{len(chunks):,}", f"{mean:.0f}", *(f"{hits[k]:.3f}" for k in KINDS)])
        bars += [
            report.at_least(f"recall@{FIRST} of {kind} questions, {size} tokens, beside the seed's", least, found)
            for kind in KINDS
            for least, found in [(ways["seed"][1][kind], ways["ours"][1][kind])]
        ]
    packages = report.versions("bm25s", "langchain-text-splitters", "pypdf")
    per_kind = ", ".join(f"{sum(q.kind == k for q in asked)} {k}" for k in KINDS)
    about = f"Recall@{FIRST}. {len(papers)} papers, questions: {per_kind}. Chunker version {VERSION}, {packages}."
    table = report.table(["size", "way", "chunks", "mean tokens", *KINDS], rows)
    return report.keep("retrieval", "Chunks: retrieval", f"{table}\n\n{about}", bars=bars, whole=not arguments.limit)


if __name__ == "__main__":
    sys.exit(main())
