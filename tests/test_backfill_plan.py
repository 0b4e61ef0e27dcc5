"""Which days are run together, and which are meant when nobody says."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arxiv_chunks.errors import BadOptions
from pipelines.ranges import group
from pipelines.run import FIRST_DAY, checked_range

DAYS = st.lists(st.dates(date(2020, 1, 1), date(2020, 6, 1)), unique=True).map(sorted)


@given(days=DAYS, longest=st.integers(1, 40))
def test_ranges_hold_every_day_once_and_no_other(days, longest):
    ranges = list(group(days, longest))
    held = [r.first + timedelta(days=n) for r in ranges for n in range((r.last - r.first).days + 1)]
    assert held == days
    assert all((r.last - r.first).days < longest for r in ranges)


@given(days=DAYS)
def test_no_two_ranges_could_be_one(days):
    ranges = list(group(days, 1000))
    assert all(b.first - a.last > timedelta(days=1) for a, b in pairwise(ranges))


def test_of_live_arxiv_the_last_complete_day_is_meant():
    first, last = checked_range(None, None, live=True)
    assert first == last == datetime.now(UTC).date() - timedelta(days=1)


def test_of_other_sources_all_days_are_meant():
    assert checked_range(None, date(2020, 1, 1), live=False) == (FIRST_DAY, date(2020, 1, 1))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2020, 1, 2), date(2020, 1, 1), "after"),
        (date(1985, 12, 31), date(2020, 1, 1), "before"),
        (None, date(9999, 1, 1), "not over yet"),
    ],
)
def test_a_range_that_cannot_be_is_told_in_one_line(first, last, said):
    with pytest.raises(BadOptions, match=said):
        checked_range(first, last, live=False)
