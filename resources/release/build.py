"""A release, from the store's partitions to a folder: the straight path."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from arxiv_chunks.errors import BadOptions, ServiceBroken
from arxiv_chunks.tables import CHUNKS, LEDGER, PAPERS, REFERENCES, RELEASED, TEXTS
from resources.partitions import days, read_current_partition, read_partition_metadata
from resources.release.card import card_of
from resources.release.croissant import croissant_of
from resources.release.duplicates import Duplicates
from resources.release.figures import Figures
from resources.release.shards import Shard, ShardWriter
from resources.store import Store

CARD, CROISSANT, CHECKSUMS = "README.md", "croissant.json", "SHA256SUMS"


Watcher = Callable[[int, int], None]
"""Who wants to know how many of how many readings of a day are done."""


def unwatched(_done: int, _total: int) -> None:
    """Nobody does."""


@dataclass(frozen=True)
class Release:
    """What stands in a release's folder: shards by table, and figures of the whole."""

    shards: dict[str, list[Shard]]
    figures: Figures

    @property
    def size_bytes(self) -> int:
        """Length of all shards together."""
        return sum(shard.size_bytes for shards in self.shards.values() for shard in shards)


def build_release(
    store: Store,
    folder: Path,
    scratch: Path,
    *,
    code_version: str,
    all_licences: bool = False,
    progress: Watcher = unwatched,
) -> Release:
    """Write a release of everything that has chunks into `folder`, with the help of `scratch`; both are there and empty.

    The days are read twice: for what can only be told over all of them, duplicates and settings, and then to be written.
    One day and one row group of each table are held in memory.
    Raises `BadOptions` for a store without chunks, `ServiceBroken` when a run changes the store meanwhile,
    and `OutdatedTable` where another version of this project wrote a day.
    """
    made = days(store, CHUNKS)
    if not made:
        raise BadOptions(f"{store}: there are no chunks to release; `arxiv-chunks run` makes them")
    figures = Figures()
    duplicates = Duplicates(scratch)
    learnt = []
    for done, day in enumerate(made):
        progress(done, 2 * len(made))
        papers = _papers(store, day, all_licences=all_licences)
        chunks = _of(papers, read_current_partition(store, CHUNKS, day, columns=["doi", "id", "chunk"]))
        duplicates.learn(chunks)
        learnt.append(_fingerprint(chunks))
        for table in (TEXTS, REFERENCES, CHUNKS):
            metadata = read_partition_metadata(store, table, day) or {}
            figures.made_with.setdefault(table.name, Counter())[json.dumps(metadata, sort_keys=True)] += 1
    marks = duplicates.found()
    writers = {
        name: ShardWriter(folder, table, _metadata(figures, name, code_version)) for name, table in RELEASED.items()
    }
    for done, (day, seen) in enumerate(zip(made, learnt, strict=True), len(made)):
        progress(done, 2 * len(made))
        papers = _papers(store, day, all_licences=all_licences)
        chunks = _of(papers, read_current_partition(store, CHUNKS, day))
        if _fingerprint(chunks) != seen:
            raise ServiceBroken(f"{day} changed while it was released; release again when no run is under way")
        marked_papers, marked_chunks = marks.mark(papers, chunks)
        rows = {
            "chunks": marked_chunks,
            "papers": marked_papers,
            "references": _of(papers, read_current_partition(store, REFERENCES, day)),
        }
        for name, frame in rows.items():
            writers[name].write(frame)
        ledger = [
            read_current_partition(store, LEDGER, day, name=stage)
            for stage in ("documents", "texts", "references", "chunks")
        ]
        figures.withheld += read_current_partition(store, PAPERS, day, columns=["id"]).height - papers.height
        figures.count(day, rows, _of(papers, pl.concat(ledger)))
    release = Release({name: writer.close() for name, writer in writers.items()}, figures)
    _write_texts(folder, release, code_version, all_licences=all_licences)
    return release


def _papers(store: Store, day: date, *, all_licences: bool) -> pl.DataFrame:
    papers = read_current_partition(store, PAPERS, day)
    return papers if all_licences else papers.filter("redistributable")


def _of(papers: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of these papers alone."""
    return rows.join(papers.select("id"), left_on="doi" if "chunk" in rows.columns else "id", right_on="id", how="semi")


def _fingerprint(chunks: pl.DataFrame) -> tuple[int, int]:
    """What tells a day's chunks from others: marks are laid on them by their places."""
    return chunks.height, int(chunks.select("id", "chunk").hash_rows().to_numpy().sum())


def _metadata(figures: Figures, table: str, code_version: str) -> dict[str, str]:
    """What the rows of a shard depend on, into its own metadata."""
    made_with = figures.made_with.get(table, Counter())
    return {
        "arxiv_chunks_version": code_version,
        "made_with": json.dumps([json.loads(settings) for settings in sorted(made_with)]),
    }


def _write_texts(folder: Path, release: Release, code_version: str, *, all_licences: bool) -> None:
    card = card_of(release.shards, release.figures, code_version, all_licences=all_licences)
    (folder / CARD).write_text(card, encoding="utf-8")
    croissant = croissant_of(release.shards, release.figures, code_version)
    (folder / CROISSANT).write_text(json.dumps(croissant, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sums = [f"{shard.sha256}  {shard.path}\n" for shards in release.shards.values() for shard in shards]
    (folder / CHECKSUMS).write_text("".join(sums), encoding="utf-8")
