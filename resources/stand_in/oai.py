"""The verbs of OAI-PMH as arXiv's server answers them (https://www.openarchives.org/OAI/openarchivesprotocol.html).

Its manners are those of arXiv/oaipmh: days for dates, no parameter twice, and a resumption token that holds the question
itself: the next page begins at the last day shown and skips what was shown of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, quote, unquote, urlencode
from xml.etree.ElementTree import Element

from arxiv_chunks.identifiers import parse_arxiv_id
from resources.stand_in.collection import Collection, Item
from resources.stand_in.oai_records import FORMATS, OAI, add_header, add_record, sets_of
from resources.stand_in.xml import add, document

EARLIEST = date(2005, 9, 16)
"""arXiv's earliestDatestamp; a collection may have an earlier one."""
_ALLOWED = {
    "Identify": frozenset[str](),
    "ListMetadataFormats": frozenset({"identifier"}),
    "ListSets": frozenset({"resumptionToken"}),
    "GetRecord": frozenset({"identifier", "metadataPrefix"}),
    "ListIdentifiers": frozenset({"metadataPrefix", "from", "until", "set", "resumptionToken"}),
    "ListRecords": frozenset({"metadataPrefix", "from", "until", "set", "resumptionToken"}),
}


class _Refused(Exception):
    """One of the protocol's errors."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class OaiRepository:
    """A collection behind OAI-PMH. `now` is the server's clock, `earliest` what Identify says; page sizes are arXiv's unless a test wants them small."""

    collection: Collection
    base_url: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    earliest: date = EARLIEST
    records_per_page: int = 2_500
    identifiers_per_page: int = 20_000

    def answer(self, pairs: Sequence[tuple[str, str]]) -> bytes:
        """The body for the name-value pairs of one request, in which a name may wrongly stand twice."""
        root = Element("OAI-PMH", xmlns=OAI)
        add(root, "responseDate", f"{self.now():%Y-%m-%dT%H:%M:%SZ}")
        parameters = dict(pairs)
        try:
            content = self._content(pairs, parameters)
        except _Refused as error:
            shown = {} if error.code in {"badVerb", "badArgument"} else parameters
            add(root, "request", self.base_url, **shown)
            add(root, "error", str(error), code=error.code)
        else:
            add(root, "request", self.base_url, **parameters)
            root.append(content)
        return document(root)

    def _content(self, pairs: Sequence[tuple[str, str]], parameters: dict[str, str]) -> Element:
        if len(parameters) < len(pairs):
            raise _Refused("badArgument", "Duplicate parameters not allowed")
        verb = parameters.get("verb", "")
        if verb not in _ALLOWED:
            raise _Refused("badVerb", "Invalid verb provided")
        unknown = parameters.keys() - _ALLOWED[verb] - {"verb"}
        if unknown:
            raise _Refused("badArgument", f"Unallowed parameter: {', '.join(sorted(unknown))}")
        if "resumptionToken" in parameters and len(parameters) > 2:
            raise _Refused("badArgument", "No other parameters allowed with resumptionToken")
        root = Element(verb)
        if verb == "Identify":
            self._identify(root)
        elif verb == "ListMetadataFormats":
            self._formats(root, parameters)
        elif verb == "ListSets":
            self._sets(root, parameters)
        elif verb == "GetRecord":
            add_record(root, self._item(parameters.get("identifier")), _prefix(parameters))
        else:
            self._list(root, parameters, just_headers=verb == "ListIdentifiers")
        return root

    def _identify(self, root: Element) -> None:
        rows = {
            "repositoryName": "A stand-in of arXiv",
            "baseURL": self.base_url,
            "protocolVersion": "2.0",
            "adminEmail": "nobody@example.org",
            "earliestDatestamp": self.earliest.isoformat(),
            "deletedRecord": "persistent",
            "granularity": "YYYY-MM-DD",
        }
        for name, text in rows.items():
            add(root, name, text)

    def _formats(self, root: Element, parameters: dict[str, str]) -> None:
        if "identifier" in parameters:
            self._item(parameters["identifier"])
        for prefix, (schema, namespace) in FORMATS.items():
            row = add(root, "metadataFormat")
            for name, text in (("metadataPrefix", prefix), ("schema", schema), ("metadataNamespace", namespace)):
                add(row, name, text)

    def _sets(self, root: Element, parameters: dict[str, str]) -> None:
        if "resumptionToken" in parameters:
            raise _Refused("badResumptionToken", "The list of sets comes in one piece")
        names = {name for item in self.collection.items.values() for name in sets_of(item)}
        above = {":".join(name.split(":")[:depth]) for name in names for depth in (1, 2, 3)}
        for name in sorted(above):
            row = add(root, "set")
            add(row, "setSpec", name)
            add(row, "setName", name)

    def _item(self, identifier: str | None) -> Item:
        if identifier is None:
            raise _Refused("badArgument", "identifier required")
        parsed = parse_arxiv_id(identifier.removeprefix("oai:arXiv.org:"))
        item = self.collection.items.get(parsed.paper) if parsed else None
        if item is None or not identifier.startswith("oai:arXiv.org:"):
            raise _Refused("idDoesNotExist", f"{identifier} is unknown or illegal in this repository")
        return item

    def _list(self, root: Element, parameters: dict[str, str], *, just_headers: bool) -> None:
        resumed = "resumptionToken" in parameters
        parameters, skip = _resumed(parameters)
        prefix = _prefix(parameters)
        found = sorted(self._matching(parameters), key=lambda item: (item.datestamp, item.paper.arxiv_id))[skip:]
        if not found:
            raise _Refused("noRecordsMatch", "Nothing matches from, until, set and metadataPrefix")
        size = self.identifiers_per_page if just_headers else self.records_per_page
        page = found[:size]
        for item in page:
            if just_headers:
                add_header(root, item)
            else:
                add_record(root, item, prefix)
        if len(found) > size:
            expires = datetime.combine(self.now().date() + timedelta(days=1), datetime.min.time())
            token = _token(parameters, page, found[size], skip)
            add(root, "resumptionToken", token, expirationDate=f"{expires:%Y-%m-%dT%H:%M:%SZ}")
        elif resumed:
            add(root, "resumptionToken")

    def _matching(self, parameters: dict[str, str]) -> list[Item]:
        start = _day(parameters, "from", self.earliest)
        end = _day(parameters, "until", date.max)
        if start < self.earliest or ("until" in parameters and not start <= end <= self.now().date() + timedelta(1)):
            raise _Refused("badArgument", "from and until are not within the repository's days")
        wanted = parameters.get("set")
        return [
            item
            for item in self.collection.items.values()
            if start <= item.datestamp <= end
            and (wanted is None or any(f"{name}:".startswith(f"{wanted}:") for name in sets_of(item)))
        ]


def _prefix(parameters: dict[str, str]) -> str:
    prefix = parameters.get("metadataPrefix")
    if prefix is None:
        raise _Refused("badArgument", "metadataPrefix required")
    if prefix not in FORMATS:
        raise _Refused("cannotDisseminateFormat", f"{prefix} is not one of {', '.join(FORMATS)}")
    return prefix


def _day(parameters: dict[str, str], name: str, default: date) -> date:
    text = parameters.get(name)
    if text is None:
        return default
    if len(text) != len("YYYY-MM-DD"):
        raise _Refused("badArgument", f"{name} must be a day, YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _Refused("badArgument", f"{name} must be a day, YYYY-MM-DD") from error


def _token(parameters: dict[str, str], page: Sequence[Item], following: Item, skip: int) -> str:
    """The question again, from the day of the record that follows on, and how many of that day were shown."""
    day = following.datestamp
    if page[0].datestamp == day:
        rest = {"skip": str(skip + len(page))}
    else:
        rest = {"from": day.isoformat(), "skip": str(sum(item.datestamp == day for item in page))}
    return quote(urlencode(parameters | rest))


def _resumed(parameters: dict[str, str]) -> tuple[dict[str, str], int]:
    token = parameters.get("resumptionToken")
    if token is None:
        return parameters, 0
    values = {name: found[0] for name, found in parse_qs(unquote(token)).items()}
    skip = values.pop("skip", "")
    if not skip.isdigit() or values.get("verb") != parameters["verb"]:
        raise _Refused("badResumptionToken", "The value of the resumptionToken argument is invalid or expired")
    return values, int(skip)
