"""The snapshot: a line is a paper, the whole is days, and the fast way over columns says the same as the plain way over lines."""

import json
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_arxiv import make_folder, paper, quick

from arxiv_chunks.errors import BadOptions
from arxiv_chunks.rows import paper_row
from arxiv_chunks.tables import LEDGER, PAPERS
from assets.snapshot import load_papers
from resources.arxiv import snapshot_days as module
from resources.arxiv.client import ArxivClient
from resources.arxiv.licences import Licence, licence_of, redistributable
from resources.arxiv.snapshot import parse_http_date, parse_snapshot_line, read_snapshot
from resources.arxiv.snapshot_days import days_put_aside, put_aside, rows_of_lines
from resources.arxiv.snapshot_listing import SnapshotListing
from resources.arxiv.xml import MalformedAnswer
from resources.partitions import days, read_partition, read_partition_metadata
from resources.stand_in.server import serving
from resources.store import open_store

ODD = [
    paper("hep-th/9108004", "1991-08-16 00:00:00", categories="hep-th", license=None),
    paper(
        "0704.0001",
        "2007-03-31 02:26:18",
        "2007-07-24 20:10:27",
        comments="This paper has been withdrawn",
        doi="10.1/x, 10.1/y",
    ),
    paper(
        "2401.00002",
        "2024-01-31 23:59:59",
        categories="cs.CL cs.AI",
        title="  Two\n  lines,\tone\u00a0title \u2003 ",
        comments=" \n ",
    ),
    paper(
        "2401.00003",
        "2024-01-31 00:00:00",
        authors_parsed=[["X Collaboration", "", ""], [":", "", ""], ["Li", "\u00c9. J.", "Jr."]],
    ),
    paper(
        "2402.00001",
        "2024-02-01 00:00:00",
        license="http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        **{"report-no": "R 1"},
    ),
]
known = st.characters(exclude_categories=["Cs", "Cn"])  # Polars knows letters that this Python's Unicode does not yet
text = st.one_of(
    st.none(),
    st.text(known, max_size=30),
    st.sampled_from([" ", "\n", "a  b", "withdrawn", "\x1c\x1d", "\u2028x\u3000y", "10.1/z"]),
)
lines = st.builds(
    lambda title, abstract, comments, journal, doi, number, licence, authors: paper(
        "2401.00002",
        "2024-01-31 23:59:59",
        "2024-02-03 01:02:03",
        title=title or "-",
        comments=comments,
        doi=doi,
        abstract=abstract or "",
        license=licence,
        authors_parsed=authors,
        **{"journal-ref": journal, "report-no": number},
    ),
    text,
    text,
    text,
    text,
    text,
    text,
    st.sampled_from([None, "", "http://example.org/", *(licence.uri for licence in Licence)]),
    st.lists(st.lists(st.text(known, max_size=8), min_size=3, max_size=4), max_size=3),
)


def written(rows):
    return "\n".join(json.dumps(row) for row in rows).encode()


def plainly(rows):
    papers = [parse_snapshot_line(json.dumps(row)) for row in rows]
    return pl.DataFrame(
        [paper_row(p, redistributable=redistributable(p.license)) for p in papers], schema=PAPERS.schema
    )


def test_columns_say_what_lines_say():
    assert rows_of_lines(written(ODD)).rows() == plainly(ODD).rows()
    assert rows_of_lines(written(ODD)).schema == PAPERS.schema


@settings(max_examples=60, deadline=None)
@given(st.lists(lines, min_size=1, max_size=3))
def test_columns_say_what_lines_say_whatever_stands_in_them(rows):
    assert rows_of_lines(written(rows)).rows() == plainly(rows).rows()


@pytest.mark.parametrize("end", ["", "\x1f", "\n", "\x00"])
def test_names_with_marks_of_json_in_them(end):
    names = [
        ['B\\"ohm', "{\\'E}.", 'x"y\\' + end],
        ["\u2028", 'a", "b', ""],
        ["\U0001d4d0", "[", "]"],
        ["\\u00e9", "/", "{}"],
    ]
    rows = [paper("2401.00004", "2024-01-31 00:00:00", authors_parsed=names), *ODD]
    assert rows_of_lines(written(rows)).rows() == plainly(rows).rows()


def test_versions_are_put_in_order():
    row = paper("2401.00002", "2024-01-31 00:00:00", "2024-02-03 00:00:00", "2024-03-03 00:00:00")
    row["versions"].reverse()
    assert rows_of_lines(written([row])).rows() == plainly([row]).rows()
    assert rows_of_lines(written([row]))["version"].to_list() == [3]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "no id"},
        {"id": None},
        {"versions": []},
        {"versions": None},
        {"versions": [{"version": "v1", "created": "some day"}]},
        {"versions": [{"version": "one", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}]},
        {"categories": ""},
        {"categories": None},
    ],
)
def test_what_is_no_paper_is_refused_both_ways(change):
    row = paper("2401.00002", "2024-01-31 23:59:59") | change
    with pytest.raises(MalformedAnswer):
        parse_snapshot_line(json.dumps(row))
    with pytest.raises(MalformedAnswer):
        rows_of_lines(written([row]))


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"id": 3}'])
def test_what_is_no_line_is_refused(line, tmp_path):
    with pytest.raises(MalformedAnswer):
        parse_snapshot_line(line)
    path = tmp_path / "snapshot.jsonl"
    path.write_bytes(written(ODD) + b"\n" + line + b"x\n")
    with pytest.raises(MalformedAnswer, match="line 6"):
        list(read_snapshot(path))


