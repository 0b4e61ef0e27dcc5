"""What the API lists: how many papers, which days have any, and all papers of a day, or an error: never a part of them.

The API is known for empty pages in the middle of a result, short pages, and totals that change while one reads
(https://github.com/lukasschwab/arxiv.py/issues/43, /129), and it stops at 10,000 results. So pages are asked for
again when they are empty too early, a result whose total moved is read from its start, a window with more results than the cap is
split, and what was read is compared with what the API says there is.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from arxiv_chunks.errors import ServiceBroken
from arxiv_chunks.records import Paper
from resources.arxiv.atom import Feed, parse_feed
from resources.arxiv.http import Answer, PoliteHttp
from resources.arxiv.query import days_between, midnight, submitted_between
from resources.arxiv.settings import ArxivSettings
from resources.arxiv.xml import MalformedAnswer

RESULT_CAP = 10_000
"""The API serves no result beyond this place: `search/domain/base.py` of arXiv/arxiv-search. Its manual says 30,000."""
PLANNING_PAGE = 100
"""Papers asked for at once when only their days matter: enough for many days of the 1990s, and for one of today."""
RESTARTS = 4


class _Moved(MalformedAnswer):
    """The result changed while it was read."""


class Listing:
    """Questions to the API about days of first submission, in UTC."""

    def __init__(self, http: PoliteHttp, settings: ArxivSettings) -> None:
        self._http = http
        self._settings = settings

    def count(self, start: date, end: date, categories: Sequence[str]) -> int:
        """How many papers the API says were first submitted in [start, end]; one request, no papers read."""
        last_minute = midnight(end + timedelta(days=1)) - timedelta(minutes=1)
        return self._page(submitted_between(midnight(start), last_minute, categories), 0, 1).total

    def days_with_papers(self, start: date, end: date, categories: Sequence[str]) -> list[date]:
        """The days of [start, end] on which papers were first submitted: at most one request for each, often far fewer.

        Papers come oldest first; the first page tells its papers' days, and the next question begins after the last of them.
        """
        days: list[date] = []
        while start <= end:
            feed = self._page(days_between(start, end, categories), 0, PLANNING_PAGE)
            found = [paper.published_utc for paper in feed.papers]
            if found != sorted(found):
                raise ServiceBroken("the API does not list papers by submission date as it was asked to")
            days.extend(sorted({day for moment in found if start <= (day := moment.date()) <= end}))
            if feed.total <= len(found):
                break
            start = max(start, found[-1].date()) + timedelta(days=1)
        return days

    def list_day(self, day: date, categories: Sequence[str]) -> list[Paper]:
        """All papers first submitted on the day, sorted by id; ServiceBroken where the API does not give all."""
        papers = self._window(midnight(day), midnight(day + timedelta(days=1)), categories)
        return sorted((p for p in papers.values() if p.published_utc.date() == day), key=lambda p: p.arxiv_id)

    def _window(self, start_utc: datetime, end_utc: datetime, categories: Sequence[str]) -> dict[str, Paper]:
        query = submitted_between(start_utc, end_utc, categories)
        for restart in range(RESTARTS):
            try:
                first = self._page(query, 0, self._settings.page_size)
                if first.total > RESULT_CAP:
                    break
                return self._all_of(first, query)
            except _Moved:
                if restart == RESTARTS - 1:
                    raise
        middle = start_utc + (end_utc - start_utc) // 2
        middle = middle.replace(second=0, microsecond=0, tzinfo=UTC)
        if middle in {start_utc, end_utc}:
            raise ServiceBroken(f"more than {RESULT_CAP} papers within a minute of {start_utc:%Y-%m-%d %H:%M} UTC")
        return self._window(start_utc, middle, categories) | self._window(middle, end_utc, categories)

    def _all_of(self, first: Feed, query: str) -> dict[str, Paper]:
        papers: dict[str, Paper] = {}
        for feed in self._pages(first, query):
            if feed.total != first.total:
                raise _Moved(f"the API's total went from {first.total} to {feed.total} while it was read")
            papers.update({paper.arxiv_id: paper for paper in feed.papers})
        if len(papers) != first.total:
            raise _Moved(f"the API says {first.total} papers and lists {len(papers)} for {query}")
        return papers

    def _pages(self, feed: Feed, query: str) -> Iterator[Feed]:
        yield feed
        place = len(feed.papers)
        while place < feed.total:
            feed = self._page(query, place, self._settings.page_size)
            yield feed
            place += len(feed.papers)

    def _page(self, query: str, start: int, size: int) -> Feed:
        """One page that is not empty too early."""

        def read(answer: Answer) -> Feed:
            feed = parse_feed(answer.body)
            if answer.status != 200:
                raise MalformedAnswer(f"a feed of papers with status {answer.status}")
            if feed.start != start:
                raise MalformedAnswer(f"results from {feed.start} on instead of {start}")
            if not feed.papers and feed.total > start:
                raise MalformedAnswer(f"a page that is empty although there are {feed.total} results")
            return feed

        params = {
            "search_query": query,
            "start": str(start),
            "max_results": str(size),
            "sortBy": "submittedDate",
            "sortOrder": "ascending",
        }
        return self._http.get(self._settings.api_url, read, params=params, max_bytes=self._settings.max_answer_bytes)
