"""A month of arXiv in a moment: announcements, late ones, new versions, withdrawals, stampings, and a store that keeps up.

The model: papers are announced on working days, those of the weekend on Monday, some are held for days; a record's
datestamp is the day of its last change. Each simulated day ends with one look of the sensor's logic.
"""

import io
import random
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta

import dagster as dg
import polars as pl
import pytest
from small_arxiv import make_folder, paper, quick

from arxiv_chunks.rows import paper_row
from arxiv_chunks.tables import DOCUMENTS, PAPERS
from assets.news import Told, known_details
from assets.stage import rows_of
from assets.updates import categories_of, only_listed, stale_days
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from resources.arxiv.client import ArxivClient
from resources.arxiv.harvest import Changes, cursor_from
from resources.arxiv.licences import redistributable
from resources.arxiv.snapshot import paper_of
from resources.partitions import days, delete_partition, partition_key, read_partition, write_partition
from resources.stand_in.collection import Collection, Item
from resources.stand_in.faults import Faulty
from resources.stand_in.server import running, stand_in
from resources.store import open_store

START = date(2024, 2, 1)
LENGTH = 30


class Month:
    """A collection that changes with the days, by events that a seed decides."""

    def __init__(self, folder, seed):
        self.chance = random.Random(seed)
        self.collection = Collection.load(make_folder(folder, []))
        self.today = START
        self.held = []
        self.number = 0
        self.touched = []

    def now(self):
        return datetime.combine(self.today, time(12), UTC)

    def put(self, row, *, stamp=True):
        if stamp:
            row["update_date"] = self.today.isoformat()
        self.collection.items[row["id"]] = Item(paper_of(row), row, date.fromisoformat(row["update_date"]))

    def submit(self):
        for _ in range(self.chance.randint(0, 4)):
            self.number += 1
            moment = f"{self.today} {self.chance.randint(0, 23):02d}:{self.chance.randint(0, 59):02d}:59"
            held_days = self.chance.choice([1, 1, 1, 1, 6, 12])
            row = paper(
                f"2402.{self.number:05d}", moment, categories=self.chance.choice(["cs.CL", "cs.AI cs.CL", "hep-th"])
            )
            self.held.append((self.today + timedelta(days=held_days), row))

    def announce(self):
        if self.today.weekday() >= 5:
            return
        for due in [each for each in self.held if each[0] <= self.today]:
            self.held.remove(due)
            self.put(due[1])
            self.touched.append(due[1]["id"])

    def change(self):
        known = sorted(self.collection.items)
        for arxiv_id in self.chance.sample(known, min(3, len(known))):
            before = self.collection.items[arxiv_id].raw
            row = deepcopy(before)
            kind = self.chance.choice(["version", "withdrawal", "licence", "title", "stamp", "stamp"])
            if kind in {"version", "withdrawal"}:
                number = len(row["versions"]) + 1
                row["versions"].append({"version": f"v{number}", "created": f"{self.now():%a, %d %b %Y %H:%M:%S} GMT"})
                row["comments"] = (
                    "This paper has been withdrawn by the authors" if kind == "withdrawal" else f"v{number}"
                )
            elif kind == "licence":
                row["license"] = "http://creativecommons.org/publicdomain/zero/1.0/"
            elif kind == "title":
                row["title"] += "!x"
            changed = row != before
            self.put(row)
            if changed:
                self.touched.append(arxiv_id)

    def bulk_stamp(self):
        for item in list(self.collection.items.values()):
            self.put(item.raw)


def list_day(client, store, day, categories=(), news=()):
    on = datetime.now(UTC).date().isoformat() if news else None
    known = known_details([Told.of(each) for each in news], on, rows_of(store, PAPERS, day))
    papers = client.list_day(day, categories, known)
    rows = [paper_row(p, redistributable=redistributable(p.license)) for p in papers]
    frame = pl.DataFrame(rows, schema=PAPERS.schema)
    write_partition(store, PAPERS, day, frame, {"categories": " ".join(categories)})


def contents(store) -> Mapping[date, list[tuple]]:
    rows = {day: read_partition(store, PAPERS, day).rows() for day in days(store, PAPERS)}
    return {day: found for day, found in rows.items() if found}


