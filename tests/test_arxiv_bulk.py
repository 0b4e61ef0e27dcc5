"""Monthly tars: which one has a paper, and how its PDFs come into the store, from a real S3 protocol server."""

import hashlib
import io
import os
import re
import tarfile
from pathlib import Path
from uuid import uuid4

import pytest
from small_arxiv import PDF, make_folder, paper, quick

from arxiv_chunks.errors import ServiceBroken, ServiceUnavailable
from resources.arxiv.bulk import MANIFEST_KEY, BulkPdfs
from resources.arxiv.client import ArxivClient
from resources.arxiv.manifest import parse_manifest, tars_with
from resources.arxiv.xml import MalformedAnswer
from resources.keys import pdf_key
from resources.stand_in.server import serving
from resources.store import open_store

RECORDED = Path(os.environ.get("ARXIV_CHUNKS_CORPUS") or Path(__file__).parents[2] / "shared") / "arxiv"


def packed(members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        tar.addfile(tarfile.TarInfo("1704"))
    return file.getvalue()


TARS = {
    "pdf/arXiv_pdf_1704_001.tar": packed({"1704/1704.00001.pdf": PDF + b"1", "1704/1704.00002.pdf": PDF + b"2"}),
    "pdf/arXiv_pdf_1704_002.tar": packed(
        {"1704/1704.00003.pdf": b"<html>", "1704/1704.00004.pdf": PDF, "1704/1704.00005.txt": b"x"}
    ),
    "pdf/arXiv_pdf_0001_001.tar": packed({"0001/astro-ph0001001.pdf": PDF, "0001/hep-th0001208.pdf": PDF + b"208"}),
}
ITEMS = {
    "1704_001": ("1704.00001", "1704.00002"),
    "1704_002": ("1704.00003", "1704.00005"),
    "0001_001": ("astro-ph0001001", "hep-th0001208"),
}


def manifest(**changes):
    rows = []
    for key, data in TARS.items():
        name = key[len("pdf/arXiv_pdf_") : -len(".tar")]
        values = {
            "filename": key,
            "first_item": ITEMS[name][0],
            "last_item": ITEMS[name][1],
            "md5sum": hashlib.md5(data).hexdigest(),
            "num_items": 2,
            "seq_num": name[-1],
            "size": len(data),
            "timestamp": "2019-05-22 03:20:55",
            "yymm": name[:4],
        } | changes
        rows.append("<file>" + "".join(f"<{tag}>{value}</{tag}>" for tag, value in values.items()) + "</file>")
    return f"<?xml version='1.0' standalone='yes'?><arXivPDF>{''.join(rows)}</arXivPDF>".encode()


@pytest.fixture
def bucket(moto_server):
    name = f"arxiv-{uuid4()}"
    moto_server.client.create_bucket(Bucket=name)
    for key, data in (TARS | {MANIFEST_KEY: manifest()}).items():
        moto_server.client.put_object(Bucket=name, Key=key, Body=data)
    return moto_server.client, name


@pytest.fixture
def own(tmp_path):
    return open_store(str(tmp_path / "store"))


def bulk(bucket, own, tmp_path):
    folder = tmp_path / "tars"
    folder.mkdir(exist_ok=True)
    return BulkPdfs(bucket[0], own, folder, bucket=bucket[1]), folder


def test_only_tars_with_wanted_papers_are_fetched(bucket, own, tmp_path):
    source, folder = bulk(bucket, own, tmp_path)
    loaded = list(source.load({"1704.00001": 1, "1704.00002": 2, "hep-th/0001208": 1, "2401.00001": 1}))
    assert [(each.tar.key, each.wanted, len(each.stored)) for each in loaded] == [
        ("pdf/arXiv_pdf_1704_001.tar", 1, 1),
        ("pdf/arXiv_pdf_0001_001.tar", 1, 1),
    ]
    assert own.read(pdf_key("1704.00001", 1)) == PDF + b"1"
    assert own.read(pdf_key("hep-th/0001208", 1)) == PDF + b"208"
    assert not own.exists(pdf_key("1704.00002", 2))  # nobody knows which version the tar has
    assert [path.name for path in folder.iterdir()] == ["manifest.xml"]
    assert not list(source.load({"1704.00001": 1, "hep-th/0001208": 1}))  # nothing twice


def test_what_is_no_pdf_is_not_stored(bucket, own, tmp_path):
    source, _ = bulk(bucket, own, tmp_path)
    (loaded,) = source.load({"1704.00003": 1, "1704.00004": 1, "1704.00005": 1})
    assert (loaded.wanted, len(loaded.stored)) == (3, 1)
    assert [each.key for each in own.list()] == [pdf_key("1704.00004", 1)]


def test_a_tar_that_is_not_what_the_manifest_says_brings_nothing(bucket, own, tmp_path):
    source, folder = bulk(bucket, own, tmp_path)
    bucket[0].put_object(Bucket=bucket[1], Key="pdf/arXiv_pdf_1704_001.tar", Body=TARS["pdf/arXiv_pdf_1704_002.tar"])
    with pytest.raises(ServiceBroken, match="MD5"):
        list(source.load({"1704.00001": 1}))
    assert list(own.list()) == []
    assert [path.name for path in folder.iterdir()] == ["manifest.xml"]


class Breaking:
    """A client whose connection breaks after so many bytes, so many times; it notes what it was asked."""

    def __init__(self, client, after, times, spared):
        self.client, self.after, self.times, self.spared, self.asked = client, after, times, spared, []

    def get_object(self, **request):
        if request["Key"] == self.spared:
            return self.client.get_object(**request)
        self.asked.append(request)
        answer = self.client.get_object(**request)
        if self.times:
            self.times -= 1
            answer["Body"] = self
            self.data = self.client.get_object(**request)["Body"].read()[: self.after]
        return answer

    def iter_chunks(self, _):
        yield self.data
        raise ConnectionResetError


def test_a_broken_connection_goes_on_where_it_stopped(bucket, own, tmp_path):
    source, _ = bulk(bucket, own, tmp_path)
    source.manifest()
    breaking = Breaking(bucket[0], after=1000, times=3, spared=MANIFEST_KEY)
    source, _ = bulk((breaking, bucket[1]), own, tmp_path)
    (loaded,) = source.load({"1704.00001": 1})
    assert loaded.stored == ("1704.00001",)
    assert [request.get("Range") for request in breaking.asked] == [None, "bytes=1000-", "bytes=2000-", "bytes=3000-"]
    assert {request["RequestPayer"] for request in breaking.asked} == {"requester"}
    assert own.exists(pdf_key("1704.00001", 1))


def test_the_client_brings_what_the_tars_have_and_asks_arxiv_for_the_rest(moto_server, own, monkeypatch, tmp_path):
    moto_server.client.create_bucket(Bucket="arxiv")
    for key, data in (TARS | {MANIFEST_KEY: manifest()}).items():
        moto_server.client.put_object(Bucket="arxiv", Key=key, Body=data)
    for name, value in moto_server.environment.items():
        monkeypatch.setenv(name, value)
    papers = [paper("1704.00001", "2017-04-01"), paper("1704.00002", "2017-04-01", "2017-04-02")]
    with (
        serving(make_folder(tmp_path / "papers", papers)) as url,
        ArxivClient(quick(url, pdf_source="s3", s3_url=moto_server.url)) as client,
    ):
        (loaded,) = client.fetch_in_bulk({"1704.00001": 1, "1704.00002": 2}, own)
        assert (loaded.wanted, loaded.stored, client.usage.requests) == (1, ("1704.00001",), 0)
        assert client.fetch_pdf("1704.00002", 2).version == 2


def test_a_bucket_that_says_no_is_one_clear_line(moto_server, own, tmp_path):
    source, _ = bulk((moto_server.client, "no-such-bucket"), own, tmp_path)
    with pytest.raises(ServiceUnavailable, match="no-such-bucket"):
        source.manifest()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<arXivSRC/>",
        manifest(size="large"),
        manifest().replace(b"<yymm>", b"<month>").replace(b"</yymm>", b"</month>"),
    ],
)
def test_what_is_no_manifest_is_refused(data):
    with pytest.raises(MalformedAnswer):
        parse_manifest(data)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="recorded answers of arXiv: set ARXIV_CHUNKS_CORPUS")
