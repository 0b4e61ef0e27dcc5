"""Every recorded answer of the real arXiv is read, and what was read is held against the raw XML or JSON.

The recordings are not part of the project: ARXIV_CHUNKS_CORPUS, or a folder `shared` beside the checkout, has them.
The raw side is taken out with regular expressions on purpose: another way to the same bytes.
"""

import html
import json
import os
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from arxiv_chunks.records import Paper
from resources.arxiv.atom import ErrorFeed, parse_feed
from resources.arxiv.licences import Licence, licence_of
from resources.arxiv.oai_pmh import parse_page, parse_record
from resources.arxiv.snapshot import parse_snapshot_line, read_snapshot

RECORDED = Path(os.environ.get("ARXIV_CHUNKS_CORPUS") or Path(__file__).parents[2] / "shared") / "arxiv"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="recorded answers of arXiv: set ARXIV_CHUNKS_CORPUS")


def names(folder, pattern):
    found = sorted(path.name for path in (RECORDED / folder).glob(pattern))
    return found or [pytest.param("", marks=pytest.mark.skip(reason="no recordings"))]


def folded(text):
    return " ".join(html.unescape(text).split())


def raw_all(text, tag):
    """The texts of all elements of this name, namespaces and attributes aside, empty ones left out."""
    found = re.findall(rf"<(?:\w+:)?{tag}(?: [^>]*)?>(.*?)</(?:\w+:)?{tag}>", text, re.DOTALL)
    return [folded(each) for each in found if folded(each)]


def raw_one(text, tag):
    return next(iter(raw_all(text, tag)), None)


@pytest.mark.parametrize("name", names("api", "*.json"))
def test_api(name):
    recording = json.loads((RECORDED / "api" / name).read_text())
    data = recording["body"].encode("latin-1")  # the recorder took UTF-8 for Latin-1
    text = data.decode()
    if recording["status_code"] != 200:
        with pytest.raises(ErrorFeed, match=re.escape(raw_one(text, "summary"))):
            parse_feed(data)
        return
    feed = parse_feed(data)
    assert str(feed.total) == raw_one(text, "totalResults")
    assert str(feed.start) == raw_one(text, "startIndex")
    entries = re.findall(r"<entry>.*?</entry>", text, re.DOTALL)
    assert len(entries) == len(feed.papers)
    for entry, paper in zip(entries, feed.papers, strict=True):
        assert raw_one(entry, "id") == f"http://arxiv.org/abs/{paper.arxiv_id}v{paper.version}"
        assert raw_one(entry, "title") == paper.title
        assert raw_one(entry, "summary") == paper.abstract
        assert raw_all(entry, "name") == list(paper.authors)
        assert raw_one(entry, "published") == f"{paper.published_utc:%Y-%m-%dT%H:%M:%SZ}"
        assert raw_one(entry, "updated") == f"{paper.updated_utc:%Y-%m-%dT%H:%M:%SZ}"
        assert raw_one(entry, "comment") == paper.comment
        assert raw_one(entry, "journal_ref") == paper.journal_ref
        assert raw_one(entry, "doi") == paper.doi
        assert set(re.findall(r'<category term="([^"]+)"', entry)) == set(paper.categories)
        assert (
            re.findall(r'primary_category term="([^"]+)"', entry) == [paper.primary_category] == [paper.categories[0]]
        )
        assert paper.versions[0].created_utc == paper.published_utc
        assert paper.versions[-1] == (paper.version, paper.updated_utc) or paper.versions[-1].number == paper.version
        assert paper.license is None
        assert not paper.withdrawn


