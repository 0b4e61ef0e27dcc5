"""The PDF server's answers, at `/pdf/<id>[v<n>]` and in the layout of Google's bucket, with arXiv's statuses and headers.

The pages of HTML say in few words what arXiv's say; see `browse/templates/dissemination/` of arXiv/arxiv-browse.
"""

import html
import re
from email.utils import formatdate

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from arxiv_chunks.identifiers import ArxivId, parse_arxiv_id
from resources.stand_in.collection import Collection

PIECE_BYTES = 1 << 20
_BUCKET_KEY = re.compile(r"(?P<archive>[a-z-]+)/pdf/\d{4}/(?P<number>[\d.]+)v(?P<version>\d+)\.pdf")


class _Pdf(FileResponse):
    """A file in large pieces: each costs a trip to a thread, and Starlette's own are of 64 kB."""

    chunk_size = PIECE_BYTES
    media_type = "application/pdf"


def answer_pdf(collection: Collection, request: Request) -> Response:
    """`/pdf/<id>[v<n>]`."""
    name = request.path_params["name"]
    if name.endswith(".pdf"):
        return RedirectResponse(f"/pdf/{name.removesuffix('.pdf')}", status_code=301)
    wanted = parse_arxiv_id(name)
    if wanted is None:
        return page("Invalid article identifier", f"{name} is not one.", 404)
    item = collection.items.get(wanted.paper)
    if item is None or (wanted.version or 1) > item.paper.version:
        return page(f"No document for '{name}'", "No such paper or version.", 404)
    if item.paper.withdrawn and wanted.version in {None, item.paper.version}:
        return page(f"File unavailable for {name}", "No source was provided to make a PDF of.", 404)
    found = collection.pdf(wanted)
    if found is None:
        return page(f"No document for '{name}'", "There is no such file.", 404)
    path, version = found
    filename = f"{wanted.paper.rpartition('/')[2]}v{version}.pdf"
    modified = formatdate(path.stat().st_mtime, usegmt=True)
    headers = {"content-disposition": f'inline; filename="{filename}"', "etag": f'"{modified}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers={"etag": headers["etag"]})
    return _Pdf(path, headers=headers)


def answer_bucket(collection: Collection, request: Request) -> Response:
    """`/arxiv-dataset/arxiv/<archive or arxiv>/pdf/<yymm>/<number>v<n>.pdf`."""
    match = _BUCKET_KEY.fullmatch(request.path_params["key"])
    if match:
        archive = match["archive"]
        paper = match["number"] if archive == "arxiv" else f"{archive}/{match['number']}"
        if found := collection.pdf(ArxivId(paper, int(match["version"]))):
            return _Pdf(found[0])
    return Response("<Error><Code>NoSuchKey</Code></Error>", 404, media_type="application/xml")


def page(title: str, text: str, status: int) -> HTMLResponse:
    """A small page of HTML; titles and texts here never come from a request unescaped."""
    return HTMLResponse(
        f"<!DOCTYPE html><html><head><title>{html.escape(title)}</title></head>"
        f"<body><h1>{html.escape(title)}</h1><p>{html.escape(text)}</p></body></html>",
        status,
    )
