"""The client against the stand-in, over real HTTP: what a day holds, which days there are, and each way a PDF can be missing."""

from dataclasses import replace
from datetime import date

import pytest
from small_arxiv import PDF, make_folder, many, paper, quick

from arxiv_chunks.errors import BadInput, BadOptions, Reason
from resources.arxiv.client import ArxivClient
from resources.arxiv.details import merged
from resources.arxiv.settings import settings_for
from resources.arxiv.snapshot import paper_of
from resources.stand_in.faults import Fault
from resources.stand_in.server import serving

PAPERS = [
    paper("hep-th/9108004", "1991-08-16 00:00:00", categories="hep-th"),
    paper("0704.0001", "2007-03-31 02:26:18", "2007-07-24 20:10:27", categories="hep-ph"),
    paper("2401.00002", "2024-01-01 00:00:00", categories="cs.CL cs.AI"),
    paper("2401.00001", "2024-01-01 23:59:59", "2024-01-05 10:00:00", "2024-02-01 09:00:00", categories="math.AG"),
    paper("2401.00003", "2024-01-02 00:00:00", categories="cs.AI"),
    paper(
        "2401.00004",
        "2024-01-03 12:00:00",
        "2024-01-04 12:00:00",
        comments="This paper has been withdrawn by the authors",
    ),
    paper("2401.00005", "2024-01-03 12:00:00", **{"report-no": "LAB-5"}),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = make_folder(
        tmp_path_factory.mktemp("arxiv") / "papers", PAPERS, without_pdf=frozenset({"2401.00004", "2401.00005"})
    )
    with serving(folder) as base:
        yield base


@pytest.fixture
def client(url):
    with ArxivClient(quick(url)) as client:
        yield client


def test_a_day_runs_from_midnight_to_the_last_second(client):
    assert [p.arxiv_id for p in client.list_day(date(2024, 1, 1))] == ["2401.00001", "2401.00002"]
    assert [p.arxiv_id for p in client.list_day(date(2024, 1, 2))] == ["2401.00003"]
    assert client.list_day(date(2024, 1, 9)) == []


def test_dates_are_those_of_the_first_and_the_latest_version(client):
    found = client.list_day(date(2024, 1, 1))[0]
    assert (found.version, found.published_utc.isoformat(), found.updated_utc.isoformat()) == (
        3,
        "2024-01-01T23:59:59+00:00",
        "2024-02-01T09:00:00+00:00",
    )
    assert [version.number for version in found.versions] == [1, 2, 3]


def test_what_the_api_does_not_tell_comes_from_oai_pmh(client):
    papers = {paper.arxiv_id: paper for paper in client.list_day(date(2024, 1, 3))}
    assert {paper.license for paper in papers.values()} == {"http://creativecommons.org/licenses/by/4.0/"}
    assert papers["2401.00005"].report_number == "LAB-5"
    assert papers["2401.00004"].withdrawn
    assert not papers["2401.00005"].withdrawn


def test_the_details_of_many_papers_come_in_lists(tmp_path):
    papers = many(95)
    late = [row | {"update_date": "2024-03-04"} for row in papers[:40]]
    elsewhere = [row | {"update_date": "2024-05-05"} for row in papers[40:43]]
    folder = make_folder(tmp_path / "papers", [*late, *elsewhere, *papers[43:]])
    with serving(folder) as url, ArxivClient(quick(url)) as client:
        listed = client.list_day(date(2024, 3, 1))
        assert len(listed) == 95
        assert {paper.license for paper in listed} == {papers[0]["license"]}
        assert client.usage.requests == 1 + 7 + 3  # the day, the lists of a week, and what stands elsewhere
        client.list_day(date(2024, 3, 1))
        assert client.usage.requests == 11 + 1 + 3  # the lists are kept


def test_what_is_older_than_arxivs_datestamps_is_asked_for_one_by_one(tmp_path):
    old = [paper(f"hep-th/93030{n:02d}", f"1993-03-01 10:{n:02d}:00", update_date="2007-05-23") for n in range(1, 21)]
    with serving(make_folder(tmp_path / "papers", old)) as url, ArxivClient(quick(url)) as client:
        assert {paper.license for paper in client.list_day(date(1993, 3, 1))} == {old[0]["license"]}
        assert client.usage.requests == 1 + 20


def test_the_servers_are_arxivs_own_for_programs():
    settings = settings_for("arxiv", contact="someone@example.org")
    assert settings.api_url == "https://export.arxiv.org/api/query"
    assert settings.oai_url == "https://oaipmh.arxiv.org/oai"
    assert settings.pdf_url == "https://export.arxiv.org/pdf"


def test_the_newer_of_two_answers_counts():
    old, new = (paper_of(paper("2401.00009", *times)) for times in (["2024-01-01"], ["2024-01-01", "2024-02-02"]))
    assert merged(old, new).version == merged(new, old).version == 2
    assert merged(old, new).updated_utc == merged(new, old).updated_utc == new.updated_utc
    assert [version.number for version in merged(new, old).versions] == [1, 2]
    assert merged(old, None) is old
    assert not merged(replace(old, withdrawn=True), new).withdrawn
    assert merged(old, replace(new, withdrawn=True)).withdrawn


def test_categories_are_a_filter(client):
    assert [p.arxiv_id for p in client.list_day(date(2024, 1, 1), ["cs.AI"])] == ["2401.00002"]
    assert client.days_with_papers(date(1991, 1, 1), date(2025, 1, 1), ["cs.AI", "hep-th"]) == [
        date(1991, 8, 16),
        date(2024, 1, 1),
        date(2024, 1, 2),
    ]
    with pytest.raises(BadOptions, match="category"):
        client.list_day(date(2024, 1, 1), ["cs.AI) OR all:(x"])


def test_empty_years_cost_no_request_each(client):
    days = client.days_with_papers(date(1986, 1, 1), date(2026, 1, 1))
    assert len(days) == 5
    assert client.usage.requests == 1


def test_days_beyond_one_page_are_found_too(tmp_path):
    papers = many(400, every_seconds=3 * 3600)  # 50 days
    with serving(make_folder(tmp_path / "papers", papers)) as url, ArxivClient(quick(url)) as client:
        days = client.days_with_papers(date(2024, 1, 1), date(2024, 12, 31))
        assert len(days) == 50
        assert client.usage.requests <= 6
        assert client.count(date(2024, 3, 1), date(2024, 3, 2)) == 16


def test_a_day_is_read_in_pages(tmp_path):
    with serving(make_folder(tmp_path / "papers", many(95))) as url, ArxivClient(quick(url, page_size=10)) as client:
        assert len(client.list_day(date(2024, 3, 1))) == 95
        assert client.usage.requests == 10 + 7


def test_a_pdf_comes_with_its_version(client):
    fetched = client.fetch_pdf("hep-th/9108004", 1)
    assert (fetched.data, fetched.version, fetched.source) == (PDF + b"hep-th/9108004", 1, "arxiv")


def test_where_the_version_is_missing_the_one_on_the_server_is_taken_and_named(client):
    assert client.fetch_pdf("2401.00001", 2).version == 3


@pytest.mark.parametrize(
    ("arxiv_id", "version", "reason"),
    [
        ("2401.00004", 2, Reason.WITHDRAWN),
        ("2401.00005", 1, Reason.NOT_FOUND),
        ("2401.99999", 1, Reason.NOT_FOUND),
    ],
)
def test_a_missing_pdf_has_a_reason(client, arxiv_id, version, reason):
    with pytest.raises(BadInput) as caught:
        client.fetch_pdf(arxiv_id, version)
    assert caught.value.reason is reason


def test_the_bucket_has_its_own_names(url):
    with ArxivClient(quick(url, pdf_source="gcs")) as client:
        assert client.fetch_pdf("hep-th/9108004", 1).source == "gcs"
        assert client.fetch_pdf("0704.0001", 2).data.startswith(b"%PDF-")
        assert client.usage.requests == 0  # the bucket is no burden on arXiv


def test_what_the_bucket_lacks_arxiv_is_asked_for(url):
    with ArxivClient(quick(url, pdf_source="gcs")) as client:
        fetched = client.fetch_pdf("0704.0001", 1)
        assert (fetched.version, fetched.source) == (2, "arxiv")
        with pytest.raises(BadInput, match="withdrawn"):
            client.fetch_pdf("2401.00004", 2)


def test_a_latest_version_without_a_number_is_not_taken_for_another(url, tmp_path):
    nameless = Fault(where="/pdf/", replace=[["^", ""]], headers={"content-disposition": "inline"})
    with (
        serving(make_folder(tmp_path / "papers", PAPERS), faults=[nameless]) as other,
        ArxivClient(quick(other)) as client,
    ):
        assert client.fetch_pdf("2401.00001", 3).version == 3
        with pytest.raises(BadInput, match="not_found"):
            client.fetch_pdf("2401.00001", 2)


def test_live_arxiv_wants_to_know_who_asks_and_keeps_its_interval(tmp_path):
    with pytest.raises(BadOptions, match="ARXIV_CHUNKS_CONTACT"):
        ArxivClient(settings_for("arxiv"))
    known = settings_for("arxiv", contact="someone@example.org").model_copy(update={"gate_path": tmp_path / "gate"})
    ArxivClient(known).close()
    with pytest.raises(BadOptions, match="3 seconds"):
        ArxivClient(known.model_copy(update={"interval_seconds": 1.0}))
    with pytest.raises(BadOptions):
        settings_for("https://export.arxiv.org")
    with pytest.raises(BadOptions, match="source"):
        settings_for("ftp://example.org")
