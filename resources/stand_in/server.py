"""The stand-in as a server: routes, and ways to run it in this process for as long as it is needed."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from arxiv_chunks.errors import BadOptions
from resources.stand_in.api import answer_query
from resources.stand_in.collection import Collection
from resources.stand_in.files import answer_bucket, answer_pdf, page

START_SECONDS = 20.0


def stand_in(folder: Path) -> Starlette:
    """The application that serves a folder; see `collection.py` for what the folder holds."""
    collection = Collection.load(folder)

    def landing(_: Request) -> HTMLResponse:
        places = "/api/query (Atom), /oai (OAI-PMH), /pdf/ID and /arxiv-dataset/arxiv/ (PDFs)"
        return page("A stand-in of arXiv", f"{len(collection.items)} papers at {places}.", 200)

    async def api(request: Request) -> Response:
        form = await request.form() if request.method == "POST" else request.query_params
        status, body = answer_query(collection, {name: str(value) for name, value in form.items()})
        return Response(body, status, media_type="application/atom+xml; charset=utf-8")

    return Starlette(
        routes=[
            Route("/", landing),
            Route("/api/query", api, methods=["GET", "POST"]),
            Route("/pdf/{name:path}", lambda request: answer_pdf(collection, request)),
            Route("/arxiv-dataset/arxiv/{key:path}", lambda request: answer_bucket(collection, request)),
        ]
    )


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
        uvicorn.Config(app, log_level="warning", lifespan="off", http="h11", timeout_graceful_shutdown=2)
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
def serving(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder of papers in a thread of this process; yields the base URL. Port 0 takes any free one."""
    with running(stand_in(folder), port) as url:
        yield url
