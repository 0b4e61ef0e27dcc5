"""Hosts of one's own: network namespaces of Linux. Each has a loopback and nothing else; ports of it lead to servers of ours."""

import contextlib
import ctypes
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.packages import leave_out

_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)
_NEW_HOST = f"""
import ctypes, fcntl, socket, struct, sys
if ctypes.CDLL(None).unshare({_CLONE_NEWNET}):
    sys.exit(1)
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))  # SIOCSIFFLAGS: up
print("up", flush=True)
sys.stdin.read()
"""


@dataclass
class Connection:
    """When a host opened a connection and when it was gone; monotonic clock."""

    opened: float
    closed: float | None = None


class Port:
    """A port of a host that leads to a port of ours, and every connection that was made through it."""

    def __init__(self, listener: socket.socket, target: int) -> None:
        self.number: int = listener.getsockname()[1]
        self.connections: list[Connection] = []
        self._listener, self._target = listener, target
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def open_connections(self) -> int:
        return sum(connection.closed is None for connection in self.connections)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the listener was closed: the host is gone
            while True:
                near, _ = self._listener.accept()
                connection = Connection(time.monotonic())
                self.connections.append(connection)
                threading.Thread(target=self._serve, args=(near, connection), daemon=True).start()

    def _serve(self, near: socket.socket, connection: Connection) -> None:
        with near, socket.create_connection(("127.0.0.1", self._target)) as far:
            answers = threading.Thread(target=_copy, args=(far, near), daemon=True)
            answers.start()
            _copy(near, far)  # until the host closes
            connection.closed = time.monotonic()
            with contextlib.suppress(OSError):
                far.shutdown(socket.SHUT_RDWR)
            answers.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


class Host:
    """A network namespace; `run` starts a process in it."""

    def __init__(self, pid: int) -> None:
        self._namespace = Path(f"/proc/{pid}/ns/net")
        self._listeners: list[socket.socket] = []

    def port_to(self, target: int) -> Port:
        """A new port of the host's loopback that leads to `target` on ours."""
        thread = threading.Thread(target=self._listen)  # a thread moves to the namespace; its socket stays there
        thread.start()
        thread.join()
        return Port(self._listeners[-1], target)

    def _listen(self) -> None:
        with self._namespace.open() as file:
            if _LIBC.setns(file.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        self._listeners.append(listener)

    def command(self, *words: str) -> list[str]:
        """The command that runs `words` on the host, as the same process."""
        return ["nsenter", f"--net={self._namespace}", "--", *words]

    def close(self) -> None:
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()


@contextlib.contextmanager
def running() -> Iterator[Host]:
    """A host for as long as the block lasts; only root may make one."""
    if os.geteuid() != 0:
        leave_out("network namespaces", "only root may make them")
    with subprocess.Popen([sys.executable, "-c", _NEW_HOST], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if process.stdout.readline() != b"up\n":
            leave_out("network namespaces", "this machine does not let root make them")
        host = Host(process.pid)
        try:
            yield host
        finally:
            host.close()
            process.stdin.close()
