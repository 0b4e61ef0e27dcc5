"""Harvests while the list moves under the reader."""

from datetime import UTC, date, datetime

import httpx
import pytest
from small_arxiv import make_folder, paper, quick

from arxiv_chunks.errors import BadOptions
from resources.arxiv.client import ArxivClient
from resources.arxiv.harvest import cursor_from
from resources.arxiv.snapshot import paper_of
from resources.stand_in.collection import Collection, Item
from resources.stand_in.server import running, stand_in

PAPERS = [paper(f"2403.{n:05d}", f"2024-03-{n:02d} 10:00:00") for n in range(1, 10)]


@pytest.fixture
def collection(tmp_path):
    return Collection.load(make_folder(tmp_path / "papers", PAPERS))


def put(collection, row, stamp):
    row = row | {"update_date": stamp}
    collection.items[row["id"]] = Item(paper_of(row), row, date.fromisoformat(stamp))


class AfterEach(httpx.BaseTransport):
    """The network, and something that happens after each answer."""

    def __init__(self, happens):
        self.network, self.happens, self.count = httpx.HTTPTransport(), happens, 0

    def handle_request(self, request):
        answer = self.network.handle_request(request)
        answer.read()
        self.count += 1
        self.happens(self.count)
        return answer

    def close(self):
        self.network.close()


def test_records_that_move_while_one_reads_are_not_lost(collection):
    def restamped(count):
        if count <= 3:  # what was about to be shown moves to the end of the list, changed
            put(collection, PAPERS[count * 2] | {"title": "changed"}, "2024-03-20")

    now = lambda: datetime(2024, 3, 20, 12, tzinfo=UTC)  # noqa: E731
    with (
        running(stand_in(collection, now=now, records_per_page=2)) as url,
        ArxivClient(quick(url), AfterEach(restamped)) as client,
    ):
        first = client.changes(cursor_from(date(2024, 3, 1)))
        second = client.changes(first.cursor)
    told = {p.arxiv_id: p.title for p in (*first.papers, *second.papers)}
    assert sorted(told) == sorted(collection.items)
    assert {told[PAPERS[n]["id"]] for n in (2, 4, 6)} == {"changed"}


def test_a_change_that_a_cached_page_hides_comes_with_the_next_look(collection):
    clock = [datetime(2024, 3, 10, 23, 50, tzinfo=UTC)]
    with running(stand_in(collection, now=lambda: clock[0])) as url, ArxivClient(quick(url)) as client:
        cursor = client.changes(cursor_from(date(2024, 3, 1))).cursor
        clock[0] = datetime(2024, 3, 11, 0, 10, tzinfo=UTC)
        cursor = client.changes(cursor).cursor  # asked on the 11th, but answered as of the 10th
        put(collection, PAPERS[0] | {"title": "changed before midnight"}, "2024-03-10")
        clock[0] = datetime(2024, 3, 11, 6, tzinfo=UTC)
        found = client.changes(cursor)
    assert [p.title for p in found.papers] == ["changed before midnight"]


def test_one_record(collection):
    with running(stand_in(collection)) as url, ArxivClient(quick(url)) as client:
        assert client.record("2403.00003").license == PAPERS[2]["license"]
        assert client.record("2403.99999") is None


@pytest.mark.parametrize("cursor", ["", "{}", "[]", '{"start": "x", "seen": []}', "null"])
def test_what_is_no_cursor_is_refused(collection, cursor):
    with (
        running(stand_in(collection)) as url,
        ArxivClient(quick(url)) as client,
        pytest.raises(BadOptions, match="cursor"),
    ):
        client.changes(cursor)
