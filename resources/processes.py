"""An executor whose every call runs under limits, in processes that outlive their calls.

Every process has a pipe and a thread of its own on this side, so that a death is noticed at once and laid to the call
that the process was working on. (Pebble's pool shares one pipe among its processes: when one of them died just after a
long answer, it blamed the call of that answer. `ProcessPoolExecutor` gives up all calls when one process dies.)

Processes come from a fork server, never from a fork of this one: Polars hangs in a fork. The server has done the slow
imports before, so that a new process is ready in some 70 ms instead of 500.
"""

import multiprocessing
import pickle
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from typing_extensions import override

from resources.limits import cause_of_death, limit_memory, limit_seconds, log_errors_only, outcome, result

P = ParamSpec("P")
R = TypeVar("R")

PRELOADED = ["resources.tasks"]
"""Starts no thread that a fork would miss, as importing Polars does; those of numpy's OpenBLAS end before each fork."""
_JOIN_SECONDS = 5  # between a process closing its pipe and its end


class LimitedProcesses(Executor):
    """`count` processes. A call may take `seconds` by the clock and its process `memory_bytes`.

    A future raises `BadInput` when its call met a limit or its process died, and otherwise gives what the call gave. A
    process is started when it is needed, and replaced when it died and after `max_calls` calls.
    """

    def __init__(self, count: int, *, seconds: float, memory_bytes: int, max_calls: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="limited-process")
        self._processes = [_Process(seconds, memory_bytes, max_calls) for _ in range(count)]
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)

    @override
    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        return self._threads.submit(self._run, function, args, kwargs)

    def _run(self, function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
        request = pickle.dumps((function, args, kwargs))
        process = self._idle.get()
        try:
            answer = process.run(request)
        finally:
            self._idle.put(process)
        returned: R = result(answer)
        return returned

    @override
    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: after all calls, or at once with `cancel_futures`."""
        if not cancel_futures:
            self._threads.shutdown(wait=wait)
        for process in self._processes:
            process.close()
        self._threads.shutdown(wait=wait, cancel_futures=True)


class _Process:
    """One process at a time."""

    # multiprocessing reads an exit code once, from a pipe, for whoever asks first: its threads must take turns.
    _taking_turns = Lock()

    def __init__(self, seconds: float, memory_bytes: int, max_calls: int) -> None:
        self._seconds, self._memory_bytes, self._max_calls = seconds, memory_bytes, max_calls
        self._context = multiprocessing.get_context("forkserver")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._calls = 0
        self._closed = False

    def run(self, request: bytes) -> bytes:
        """The outcome of one request; `BadInput` when the process dies of it."""
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
        if self._calls >= self._max_calls:
            self._end()
        return answer

    def _start(self) -> Connection:
        with self._taking_turns:
            if self._closed:
                raise RuntimeError("the processes have been shut down")
            self._context.set_forkserver_preload(PRELOADED)
            self._pipe, theirs = self._context.Pipe()
            self._process = self._context.Process(
                target=_serve, args=(theirs, self._seconds, self._memory_bytes), daemon=True
            )
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
        """End the process for good, in the middle of a call if need be."""
        with self._taking_turns:
            self._closed = True
            if self._process is not None:
                self._process.kill()


def _serve(pipe: Connection, seconds: float, memory_bytes: int) -> None:
    """The life of one process: a request in, its outcome out, until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who was interrupted at the keyboard ends us
    log_errors_only()
    limit_memory(memory_bytes)
    while True:
        try:
            request = pipe.recv_bytes()
        except EOFError:
            return
        limit_seconds(seconds)
        answer = outcome(_call, request)
        pipe.send_bytes(answer)
        limit_seconds(0)


def _call(request: bytes) -> object:
    function, args, kwargs = pickle.loads(request)  # noqa: S301  # written by the process that started this one
    return function(*args, **kwargs)
