"""Ports for servers of tests."""

import os
import random
import socket
from itertools import count

_PORTS = range(20_000, 32_768)
"""Linux gives those from 32768 on to connections, unless told otherwise: between the question whether such a port is free and
the start of the server that it is for, a connection of anybody may take it."""
_WORKERS = 16
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
_next = count(random.randrange(len(_PORTS)))


def free_port() -> int:
    """A port of the loopback that nobody listens on now; each of pytest's workers has its own, and gives none twice."""
    while True:
        port = _PORTS[(next(_next) * _WORKERS + _worker) % len(_PORTS)]
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