@pytest.mark.parametrize("block", [100, 1_000, 10_000_000])
def test_days_come_in_order_with_all_their_papers(tmp_path, monkeypatch, block):
    monkeypatch.setattr(module, "BLOCK_BYTES", block)
    path, spool = tmp_path / "snapshot.jsonl", tmp_path / "spool"
    spool.mkdir()
    path.write_bytes(written(reversed(ODD)))  # no line end after the last
    counted = []
    put_aside(path, spool, counted.append)
    found = list(days_put_aside(spool))
    assert sum(counted) == len(ODD)
    assert [(day, frame["id"].to_list()) for day, frame in found] == [
        (date(1991, 8, 16), ["hep-th/9108004"]),
        (date(2007, 3, 31), ["0704.0001"]),
        (date(2024, 1, 31), ["2401.00002", "2401.00003"]),
        (date(2024, 2, 1), ["2402.00001"]),
    ]
    assert all(frame.schema == PAPERS.schema for _, frame in found)


def test_a_listing_out_of_the_snapshot_answers_like_the_api(tmp_path):
    path = tmp_path / "snapshot.jsonl"
    path.write_bytes(written(ODD))
    counted = []
    listing = SnapshotListing(path, counted.append)
    with serving(make_folder(tmp_path / "papers", ODD)) as url, ArxivClient(quick(url)) as client:
        for categories in [(), ("cs.CL",), ("hep-th", "cs.AI")]:
            span = (date(1991, 1, 1), date(2024, 1, 31), categories)
            assert listing.days_with_papers(*span) == client.days_with_papers(*span)
            assert listing.count(*span) == client.count(*span)
            for day in listing.days_with_papers(*span):
                assert listing.list_day(day, categories) == client.list_day(day, categories)
    assert sum(counted) == len(ODD)
    SnapshotListing(path, counted.append)
    assert sum(counted) == len(ODD)  # read once
    path.write_bytes(written(ODD[:2]))
    assert SnapshotListing(path).count(date(1986, 1, 1), date(2030, 1, 1), ()) == 2
    assert len(list((tmp_path / "snapshot.jsonl.days").iterdir())) == 1


def test_a_client_with_a_snapshot_asks_nobody_for_metadata(tmp_path):
    path = tmp_path / "snapshot.jsonl"
    path.write_bytes(written(ODD))
    with ArxivClient(quick("http://127.0.0.1:9", snapshot=path)) as client:
        assert client.days_with_papers(date(2024, 1, 1), date(2024, 12, 31)) == [date(2024, 1, 31), date(2024, 2, 1)]
        assert [p.arxiv_id for p in client.list_day(date(2024, 1, 31))] == ["2401.00002", "2401.00003"]
        assert client.usage.requests == 0


def test_all_days_are_loaded_as_the_lines_say(tmp_path):
    path, store = tmp_path / "snapshot.jsonl", open_store(str(tmp_path / "store"))
    path.write_bytes(written(ODD))
    assert list(load_papers(SnapshotListing(path), store)) == [1, 1, 2, 1]
    frames = [read_partition(store, PAPERS, day) for day in days(store, PAPERS)]
    assert sorted(pl.concat(frames).rows()) == sorted(plainly(ODD).rows())
    assert read_partition_metadata(store, PAPERS, date(2024, 1, 31)) == {"categories": ""}
    ledger = read_partition(store, LEDGER, date(2024, 1, 31), name="papers")
    assert ledger.rows() == [(f"2401.0000{n}", 1, "papers", "ok", None, None, 1) for n in (2, 3)]


def test_a_snapshot_that_is_not_there_or_none_leaves_nothing_behind(tmp_path):
    with pytest.raises(BadOptions, match="no such file"):
        SnapshotListing(tmp_path / "snapshot.jsonl")
    path = tmp_path / "broken.jsonl"
    path.write_bytes(b"not a snapshot")
    for _ in range(2):
        with pytest.raises(MalformedAnswer):
            SnapshotListing(path)


def test_dates():
    assert parse_http_date("Mon, 2 Apr 2007 19:18:42 GMT").isoformat() == "2007-04-02T19:18:42+00:00"
    for wrong in ["2 Apr 2007 19:18:42 GMT", "Mon, 2 Apr 2007 19:18:42 EST", "Mon, 31 Feb 2007 00:00:00 GMT", ""]:
        with pytest.raises((ValueError, KeyError)):
            parse_http_date(wrong)


@pytest.mark.parametrize(
    ("uri", "licence"),
    [
        ("https://creativecommons.org/licenses/by/4.0", Licence.CC_BY_4_0),
        ("http://creativecommons.org/licenses/by-nc-nd/4.0/", Licence.CC_BY_NC_ND_4_0),
        ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", Licence.ARXIV_NONEXCLUSIVE),
        (None, Licence.ARXIV_ASSUMED),
        ("  ", Licence.ARXIV_ASSUMED),
        ("http://example.org/all-rights-given", Licence.UNKNOWN),
    ],
)
def test_licences(uri, licence):
    assert licence_of(uri) is licence


def test_only_licences_that_say_so_let_text_be_shared():
    shared = {licence.name for licence in Licence if licence.redistributable}
    assert shared == {
        "CC_BY_4_0",
        "CC_BY_SA_4_0",
        "CC_BY_NC_SA_4_0",
        "CC_BY_3_0",
        "CC_BY_NC_SA_3_0",
        "CC0_1_0",
        "PUBLIC_DOMAIN",
    }
    assert not redistributable(None)
