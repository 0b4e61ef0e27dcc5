"""What comes from outside cannot leave the store, expand as XML, or be listened to from elsewhere."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arxiv_chunks.errors import BadOptions
from pipelines.cli import cli
from resources.arxiv.xml import MalformedAnswer, parse_xml
from resources.keys import pdf_key
from resources.local_store import LocalStore

ROOT = Path(__file__).parents[1]
LAYERS = ("arxiv_chunks", "resources", "assets", "pipelines")
PIECES = st.sampled_from(
    ["..", "/", "\\", "hep-th", "9108004", "1704.04861", "v1", ".pdf", "\x00", "%2e", "arXiv:", "~"]
)


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=6).map("".join)))
@example("hep-th/../../../etc/passwd")
@example("../1704.04861")
def test_an_identifier_becomes_a_path_below_the_store_or_none(identifier):
    store = LocalStore("/root/of/the/store")
    try:
        path = Path(store.url(pdf_key(identifier, 1)))
    except (ValueError, BadOptions):
        return
    assert path.resolve() == path
    assert path.relative_to("/root/of/the/store").parts[0] == "pdf"
    assert len(path.relative_to("/root/of/the/store").parts) == 3


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY a "b">', '<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY % a SYSTEM "http://127.0.0.1/">', ""],
)
def test_xml_with_a_document_type_is_refused(declared):
    with pytest.raises(MalformedAnswer):
        parse_xml(f"<!DOCTYPE feed [{declared}]><feed>&a;</feed>".encode())


def test_no_other_parser_of_xml_is_called():
    parsers = re.compile(
        r"(?:from xml|import xml|minidom|lxml|ElementTree import .*\b(?:parse|fromstring|iterparse|XML)\b)"
    )
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if parsers.search(line) and "defusedxml" not in line:
                    assert not re.search(r"\b(?:parse|fromstring|iterparse|XML|minidom|lxml|sax)\b", line), (
                        f"{path}: {line}"
                    )


def test_the_ui_listens_on_loopback_unless_told_otherwise():
    (host,) = [option for option in cli.commands["ui"].params if option.name == "host"]
    assert host.default == "127.0.0.1"
