"""The stand-in's OAI-PMH against the rules of the protocol's XML schema, written down here as content models.

Source: https://www.openarchives.org/OAI/openarchivesprotocol.html and the schema in its section 3.2. A content model is a
regular expression over the names of an element's children, one blank after each.
"""

import re
from datetime import datetime

import httpx
import pytest
from defusedxml.ElementTree import fromstring
from small_arxiv import make_folder, many, paper

from resources.stand_in.collection import Collection
from resources.stand_in.server import running, stand_in

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
VERBS = "Identify|ListMetadataFormats|ListSets|GetRecord|ListIdentifiers|ListRecords"
MODELS = {
    "OAI-PMH": rf"responseDate request ((error )+|({VERBS}) )",
    "Identify": "repositoryName baseURL protocolVersion (adminEmail )+earliestDatestamp deletedRecord granularity "
    "(compression )*(description )*",
    "ListMetadataFormats": "(metadataFormat )+",
    "metadataFormat": "metadataPrefix schema metadataNamespace ",
    "ListSets": "(set )+(resumptionToken )?",
    "set": "setSpec setName (setDescription )*",
    "GetRecord": "record ",
    "ListIdentifiers": "(header )+(resumptionToken )?",
    "ListRecords": "(record )+(resumptionToken )?",
    "record": "header (metadata )?(about )*",
    "header": "identifier datestamp (setSpec )*",
}
_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
TEXTS = {
    "responseDate": _MOMENT,
    "datestamp": rf"\d{{4}}-\d\d-\d\d|{_MOMENT}",
    "earliestDatestamp": rf"\d{{4}}-\d\d-\d\d|{_MOMENT}",
    "setSpec": rf"{_WORD}(:{_WORD})*",
    "metadataPrefix": _WORD,
    "protocolVersion": r"2\.0",
    "deletedRecord": "no|persistent|transient",
    "granularity": "YYYY-MM-DD|YYYY-MM-DDThh:mm:ssZ",
    "adminEmail": r"\S+@(\S+\.)+\S+",
    "identifier": r"[A-Za-z][A-Za-z0-9+.\-]*:\S+",
    "request": r"https?://\S+",
    "baseURL": r"https?://\S+",
    "schema": r"https?://\S+",
    "metadataNamespace": r"https?://\S+",
    "repositoryName": ".+",
    "setName": ".+",
    "resumptionToken": ".*",
    "error": ".*",
}
ATTRIBUTES = {
    "request": {"verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"},
    "header": {"status"},
    "resumptionToken": {"expirationDate", "completeListSize", "cursor"},
    "error": {"code"},
}
ERRORS = set(
    "badArgument badResumptionToken badVerb cannotDisseminateFormat idDoesNotExist noMetadataFormats noRecordsMatch "
    "noSetHierarchy".split()
)
DC_NAMES = set(
    "title creator subject description publisher contributor date type format identifier source language relation "
    "coverage rights".split()
)
QUESTIONS = {
    "Identify": "verb=Identify",
    "formats": "verb=ListMetadataFormats",
    "formats of one": "verb=ListMetadataFormats&identifier=oai:arXiv.org:hep-th/9108004",
    "sets": "verb=ListSets",
    "one record": "verb=GetRecord&identifier=oai:arXiv.org:hep-th/9108004&metadataPrefix=oai_dc",
    **{f"records, {p}": f"verb=ListRecords&metadataPrefix={p}" for p in ("oai_dc", "arXiv", "arXivRaw")},
    "headers": "verb=ListIdentifiers&metadataPrefix=arXiv&set=cs",
    "no verb": "",
    "bad verb": "verb=Gossip",
    "bad argument": "verb=ListRecords",
    "bad token": "verb=ListRecords&resumptionToken=nonsense",
    "bad format": "verb=ListRecords&metadataPrefix=marc",
    "bad identifier": "verb=GetRecord&identifier=oai:arXiv.org:9999.99999&metadataPrefix=arXiv",
    "nothing": "verb=ListRecords&metadataPrefix=arXiv&from=2035-01-01",
}
PAPERS = [
    *many(9, every_seconds=7 * 3600),
    paper("hep-th/9108004", "1991-08-16 00:00:00", categories="hep-th", doi="10.1000/xyz", comments="p < q & r"),
    paper("2405.00001", "2024-05-01 00:00:00", "2024-05-02 00:00:00", comments="This paper has been withdrawn"),
]


