"""A folder of invented papers for the stand-in, and settings that make its client quick to give up."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from resources.arxiv.settings import ArxivSettings, settings_for

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def paper(
    arxiv_id: str, *created: str, categories: str = "cs.CL", title: str | None = None, **more: Any
) -> dict[str, Any]:
    """A line of the snapshot; `created` are its versions' times as YYYY-MM-DD HH:MM:SS."""
    times = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in created]
    return {
        "id": arxiv_id,
        "submitter": "A. Submitter",
        "authors": "Ada Lovelace and Charles Babbage",
        "title": title or f"On the invented paper {arxiv_id}",
        "comments": None,
        "journal-ref": None,
        "doi": None,
        "report-no": None,
        "categories": categories,
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "abstract": f"  We invent {arxiv_id}\nand say so.\n",
        "versions": [
            {"version": f"v{n}", "created": f"{t:%a}, {t.day} {t:%b %Y %H:%M:%S} GMT"} for n, t in enumerate(times, 1)
        ],
        "update_date": f"{times[-1]:%Y-%m-%d}",
        "authors_parsed": [["Lovelace", "Ada", ""], ["Babbage", "Charles", ""]],
    } | more


def make_folder(folder: Path, papers: Iterable[dict[str, Any]], *, without_pdf: frozenset[str] = frozenset()) -> Path:
    """Write metadata and one small PDF for each paper's latest version; returns the folder."""
    (folder / "pdf").mkdir(parents=True)
    papers = list(papers)
    (folder / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in papers))
    for row in papers:
        if row["id"] not in without_pdf:
            name = f"{row['id'].replace('/', '_')}v{len(row['versions'])}.pdf"
            (folder / "pdf" / name).write_bytes(PDF + row["id"].encode())
    return folder


def many(count: int, start: str = "2024-03-01 00:00:00", every_seconds: int = 61) -> list[dict[str, Any]]:
    """So many papers, submitted one after another."""
    first = datetime.fromisoformat(start)
    return [paper(f"2403.{n + 1:05d}", str(first + timedelta(seconds=every_seconds * n))) for n in range(count)]


def quick(url: str, **changes: Any) -> ArxivSettings:
    """Settings for a server on loopback: short waits, few attempts."""
    base = settings_for(url).model_dump() | {"attempts": 3, "retry_wait_seconds": 0.001, "read_timeout_seconds": 20.0}
    return ArxivSettings(**(base | changes))
