"""One request per interval and one at a time, over all processes that share a gate.

Whoever holds the gate sends one request and reads its whole answer. What the gate keeps is how long the next one
has to wait and, after a refusal, how long nobody should ask at all. `FileGate` is for the processes of one machine;
`database_gate.py` has one for many machines.
"""

import json
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from filelock import FileLock, Timeout
from typing_extensions import override

from arxiv_chunks.errors import ServiceRefused

MARGIN_SECONDS = 0.03
"""Added to every interval: two requests sent exactly one interval apart may arrive closer than that."""
POLL_SECONDS = (0.01, 0.03)
"""Between two looks whether the gate is free, at random: who looks in step with others may always come late."""


class Remaining(NamedTuple):
    """What a gate keeps, in seconds from now on: until the next request, and until the end of a refusal."""

    wait_seconds: float = 0.0
    refused_seconds: float = 0.0


class Turn:
    """The right to send one request now. Whoever holds it may push the next one back, for everybody."""

    def __init__(self, interval_seconds: float) -> None:
        self._interval_seconds = interval_seconds
        self._not_before = self._refused_until = 0.0
        self.sent()

    def sent(self) -> None:
        """The request left just now: the interval counts from here."""
        self.defer(self._interval_seconds + MARGIN_SECONDS)

    def defer(self, seconds: float) -> None:
        """The server asked for patience."""
        self._not_before = max(self._not_before, time.monotonic() + seconds)

    def refuse(self, seconds: float) -> None:
        """The server said no: for so long no process asks again."""
        self._refused_until = time.monotonic() + seconds

    @property
    def remaining(self) -> Remaining:
        """What the gate has to keep."""
        now = time.monotonic()
        return Remaining(max(0.0, self._not_before - now), max(0.0, self._refused_until - now))


class Gate(Protocol):
    """Gives turns, one at a time."""

    def turn(self) -> AbstractContextManager[Turn]:
        """Wait for a turn; it ends with the block. Raises ServiceRefused while the server's no is fresh."""
        ...


class OpenGate:
    """No interval and no lock: for servers that are not arXiv's."""

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """A turn at once."""
        yield Turn(0.0)


class Keeper(Protocol):
    """What a gate keeps, while it is held."""

    def read(self) -> Remaining:
        """What was written last, less the time since; torn or missing state is never less patient than it was."""
        ...

    def write(self, remaining: Remaining) -> None:
        """Keep this."""
        ...


class SharedGate(ABC):
    """A gate that processes share. It outlives whoever dies while holding it."""

    def __init__(self, interval_seconds: float, longest_wait_seconds: float) -> None:
        self._interval_seconds = interval_seconds
        self._longest_wait_seconds = max(longest_wait_seconds, interval_seconds + MARGIN_SECONDS)

    @abstractmethod
    def held(self) -> AbstractContextManager[Keeper]:
        """Wait until nobody else holds the gate, and hold it."""

    @property
    @abstractmethod
    def reset_hint(self) -> str:
        """What an operator does to end a refusal before its time."""

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait for the gate, then for the time; see `Gate`. A wait that a stepped clock makes too long is cut."""
        with self.held() as keeper:
            wait_seconds, refused_seconds = keeper.read()
            if refused_seconds > 0:
                raise ServiceRefused(
                    f"arXiv refused our requests; none is sent for another {refused_seconds:.0f} s. "
                    f"See https://info.arxiv.org/help/robots.html; then {self.reset_hint} to go on sooner"
                )
            time.sleep(max(0.0, min(wait_seconds, self._longest_wait_seconds)))
            turn = Turn(self._interval_seconds)
            keeper.write(turn.remaining)  # if this process dies now, the next one still waits
            try:
                yield turn
            finally:
                keeper.write(turn.remaining)


class FileGate(SharedGate):
    """For the processes and threads of one machine that name the same file.

    Who had a turn lets those who wait look first, which costs nothing while the interval passes: nobody waits for ever.
    The operating system frees the lock when its holder dies, however it dies. Times in the file are wall-clock: they
    outlive a reboot.
    """

    def __init__(self, path: Path, interval_seconds: float, longest_wait_seconds: float) -> None:
        super().__init__(interval_seconds, longest_wait_seconds)
        self._path = path.expanduser()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._gives_way_until = 0.0

    @property
    @override
    def reset_hint(self) -> str:
        return f"delete {self._path}"

    @override
    @contextmanager
    def held(self) -> Iterator[Keeper]:
        time.sleep(max(0.0, self._gives_way_until - time.monotonic()))
        lock = FileLock(self._path.with_name(self._path.name + ".lock"), blocking=False, thread_local=False)
        while not _is_acquired(lock):
            time.sleep(random.uniform(*POLL_SECONDS))  # noqa: S311
        try:
            yield _File(self._path, self._interval_seconds)
        finally:
            lock.release()
            self._gives_way_until = time.monotonic() + POLL_SECONDS[1]


def _is_acquired(lock: FileLock) -> bool:
    try:
        lock.acquire()
    except Timeout:
        return False
    return True


class _File:
    def __init__(self, path: Path, interval_seconds: float) -> None:
        self._path = path
        self._interval_seconds = interval_seconds

    def read(self) -> Remaining:
        now = time.time()
        try:
            values = json.loads(self._path.read_text())
            return Remaining(values["not_before"] - now, values["refused_until"] - now)
        except FileNotFoundError:
            return Remaining()
        except (ValueError, KeyError, TypeError):  # torn by a crash: it can have meant one interval at most
            return Remaining(self._interval_seconds)

    def write(self, remaining: Remaining) -> None:
        now = time.time()
        state = {"not_before": now + remaining.wait_seconds, "refused_until": now + remaining.refused_seconds}
        self._path.write_text(json.dumps(state))
