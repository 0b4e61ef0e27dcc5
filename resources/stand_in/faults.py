"""Misbehaviour on request: what networks, proxies and arXiv itself have been seen to do, as data.

A fault changes the answers to the requests that it matches: another status, an edited body, a wrong length, a slow or broken
connection. The answer is then written to the socket by hand, past the server, which would not send such things.
"""

import asyncio
import re
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_TRANSPORT: ContextVar[asyncio.Transport] = ContextVar("transport")
_PIECE = 4096


class FaultyProtocol(H11Protocol):
    """uvicorn's protocol that lets a fault reach the connection."""

    def data_received(self, data: bytes) -> None:
        """Remember whose request is being handled."""
        _TRANSPORT.set(self.transport)
        super().data_received(data)


@dataclass(frozen=True, slots=True)
class Fault:
    """Which requests, and what happens to their answers. `where` is searched in path and query, unquoted.

    The first `skip` matching requests are answered well, then `times` of them badly, or all where that is None.
    `replace` edits the body: pairs of pattern and replacement. `framing` is how the body's end is told: by its length
    (`declared_length` where a lie is wanted), by chunks, or by closing. `cut_bytes` ends it early, with a reset
    where `reset` is set; `reset` alone comes before any answer.
    """

    where: str = ""
    skip: int = 0
    times: int | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    replace: Sequence[tuple[str, str]] = ()
    delay_seconds: float = 0.0
    drip_seconds: float = 0.0
    framing: Literal["length", "chunked", "close"] = "length"
    declared_length: int | None = None
    cut_bytes: int | None = None
    reset: bool = False


@dataclass(slots=True)
class Asked:
    """One request as the server saw it; times are of the monotonic clock."""

    target: str
    user_agent: str
    started: float
    ended: float = 0.0


class Faulty:
    """An application with faults in front, and a log of what it was asked."""

    def __init__(self, app: ASGIApp, faults: Sequence[Fault] = ()) -> None:
        self._app = app
        self.misbehave(faults)

    def misbehave(self, faults: Sequence[Fault]) -> None:
        """Have these faults from now on, and a fresh log."""
        self._faults = list(faults)
        self._matched = [0] * len(self._faults)
        self.asked: list[Asked] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, well or badly."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        target = unquote_plus(f"{scope['path']}?{scope['query_string'].decode()}")
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        asked = Asked(target, headers.get("user-agent", ""), time.monotonic())
        self.asked.append(asked)
        try:
            fault = self._fault_for(target)
            if fault is None:
                await self._app(scope, receive, send)
            else:
                await self._misbehave(fault, scope, receive)
        finally:
            asked.ended = time.monotonic()

    def _fault_for(self, target: str) -> Fault | None:
        for place, fault in enumerate(self._faults):
            if re.search(fault.where, target):
                self._matched[place] += 1
                due = self._matched[place] - fault.skip
                if due > 0 and (fault.times is None or due <= fault.times):
                    return fault
        return None

    async def _misbehave(self, fault: Fault, scope: Scope, receive: Receive) -> None:
        transport = _TRANSPORT.get()
        await asyncio.sleep(fault.delay_seconds)
        if fault.reset and fault.cut_bytes is None:
            _reset(transport)
        else:
            status, headers, body = await self._answer(fault, scope, receive)
            await _write(transport, fault, status, headers, body)
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _answer(self, fault: Fault, scope: Scope, receive: Receive) -> tuple[int, dict[str, str], bytes]:
        """What the application would say, edited."""
        if fault.status is not None or fault.body is not None:
            return fault.status or 200, {"content-type": "text/html", **fault.headers}, (fault.body or "").encode()
        status, headers, body = await _captured(self._app, scope, receive)
        for pattern, replacement in fault.replace:
            body = re.sub(pattern.encode(), replacement.encode(), body, flags=re.DOTALL)
        return status, {**headers, **fault.headers}, body


async def _captured(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[int, dict[str, str], bytes]:
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    plain = {name: value for name, value in scope.items() if name != "extensions"}
    await app(plain, receive, keep)
    headers = {name.decode().lower(): value.decode() for name, value in messages[0]["headers"]}
    body = b"".join(cast("bytes", message.get("body", b"")) for message in messages[1:])
    return messages[0]["status"], headers, body


async def _write(transport: asyncio.Transport, fault: Fault, status: int, headers: dict[str, str], body: bytes) -> None:
    headers = {name: value for name, value in headers.items() if name not in {"content-length", "transfer-encoding"}}
    if fault.framing == "length":
        headers["content-length"] = str(len(body) if fault.declared_length is None else fault.declared_length)
    elif fault.framing == "chunked":
        headers["transfer-encoding"] = "chunked"
    lines = [f"HTTP/1.1 {status} Fault", *(f"{name}: {value}" for name, value in headers.items()), "connection: close"]
    transport.write("\r\n".join([*lines, "", ""]).encode())
    sent = body[: fault.cut_bytes]
    for start in range(0, len(sent), _PIECE):
        piece = sent[start : start + _PIECE]
        transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if fault.framing == "chunked" else piece)
        await asyncio.sleep(fault.drip_seconds)
    if fault.framing == "chunked" and fault.cut_bytes is None:
        transport.write(b"0\r\n\r\n")
    if fault.reset:
        await asyncio.sleep(0.05)  # lets what was written leave before the reset overtakes it
        _reset(transport)
    else:
        transport.close()


def _reset(transport: asyncio.Transport) -> None:
    """Close so that the peer gets a TCP reset: linger for no time at all."""
    connection: Any = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
