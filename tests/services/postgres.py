"""A PostgreSQL server of its own for tests, on loopback, gone afterwards."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.packages import find, require
from services.ports import free_port

NOBODY = 65534


@contextmanager
def running() -> Iterator[str]:
    """Start a server; yields its URL. It refuses to run as root, so root runs it as nobody, in a folder nobody can reach."""
    require("postgresql")
    with tempfile.TemporaryDirectory(prefix="arxiv-chunks-postgres-", ignore_cleanup_errors=True) as data:
        as_user = {}
        if os.geteuid() == 0:
            os.chown(data, NOBODY, NOBODY)
            as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

        def run(program, *arguments):
            command = [find(program), "--pgdata", data, *arguments]
            subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **as_user)

        run("initdb", "--username", "test", "--auth", "trust", "--no-sync")
        port = free_port()
        options = f"-h 127.0.0.1 -p {port} -k {data} -c fsync=off"
        run("pg_ctl", "--log", str(Path(data) / "log"), "--options", options, "--wait", "start")
        try:
            yield f"postgresql://test@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "--mode", "immediate", "stop")