@pytest.mark.parametrize("name", names("oai", "*.xml"))
def test_oai(name):
    data = (RECORDED / "oai" / name).read_bytes()
    text = data.decode()
    if text.lstrip().startswith("<record>"):
        records = [parse_record(data)]
    else:
        page = parse_page(data)
        records = page.records
        assert f"{page.response_utc:%Y-%m-%dT%H:%M:%SZ}" == raw_one(text, "responseDate")
        assert page.token == raw_one(text, "resumptionToken")
    raw_records = re.findall(r"<record>.*?</record>", text, re.DOTALL)
    assert len(raw_records) == len(records) > 0
    for raw, record in zip(raw_records, records, strict=True):
        metadata = record.metadata
        header, body = raw.split("</header>", 1)
        assert raw_one(header, "identifier") == f"oai:arXiv.org:{record.header.arxiv_id}"
        assert raw_one(header, "datestamp") == record.header.datestamp.isoformat()
        assert raw_all(header, "setSpec") == list(record.header.sets)
        assert not record.header.deleted
        assert raw_one(body, "title") == metadata.title
        if "<dc:title>" in body:
            check_dublin_core(body, metadata)
            continue
        assert raw_one(body, "id") == metadata.arxiv_id
        assert raw_one(body, "abstract") == metadata.abstract
        assert raw_one(body, "categories") == " ".join(metadata.categories)
        assert raw_one(body, "license") == metadata.license
        assert raw_one(body, "comments") == metadata.comment
        assert raw_one(body, "journal-ref") == metadata.journal_ref
        assert raw_one(body, "doi") == metadata.doi
        assert raw_one(body, "report-no") == metadata.report_number
        if isinstance(metadata, Paper):
            assert raw_one(body, "authors") == ", ".join(metadata.authors)
            assert raw_all(body, "date") == [f"{v.created_utc:%a, %d %b %Y %H:%M:%S} GMT" for v in metadata.versions]
            assert re.findall(r'version="v(\d+)"', body) == [str(v.number) for v in metadata.versions]
        else:
            days = [day for tag in ("created", "updated") for day in raw_all(body, tag)]
            assert days == [day.isoformat() for day in metadata.days]
            authors = [
                " ".join(part for tag in ("forenames", "keyname", "suffix") for part in raw_all(author, tag))
                for author in re.findall(r"<author>.*?</author>", body, re.DOTALL)
            ]
            assert [author for author in authors if author != ":"] == list(metadata.authors)


def check_dublin_core(body, metadata):
    creators = [" ".join(reversed(name.split(", ", 1))) for name in raw_all(body, "creator")]
    assert creators == list(metadata.authors)
    assert raw_all(body, "date") == [day.isoformat() for day in metadata.days]
    descriptions = raw_all(body, "description")
    assert descriptions[0] == metadata.abstract
    assert (f"Comment: {metadata.comment}" if metadata.comment else None) == [*descriptions, None][1]
    for identifier in raw_all(body, "identifier"):
        assert identifier in {f"http://arxiv.org/abs/{metadata.arxiv_id}", metadata.journal_ref, f"doi:{metadata.doi}"}


@pytest.mark.parametrize("name", names("snapshot", "*.jsonl"))
def test_snapshot(name):
    path = RECORDED / "snapshot" / name
    lines = path.read_text().splitlines()
    papers = list(read_snapshot(path))
    assert len(papers) == len(lines) > 0
    for line, paper in zip(lines, papers, strict=True):
        raw = json.loads(line)
        assert parse_snapshot_line(line) == paper
        assert raw["id"] == paper.arxiv_id
        for key, value in {
            "title": paper.title,
            "abstract": paper.abstract,
            "comments": paper.comment,
            "journal-ref": paper.journal_ref,
            "doi": paper.doi,
            "report-no": paper.report_number,
        }.items():
            assert (folded_json(raw[key]) or None) == value, key
        assert raw["license"] == paper.license
        assert licence_of(paper.license) is not Licence.UNKNOWN
        assert raw["categories"].split() == list(paper.categories)
        assert [row["version"] for row in raw["versions"]] == [f"v{v.number}" for v in paper.versions]
        for row, version in zip(raw["versions"], paper.versions, strict=True):
            assert datetime.strptime(row["created"], "%a, %d %b %Y %H:%M:%S %Z").replace(
                tzinfo=version.created_utc.tzinfo
            ) == (version.created_utc)
        assert paper.updated_utc.date() <= date.fromisoformat(raw["update_date"]) or paper.updated_utc.year >= 2007
        authors = [" ".join(filter(None, (n[1], n[0], n[2]))) for n in raw["authors_parsed"]]
        assert [author for author in authors if author.strip(":")] == list(paper.authors)


def folded_json(text):
    return " ".join(text.split()) if text else None


@pytest.mark.skipif(not RECORDED.is_dir(), reason="recorded answers of arXiv: set ARXIV_CHUNKS_CORPUS")
def test_the_corpus_metadata_is_a_snapshot_too():
    path = RECORDED.parent / "corpus" / "papers" / "metadata.jsonl"
    papers = list(read_snapshot(path))
    assert len(papers) == len({paper.arxiv_id for paper in papers}) == len(path.read_text().splitlines())
