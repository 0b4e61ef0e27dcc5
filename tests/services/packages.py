"""Real services for tests: programs of Debian packages, installed where the tests may, or left out by name."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

LEFT_OUT = "left out: "
PROGRAMS = {
    "radosgw": {"radosgw": "radosgw", "ceph-mon": "ceph-mon", "ceph-osd": "ceph-osd"},
    "postgresql": {"initdb": "postgresql"},
    "chromium": {"chromium": "chromium"},
    "docker-compose": {"docker-compose": "docker-compose"},
}
"""Of each service: the programs that must be found, and the packages that bring them."""

_POLICY = Path("/usr/sbin/policy-rc.d")


def find(program: str) -> str | None:
    """The program's path; Debian keeps PostgreSQL's off the PATH, in a folder a version."""
    return shutil.which(program) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))), None
    )


def require(service: str) -> None:
    """Have the service's programs at hand, or skip the test by a line that the end of the report repeats.

    Root on a Debian-like machine installs what is missing, and a failure of that fails the test: only who may not
    install anything leaves tests out.
    """
    if _missing(service):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            leave_out(service, "it is not installed, and only root may install it with apt-get")
        with FileLock(Path(tempfile.gettempdir()) / "arxiv-chunks-tests-apt.lock"):
            if packages := _missing(service):
                _install(packages)
    assert not _missing(service), f"{service} is still missing after its installation"


def leave_out(what: str, why: str) -> None:
    """Skip the test, naming what it needs."""
    pytest.skip(f"{LEFT_OUT}{what}, because {why}")


def _missing(service: str) -> list[str]:
    return [package for program, package in PROGRAMS[service].items() if not find(program)]


def _install(packages: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _no_service_starts():
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(
                ["apt-get", "-o", "DPkg::Lock::Timeout=300", "--quiet", *command],
                env=environment,
                check=True,
                capture_output=True,
            )


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Packages ask this script before they start their daemons; 101 forbids it (Debian policy, invoke-rc.d)."""
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink()
