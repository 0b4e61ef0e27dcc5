"""A server that misbehaves, over real sockets: what is tried again, what the ledger would say, and that nothing false comes out.

The cases are data: what is asked, what the server does, what must come of it, and how many requests that may cost.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from small_arxiv import PDF, make_folder, paper, quick

from arxiv_chunks import errors
from arxiv_chunks.errors import BadInput, ServiceError
from resources.arxiv.client import ArxivClient
from resources.arxiv.harvest import cursor_from
from resources.stand_in.collection import Collection
from resources.stand_in.faults import Fault, Faulty
from resources.stand_in.server import running, stand_in

CASES = json.loads((Path(__file__).parent / "cases" / "arxiv_faults.json").read_text())
PAPERS = [
    *(paper(f"2401.{n:05d}", f"2024-01-01 00:00:{n - 1:02d}") for n in range(1, 7)),
    paper("2401.00007", "2024-01-02 08:00:00"),
    paper("2401.00008", "2024-01-02 08:00:01"),
]


@pytest.fixture(scope="module")
def running_server(tmp_path_factory):
    collection = Collection.load(make_folder(tmp_path_factory.mktemp("arxiv") / "papers", PAPERS))
    server = Faulty(stand_in(collection, records_per_page=3))
    with running(server) as url:
        yield server, url


@pytest.fixture
def server(running_server):
    server, _ = running_server
    yield server
    server.misbehave([])


@pytest.fixture
def url(running_server):
    return running_server[1]


def ask(client, question):
    """What the question brings: a version, or how many papers and how many deleted ones."""
    ((kind, argument),) = question.items()
    if kind == "pdf":
        fetched = client.fetch_pdf(*argument)
        assert fetched.data.strip() == PDF + argument[0].encode()
        return {"version": fetched.version}
    if kind == "list_day":
        return {"papers": len(client.list_day(date.fromisoformat(argument)))}
    if kind == "days":
        return {"papers": len(client.days_with_papers(*map(date.fromisoformat, argument)))}
    changes = client.changes(cursor_from(date.fromisoformat(argument)))
    return {"papers": len(changes.papers)} | ({"deleted": len(changes.deleted)} if changes.deleted else {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_fault(case, server, url):
    expected = dict(case["expect"])
    requests, waited = expected.pop("requests"), expected.pop("waited_seconds", 0.0)
    server.misbehave([Fault(**fault) for fault in case["faults"]])
    with ArxivClient(quick(url, **case.get("settings", {}))) as client:
        if "reason" in expected:
            with pytest.raises(BadInput) as bad:
                ask(client, case["ask"])
            assert bad.value.reason == expected["reason"]
        elif "error" in expected:
            with pytest.raises(getattr(errors, expected["error"])) as broken:
                ask(client, case["ask"])
            assert "\n" not in str(broken.value)
        else:
            assert ask(client, case["ask"]) == expected
    assert len(server.asked) == client.usage.requests
    details = "verb=GetRecord"  # what completes the papers once the day is listed
    targets = [asked.target for asked in server.asked if details not in asked.target]
    assert len(targets) == requests, targets
    assert client.usage.wait_seconds >= waited


def test_labels_are_unique():
    assert len({case["label"] for case in CASES}) == len(CASES) >= 40


def test_many_papers_that_are_not_built_are_a_server_that_is_down(server, url):
    server.misbehave([Fault(where="/pdf/", status=500, body="down")])
    with ArxivClient(quick(url)) as client:
        outcomes = []
        for row in PAPERS[:5]:
            with pytest.raises((BadInput, ServiceError)) as caught:
                client.fetch_pdf(row["id"], 1)
            outcomes.append(type(caught.value).__name__)
    assert outcomes == ["BadInput"] * 4 + ["ServiceUnavailable"]


def test_a_server_that_is_not_there_is_one_clear_line():
    with ArxivClient(quick("http://127.0.0.1:9")) as client:
        with pytest.raises(errors.ServiceUnavailable) as caught:
            client.list_day(date(2024, 1, 1))
        assert "127.0.0.1:9" in str(caught.value)


def test_the_user_agent_names_the_one_who_asks(server, url):
    server.misbehave([])
    with ArxivClient(quick(url, contact="someone@example.org")) as client:
        client.count(date(2024, 1, 1), date(2024, 1, 2))
    assert server.asked[0].user_agent == "arxiv-chunks (someone@example.org)"
