"""One door to a server of arXiv: every request waits its turn at the gate, is tried again where that may help, and is counted.

Tried again: no connection, time-outs, broken bodies, 5xx and 429, with `Retry-After` obeyed (in seconds or as a date) and
an exponential wait with jitter otherwise. Not tried again: 403, which at arXiv means stop
(https://info.arxiv.org/help/robots.html), and every other status, which is the caller's to read.
"""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, TypeVar

import httpx
import stamina

from arxiv_chunks.errors import ServiceBroken, ServiceError, ServiceRefused, ServiceUnavailable
from resources.arxiv.gate import Gate, OpenGate, Turn
from resources.arxiv.settings import ArxivSettings, is_arxiv
from resources.arxiv.xml import MalformedAnswer

T = TypeVar("T")
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
MAX_REDIRECTS = 3
ONE_CONNECTION = httpx.Limits(max_connections=1, max_keepalive_connections=0)
"""Closed after each answer: an idle one of this process would be a second one as soon as another process has its turn."""


@dataclass(slots=True)
class Usage:
    """What a client has cost so far: requests sent, seconds waited for turns and before retries, bytes received."""

    requests: int = 0
    retries: int = 0
    wait_seconds: float = 0.0
    received_bytes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, *, requests: int = 0, retries: int = 0, wait_seconds: float = 0.0, received_bytes: int = 0) -> None:
        """Count; threads may."""
        with self._lock:
            self.requests += requests
            self.retries += retries
            self.wait_seconds += wait_seconds
            self.received_bytes += received_bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `url` is without its query; `framed` is whether the server said how long the body is, so that a missing end would be noticed."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    framed: bool


class TooMuch(ServiceError):
    """More bytes than the limit allows; the rest was not read."""


