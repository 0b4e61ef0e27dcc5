"""The metadata snapshot that arXiv publishes on Kaggle: one JSON object a line, three million lines, read as a stream.

Source: https://www.kaggle.com/datasets/Cornell-University/arxiv. It tells all versions and the licence; whether a
paper is withdrawn only its comment says.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from arxiv_chunks.identifiers import parse_arxiv_id
from arxiv_chunks.records import Paper, Version
from resources.arxiv.withdrawals import says_withdrawn
from resources.arxiv.xml import MalformedAnswer, fold

_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


def read_snapshot(path: Path) -> Iterator[Paper]:
    """The papers of a snapshot file, in its order, one in memory at a time."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield parse_snapshot_line(line)
                except MalformedAnswer as error:
                    raise MalformedAnswer(f"{path}, line {number}: {error}") from error


def parse_snapshot_line(line: bytes | str) -> Paper:
    """The paper of one line; MalformedAnswer where it is none. Keys that the snapshot does not have are let pass."""
    try:
        return paper_of(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise MalformedAnswer(f"no paper ({error!r}): {line[:80]!r}") from error


def paper_of(entry: dict[str, Any]) -> Paper:
    """The paper in a line's JSON object; raises what a wrong shape raises."""
    parsed = parse_arxiv_id(entry["id"])
    if parsed is None:
        raise ValueError(f"{entry['id']!r} is no arXiv identifier")
    versions = tuple(
        sorted(
            (Version(int(row["version"].lstrip("v")), parse_http_date(row["created"])) for row in entry["versions"]),
            key=lambda version: version.number,
        )
    )
    categories = tuple(entry["categories"].split())
    comment = _folded(entry.get("comments"))
    return Paper(
        arxiv_id=parsed.paper,
        version=versions[-1].number,
        title=_folded(entry["title"]) or "",
        abstract=_folded(entry["abstract"]) or "",
        authors=_authors(entry),
        categories=categories,
        primary_category=categories[0],
        published_utc=versions[0].created_utc,
        updated_utc=versions[-1].created_utc,
        versions=versions,
        license=entry.get("license") or None,
        comment=comment,
        journal_ref=_folded(entry.get("journal-ref")),
        doi=_folded(entry.get("doi")),
        report_number=_folded(entry.get("report-no")),
        withdrawn=says_withdrawn(comment),
    )


def parse_http_date(text: str) -> datetime:
    """The moment of a date such as "Mon, 2 Apr 2007 19:18:42 GMT"; ValueError where it is none. UTC.

    Three million snapshot lines have more than one each, hence not `email.utils`, which takes ten times as long.
    """
    _, day, month, year, clock, zone = text.split()
    if zone != "GMT":
        raise ValueError(f"{text!r} is not in GMT")
    hour, minute, second = clock.split(":")
    return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)


def _folded(text: str | None) -> str | None:
    return fold(text) if text is not None else None


def is_name(text: str) -> bool:
    """Whether an author is one: arXiv's author fields hold stray marks, such as the colon after a collaboration."""
    return any(character.isalnum() for character in text)


def _authors(entry: dict[str, Any]) -> tuple[str, ...]:
    """Names in reading order, from the parsed triples: last name, first name, suffix."""
    names = (" ".join(filter(None, (first, last, suffix))) for last, first, suffix, *_ in entry["authors_parsed"])
    return tuple(name for name in names if is_name(name))
