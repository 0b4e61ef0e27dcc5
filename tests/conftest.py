"""Fixtures that many tests share: the kinds of store, and real services that run for the session."""

import os
from collections import Counter
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from services import ceph
from services.packages import LEFT_OUT, require
from services.s3 import S3Server

from resources.store import open_store

# A busy machine is no fault of what is tested: time has bounds of its own where it matters, in processor seconds.
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")


def pytest_terminal_summary(terminalreporter):
    """One line for each thing that the machine could not offer the tests."""
    reasons = [skip.longrepr[2] for skip in terminalreporter.getreports("skipped") if isinstance(skip.longrepr, tuple)]
    for line, count in Counter(reason.split(LEFT_OUT, 1)[1] for reason in reasons if LEFT_OUT in reason).items():
        terminalreporter.write_line(f"{LEFT_OUT}{line} ({count} tests)", yellow=True)


@pytest.fixture(autouse=True)
def _no_credentials_of_this_machine(monkeypatch):
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


@pytest.fixture(scope="session")
def moto_server():
    """S3's protocol in memory."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield S3Server(f"http://{host}:{port}", "the-access-key", "the-secret-key")
    server.stop()


@pytest.fixture(scope="session")
def ceph_server(tmp_path_factory):
    """A real S3 server: Ceph's gateway."""
    require("radosgw")
    with ceph.running(tmp_path_factory.mktemp("ceph")) as server:
        yield server


@pytest.fixture
def new_bucket(request, monkeypatch):
    """A function: the URL of a place in a new bucket of the server of this kind, which the environment then names."""

    def make(kind):
        server = request.getfixturevalue(f"{kind}_server")
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        bucket = f"tests-{uuid4()}"
        server.client.create_bucket(Bucket=bucket)
        return f"s3://{bucket}/some/prefix"

    return make


@pytest.fixture(params=["moto", "ceph"])
def s3_url(request, new_bucket):
    """The URL of an empty store on each S3 server in turn."""
    return new_bucket(request.param)


@pytest.fixture(params=["folder", "moto", "ceph"])
def store_url(request, new_bucket, tmp_path):
    """The URL of an empty store, of each kind in turn."""
    return str(tmp_path / "store") if request.param == "folder" else new_bucket(request.param)


@pytest.fixture
def store(store_url):
    """An empty store, of each kind in turn."""
    return open_store(store_url)
