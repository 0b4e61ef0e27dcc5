"""The stand-in is read by clients that others wrote: sickle for OAI-PMH, arxiv.py for the API. They must find what is there."""

import logging
from datetime import UTC, datetime

import arxiv
import httpx
import pytest
import sickle
from sickle.oaiexceptions import BadArgument, BadResumptionToken, IdDoesNotExist, NoRecordsMatch
from small_arxiv import make_folder, many, paper

from resources.arxiv.snapshot import paper_of
from resources.stand_in.collection import Collection
from resources.stand_in.server import running, stand_in

PAPERS = [
    *many(60, every_seconds=7 * 3600),
    paper(
        "hep-th/9108004", "1991-08-16 00:00:00", categories="hep-th", doi="10.1000/xyz", comments="12 pages & <notes>"
    ),
    paper(
        "0704.0001",
        "2007-03-31 02:26:18",
        "2007-07-24 20:10:27",
        categories="hep-ph astro-ph.CO",
        title="A\n  B \u2264 C",
    ),
    paper(
        "2405.00001",
        "2024-05-01 00:00:00",
        "2024-05-02 00:00:00",
        comments="This paper has been withdrawn by the authors",
    ),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    collection = Collection.load(make_folder(tmp_path_factory.mktemp("arxiv") / "papers", PAPERS))
    with running(stand_in(collection, records_per_page=7, identifiers_per_page=9)) as base:
        yield base


@pytest.fixture
def harvester(url):
    client = sickle.Sickle(f"{url}/oai")
    yield client
    client.session.close() if hasattr(client, "session") else None


@pytest.mark.parametrize("prefix", ["oai_dc", "arXiv", "arXivRaw"])
def test_sickle_harvests_all_records_through_the_tokens(harvester, prefix):
    records = list(harvester.ListRecords(metadataPrefix=prefix))
    assert sorted(r.header.identifier for r in records) == sorted(f"oai:arXiv.org:{row['id']}" for row in PAPERS)
    assert [r.header.datestamp for r in records] == sorted(r.header.datestamp for r in records)
    assert len({r.header.identifier for r in records}) == len(records)


def test_sickle_lists_headers_formats_sets_and_identity(harvester):
    assert len(list(harvester.ListIdentifiers(metadataPrefix="arXiv"))) == len(PAPERS)
    assert {f.metadataPrefix for f in harvester.ListMetadataFormats()} == {"oai_dc", "arXiv", "arXivRaw"}
    assert {"physics", "physics:hep-th", "physics:astro-ph:CO", "cs:cs:CL"} <= {s.setSpec for s in harvester.ListSets()}
    identity = harvester.Identify()
    assert (identity.granularity, identity.protocolVersion, identity.deletedRecord) == (
        "YYYY-MM-DD",
        "2.0",
        "persistent",
    )
    assert identity.earliestDatestamp == "1991-08-16"


def test_sickle_selects_by_day_and_set(harvester):
    chosen = {"from": "2024-03-05", "until": "2024-03-06"}
    days = {r.header.datestamp for r in harvester.ListRecords(metadataPrefix="arXivRaw", **chosen)}
    assert days == {"2024-03-05", "2024-03-06"}
    found = list(harvester.ListIdentifiers(metadataPrefix="arXivRaw", set="physics"))
    assert {header.identifier for header in found} == {"oai:arXiv.org:hep-th/9108004", "oai:arXiv.org:0704.0001"}
    assert harvester.GetRecord(identifier="oai:arXiv.org:0704.0001", metadataPrefix="arXivRaw").metadata["id"] == [
        "0704.0001"
    ]


@pytest.mark.parametrize(
    ("verb", "arguments", "error"),
    [
        ("ListRecords", {"metadataPrefix": "arXiv", "from": "2035-01-01"}, NoRecordsMatch),
        ("ListRecords", {"metadataPrefix": "arXiv", "from": "2024-13-01"}, BadArgument),
        ("ListRecords", {"metadataPrefix": "arXiv", "from": "2024-01-01T00:00:00Z"}, BadArgument),
        ("ListRecords", {"metadataPrefix": "arXiv", "from": "1980-01-01"}, BadArgument),
        ("ListRecords", {"metadataPrefix": "arXiv", "from": "2024-03-02", "until": "2024-03-01"}, BadArgument),
        ("ListRecords", {}, BadArgument),
        ("ListRecords", {"resumptionToken": "nonsense"}, BadResumptionToken),
        ("GetRecord", {"metadataPrefix": "arXiv", "identifier": "oai:arXiv.org:9999.99999"}, IdDoesNotExist),
        ("GetRecord", {"metadataPrefix": "arXiv", "identifier": "1704.04861"}, IdDoesNotExist),
    ],
)
def test_the_protocols_errors_reach_sickle(harvester, verb, arguments, error):
    with pytest.raises(error):
        getattr(harvester, verb)(**arguments)


def test_bad_verbs_and_doubled_arguments_are_refused(url):
    assert b'code="badVerb"' in httpx.get(f"{url}/oai?verb=Gossip").content
    assert b'code="badVerb"' in httpx.get(f"{url}/oai").content
    assert b'code="badArgument"' in httpx.get(f"{url}/oai?verb=Identify&verb=Identify").content
    assert b'code="badArgument"' in httpx.get(f"{url}/oai?verb=Identify&metadataPrefix=arXiv").content
    assert b'code="cannotDisseminateFormat"' in httpx.get(f"{url}/oai?verb=ListRecords&metadataPrefix=marc").content
    assert b"<Identify>" in httpx.post(f"{url}/oai", data={"verb": "Identify"}).content


@pytest.fixture
def api(url, monkeypatch):
    client = arxiv.Client(page_size=10, delay_seconds=0, num_retries=0)
    client.query_url_format = f"{url}/api/query?{{}}"
    yield client
    client._session.close()


def expected(*identifiers):
    return [paper_of(row) for row in PAPERS if row["id"] in identifiers]


def test_arxiv_py_reads_a_query_page_by_page(api):
    search = arxiv.Search(
        query="submittedDate:[202403010000 TO 202412312359]", sort_by=arxiv.SortCriterion.SubmittedDate
    )
    found = list(api.results(search))
    assert len(found) == 61
    assert [r.published for r in found] == sorted((r.published for r in found), reverse=True)


def test_arxiv_py_reads_fields(api):
    (result,) = api.results(arxiv.Search(id_list=["hep-th/9108004"]))
    (paper_,) = expected("hep-th/9108004")
    assert result.get_short_id() == "hep-th/9108004v1"
    assert (result.title, result.comment, result.doi) == (paper_.title, "12 pages & <notes>", "10.1000/xyz")
    assert [author.name for author in result.authors] == list(paper_.authors)
    assert (result.published, result.updated) == (paper_.published_utc, paper_.updated_utc)
    assert (result.primary_category, result.categories) == ("hep-th", ["hep-th"])
    assert result.pdf_url.endswith("/pdf/hep-th/9108004v1")


def test_arxiv_py_reads_versions_and_boolean_queries(api):
    (first,) = api.results(arxiv.Search(id_list=["0704.0001v1"]))
    assert (first.entry_id[-2:], first.updated) == ("v1", datetime(2007, 3, 31, 2, 26, 18, tzinfo=UTC))
    query = "(cat:hep-th OR cat:astro-ph.*) ANDNOT ti:nothing AND submittedDate:[20070101 TO *]"
    assert [r.get_short_id() for r in api.results(arxiv.Search(query=query))] == ["0704.0001v2"]
    assert list(api.results(arxiv.Search(id_list=["2404.99999"]))) == []
    with pytest.raises(arxiv.HTTPError):
        list(api.results(arxiv.Search(query="cat:cs.CL AND (")))


@pytest.mark.parametrize(
    "query", ["start=-1", "start=x", "max_results=-5", "start=9999&max_results=10", "id_list=abc", "sortBy=x"]
)
def test_what_cannot_be_asked_is_answered_with_an_error_feed(url, query):
    answer = httpx.get(f"{url}/api/query?search_query=all:a&{query}")
    assert answer.status_code == 400
    assert b"<title>Error</title>" in answer.content


@pytest.fixture(autouse=True)
def _quiet():
    logging.getLogger("arxiv").setLevel(logging.ERROR)