def faults(element):
    """What the schema forbids, in words; metadata in a format of its own is looked at by `metadata_faults`."""
    name = element.tag.removeprefix(OAI)
    if name not in MODELS and name not in TEXTS:
        yield f"<{element.tag}> is no element of the protocol"
    children = "".join(f"{child.tag.removeprefix(OAI)} " for child in element)
    if name in MODELS and not re.fullmatch(MODELS[name], children):
        yield f"<{name}> holds {children or 'nothing'}"
    if name in TEXTS and (children or not re.fullmatch(TEXTS[name], element.text or "")):
        yield f"<{name}> says {element.text!r}"
    if unknown := set(element.attrib) - ATTRIBUTES.get(name, set()):
        yield f"<{name}> has {unknown}"
    if name == "error" and element.get("code") not in ERRORS:
        yield f"an error {element.get('code')!r}"
    if "expirationDate" in element.attrib:
        datetime.fromisoformat(element.attrib["expirationDate"])
    for child in element:
        yield from metadata_faults(child) if child.tag == f"{OAI}metadata" else faults(child)


def metadata_faults(metadata):
    """One element of another namespace; Dublin Core has its fifteen names."""
    if len(metadata) != 1 or metadata[0].tag.startswith(OAI) or not metadata[0].tag.startswith("{"):
        yield f"<metadata> holds {[child.tag for child in metadata]}"
    elif metadata[0].tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc":
        yield from (f"<{each.tag}>" for each in metadata[0] if each.tag.removeprefix(DC) not in DC_NAMES)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    collection = Collection.load(make_folder(tmp_path_factory.mktemp("arxiv") / "papers", PAPERS))
    with running(stand_in(collection, records_per_page=4, identifiers_per_page=5)) as base:
        yield f"{base}/oai"


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_answers_obey_the_schema(url, question):
    """Each answer, and where it is a list each page of it; the last page ends with an empty token."""
    pages = 0
    while question is not None:
        answer = httpx.get(f"{url}?{question}")
        assert answer.headers["content-type"].startswith("text/xml")
        root = fromstring(answer.content)
        assert root.tag == f"{OAI}OAI-PMH"
        assert list(faults(root)) == []
        token = root.find(f"*/{OAI}resumptionToken")
        verb = root[-1].tag.removeprefix(OAI)
        question = f"verb={verb}&resumptionToken={token.text}" if token is not None and token.text else None
        pages += 1
    assert pages == {"ListRecords": 3, "ListIdentifiers": 2}.get(verb, 1)
    assert pages == 1 or token is not None


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        (r"<datestamp>.*?</datestamp>", "<datestamp>yesterday</datestamp>"),
        (r"<identifier>.*?</identifier>", ""),
        (r"<header>", '<header colour="red">'),
        (r"<metadata>.*?</metadata>", "<metadata/>"),
        (r"<setSpec>.*?</setSpec>", "<setSpec>a b</setSpec>"),
        (r"dc:title>", "dc:titel>"),
        (r"2\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "now"),
        (r"<record>", "<report/><record>"),
    ],
)
def test_the_rules_find_faults(url, pattern, wrong):
    text = httpx.get(f"{url}?{QUESTIONS['one record']}").text
    broken = re.sub(pattern, wrong, text, count=0 if "dc:" in pattern else 1, flags=re.DOTALL)
    assert broken != text
    assert list(faults(fromstring(broken.encode())))
