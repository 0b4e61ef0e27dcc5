"""Records as arXiv's OAI-PMH writes them: header, sets, and the formats `arXiv`, `arXivRaw` and `oai_dc`.

Fields and their order are those of `oaipmh/templates/record_formats.xml` in arXiv/oaipmh.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from resources.stand_in.collection import Item
from resources.stand_in.xml import add

OAI = "http://www.openarchives.org/OAI/2.0/"
DC = "http://purl.org/dc/elements/1.1/"
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    "arXiv": ("http://arxiv.org/OAI/arXiv.xsd", "http://arxiv.org/OAI/arXiv/"),
    "arXivRaw": ("http://arxiv.org/OAI/arXivRaw.xsd", "http://arxiv.org/OAI/arXivRaw/"),
}
"""Schema and namespace of each metadata prefix."""
_GROUPS = frozenset("cs econ eess math q-bio q-fin stat".split())


def sets_of(item: Item) -> list[str]:
    """The sets of a paper, `group:archive:CATEGORY` each, such as cs:cs:AI or physics:hep-th."""
    return list(dict.fromkeys(_set_of(category) for category in item.paper.categories))


def _set_of(category: str) -> str:
    archive, _, subject = category.partition(".")
    group = archive if archive in _GROUPS else "physics"
    return ":".join(part for part in (group, archive, subject) if part)


def add_header(parent: Element, item: Item) -> None:
    """The header of a record."""
    header = add(parent, "header")
    add(header, "identifier", f"oai:arXiv.org:{item.paper.arxiv_id}")
    add(header, "datestamp", item.datestamp.isoformat())
    for name in sets_of(item):
        add(header, "setSpec", name)


def add_record(parent: Element, item: Item, prefix: str) -> None:
    """The record in one of the formats."""
    record = add(parent, "record")
    add_header(record, item)
    writers: dict[str, Callable[[Element, Item], None]] = {"oai_dc": _dc, "arXiv": _arxiv, "arXivRaw": _raw}
    writers[prefix](add(record, "metadata"), item)


def _optional(parent: Element, item: Item) -> None:
    """The fields that both of arXiv's own formats share, in their order; those that the paper lacks are left out."""
    names = {"comments": "comments", "report-no": "report-no", "journal-ref": "journal-ref", "doi": "doi"}
    for name, key in (names | {"license": "license", "abstract": "abstract"}).items():
        if item.raw.get(key):
            add(parent, name, item.raw[key])


def _raw(parent: Element, item: Item) -> None:
    raw = add(parent, "arXivRaw", xmlns=FORMATS["arXivRaw"][1])
    add(raw, "id", item.paper.arxiv_id)
    add(raw, "submitter", item.raw.get("submitter") or "")
    for version in item.paper.versions:
        row = add(raw, "version", version=f"v{version.number}")
        add(row, "date", f"{version.created_utc:%a, %d %b %Y %H:%M:%S} GMT")
        add(row, "size", "1kb")
        if item.paper.withdrawn and version.number == item.paper.version:
            add(row, "source_type", "I")
    add(raw, "title", item.raw["title"])
    add(raw, "authors", item.raw["authors"])
    add(raw, "categories", item.raw["categories"])
    _optional(raw, item)


def _arxiv(parent: Element, item: Item) -> None:
    record = add(parent, "arXiv", xmlns=FORMATS["arXiv"][1])
    add(record, "id", item.paper.arxiv_id)
    add(record, "created", f"{item.paper.published_utc:%Y-%m-%d}")
    if item.paper.version > 1:
        add(record, "updated", f"{item.paper.updated_utc:%Y-%m-%d}")
    authors = add(record, "authors")
    for last, first, suffix, *_ in item.raw["authors_parsed"]:
        author = add(authors, "author")
        for name, text in (("keyname", last), ("forenames", first), ("suffix", suffix)):
            if text:
                add(author, name, text)
    add(record, "title", item.raw["title"])
    add(record, "categories", item.raw["categories"])
    _optional(record, item)


def _dc(parent: Element, item: Item) -> None:
    dc = add(parent, "oai_dc:dc", **{"xmlns:oai_dc": FORMATS["oai_dc"][1], "xmlns:dc": DC})
    creators = [
        f"{last} {suffix}".strip() + (f", {first}" if first else "")
        for last, first, suffix, *_ in item.raw["authors_parsed"]
    ]
    days = dict.fromkeys(f"{moment:%Y-%m-%d}" for moment in (item.paper.published_utc, item.paper.updated_utc))
    rows = [
        ("title", item.raw["title"]),
        *(("creator", creator) for creator in creators),
        *(("subject", category) for category in item.paper.categories),
        ("description", item.raw["abstract"]),
        ("description", item.raw.get("comments") and f"Comment: {item.raw['comments']}"),
        *(("date", day) for day in days),
        ("type", "text"),
        ("identifier", f"http://arxiv.org/abs/{item.paper.arxiv_id}"),
        ("identifier", item.raw.get("journal-ref")),
        ("identifier", item.raw.get("doi") and f"doi:{item.raw['doi']}"),
    ]
    for name, text in rows:
        if text:
            add(dc, f"dc:{name}", text)
