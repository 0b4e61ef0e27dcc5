"""The near-duplicates among all chunks of a release, and among its papers, found with little memory.

Signatures go to files as the days are read, and one band of them is looked at at a time. For N chunks that takes
407 N bytes of disk (a signature of 240 bytes and twenty keys of 8, and the same for each paper) and 73 N bytes of
memory: 4.1 GB and 0.73 GB for ten million chunks, which is what about 170,000 papers have. `benchmarks/duplicates.py`
measures both.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from arxiv_chunks.duplicates import BANDS, ROWS, Keys, Labels, band_keys, cluster, shortened, signatures


class Sketches:
    """Signatures of many texts, appended to files in the new folder `folder` and clustered at the end."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
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
        if not self.count:
            return np.zeros(0, dtype=np.int64)
        return cluster(
            self._read_bands(), np.memmap(self._signatures, np.uint16, "r", shape=(self.count, BANDS * ROWS))
        )

    def _read_bands(self) -> Iterator[Keys]:
        for path in self._bands:
            yield np.fromfile(path, dtype=np.uint64)


def _append(path: Path, numbers: npt.NDArray[np.generic]) -> None:
    with path.open("ab") as file:
        file.write(numbers.tobytes())


class Duplicates:
    """Learns the chunks of each day first, and then marks the same days in the same order. `folder` is for its files."""

    def __init__(self, folder: Path) -> None:
        self._chunks = Sketches(folder / "chunks")
        self._papers = Sketches(folder / "papers")
        self._paper_ids: list[str] = []
        self._paper_of_chunk: list[npt.NDArray[np.int32]] = []

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
        self._paper_of_chunk.append(np.repeat(np.arange(first, first + len(lengths), dtype=np.int32), lengths))
        self._paper_ids += papers["value"].to_list()

    def found(self) -> "Marks":
        """What came of it, once all days are learnt."""
        papers = np.concatenate([np.zeros(0, np.int32), *self._paper_of_chunk])
        return Marks(self._chunks.clusters(), papers, self._papers.clusters(), self._paper_ids)


class Marks:
    """The clusters, as columns of the days that are shown to it one after another."""

    def __init__(
        self, chunks: Labels, paper_of_chunk: npt.NDArray[np.int32], papers: Labels, paper_ids: list[str]
    ) -> None:
        self._chunks = chunks
        self.is_shared = np.bincount(chunks, minlength=len(chunks))[chunks] > 1
        self._is_repeated = paper_of_chunk[chunks] != paper_of_chunk
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
        names = [
            self._names.setdefault(label, name) if shared else None
            for name, label, shared in zip(
                chunks["id"], self._chunks[span].tolist(), self.is_shared[span].tolist(), strict=True
            )
        ]
        shares = (
            chunks.select(id="doi", duplicate_share=pl.Series(self._is_repeated[span]))
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
