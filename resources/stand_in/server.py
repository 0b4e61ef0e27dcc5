"""The stand-in as a server: routes, and ways to run it in this process for as long as it is needed."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from arxiv_chunks.errors import BadOptions
from resources.stand_in.api import answer_query
from resources.stand_in.collection import Collection
from resources.stand_in.faults import Fault, Faulty, FaultyProtocol
from resources.stand_in.files import answer_bucket, answer_pdf, page
from resources.stand_in.oai import EARLIEST, OaiRepository

START_SECONDS = 20.0


def stand_in(collection: Collection, **oai: Any) -> Starlette:
    """The application that serves a collection; `oai` are fields of OaiRepository that differ from its defaults."""
    earliest = min((EARLIEST, *(item.datestamp for item in collection.items.values())))

    def landing(_: Request) -> HTMLResponse:
        places = "/api/query (Atom), /oai (OAI-PMH), /pdf/ID and /arxiv-dataset/arxiv/ (PDFs)"
        return page("A stand-in of arXiv", f"{len(collection.items)} papers at {places}.", 200)

    async def api(request: Request) -> Response:
        status, body = answer_query(collection, dict(await _parameters(request)))
        return Response(body, status, media_type="application/atom+xml; charset=utf-8")

    async def harvest(request: Request) -> Response:
        repository = OaiRepository(collection, str(request.url.replace(query="")), earliest=earliest, **oai)
        return Response(repository.answer(await _parameters(request)), media_type="text/xml")

    return Starlette(
        routes=[
            Route("/", landing),
            Route("/api/query", api, methods=["GET", "POST"]),
            Route("/oai", harvest, methods=["GET", "POST"]),
            Route("/pdf/{name:path}", lambda request: answer_pdf(collection, request)),
            Route("/arxiv-dataset/arxiv/{key:path}", lambda request: answer_bucket(collection, request)),
        ]
    )


async def _parameters(request: Request) -> list[tuple[str, str]]:
    """The pairs of the query, or of the form where one is posted."""
    if request.method == "POST":
        return parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True)
    return request.query_params.multi_items()


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise BadOptions(f"port {port} cannot be used: {error}") from error
    return listener


def _server(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(app, log_level="warning", lifespan="off", http=FaultyProtocol, timeout_graceful_shutdown=2)
    )


@contextlib.contextmanager
def running(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Run an application in a thread of this process; yields its base URL."""
    listener = _listening(port)
    server = _server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="stand-in", daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextlib.contextmanager
def serving(folder: Path, port: int = 0, faults: Sequence[Fault] = ()) -> Iterator[str]:
    """Serve a folder of papers in a thread of this process; yields the base URL. Port 0 takes any free one."""
    with running(Faulty(stand_in(Collection.load(folder)), faults), port) as url:
        yield url
