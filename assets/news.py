"""What the sensor was told over OAI-PMH, on its way into the run that makes a day again: nobody need ask for it twice."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Self

import dagster as dg

from arxiv_chunks.records import Paper, Version
from arxiv_chunks.rows import Row
from resources.arxiv.details import Detail

NEWS_FOR = timedelta(days=1)
"""So long what the sensor was told is news; a run that comes later asks OAI-PMH itself."""


class Told(dg.Config):
    """What OAI-PMH said of a paper that changed; a version is its number and time, "v2 2024-03-01T12:00:00+00:00"."""

    id: str
    versions: list[str]
    license: str | None = None
    report_number: str | None = None
    withdrawn: bool = False

    @classmethod
    def of(cls, paper: Paper) -> Self:
        """A paper as OAI-PMH tells of it."""
        return cls(
            id=paper.arxiv_id,
            versions=[f"v{version.number} {version.created_utc.isoformat()}" for version in paper.versions],
            license=paper.license,
            report_number=paper.report_number,
            withdrawn=paper.withdrawn,
        )

    @property
    def detail(self) -> Detail:
        """The same for the client."""
        rows = [text.removeprefix("v").split() for text in self.versions]
        versions = tuple(Version(int(number), datetime.fromisoformat(moment)) for number, moment in rows)
        return Detail(versions, self.license, self.report_number, self.withdrawn)


def known_details(told: Iterable[Told], told_on: str | None, stored: Iterable[Row]) -> Mapping[str, Detail]:
    """What OAI-PMH need not be asked about a day: what it just told, and for papers that it did not speak of what is stored.

    Nothing without news, since then nobody knows whether what is stored still holds.
    """
    if told_on is None or date.fromisoformat(told_on) < datetime.now(UTC).date() - NEWS_FOR:
        return {}
    return {row["id"]: _stored_detail(row) for row in stored} | {each.id: each.detail for each in told}


def _stored_detail(row: Row) -> Detail:
    versions = tuple(Version(each["version"], each["created"]) for each in row["versions"])
    return Detail(versions, row["license"], row["report_number"], row["withdrawn"])