def test_the_real_manifest():
    data = (RECORDED / "s3" / "arXiv_pdf_manifest.xml").read_bytes()
    tars = parse_manifest(data)
    text = data.decode()
    assert len(tars) == text.count("<file>") == 7962
    by_key = {tar.key: tar for tar in tars}
    for row in re.findall(r"<file>.*?</file>", text, re.DOTALL):
        raw = dict(re.findall(r"<(\w+)>(.*?)</\1>", row.removeprefix("<file>")))
        tar = by_key[raw["filename"]]
        assert (tar.yymm, str(tar.number), tar.first_item, tar.last_item) == (
            raw["yymm"],
            raw["seq_num"],
            raw["first_item"],
            raw["last_item"],
        )
        assert (str(tar.item_count), str(tar.size_bytes), tar.md5) == (raw["num_items"], raw["size"], raw["md5sum"])
    assert [tar.number for tar in tars if tar.yymm == "1704"] == list(range(1, 26))
    found = tars_with(tars, ["1704.04861", "1704.05194", "hep-th/0001208", "math/0001014", "9999.99999", "1704.99999"])
    assert {tar.key: ids for tar, ids in found.items()} == {
        "pdf/arXiv_pdf_1704_014.tar": ["1704.04861", "1704.05194"],
        "pdf/arXiv_pdf_0001_001.tar": ["hep-th/0001208", "math/0001014"],
    }
    for tar in tars:  # every end of every tar is found in that tar
        ids = [re.sub(r"^([a-z-]+)(\d)", r"\1/\2", item) for item in (tar.first_item, tar.last_item)]
        assert list(tars_with([tar], ids)) == [tar], tar
