"""A store in trouble: killed and racing writers, full and read-only disks, services that do not answer or break off."""

import itertools
import multiprocessing
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from services.packages import leave_out
from services.ports import free_port

from arxiv_chunks.errors import ServiceRefused, ServiceUnavailable
from resources.store import MissingObject, ObjectInfo, open_store

KEY = "chunks/date=2017-04-17/chunks.parquet"
LENGTH = 4_000_000

WRITER = f"""
import itertools, sys
from resources.store import open_store
store = open_store(sys.argv[1])
print(flush=True)
for letter in itertools.cycle(b"ab"):
    store.write({KEY!r}, bytes([letter]) * {LENGTH})
"""


def _is_whole(data):
    return len(data) == LENGTH and data in (b"a" * LENGTH, b"b" * LENGTH)


@pytest.mark.parametrize(("kind", "rounds"), [("folder", 20), ("moto", 3), ("ceph", 3)])
def test_a_killed_writer_leaves_the_old_or_the_new_content_and_readers_see_no_other(kind, rounds, new_bucket, tmp_path):
    url = str(tmp_path) if kind == "folder" else new_bucket(kind)
    store = open_store(url)
    store.write(KEY, b"a" * LENGTH)
    moments = random.Random(kind)
    for _ in range(rounds):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE)
        try:
            writer.stdout.readline()
            end = time.monotonic() + moments.uniform(0, 0.2)
            while time.monotonic() < end:
                assert _is_whole(store.read(KEY))
        finally:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
        assert _is_whole(store.read(KEY))
        assert list(store.list()) == [ObjectInfo(KEY, LENGTH)]
    store.write(KEY, b"the end")
    assert store.read(KEY) == b"the end"


def test_what_killed_writers_leave_is_written_over_or_swept(tmp_path):
    store = open_store(str(tmp_path))
    store.write("a/key", b"old")
    left = tmp_path / "a/.key.part"
    left.write_bytes(b"half of something longer")
    store.write("a/key", b"new")
    assert store.read("a/key") == b"new"
    assert not left.exists()
    left.write_bytes(b"half")
    assert [info.key for info in store.list()] == ["a/key"]
    assert not left.exists()


def _write_own(url, number, start, seen_enough):
    store = open_store(url)
    start.wait()
    for round_ in itertools.count():
        store.write(KEY, f"{number} {round_} ".encode() * 10_000)
        if round_ >= 9 and seen_enough.is_set():
            return


def test_sixteen_processes_may_write_one_key_at_once(tmp_path):
    context = multiprocessing.get_context("forkserver")
    start, seen_enough = context.Event(), context.Event()
    writers = [context.Process(target=_write_own, args=(str(tmp_path), n, start, seen_enough)) for n in range(16)]
    for writer in writers:
        writer.start()
    start.set()
    store = open_store(str(tmp_path))
    seen = set()
    deadline = time.monotonic() + 120
    while any(writer.is_alive() for writer in writers):
        if len(seen) > 1 or time.monotonic() > deadline:
            seen_enough.set()
        try:
            words = store.read(KEY).split()
        except MissingObject:
            continue
        assert len(words) == 20_000
        seen.add(tuple(words[:2]))
        assert set(words) == set(words[:2])
        list(store.list())  # which sweeps beside the writers
    assert [writer.exitcode for writer in writers] == [0] * 16
    assert len(seen) > 1
    assert [info.key for info in store.list()] == [KEY]
    assert [path.name for path in (tmp_path / KEY).parent.iterdir()] == ["chunks.parquet"]


def test_sixteen_threads_may_write_one_key_of_s3_at_once(s3_url):
    store = open_store(s3_url)
    contents = {bytes([n]) * 100_000 for n in range(16)}
    threads = [threading.Thread(target=store.write, args=(KEY, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(KEY) in contents


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MB, which a function makes read-only."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], capture_output=True, check=False, text=True
    )
    if mounted.returncode != 0:
        leave_out("a full disk and a read-only one", "only root may mount them")
    yield tmp_path, lambda: subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_a_full_disk_keeps_what_it_had_and_says_whose_turn_it_is(small_disk):
    folder, _ = small_disk
    store = open_store(str(folder))
    store.write("a", b"x" * 600_000)
    for key in ("a", "b"):
        with pytest.raises(ServiceRefused, match=rf"{folder}/{key}: No space left on device"):
            store.write(key, b"y" * 600_000)
    assert store.read("a") == b"x" * 600_000
    assert list(folder.iterdir()) == [folder / "a"]
    store.delete("a")
    store.write("b", b"y" * 600_000)


def test_a_read_only_disk_is_still_read(small_disk):
    folder, make_read_only = small_disk
    store = open_store(str(folder))
    store.write("a", b"x")
    make_read_only()
    assert store.read("a") == b"x"
    assert not store.write("a", b"x")
    for use in (lambda: store.write("a", b"y"), lambda: store.write("b/c", b"y"), lambda: store.delete("a")):
        with pytest.raises(ServiceRefused, match="Read-only file system"):
            use()
    assert [info.key for info in store.list()] == ["a"]


def test_a_key_below_an_object_cannot_be_a_file(tmp_path):
    store = open_store(str(tmp_path))
    store.write("a", b"x")
    with pytest.raises(ServiceRefused):
        store.write("a/b", b"x")
    assert not store.exists("a/b")
    with pytest.raises(MissingObject):
        store.read("a/b")


@pytest.fixture
def _some_keys(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "some")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "some")


@pytest.mark.usefixtures("_some_keys")
def test_a_service_that_is_down_is_told_after_bounded_retries(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    store = open_store("s3://bucket/prefix")
    began = time.monotonic()
    with pytest.raises(ServiceUnavailable, match=r"s3://bucket/prefix/key: Could not connect") as told:
        store.write("key", b"x")
    assert time.monotonic() - began < 60
    assert "\n" not in str(told.value)


@pytest.mark.usefixtures("_some_keys")
def test_an_answer_that_breaks_off_is_asked_for_again(monkeypatch):
    answers = iter([b"half", b"half", b"the whole"])
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        for answer in answers:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n" + answer)

    thread = threading.Thread(target=serve)
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{listener.getsockname()[1]}")
    assert open_store("s3://bucket/prefix").read("key") == b"the whole"
    thread.join()
    listener.close()
