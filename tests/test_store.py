"""What every kind of store promises, asked of a folder, of moto and of Ceph."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from arxiv_chunks.errors import BadOptions, ServiceRefused
from resources.local_store import LocalStore
from resources.store import MissingObject, ObjectInfo, check_key, open_store

KEYS = [
    "a",
    "b-c/d",
    "b/a=2017-04-17/x.parquet",
    "b/a=2017-04-18/x.parquet",
    "b0",
    "pdf/1704/1704.04861v1.pdf",
    "π/é ü",
]


@pytest.mark.parametrize("data", [b"", b"\x00", b"x" * 3_000_000], ids=["empty", "a byte", "3 MB"])
def test_what_was_written_is_read(store, data):
    assert store.write("some/key", data)
    assert store.read("some/key") == data
    assert store.read_end("some/key", 5) == data[-5:]
    assert store.read_end("some/key", 5_000_000) == data
    assert store.exists("some/key")


def test_the_last_writer_wins(store):
    store.write("key", b"the first content")
    assert store.write("key", b"another")
    assert store.read("key") == b"another"
    assert list(store.list()) == [ObjectInfo("key", 7)]


def test_a_missing_object_is_told_by_its_place(store):
    for read in (store.read, lambda key: store.read_end(key, 8)):
        with pytest.raises(MissingObject, match="no/such/key: there is no such object"):
            read("no/such/key")
    assert not store.exists("no/such/key")
    assert list(store.list()) == []


def test_deleting_what_is_not_there_is_no_error(store):
    store.write("key", b"x")
    store.delete("key")
    store.delete("key")
    store.delete("folder/key")
    assert not store.exists("key")
    assert list(store.list()) == []


def test_a_listing_is_sorted_and_cut_by_any_prefix(store):
    for key in reversed(KEYS):
        store.write(key, key.encode())
    everything = [ObjectInfo(key, len(key.encode())) for key in KEYS]
    assert list(store.list()) == everything
    for prefix in (
        "b",
        "b/",
        "b/a=2017-04-1",
        "b/a=2017-04-18/",
        "b/a=2017-04-18/x.parquet",
        "b-",
        "pdf/17",
        "c",
        "π/é",
    ):
        assert list(store.list(prefix)) == [info for info in everything if info.key.startswith(prefix)]


def test_a_listing_goes_past_the_first_thousand(new_bucket):
    store = open_store(new_bucket("ceph"))
    keys = [f"pdf/{i % 7}/{i:04}" for i in range(1001)]
    client = boto3.client("s3", config=Config(max_pool_connections=8))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda key: client.put_object(Bucket=store.bucket, Key=f"{store.prefix}/{key}"), keys))
    assert [info.key for info in store.list()] == sorted(keys)


NO_KEYS = ["", "/", "/etc/passwd", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".hidden", "a/.part", "a\\b"]
NO_KEYS += ["a\x00b", "a\nb", "a\x7f", "é" * 121, "/".join(["x" * 99] * 11), "\ud800"]


def test_what_is_no_key_is_refused_before_anything_is_touched(store):
    for key in NO_KEYS:
        for use in (store.read, store.exists, store.delete, store.url, lambda key: store.write(key, b"x")):
            with pytest.raises(BadOptions, match="is no key of the store"):
                use(key)
    assert list(store.list()) == []


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_a_key_that_passes_stays_below_the_root(key):
    try:
        check_key(key)
    except BadOptions:
        return
    root = LocalStore("/root/of/the/store").root
    path = (root / key).resolve()
    assert path.is_relative_to(root)
    assert path != root
    assert path.relative_to(root).as_posix() == key


def test_a_store_travels_to_another_process(store):
    store.write("key", b"x")
    assert pickle.loads(pickle.dumps(store)).read("key") == b"x"


@pytest.mark.parametrize(
    "url", ["", " ", "s3://", "s3:///prefix", "s3://bucket/../x", "gs://bucket", "https://a.org/b"]
)
def test_what_is_no_store_is_told_in_one_line(url):
    with pytest.raises(BadOptions) as told:
        open_store(url)
    assert "\n" not in str(told.value)


def test_the_same_bytes_touch_nothing(tmp_path):
    store = open_store(str(tmp_path))
    store.write("a/key", b"the same")
    before = (tmp_path / "a/key").stat(), (tmp_path / "a").stat()
    assert not store.write("a/key", b"the same")
    assert (tmp_path / "a/key").stat() == before[0]
    assert (tmp_path / "a").stat() == before[1]


def test_the_same_bytes_are_not_sent_again(s3_url):
    store = open_store(s3_url)
    store.write("key", b"the same")
    before = _head(store, "key")
    assert not store.write("key", b"the same")
    assert _head(store, "key") == before
    assert store.write("key", b"another!")


def test_an_object_that_others_put_is_compared_by_its_bytes(s3_url):
    store = open_store(s3_url)
    boto3.client("s3").put_object(Bucket=store.bucket, Key=f"{store.prefix}/key", Body=b"theirs")
    assert not store.write("key", b"theirs")
    assert store.write("key", b"ours, x")


def _head(store, key):
    head = boto3.client("s3").head_object(Bucket=store.bucket, Key=f"{store.prefix}/{key}")
    return head["LastModified"], head["ETag"], head["Metadata"]


def test_a_missing_bucket_is_the_operators_business(s3_url):
    store = open_store("s3://no-such-bucket-here/prefix")
    for use in (lambda: store.read("key"), lambda: store.write("key", b"x"), lambda: list(store.list())):
        with pytest.raises(ServiceRefused, match=r"no-such-bucket-here.*the bucket does not exist; create it"):
            use()


def test_wrong_keys_are_the_operators_business(new_bucket, monkeypatch):
    url = new_bucket("ceph")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-the-secret-key")
    store = open_store(url)
    for use in (lambda: store.read("key"), lambda: store.write("key", b"x"), lambda: list(store.list())):
        with pytest.raises(ServiceRefused, match="check credentials and rights") as told:
            use()
        assert "\n" not in str(told.value)
        assert "secret-key" not in str(told.value)


def test_no_keys_at_all_are_told_so(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(ServiceRefused, match="AWS_ACCESS_KEY_ID"):
        open_store("s3://bucket").read("key")
