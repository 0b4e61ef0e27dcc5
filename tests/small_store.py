"""A store of invented papers, written partition by partition as the assets would, without reading a PDF."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from arxiv_chunks.rows import Row, ledger_row
from arxiv_chunks.tables import CHUNKS, DOCUMENTS, LEDGER, PAPERS, REFERENCES, TEXTS
from resources.arxiv.licences import redistributable
from resources.partitions import write_partition
from resources.store import Store

BY = "http://creativecommons.org/licenses/by/4.0/"
ARXIV_ALONE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
WORDS = [f"word{n}" for n in range(5000)]
MADE_WITH = {"options": '{"size":300}', "chunks_version": "1"}


def words(seed: int | str, count: int = 150) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


@dataclass(frozen=True)
class Invented:
    """A paper: its chunks' texts, or none and the reason at the stage `texts`."""

    id: str
    texts: Sequence[str] = ()
    license: str | None = BY
    category: str = "cs.CL"
    language: str = "en"
    reason: str | None = None
    cites: Sequence[str | None] = ("1706.03762", None)


def fill(store: Store, day: date, papers: Sequence[Invented]) -> None:
    """Write one day."""
    papers = sorted(papers, key=lambda p: p.id)
    _write(store, PAPERS, day, [_paper(p, day) for p in papers])
    _write(store, DOCUMENTS, day, [dict.fromkeys(DOCUMENTS.schema) | {"id": p.id, "pdf_bytes": 1000} for p in papers])
    _write(store, TEXTS, day, [dict.fromkeys(TEXTS.schema) | {"id": p.id, "body": "x" * 100} for p in papers])
    _write(store, REFERENCES, day, [row for p in papers for row in _references(p)])
    _write(store, CHUNKS, day, [row for p in papers for row in _chunks(p, day)])
    for stage in ("papers", "documents", "texts", "references", "chunks"):
        rows = [_account(p, stage) for p in papers]
        write_partition(store, LEDGER, day, pl.DataFrame(rows, schema=LEDGER.schema), {}, name=stage)


def _write(store, table, day, rows):
    write_partition(store, table, day, pl.DataFrame(rows, schema=table.schema), MADE_WITH)


def _account(paper: Invented, stage: str) -> Row:
    counts = {"references": len(paper.cites), "chunks": len(paper.texts)}
    row = ledger_row(paper.id, 1, stage, counts.get(stage, 1))
    if paper.reason and stage in ("texts", "references", "chunks"):
        row |= {"status": "failed", "reason": paper.reason if stage == "texts" else "upstream", "row_count": 0}
    return row


def _paper(paper: Invented, day: date) -> Row:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return dict.fromkeys(PAPERS.schema) | {
        "id": paper.id,
        "version": 1,
        "title": f"On {paper.id}",
        "abstract": f"We invent {paper.id}.",
        "authors": ["Ada Lovelace", "Charles Babbage"],
        "categories": [paper.category, "cs.AI"],
        "primary_category": paper.category,
        "published": moment,
        "updated": moment,
        "versions": [{"version": 1, "created": moment}],
        "license": paper.license,
        "redistributable": redistributable(paper.license),
        "withdrawn": False,
    }


def _references(paper: Invented) -> list[Row]:
    return [
        dict.fromkeys(REFERENCES.schema)
        | {
            "id": paper.id,
            "index": n,
            "raw": f"[{n}] A. Author, a title",
            "authors": ["A. Author"],
            "resolved_id": cited,
        }
        for n, cited in enumerate(paper.cites if not paper.reason else ())
    ]


def _chunks(paper: Invented, day: date) -> list[Row]:
    return [
        dict.fromkeys(CHUNKS.schema)
        | {
            "doi": paper.id,
            "chunk-id": n,
            "chunk": text,
            "id": f"{paper.id}#{n}",
            "title": f"On {paper.id}",
            "summary": f"We invent {paper.id}.",
            "source": f"http://arxiv.org/pdf/{paper.id}",
            "authors": "Ada Lovelace, Charles Babbage",
            "categories": f"{paper.category}, cs.AI",
            "primary_category": paper.category,
            "published": f"{day:%Y%m%d}",
            "updated": f"{day:%Y%m%d}",
            "references": [{"id": i} for i in paper.cites if i],
            "version": 1,
            "section": ["1 Introduction"],
            "first_page": n + 1,
            "last_page": n + 1,
            "char_start": 0,
            "char_end": len(text),
            "token_count": len(text.split()),
            "overlap_chars": 0,
            "kinds": ["paragraph"],
            "citations": [
                {"marker": "[1]", "char_start": 0, "char_end": 3, "references": [{"index": 1, "resolved_id": None}]}
            ],
            "verdict": "ok",
            "lexicon_share": 0.9,
            "language": paper.language,
            "license": paper.license,
            "redistributable": redistributable(paper.license),
            "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        for n, text in enumerate(paper.texts)
    ]
