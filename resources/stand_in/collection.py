"""The papers that a stand-in serves: a folder with `metadata.jsonl` (the snapshot's format) and `pdf/<id>v<n>.pdf`.

In file names the slash of an old-style identifier is an underscore: `hep-th_9108004v1.pdf`.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from arxiv_chunks.errors import BadOptions
from arxiv_chunks.identifiers import ArxivId
from arxiv_chunks.records import Paper
from resources.arxiv.snapshot import paper_of


@dataclass(frozen=True, slots=True)
class Item:
    """One paper: what the snapshot says of it, read and raw, and the day of its last change."""

    paper: Paper
    raw: dict[str, Any]
    datestamp: date


@dataclass(frozen=True, slots=True)
class Collection:
    """All papers of a folder by identifier, in the file's order."""

    folder: Path
    items: dict[str, Item]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the folder; BadOptions names what is wrong with it."""
        path = folder / "metadata.jsonl"
        if not path.is_file():
            raise BadOptions(f"{folder} has no metadata.jsonl")
        items: dict[str, Item] = {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                raw = json.loads(line)
                paper = paper_of(raw)
                datestamp = date.fromisoformat(raw.get("update_date") or f"{paper.updated_utc:%Y-%m-%d}")
            except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
                raise BadOptions(f"{path}, line {number} is no paper of a snapshot: {error!r}") from error
            items[paper.arxiv_id] = Item(paper, raw, datestamp)
        return cls(folder, items)

    def pdf(self, wanted: ArxivId) -> tuple[Path, int] | None:
        """The file and version for an identifier: the version asked for, or the newest on disk where none is."""
        item = self.items.get(wanted.paper)
        if item is None:
            return None
        numbers = [wanted.version] if wanted.version else [v.number for v in reversed(item.paper.versions)]
        for number in numbers:
            path = self.folder / "pdf" / f"{wanted.paper.replace('/', '_')}v{number}.pdf"
            if path.is_file():
                return path, number
        return None
