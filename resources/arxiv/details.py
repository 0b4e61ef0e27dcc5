"""What the API leaves out of a paper, from OAI-PMH: the licence, all versions, the report number, and whether it is withdrawn.

OAI-PMH cannot be asked by day of submission, but a paper is announced within days of it, and that stamps its record. So
for a day with many papers the lists of that day and the next ones are read, some two requests each; what was changed
since and stands elsewhere is asked for one by one, as are all papers of a day with few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from arxiv_chunks.records import Paper, Version
from resources.arxiv.harvest import Harvester

ANNOUNCED_WITHIN_DAYS = 6
"""A paper that is submitted on a Friday before a holiday is announced on the Tuesday after."""
EARLIEST_DATESTAMP = date(2005, 9, 16)
"""arXiv refuses questions about days before; a tenth of its records carry this very day, so it is no list to read either."""
LISTS_FROM = 2 * (ANNOUNCED_WITHIN_DAYS + 1)
"""So many requests the lists of one day's papers take; fewer papers are asked for one by one."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What OAI-PMH tells of a paper and the API does not. Versions are in the order of their numbers."""

    versions: tuple[Version, ...]
    license: str | None
    report_number: str | None
    withdrawn: bool


class Details:
    """Completes papers of the API; lists that neighbouring days share are read once."""

    def __init__(self, harvester: Harvester) -> None:
        self._harvester = harvester
        self._lists: dict[date, dict[str, Paper]] = {}

    def complete(self, day: date, papers: list[Paper], known: Mapping[str, Detail]) -> list[Paper]:
        """The papers, which were first submitted on the UTC day, with what OAI-PMH knows of them.

        What is `known` already, by identifier, is not asked for again, unless the API lists a newer version.
        """
        found: dict[str, Detail | Paper] = {
            paper.arxiv_id: known[paper.arxiv_id]
            for paper in papers
            if paper.arxiv_id in known and known[paper.arxiv_id].versions[-1].number >= paper.version
        }
        if len(papers) - len(found) > LISTS_FROM:
            found = {**self._announced_after(day), **found}
        return [merged(paper, found.get(paper.arxiv_id) or self._harvester.record(paper.arxiv_id)) for paper in papers]

    def _announced_after(self, day: date) -> dict[str, Paper]:
        today = datetime.now(UTC).date()
        days = [day + timedelta(days=n) for n in range(ANNOUNCED_WITHIN_DAYS + 1)]
        self._lists = {
            each: self._lists[each] if each in self._lists and each < today else self._harvester.stamped_on(each)
            for each in days
            if EARLIEST_DATESTAMP < each <= today
        }
        return newest(paper for papers in self._lists.values() for paper in papers.values())


def newest(papers: Iterable[Paper]) -> dict[str, Paper]:
    """The papers by identifier; of two copies the one with more versions, then the later one."""
    found: dict[str, Paper] = {}
    for paper in papers:
        if paper.arxiv_id not in found or found[paper.arxiv_id].version <= paper.version:
            found[paper.arxiv_id] = paper
    return found


def merged(listed: Paper, record: Detail | Paper | None) -> Paper:
    """The API's paper with the record's licence, versions, report number and withdrawal.

    The two are renewed at different hours. Where the record knows a newer version, that one counts; where the API does, the
    record's versions are completed with it.
    """
    if record is None:
        return listed
    versions = {version.number: version for version in (*listed.versions, *record.versions)}
    latest = record.versions[-1]
    return replace(
        listed,
        version=max(listed.version, latest.number),
        updated_utc=latest.created_utc if latest.number > listed.version else listed.updated_utc,
        versions=tuple(versions[number] for number in sorted(versions)),
        license=record.license,
        report_number=record.report_number,
        withdrawn=record.withdrawn if latest.number >= listed.version else listed.withdrawn,
    )
