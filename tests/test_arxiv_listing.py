"""Listing beyond what a page or the API's cap can hold."""

from datetime import date

import pytest
from small_arxiv import make_folder, many, paper, quick

from arxiv_chunks.errors import ServiceBroken
from resources.arxiv import listing
from resources.arxiv.client import ArxivClient
from resources.stand_in import api
from resources.stand_in.server import serving


@pytest.fixture
def small_caps(monkeypatch):
    """The cap of client and server at 40 results, pages of 20."""
    monkeypatch.setattr(listing, "RESULT_CAP", 40)
    monkeypatch.setattr(api, "RESULT_CAP", 40)
    monkeypatch.setattr(api, "MAX_PAGE", 20)


@pytest.mark.usefixtures("small_caps")
def test_a_window_with_more_results_than_the_cap_is_split(tmp_path):
    folder = make_folder(tmp_path / "papers", many(150, every_seconds=97))
    with serving(folder) as url, ArxivClient(quick(url, page_size=20)) as client:
        found = [paper.arxiv_id for paper in client.list_day(date(2024, 3, 1))]
    assert found == [f"2403.{n + 1:05d}" for n in range(150)]


@pytest.mark.usefixtures("small_caps")
def test_more_papers_in_a_minute_than_the_cap_are_an_error(tmp_path):
    folder = make_folder(tmp_path / "papers", [paper(f"2403.{n + 1:05d}", "2024-03-01 12:00:30") for n in range(41)])
    with (
        serving(folder) as url,
        ArxivClient(quick(url, page_size=20)) as client,
        pytest.raises(ServiceBroken, match="minute"),
    ):
        client.list_day(date(2024, 3, 1))
