"""Limits on one process: what a hostile or unlucky PDF may take of this machine.

MuPDF computes inside one call that holds Python's interpreter lock, so no timer of the same process can stop it. The
kernel can: its alarm kills a process that has no handler for it, and it refuses memory past a process's data size.
Both hold when whoever started the process is gone.

Memory is limited by `RLIMIT_DATA`, the private writable memory (Linux counts maps too since 4.7, getrlimit(2)), rather
than `RLIMIT_AS`: Polars alone reserves 350 MB of addresses on import while it writes to 30 MB of them.
"""

import ctypes
import logging
import math
import os
import pickle
import re
import resource
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from arxiv_chunks.errors import BadInput, Reason

R = TypeVar("R")

_OPEN_FILES = 256
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # sched.h
_MUPDF_WAS_REFUSED_MEMORY = re.compile(r"\b[mc]?(re)?alloc \(.*\) failed")  # its own words, in whatever class they come


def limit_memory(memory_bytes: int) -> None:
    """Let this process have no more than `memory_bytes` of its own, few open files, and no core dump; for good."""
    for limit, value in (
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, bound))


def limit_seconds(seconds: float) -> None:
    """Have the kernel kill this process `seconds` from now by the clock, or when it used a processor for as long.

    The second holds where several threads compute. 0 takes both limits away again.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    own = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(own.ru_utime + own.ru_stime + seconds) if seconds else hard
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def leave_network() -> bool:
    """Move this process to a network of its own without a way out; whether the kernel let it.

    Root may; others need user namespaces, which unshare(2) gives to a process without threads. Containers often forbid
    both: their network policy must then do it.
    """
    unshare = ctypes.CDLL(None, use_errno=True).unshare  # `os.unshare`, until Python 3.12 is the oldest
    return any(unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


def log_errors_only() -> None:
    """What pypdf grumbles about on the way goes unheard: this process speaks through its outcome."""
    logging.disable(logging.WARNING)


def laid_to_input(error: Exception) -> BadInput:
    """What an error says about hostile input, when nothing but that input can have caused it: its kind and its place."""
    if isinstance(error, BadInput):
        return error
    if _was_refused_memory(error):
        return BadInput(Reason.MEMORY_LIMIT, "needs more memory than one paper may have")
    calls = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(calls[-1].filename).name}:{calls[-1].lineno})" if calls else ""
    return BadInput(Reason.CRASHED, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}{place}")


def outcome(function: Callable[..., object], *args: object) -> bytes:
    """What `function(*args)` returns or raises, pickled here so that this too stays inside the limits.

    Memory refused by the kernel is the input's fault. Other errors take their traceback along as a note.
    """
    try:
        return pickle.dumps((function(*args), None))
    except Exception as error:  # noqa: BLE001  # raised again by `result`, in another process
        if isinstance(error, BadInput) or _was_refused_memory(error):
            told = laid_to_input(error).with_traceback(None)
            told.__cause__ = told.__context__ = None  # some libraries teach pickle to take them along
            return pickle.dumps((None, told))
        error.add_note("".join(traceback.format_exception(error)))
        return pickle.dumps((None, error))


def _was_refused_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or bool(_MUPDF_WAS_REFUSED_MEMORY.search(str(error)))


def result(of: bytes) -> Any:
    """Return or raise what `outcome` saw."""
    value, error = pickle.loads(of)  # noqa: S301  # written by our own process
    if error is not None:
        raise error
    return value


def cause_of_death(exit_code: int | None) -> BadInput:
    """Why a process under limits ended without an answer; `exit_code` is minus the signal that killed it."""
    if exit_code in {-signal.SIGALRM, -signal.SIGXCPU}:
        return BadInput(Reason.TIME_LIMIT, "took longer than one paper may")
    if exit_code is not None and exit_code < 0:
        return BadInput(Reason.CRASHED, f"killed by {signal.Signals(-exit_code).name}")
    return BadInput(Reason.CRASHED, f"ended with exit code {exit_code}")


def run_limited(function: Callable[..., R], *args: Any, seconds: float = 30, memory_bytes: int = 1 << 30) -> R:
    """`function(*args)` in a child process that may take `seconds` and `memory_bytes`.

    The child is a fork, which costs some 10 ms where a fresh interpreter costs 250 before its imports; so call this
    before anything that starts threads is imported (Polars): it refuses to fork a process with threads. What the
    function returns or raises must pickle. Raises `BadInput` when a limit is met or the child dies.
    """
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("run_limited forks: call it before threads are started")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(writing, function, args, seconds, memory_bytes)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
    except BaseException:  # interrupted: nobody waits for the child any more
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    exit_code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if exit_code != 0:
        raise cause_of_death(exit_code)
    returned: R = result(answer)
    return returned


def _live(
    writing: int, function: Callable[..., object], args: tuple[object, ...], seconds: float, memory_bytes: int
) -> NoReturn:
    """The child's whole life: compute, write the outcome into the pipe, end without the parent's exit handlers."""
    try:
        log_errors_only()
        leave_network()
        limit_memory(memory_bytes)
        limit_seconds(seconds)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(outcome(function, *args))
    except BaseException:  # noqa: BLE001  # a fork must not return into its parent's code
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
