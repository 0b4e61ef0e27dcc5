"""The API's answers: Atom feeds of papers, and its error feeds. Fields and their order are those of recorded answers."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from arxiv_chunks.identifiers import parse_arxiv_id
from arxiv_chunks.records import Paper
from resources.arxiv.atom import NAMESPACES
from resources.stand_in.collection import Collection
from resources.stand_in.search import BadQuery, parse_query, sort_key
from resources.stand_in.xml import add, document

MAX_PAGE = 2000
RESULT_CAP = 10_000
NAMESPACE_ATTRIBUTES = {f"xmlns:{prefix}".removesuffix(":atom"): uri for prefix, uri in NAMESPACES.items()}


def answer_query(collection: Collection, parameters: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body for the query parameters of one request."""
    try:
        start = _number(parameters, "start", 0)
        size = _number(parameters, "max_results", 10)
        _within_cap(start, size)
        papers = _found(collection, parameters)
    except BadQuery as error:
        return 400, _error_feed(str(error))
    page = papers[start : start + min(size, MAX_PAGE)]
    return 200, _feed(parameters, papers=page, total=len(papers), start=start, size=size)


def _number(parameters: Mapping[str, str], name: str, default: int) -> int:
    text = parameters.get(name) or str(default)
    if not text.lstrip("-").isdigit():
        raise BadQuery(f"{name} must be an integer")
    if text.startswith("-"):
        raise BadQuery(f"{name} must be non-negative")
    return int(text)


def _within_cap(start: int, size: int) -> None:
    if start + min(size, MAX_PAGE) > RESULT_CAP:
        raise BadQuery(f"start + max_results must not exceed {RESULT_CAP}")


def _found(collection: Collection, parameters: Mapping[str, str]) -> list[Paper]:
    query, id_list = parameters.get("search_query", "").strip(), parameters.get("id_list", "").strip()
    papers = [item.paper for item in collection.items.values()]
    if id_list:
        papers = _listed(collection, id_list)
    elif not query:
        papers = []
    if query:
        wanted = parse_query(query)
        papers = [paper for paper in papers if wanted(paper)]
    sort_by = parameters.get("sortBy", "relevance")
    if sort_by not in {"relevance", "submittedDate", "lastUpdatedDate"}:
        raise BadQuery(f"sortBy must be in: relevance, lastUpdatedDate, submittedDate; not {sort_by}")
    order = parameters.get("sortOrder", "descending")
    if order not in {"ascending", "descending"}:
        raise BadQuery(f"sortOrder must be in: ascending, descending; not {order}")
    if sort_by != "relevance":
        papers = sorted(papers, key=sort_key(sort_by), reverse=order == "descending")
    return papers


def _listed(collection: Collection, id_list: str) -> list[Paper]:
    """Unknown identifiers are left out in silence, as arXiv does; a wrong one fails the request."""
    papers = []
    for text in filter(None, (part.strip() for part in id_list.split(","))):
        wanted = parse_arxiv_id(text)
        if wanted is None and not text.replace(".", "").isdigit():
            raise BadQuery(f"incorrect id format for {text}")
        item = collection.items.get(wanted.paper) if wanted else None
        if item is None or wanted is None:
            continue
        if wanted.version is None or wanted.version == item.paper.version:
            papers.append(item.paper)
        else:
            papers.extend(_at_version(item.paper, wanted.version))
    return papers


def _at_version(paper: Paper, number: int) -> list[Paper]:
    return [
        replace(paper, version=number, updated_utc=version.created_utc)
        for version in paper.versions
        if version.number == number
    ]


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _feed(parameters: Mapping[str, str], *, papers: Sequence[Paper], total: int, start: int, size: int) -> bytes:
    query, ids = parameters.get("search_query", ""), parameters.get("id_list", "")
    asked = f"search_query={query}&id_list={ids}&start={start}&max_results={size}"
    digest = base64.b64encode(hashlib.sha1(asked.encode(), usedforsecurity=False).digest()).decode().rstrip("=")
    feed = Element("feed", NAMESPACE_ATTRIBUTES)
    add(feed, "id", f"https://arxiv.org/api/{digest}")
    add(feed, "title", f"arXiv Query: {asked}")
    add(feed, "updated", _time(datetime.now(UTC)))
    add(feed, "link", href=f"https://arxiv.org/api/query?{asked}", type="application/atom+xml")
    add(feed, "opensearch:itemsPerPage", str(size))
    add(feed, "opensearch:totalResults", str(total))
    add(feed, "opensearch:startIndex", str(start))
    for paper in papers:
        _entry(feed, paper)
    return document(feed)


def _entry(feed: Element, paper: Paper) -> None:
    name = f"{paper.arxiv_id}v{paper.version}"
    entry = add(feed, "entry")
    add(entry, "id", f"http://arxiv.org/abs/{name}")
    add(entry, "title", paper.title)
    add(entry, "updated", _time(paper.updated_utc))
    add(entry, "link", href=f"https://arxiv.org/abs/{name}", rel="alternate", type="text/html")
    add(entry, "link", href=f"https://arxiv.org/pdf/{name}", rel="related", type="application/pdf", title="pdf")
    if paper.doi:
        add(entry, "link", href=f"https://doi.org/{paper.doi}", rel="related", title="doi")
    add(entry, "summary", paper.abstract)
    for category in paper.categories:
        add(entry, "category", term=category, scheme="http://arxiv.org/schemas/atom")
    add(entry, "published", _time(paper.published_utc))
    if paper.comment:
        add(entry, "arxiv:comment", paper.comment)
    add(entry, "arxiv:primary_category", term=paper.primary_category)
    if paper.journal_ref:
        add(entry, "arxiv:journal_ref", paper.journal_ref)
    if paper.doi:
        add(entry, "arxiv:doi", paper.doi)
    for author in paper.authors:
        add(add(entry, "author"), "name", author)


def _error_feed(message: str) -> bytes:
    """One entry that is called Error."""
    now, where = _time(datetime.now(UTC)), f"https://arxiv.org/api/errors#{message.replace(' ', '_')}"
    feed = Element("feed", NAMESPACE_ATTRIBUTES)
    add(feed, "id", "https://arxiv.org/")
    add(feed, "title", "arXiv Search Results")
    add(feed, "updated", now)
    add(feed, "opensearch:itemsPerPage", "1")
    add(feed, "opensearch:totalResults", "1")
    add(feed, "opensearch:startIndex", "0")
    entry = add(feed, "entry")
    add(entry, "id", where)
    add(entry, "title", "Error")
    add(entry, "updated", now)
    add(entry, "link", href=where, rel="alternate", type="text/html")
    add(entry, "summary", message)
    add(add(entry, "author"), "name", "arXiv api core")
    return document(feed)