class Least:
    """How few requests could do it, told by the model and not by the client.

    A look reads every record that may have changed since the last one, in pages; those of the day before that look are among
    them, since arXiv's pages of a day are complete an hour after it. A day in which a wanted paper really changed is
    listed anew with one request, as it has less than 2,000 papers. What a look told need not be asked again.
    """

    def __init__(self, month, page_size):
        self.month, self.page_size = month, page_size
        self.looked_on, self.looks, self.lists = START, 0, 1

    def look(self, categories):
        since = max(START, self.looked_on - timedelta(days=1))
        items = self.month.collection.items
        records = sum(item.datestamp >= since for item in items.values())
        self.looks += max(1, -(-records // self.page_size))
        changed = [items[arxiv_id].paper for arxiv_id in self.month.touched]
        wanted = [paper for paper in changed if not categories or set(categories) & set(paper.categories)]
        self.lists += len({paper.published_utc.date() for paper in wanted})
        self.looked_on = self.month.today


@pytest.mark.parametrize(("seed", "categories"), [(1, ()), (3, ("cs.AI",))])
def test_a_store_that_keeps_up_equals_one_that_is_built_anew(tmp_path, seed, categories):
    month = Month(tmp_path / "arxiv", seed)
    store = open_store(str(tmp_path / "store"))
    month.submit()
    least, requests = Least(month, page_size=7), 0
    with running(stand_in(month.collection, now=month.now, records_per_page=7)) as url:
        with ArxivClient(quick(url)) as client:
            list_day(client, store, START, categories)
            requests += client.usage.requests
        cursor = cursor_from(START)
        for _ in range(LENGTH):
            month.today += timedelta(days=1)
            month.touched.clear()
            month.announce()
            month.change()
            if month.today.day % 9 == 0:
                month.bulk_stamp()
            least.look(categories)
            with ArxivClient(quick(url)) as client:
                changes = client.changes(cursor)
                assert set(month.touched) <= {p.arxiv_id for p in changes.papers}  # within one look
                cursor = changes.cursor
                for day, news in stale_days(store, changes).items():
                    list_day(client, store, day, categories, news)
                requests += client.usage.requests
                assert not client.changes(cursor).papers  # nothing is told twice
            month.submit()
        anew = open_store(str(tmp_path / "anew"))
        with ArxivClient(quick(url)) as client:
            for day in client.days_with_papers(START, month.today, categories):
                list_day(client, anew, day, categories)
    assert contents(store) == contents(anew)
    assert len(contents(store)) > 10
    assert least.looks + least.lists <= requests <= 1.05 * (least.looks + least.lists)


def test_a_stamp_without_a_change_makes_no_day_stale(tmp_path):
    month = Month(tmp_path / "arxiv", 5)
    store = open_store(str(tmp_path / "store"))
    for number in range(5):
        month.put(paper(f"2402.{number + 1:05d}", "2024-02-01 10:00:00", title="On Poincar\\'e's {\\o}re"))
    with running(stand_in(month.collection, now=month.now)) as url, ArxivClient(quick(url)) as client:
        assert stale_days(store, client.changes(cursor_from(START))) == {}  # an empty store wants nothing
        list_day(client, store, START)
        assert stale_days(store, client.changes(cursor_from(START))) == {}
        month.today += timedelta(days=5)
        month.bulk_stamp()
        assert len(client.changes(cursor_from(month.today)).papers) == 5
        assert stale_days(store, client.changes(cursor_from(month.today))) == {}
        assert categories_of(store, START) == []


def test_the_sensor_asks_for_runs_and_keeps_its_place(tmp_path):
    month = Month(tmp_path / "arxiv", 5)
    month.today = datetime.now(UTC).date()
    store_url = str(tmp_path / "store")
    store = open_store(store_url)
    month.put(paper("2402.00001", "2024-02-01 10:00:00", categories="cs.CL"))
    server = Faulty(stand_in(month.collection))
    with running(server) as url, dg.DagsterInstance.ephemeral() as instance:
        definitions = build_definitions(Settings(source=url, store=store_url, home=tmp_path / "home"))

        def look(cursor):
            resources = {name: definitions.resources[name] for name in ("arxiv", "store")}
            with dg.build_sensor_context(
                instance, cursor=cursor, definitions=definitions, resources=resources
            ) as context:
                found = definitions.resolve_sensor_def("updates").evaluate_tick(context)
            return found.run_requests, found.skip_message, found.cursor

        requests, message, cursor = look(None)
        assert requests == []
        assert "no day of this store" in message
        with ArxivClient(quick(url)) as client:
            list_day(client, store, START, ["cs.CL"])
        month.put(paper("2402.00002", "2024-02-01 11:00:00", categories="cs.CL"))
        (request,), _, cursor = look(cursor)
        assert request.partition_key == "2024-02-01"
        assert request.job_name == "listing"
        config = request.run_config["ops"]["papers"]["config"]
        assert config["categories"] == ["cs.CL"]
        assert [told["id"] for told in config["told"]] == ["2402.00002"]
        assert look(cursor)[0] == []
        write_partition(store, DOCUMENTS, START, pl.DataFrame(schema=DOCUMENTS.schema), {"only_redistributable": "yes"})
        month.put(paper("2402.00003", "2024-02-01 12:00:00", categories="cs.CL"))
        (fetching,), _, cursor = look(cursor)
        assert fetching.job_name == "daily"
        assert fetching.run_config["ops"]["documents"] == {"config": {"only_redistributable": True}}
        asked_before = len(server.asked)
        finished = definitions.resolve_job_def("listing").execute_in_process(
            instance=instance, partition_key=request.partition_key, run_config=request.run_config
        )
        assert finished.success
        assert [each.target.split("?")[0] for each in server.asked[asked_before:]] == [
            "/api/query",
            "/oai",
        ]  # what the news speaks of was not asked for, what came since was
    assert read_partition(store, PAPERS, START)["id"].to_list() == ["2402.00001", "2402.00002", "2402.00003"]


def test_news_that_is_not_new_is_asked_for_again(tmp_path):
    row, today = paper("2402.00001", "2024-02-01 10:00:00"), datetime.now(UTC).date()
    listed = paper_of(row)
    stored = [paper_row(listed, redistributable=True)]
    told = [Told.of(paper_of(row | {"id": "2402.00002", "license": None}))]
    assert known_details(told, None, stored) == {}
    assert known_details(told, (today - timedelta(days=3)).isoformat(), stored) == {}
    known = known_details(told, today.isoformat(), stored)
    assert (known["2402.00001"].license, known["2402.00002"].license) == (row["license"], None)
    newer = paper_of(paper("2402.00001", "2024-02-01 10:00:00", "2024-02-09 10:00:00"))
    month = Month(tmp_path / "arxiv", 5)
    month.put(paper("2402.00001", "2024-02-01 10:00:00", "2024-02-09 10:00:00", license=None))
    with running(stand_in(month.collection, now=month.now)) as url, ArxivClient(quick(url)) as client:
        (found,) = client.list_day(START, known=known)
        assert client.usage.requests == 2  # what is stored speaks of version 1
    assert (found.version, found.versions, found.license) == (2, newer.versions, None)


def test_a_day_that_another_version_wrote_is_run_again(tmp_path):
    store, row = open_store(str(tmp_path)), paper("2402.00001", "2024-02-01 10:00:00")
    other = pl.DataFrame({"id": [row["id"]]})
    store.write(partition_key(PAPERS, START), _parquet(other))
    changed = paper_of(row)
    assert stale_days(store, Changes((changed,), (), "")) == {START: [changed]}


def _parquet(frame):
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def test_days_outside_the_store_and_other_categories_are_left_alone(tmp_path):
    month = Month(tmp_path / "arxiv", 5)
    store = open_store(str(tmp_path / "store"))
    month.put(paper("2402.00001", "2024-02-01 10:00:00", categories="cs.CL"))
    month.put(paper("2402.00003", "2024-02-03 10:00:00", categories="cs.CL"))
    with running(stand_in(month.collection, now=month.now)) as url, ArxivClient(quick(url)) as client:
        for day in (date(2024, 2, 1), date(2024, 2, 3)):
            list_day(client, store, day, ["cs.CL"])
        month.put(paper("2401.00009", "2024-01-31 10:00:00", categories="cs.CL"))
        month.put(paper("2402.00009", "2024-02-14 10:00:00", categories="cs.CL"))
        month.put(paper("2402.00002", "2024-02-01 11:00:00", categories="hep-th"))
        assert stale_days(store, client.changes(cursor_from(START))) == {}
        month.put(paper("2402.00004", "2024-02-02 11:00:00", categories="hep-th cs.CL"))
        month.put(paper("2402.00005", "2024-02-05 11:00:00", categories="hep-th cs.CL"))  # the store grows
        assert {
            day: [paper.arxiv_id for paper in papers]
            for day, papers in stale_days(store, client.changes(cursor_from(START))).items()
        } == {date(2024, 2, 2): ["2402.00004"], date(2024, 2, 5): ["2402.00005"]}
        assert categories_of(store, date(2024, 2, 2)) == ["cs.CL"]


def test_a_deleted_paper_makes_its_day_stale(tmp_path):
    store = open_store(str(tmp_path / "store"))
    stored = paper_row(paper_of(paper("2402.00001", "2024-02-01 10:00:00")), redistributable=True)
    write_partition(store, PAPERS, START, pl.DataFrame([stored], schema=PAPERS.schema), {})
    assert stale_days(store, Changes((), ("2402.00001", "2402.00009"), "")) == {START: []}
    assert stale_days(store, Changes((), ("2402.00009",), "")) == {}


def test_days_that_are_only_listed_are_only_listed_again(tmp_path):
    store = open_store(str(tmp_path / "store"))
    march = [date(2024, 3, n) for n in range(1, 8)]
    for day in (march[0], *march[2:7]):
        write_partition(store, PAPERS, day, pl.DataFrame(schema=PAPERS.schema), {})
    assert only_listed(store, march) == set(march)
    for day in (march[2], march[5]):
        write_partition(store, DOCUMENTS, day, pl.DataFrame(schema=DOCUMENTS.schema), {})
    assert only_listed(store, march) == {march[n] for n in (0, 1, 3, 4, 6)}
    delete_partition(store, PAPERS, march[3])
    delete_partition(store, PAPERS, march[6])
    assert only_listed(store, march) == {march[n] for n in (0, 1, 4)}  # like the days before them