class NoAnswer(ServiceUnavailable):
    """No answer came, or one that says "later": `after_seconds` is how much later, where the server told."""

    def __init__(self, message: str, after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


class Incomplete(ServiceUnavailable):
    """An answer began and broke off, or cannot be decoded."""


class TooManyRequests(ServiceRefused):
    """Status 429: asked for patience; a refusal when it does not end."""

    def __init__(self, message: str, after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


def user_agent(contact: str | None) -> str:
    """Who asks, as arXiv wants to know it."""
    return f"arxiv-chunks ({contact})" if contact else "arxiv-chunks"


@cache
def _tls() -> ssl.SSLContext:
    """The certificates, read once: that takes longer than many a request."""
    return httpx.create_ssl_context()


class PoliteHttp:
    """GET with manners; see the module. `transport` replaces the network in tests and in processes that have none."""

    def __init__(self, settings: ArxivSettings, gate: Gate, transport: httpx.BaseTransport | None = None) -> None:
        self._settings = settings
        self._gate = gate
        self.usage = Usage()
        self._throttled = 0
        self._client = httpx.Client(
            transport=transport,
            verify=_tls(),
            headers={"User-Agent": user_agent(settings.contact)},
            timeout=httpx.Timeout(settings.read_timeout_seconds, connect=settings.connect_timeout_seconds),
            follow_redirects=False,
            limits=httpx.Limits() if isinstance(gate, OpenGate) else ONE_CONNECTION,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(
        self,
        url: str,
        read: Callable[[Answer], T],
        *,
        params: Mapping[str, str] | None = None,
        max_bytes: int,
        keep: frozenset[int] = frozenset(),
        refuses: Callable[[Answer], bool] = lambda answer: answer.status == 403,
    ) -> T:
        """What `read` makes of the answer; MalformedAnswer from `read` is one more reason to try again.

        `keep` are statuses that `read` wants to see although they are usually tried again; `refuses` tells a refusal of
        this machine from an answer about one paper. Raises NoAnswer, Incomplete, MalformedAnswer or TooManyRequests
        after the last attempt, ServiceRefused at once, TooMuch above `max_bytes`.
        """
        failed_at: float | None = None
        settings = self._settings
        for attempt in stamina.retry_context(
            on=self._worth_another_try,
            attempts=settings.attempts,
            timeout=None,
            wait_initial=settings.retry_wait_seconds,
            wait_max=settings.retry_wait_limit_seconds,
            wait_jitter=settings.retry_wait_seconds,
        ):
            if failed_at is not None:
                self.usage.add(retries=1, wait_seconds=time.monotonic() - failed_at)
            with attempt:
                try:
                    return read(self._follow(url, params, max_bytes, keep, refuses))
                except MalformedAnswer as error:
                    raise type(error)(f"{url}: {error}") from error
                finally:
                    failed_at = time.monotonic()
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _worth_another_try(self, error: Exception) -> bool | float:
        if isinstance(error, (NoAnswer, TooManyRequests)) and error.after_seconds is not None:
            return error.after_seconds if error.after_seconds <= self._settings.retry_wait_limit_seconds else False
        return isinstance(error, (NoAnswer, TooManyRequests, Incomplete, MalformedAnswer))

    def _follow(
        self,
        url: str,
        params: Mapping[str, str] | None,
        max_bytes: int,
        keep: frozenset[int],
        refuses: Callable[[Answer], bool],
    ) -> Answer:
        """One answer, redirects followed: each is a request of its own and waits its own turn."""
        request = self._client.build_request("GET", url, params=params)
        for _ in range(MAX_REDIRECTS + 1):
            answer, redirect = self._once(request, max_bytes, keep, refuses)
            if redirect is None:
                return answer
            if redirect.url.host != request.url.host and not (is_arxiv(str(redirect.url)) and self._settings.live):
                raise ServiceBroken(f"{_place(request)} redirects to another host: {redirect.url}")
            request = redirect
        raise ServiceBroken(f"{url} redirects without end")

    def _once(
        self, request: httpx.Request, max_bytes: int, keep: frozenset[int], refuses: Callable[[Answer], bool]
    ) -> tuple[Answer, httpx.Request | None]:
        asked_at = time.monotonic()
        with self._gate.turn() as turn:
            self.usage.add(requests=1, wait_seconds=time.monotonic() - asked_at)
            request.extensions = {**request.extensions, "trace": _Tracer(turn)}
            answer, redirect = self._exchange(request, max_bytes)
            if refuses(answer):
                turn.refuse(self._settings.refused_seconds)
                raise ServiceRefused(
                    f"{answer.url} answers {answer.status}: this machine may be blocked. No request is sent for "
                    f"{self._settings.refused_seconds:.0f} s; see https://info.arxiv.org/help/robots.html"
                )
            self._throttled = self._throttled + 1 if answer.status == 429 else 0
            if self._throttled == self._settings.attempts:
                turn.refuse(self._settings.refused_seconds)
            if answer.status in TRY_AGAIN - keep:
                after_seconds = _retry_after_seconds(answer.headers.get("retry-after"))
                turn.defer(min(after_seconds or 0.0, self._settings.retry_wait_limit_seconds))
                kind = TooManyRequests if answer.status == 429 else NoAnswer
                raise kind(f"{answer.url} answers {answer.status}", after_seconds)
        return answer, redirect

    def _exchange(self, request: httpx.Request, max_bytes: int) -> tuple[Answer, httpx.Request | None]:
        """Send and read the whole body, within the limits of bytes and time."""
        deadline = time.monotonic() + self._settings.answer_timeout_seconds
        try:
            response = self._client.send(request, stream=True)
        except httpx.TransportError as error:
            raise NoAnswer(f"{_place(request)} does not answer: {_words(error)}") from error
        pieces: list[bytes] = []
        received_bytes = 0
        try:
            for piece in response.iter_bytes():
                pieces.append(piece)
                received_bytes += len(piece)
                if received_bytes > max_bytes:
                    raise TooMuch(f"{_place(request)} sends more than {max_bytes} bytes")
                if time.monotonic() > deadline:
                    raise Incomplete(f"{_place(request)} still sends after {self._settings.answer_timeout_seconds:g} s")
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise Incomplete(f"{_place(request)} breaks off after {received_bytes} bytes: {_words(error)}") from error
        finally:
            response.close()
            self.usage.add(received_bytes=response.num_bytes_downloaded)
        framed = "content-length" in response.headers or "transfer-encoding" in response.headers
        answer = Answer(_place(request), response.status_code, response.headers, b"".join(pieces), framed)
        return answer, response.next_request


def _place(request: httpx.Request) -> str:
    """The URL without its query: short enough for one line."""
    return str(request.url.copy_with(query=None))


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


class _Tracer:
    """Tells the gate when a request has left; the wait for a connection does not count as one."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def __call__(self, event: str, _: Any) -> None:
        if event == "http11.send_request_headers.complete":
            self._turn.sent()


def _retry_after_seconds(value: str | None) -> float | None:
    """The header's seconds, or the seconds until its date (RFC 9110, section 10.2.3); None for neither."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
