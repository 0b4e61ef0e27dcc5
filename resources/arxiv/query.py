"""The search queries that are put to arXiv's API (https://info.arxiv.org/help/api/user-manual.html)."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from arxiv_chunks.errors import BadOptions

_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)*|\*))?")


def midnight(day: date) -> datetime:
    """The first moment of a UTC day."""
    return datetime.combine(day, time(), UTC)


def submitted_between(start_utc: datetime, end_utc: datetime, categories: Sequence[str] = ()) -> str:
    """The query for version 1 submitted between two minutes, both included, in any of the categories.

    >>> submitted_between(midnight(date(2017, 4, 17)), midnight(date(2017, 4, 18)), ["cs.CV", "hep-th"])
    'submittedDate:[201704170000 TO 201704180000] AND (cat:cs.CV OR cat:hep-th)'
    """
    window = f"submittedDate:[{start_utc:%Y%m%d%H%M} TO {end_utc:%Y%m%d%H%M}]"
    for category in categories:
        if not _CATEGORY.fullmatch(category):
            raise BadOptions(f"{category!r} is no arXiv category; they look like cs.CL, math.AG or hep-th")
    if not categories:
        return window
    return f"{window} AND ({' OR '.join(f'cat:{category}' for category in categories)})"


def days_between(start: date, end: date, categories: Sequence[str] = ()) -> str:
    """The query that no paper of the days [start, end] escapes.

    The API's dates end at the minute and its manual does not say whether the last one counts up to its 59th second, so
    the window runs to the next midnight, which may bring a paper of the day after: the caller looks at `published_utc`.
    """
    return submitted_between(midnight(start), midnight(end + timedelta(days=1)), categories)
