"""What changed at arXiv since a day: a harvest over OAI-PMH that may be repeated and loses nothing.

arXiv's list is no snapshot: records that are stamped anew during a harvest move to its end, so a page may repeat or miss
some, and pages that touch today are cached for an hour (`oaipmh/processors/{fetch_list,resume}.py` of arXiv/oaipmh). Hence
no `until`, the newest copy of a record wins, and the next harvest begins a day before this one's answer was made
(https://info.arxiv.org/help/oa/index.html advises the day itself). The cursor remembers what that overlap held, so that nothing is told twice.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from arxiv_chunks.errors import BadOptions, ServiceBroken
from arxiv_chunks.records import Paper
from resources.arxiv.http import PoliteHttp
from resources.arxiv.oai_pmh import OaiError, Page, Record, parse_page
from resources.arxiv.settings import ArxivSettings

OVERLAP = timedelta(days=1)
RESTARTS = 5


@dataclass(frozen=True, slots=True)
class Changes:
    """Papers whose metadata changed, the latest state of each, and the cursor to ask with next time.

    `deleted` are identifiers that the repository says are gone; arXiv's policy allows that, its server never does it.
    """

    papers: tuple[Paper, ...]
    deleted: tuple[str, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class _Cursor:
    """`start` is the day to ask from; `seen` are the fingerprints of the records told before that the overlap brings again."""

    start: date
    seen: frozenset[str] = frozenset()

    def dump(self) -> str:
        return json.dumps({"start": self.start.isoformat(), "seen": sorted(self.seen)})


def cursor_from(day: date) -> str:
    """The cursor that asks for everything that changed on the UTC day or later."""
    return _Cursor(day).dump()


def _load(cursor: str) -> _Cursor:
    try:
        values = json.loads(cursor)
        return _Cursor(date.fromisoformat(values["start"]), frozenset(values["seen"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadOptions(f"no cursor of a harvest: {cursor[:80]!r}") from error


class Harvester:
    """Reads arXivRaw records: the only format that tells versions, their times and withdrawals."""

    def __init__(self, http: PoliteHttp, settings: ArxivSettings) -> None:
        self._http = http
        self._settings = settings

    def changes(self, cursor: str) -> Changes:
        """Everything that changed since the cursor was made and was not told before."""
        known = _load(cursor)
        records: dict[str, Record] = {}
        next_start = known.start
        for number, page in enumerate(self._pages(known.start)):
            if number == 0:
                next_start = max(known.start, page.response_utc.date() - OVERLAP)
            for record in page.records:
                earlier = records.get(record.header.arxiv_id)
                if earlier is None or earlier.header.datestamp <= record.header.datestamp:
                    records[record.header.arxiv_id] = record
        fingerprints = {arxiv_id: _fingerprint(record) for arxiv_id, record in records.items()}
        news = [record for arxiv_id, record in sorted(records.items()) if fingerprints[arxiv_id] not in known.seen]
        return Changes(
            papers=tuple(record.metadata for record in news if isinstance(record.metadata, Paper)),
            deleted=tuple(record.header.arxiv_id for record in news if record.header.deleted),
            cursor=_Cursor(
                next_start,
                frozenset(
                    fingerprints[arxiv_id]
                    for arxiv_id, record in records.items()
                    if record.header.datestamp >= next_start
                ),
            ).dump(),
        )

    def record(self, arxiv_id: str) -> Paper | None:
        """One paper with everything that OAI-PMH tells of it, or None where arXiv does not have it."""
        try:
            page = self._ask(
                {"verb": "GetRecord", "identifier": f"oai:arXiv.org:{arxiv_id}", "metadataPrefix": "arXivRaw"}
            )
        except OaiError as error:
            if error.code == "idDoesNotExist":
                return None
            raise
        found = page.records[0].metadata if page.records else None
        return found if isinstance(found, Paper) else None

    def stamped_on(self, day: date) -> dict[str, Paper]:
        """The papers whose records carry this datestamp, by identifier."""
        pages = self._pages(day, until=day)
        found = (record.metadata for page in pages for record in page.records)
        return {paper.arxiv_id: paper for paper in found if isinstance(paper, Paper)}

    def _pages(self, start: date, until: date | None = None) -> Iterator[Page]:
        """All pages from a day on. A token that expired costs a new question, from the last day that was read in full."""
        for _ in range(RESTARTS):
            try:
                page = self._ask(_list_records(start, until))
                yield page
                while page.token is not None:
                    start = max(start, _complete_up_to(page, start))
                    page = self._ask({"verb": "ListRecords", "resumptionToken": page.token})
                    yield page
            except OaiError as error:
                if error.code == "noRecordsMatch":
                    return
                if error.code != "badResumptionToken":
                    raise
            else:
                return
        raise ServiceBroken(f"OAI-PMH's resumption tokens expired {RESTARTS} times in one harvest")

    def _ask(self, parameters: dict[str, str]) -> Page:
        return self._http.get(
            self._settings.oai_url,
            lambda answer: parse_page(answer.body),
            params=parameters,
            max_bytes=self._settings.max_answer_bytes,
        )


def _list_records(start: date, until: date | None) -> dict[str, str]:
    question = {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "from": start.isoformat()}
    return question | ({"until": until.isoformat()} if until else {})


def _complete_up_to(page: Page, start: date) -> date:
    """The day to begin with again: the page's last one, where its records come in order of days; else where it began."""
    days = [record.header.datestamp for record in page.records]
    return days[-1] if days and days == sorted(days) else start


def _fingerprint(record: Record) -> str:
    """A short name for what the record says, its datestamp left out: stamped anew is not changed."""
    said = repr((record.header.arxiv_id, record.header.deleted, record.metadata))
    return hashlib.blake2s(said.encode(), digest_size=8).hexdigest()
