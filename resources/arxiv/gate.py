"""One request per interval and one at a time, over all processes of a machine that share the gate's file.

A lock on the file is held from before a request until its answer is read: the operating system frees it when its holder
dies, however it dies. The file itself says when the next request may be sent and, after a refusal, until when nobody
should ask at all. Times in it are wall-clock (they outlive a reboot); a wait that a stepped clock makes too long is cut.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from arxiv_chunks.errors import ServiceRefused

MARGIN_SECONDS = 0.03
"""Added to every interval: two requests sent exactly one interval apart may arrive closer than that."""
POLL_SECONDS = 0.02


class Turn:
    """The right to send one request now. Whoever holds it may push the next one back, for everybody."""

    def __init__(self, interval_seconds: float) -> None:
        self._interval_seconds = interval_seconds
        self.not_before = 0.0
        self.refused_until = 0.0
        self.sent()

    def sent(self) -> None:
        """The request left just now: the interval counts from here."""
        self.not_before = max(self.not_before, time.time() + self._interval_seconds + MARGIN_SECONDS)

    def defer(self, seconds: float) -> None:
        """The server asked for patience."""
        self.not_before = max(self.not_before, time.time() + seconds)

    def refuse(self, seconds: float) -> None:
        """The server said no: for so long no process asks again."""
        self.refused_until = time.time() + seconds


class Gate(Protocol):
    """Gives turns, one at a time."""

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait for a turn; it ends with the block. Raises ServiceRefused while the server's no is fresh."""
        ...


class OpenGate:
    """No interval and no lock: for servers that are not arXiv's."""

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """A turn at once."""
        yield Turn(0.0)


@dataclass(frozen=True, slots=True)
class _State:
    not_before: float = 0.0
    refused_until: float = 0.0


class FileGate:
    """The gate that the module describes, for the processes and threads that name the same file."""

    def __init__(self, path: Path, interval_seconds: float, longest_wait_seconds: float) -> None:
        self._path = path.expanduser()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._interval_seconds = interval_seconds
        self._longest_wait_seconds = max(longest_wait_seconds, interval_seconds + MARGIN_SECONDS)

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait for the lock, then for the time; see `Gate`."""
        lock = FileLock(self._path.with_name(self._path.name + ".lock"), poll_interval=POLL_SECONDS, thread_local=False)
        with lock:
            state = self._read()
            now = time.time()
            if now < state.refused_until:
                raise ServiceRefused(
                    f"arXiv refused this machine's requests; none is sent for another {state.refused_until - now:.0f} s. "
                    f"See https://info.arxiv.org/help/robots.html, then delete {self._path} to go on sooner"
                )
            time.sleep(max(0.0, min(state.not_before - now, self._longest_wait_seconds)))
            turn = Turn(self._interval_seconds)
            self._write(_State(turn.not_before))  # if this process dies now, the next one still waits
            try:
                yield turn
            finally:
                self._write(_State(turn.not_before, turn.refused_until))

    def _read(self) -> _State:
        try:
            values = json.loads(self._path.read_text())
            return replace(_State(), **{name: float(values[name]) for name in ("not_before", "refused_until")})
        except FileNotFoundError:
            return _State()
        except (ValueError, KeyError, TypeError):  # torn by a crash: the longest that it can have meant is one interval
            return _State(not_before=time.time() + self._interval_seconds)

    def _write(self, state: _State) -> None:
        self._path.write_text(json.dumps({"not_before": state.not_before, "refused_until": state.refused_until}))
