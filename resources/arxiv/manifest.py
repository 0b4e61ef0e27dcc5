"""The list of arXiv's monthly tars of PDFs in its requester-pays bucket: which tar holds which papers.

Source: https://info.arxiv.org/help/bulk_data_s3.html. Within a month, tars and their items are in order of their names, in which
old identifiers have lost their slash (`hep-th0001208`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from arxiv_chunks.identifiers import parse_arxiv_id
from resources.arxiv.xml import MalformedAnswer, parse_xml


@dataclass(frozen=True, slots=True)
class Tar:
    """One tar: its key in the bucket, its month, place and items, and how to know that it came whole."""

    key: str
    yymm: str
    number: int
    first_item: str
    last_item: str
    item_count: int
    size_bytes: int
    md5: str


def parse_manifest(data: bytes) -> tuple[Tar, ...]:
    """The tars of `arXiv_pdf_manifest.xml`, by month and place; MalformedAnswer where it is none."""
    root = parse_xml(data)
    if root.tag != "arXivPDF":
        raise MalformedAnswer(f"no manifest of PDFs but <{root.tag}>")
    return tuple(sorted((_tar(element) for element in root.findall("file")), key=lambda tar: (tar.yymm, tar.number)))


def _tar(element: Element) -> Tar:
    values = {child.tag: (child.text or "").strip() for child in element}
    try:
        return Tar(
            key=values["filename"],
            yymm=values["yymm"],
            number=int(values["seq_num"]),
            first_item=values["first_item"],
            last_item=values["last_item"],
            item_count=int(values["num_items"]),
            size_bytes=int(values["size"]),
            md5=values["md5sum"],
        )
    except (KeyError, ValueError) as error:
        raise MalformedAnswer(f"a tar of the manifest is not described: {error!r}") from error


def item_name(arxiv_id: str) -> str:
    """The identifier as items are named: without its slash.

    >>> item_name("hep-th/0001208")
    'hep-th0001208'
    """
    return arxiv_id.replace("/", "")


def tars_with(tars: Iterable[Tar], arxiv_ids: Iterable[str]) -> dict[Tar, list[str]]:
    """The tars in which the papers would be, each with those papers; papers of months that have no tar are left out."""
    by_month: dict[str, list[Tar]] = {}
    for tar in tars:
        by_month.setdefault(tar.yymm, []).append(tar)
    found: dict[Tar, list[str]] = {}
    for arxiv_id in arxiv_ids:
        parsed = parse_arxiv_id(arxiv_id)
        for tar in by_month.get(parsed.yymm, []) if parsed else []:
            if tar.first_item <= item_name(arxiv_id) <= tar.last_item:
                found.setdefault(tar, []).append(arxiv_id)
    return found
