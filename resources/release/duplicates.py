"""The near-duplicates among all chunks of a release, and among its papers, found with little memory.

Signatures go to files as the days are read, and one part of one band of them is looked at at a time. For N chunks that takes
423 N bytes of disk (a signature of 240 bytes, twenty keys of 8, twelve for the parts, and the same for each paper) and 13 N bytes of
memory beside some 80 MB: 2 GB for the 150 million chunks of all of arXiv, of which 9 N stay until the release is written.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from arxiv_chunks.duplicates import BANDS, ROWS, Keys, Labels, band_keys, each_alone, join_alike, shortened, signatures

KEYS_AT_ONCE = 1 << 20  # of which each takes some eighty bytes while it is looked at


class Sketches:
    """Signatures of many texts, appended to files in the new folder `folder` and clustered at the end."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._signatures = folder / "signatures"
        self._bands = [folder / f"band-{n:02}" for n in range(BANDS)]
        self.count = 0

    def append(self, full: npt.NDArray[np.uint32]) -> None:
        """Add the signatures of some texts."""
        _append(self._signatures, shortened(full))
        for path, keys in zip(self._bands, band_keys(full).T, strict=True):
            _append(path, keys)
        self.count += len(full)

    def clusters(self) -> Labels:
        """For each text the place of the first text of its cluster, in the order in which they were appended."""
        labels = each_alone(self.count)
        for band in self._bands if self.count else ():
            for places, keys in self._parts(band):
                # Mapped anew each time, so that what was looked at does not stay.
                compared = np.memmap(self._signatures, np.uint16, "r", shape=(self.count, BANDS * ROWS))
                join_alike(labels, places, keys, compared)
        return labels

    def _parts(self, band: Path) -> Iterator[tuple[Labels, Keys]]:
        """The band's keys with the places of their texts, in parts of about `KEYS_AT_ONCE`, equal keys in the same one."""
        count = -(-self.count // KEYS_AT_ONCE)
        parts = [(self._folder / f"places-{n}", self._folder / f"keys-{n}") for n in range(count)]
        for begin in range(0, self.count, KEYS_AT_ONCE):
            keys = np.fromfile(band, np.uint64, KEYS_AT_ONCE, offset=begin * 8)
            part_of = (keys >> np.uint64(32)) % np.uint64(count)
            for n, (places_path, keys_path) in enumerate(parts):
                chosen = np.flatnonzero(part_of == n)
                _append(places_path, (chosen + begin).astype(np.int32))
                _append(keys_path, keys[chosen])
        for places_path, keys_path in parts:
            yield np.fromfile(places_path, np.int32), np.fromfile(keys_path, np.uint64)
            places_path.unlink()
            keys_path.unlink()


def _append(path: Path, numbers: npt.NDArray[np.generic]) -> None:
    with path.open("ab") as file:
        file.write(numbers.tobytes())


class Duplicates:
    """Learns the chunks of each day first, and then marks the same days in the same order. `folder` is for its files."""

    def __init__(self, folder: Path) -> None:
        self._chunks = Sketches(folder / "chunks")
        self._papers = Sketches(folder / "papers")
        self._paper_ids: list[str] = []
        self._paper_of_chunk = folder / "paper-of-chunk"

    def learn(self, chunks: pl.DataFrame) -> None:
        """Take in the chunks of a day, sorted by paper."""
        if chunks.is_empty():
            return
        full = signatures(chunks["chunk"])
        papers = chunks["doi"].rle().struct.unnest()
        lengths = papers["len"].to_numpy().astype(np.int64)
        self._chunks.append(full)
        self._papers.append(np.minimum.reduceat(full, np.cumsum(lengths) - lengths, axis=0))
        first = len(self._paper_ids)
        _append(self._paper_of_chunk, np.repeat(np.arange(first, first + len(lengths), dtype=np.int32), lengths))
        self._paper_ids += papers["value"].to_list()

    def found(self) -> "Marks":
        """What came of it, once all days are learnt."""
        papers = np.fromfile(self._paper_of_chunk, np.int32) if self._paper_ids else np.zeros(0, np.int32)
        return Marks(self._chunks.clusters(), papers, self._papers.clusters(), self._paper_ids)


class Marks:
    """The clusters, as columns of the days that are shown to it one after another."""

    def __init__(
        self, chunks: Labels, paper_of_chunk: npt.NDArray[np.int32], papers: Labels, paper_ids: list[str]
    ) -> None:
        self._chunks = chunks
        self._paper_of_chunk = paper_of_chunk
        later = np.flatnonzero(chunks != each_alone(len(chunks)))
        self.is_shared = np.zeros(len(chunks), dtype=bool)
        self.is_shared[later] = self.is_shared[chunks[later]] = True
        self._names: dict[int, str] = {}
        self._next_chunk = 0
        self._paper_clusters = {
            paper_ids[place]: paper_ids[label] for place, label in enumerate(papers.tolist()) if place != label
        }
        self._paper_clusters |= {name: name for name in self._paper_clusters.values()}

    def mark(self, papers: pl.DataFrame, chunks: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The next day's papers and chunks with their marks."""
        span = slice(self._next_chunk, self._next_chunk + chunks.height)
        self._next_chunk = span.stop
        labels = self._chunks[span]
        is_repeated = self._paper_of_chunk[labels] != self._paper_of_chunk[span]
        names = [
            self._names.setdefault(label, name) if shared else None
            for name, label, shared in zip(chunks["id"], labels.tolist(), self.is_shared[span].tolist(), strict=True)
        ]
        shares = (
            chunks.select(id="doi", duplicate_share=pl.Series(is_repeated))
            .group_by("id")
            .agg(pl.col("duplicate_share").mean().cast(pl.Float32))
        )
        clusters = [self._paper_clusters.get(name) for name in papers["id"]]
        return (
            papers.with_columns(pl.Series("duplicate_cluster", clusters, pl.String)).join(
                shares, on="id", how="left", maintain_order="left"
            ),
            chunks.with_columns(pl.Series("duplicate_cluster", names, pl.String)),
        )
