"""Calls under limits, in processes that outlive their calls.

Every process has a pipe of its own on this side, so that a death is noticed at once and laid to the call that the
process was working on. (Pebble's pool shares one pipe among its processes: when one of them died just after a
long answer, it blamed the call of that answer. `ProcessPoolExecutor` gives up all calls when one process dies.)

Processes come from a fork server, never from a fork of this one: Polars hangs in a fork. The server has done the slow
imports before, so that a new process is ready in some 70 ms instead of 500.
"""

import multiprocessing
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from threading import Lock
from types import ModuleType

from arxiv_chunks.errors import BadInput
from resources.limits import (
    cause_of_death,
    leave_network,
    limit_memory,
    limit_seconds,
    log_errors_only,
    outcome,
)

PRELOADED = [
    "resources.tasks",
    "arxiv_chunks.reader",
    "arxiv_chunks.references.find",
    "arxiv_chunks.references.citations",
    "arxiv_chunks.chunks.document",
]
"""The tasks and what they call. Starts no thread that a fork would miss, as importing Polars does; those of numpy's OpenBLAS end before each fork."""
_JOIN_SECONDS = 5  # between a process closing its pipe and its end


@dataclass(frozen=True)
class Limits:
    """What one call may take: `seconds` by the clock, as many of one processor, and `memory_bytes` of its process, which
    is replaced after `max_calls` calls.
    """

    seconds: float
    memory_bytes: int
    max_calls: int


class LimitedProcesses:
    """Processes that make calls under `limits`: one for each thread that calls at the same time, kept for the next call."""

    def __init__(self, limits: Limits) -> None:
        multiprocessing.set_forkserver_preload(PRELOADED)
        forkserver.ensure_running()  # imports while this process goes on to what it does before the first call
        self._limits = limits
        self._all: list[_Process] = []
        self._idle: list[_Process] = []
        self._lock = Lock()
        self._closed = False

    def call(self, function: Callable[..., object], *args: object) -> bytes:
        """Make the call in one of the processes and wait for its outcome, which `limits.result` opens.

        The outcome is `BadInput` when the call met a limit or its process died. The function must be found by name in
        its module; what it takes and gives must pickle.
        """
        request = pickle.dumps((function, args))
        process = self._take()
        try:
            return process.run(request)
        except BadInput as death:
            return pickle.dumps((None, death))
        finally:
            self._idle.append(process)

    def _take(self) -> "_Process":
        with self._lock:
            if self._closed:
                raise RuntimeError("the processes have been shut down")
            if not self._idle:
                self._idle.append(_Process(self._limits))
                self._all.append(self._idle[-1])
            return self._idle.pop()

    def close(self) -> None:
        """End the processes for good, in the middle of a call if need be."""
        with self._lock:
            self._closed = True
        for process in self._all:
            process.close()


def call_near_here(limits: Limits, function: Callable[..., object], *args: object) -> bytes:
    """`LimitedProcesses.call`, in processes that this one keeps until it ends: for a worker of a cluster."""
    with _keeping:
        processes = _kept(limits)
    return processes.call(function, *args)


_keeping = Lock()


@lru_cache(maxsize=4)  # as many runs with limits of their own as may be at work here at once
def _kept(limits: Limits) -> LimitedProcesses:
    # Dask starts its workers as daemons, which may have no children lest these be orphaned. Ours end with their pipe.
    multiprocessing.current_process().daemon = False
    return LimitedProcesses(limits)


class _Process:
    """One process at a time."""

    # multiprocessing reads an exit code once, from a pipe, for whoever asks first: its threads must take turns.
    _taking_turns = Lock()

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._context = multiprocessing.get_context("forkserver")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._calls = 0
        self._closed = False

    def run(self, request: bytes) -> bytes:
        """The outcome of one request; raises `BadInput` when the process dies of it."""
        pipe = self._pipe
        if pipe is None or pipe.poll():  # a pipe that has something to say between calls has come to its end
            self._end()
            pipe = self._start()
        try:
            pipe.send_bytes(request)
            answer = pipe.recv_bytes()
        except (EOFError, OSError):
            raise cause_of_death(self._end()) from None
        self._calls += 1
        if self._calls >= self._limits.max_calls:
            self._end()
        return answer

    def _start(self) -> Connection:
        with self._taking_turns:
            if self._closed:
                raise RuntimeError("the processes have been shut down")
            self._pipe, theirs = self._context.Pipe()
            self._process = self._context.Process(target=_serve, args=(theirs, self._limits), daemon=True)
            with _main_out_of_sight():
                self._process.start()
            theirs.close()
            self._calls = 0
            return self._pipe

    def _end(self) -> int | None:
        """Let go of the process and return its exit code."""
        with self._taking_turns:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
            if process is None or pipe is None:
                return None
            pipe.close()  # which an idle process takes as its end
            process.join(_JOIN_SECONDS)
            if process.exitcode is None:
                process.kill()
                process.join()
            return process.exitcode

    def close(self) -> None:
        """End the process for good."""
        with self._taking_turns:
            self._closed = True
            if self._process is not None:
                self._process.kill()


@contextmanager
def _main_out_of_sight() -> Iterator[None]:
    """Keep a new process from importing our main module again: all of Dagster in a run, all of Dask on a cluster."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _serve(pipe: Connection, limits: Limits) -> None:
    """The life of one process: a request in, its outcome out, until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who was interrupted at the keyboard ends us
    log_errors_only()
    leave_network()
    limit_memory(limits.memory_bytes)
    with suppress(EOFError, ConnectionError):  # whoever started this process has gone
        while True:
            request = pipe.recv_bytes()
            limit_seconds(limits.seconds)
            pipe.send_bytes(outcome(_call, request))
            limit_seconds(0)


def _call(request: bytes) -> object:
    function, args = pickle.loads(request)  # noqa: S301  # written by the process that started this one
    return function(*args)
