"""Identifiers in an entry's text: arXiv id, DOI, ISBN, report number, URL, and where each stands.

Signals in order of trust: a URL of arXiv or of the DOI resolver; a name before the number ("arXiv:", "doi:"); a form that
nothing else has (`hep-ph/9905221`, `10.1103/…`); a bare new-style number in brackets or before a subject class. Every find
must pass `arxiv_chunks.identifiers`, which knows the months and the lengths; a blank inside an identifier (a line broken in
print) is forgiven only where the identifier without it is valid and the one before the blank is not.

What is found is cut out of the text, and a `MARK` left there: it ends a title, and no digit of it is taken for a page.
"""

import re
from functools import cache
from typing import NamedTuple

from arxiv_chunks.identifiers import ARCHIVES, clean_arxiv_id, clean_doi

MARK = "\x1f"
"""Stands where an identifier stood."""


class Identifiers(NamedTuple):
    """What was found, and the text without it."""

    rest: str
    arxiv_id: str | None = None
    doi: str | None = None
    url: str | None = None
    isbn: str | None = None
    report_number: str | None = None


_ARCHIVE = "|".join(sorted((a.replace("-", " ?- ?") for a in ARCHIVES), key=len, reverse=True))
_CLASS = r"(?: ?[\[(][a-z][a-z., -]{1,40}[\])]+)?"
_OLD = rf"(?:{_ARCHIVE})(?: ?\. ?[a-z-]{{2,5}})?(?: ?[/\\] ?| |-|: ?)\d{{7}}(?!\d)(?:v\d{{1,2}})?"
_NEW = r"(?<![\d.])\d{4} ?\. ?\d{4,5}(?![\d])(?:v\d{1,2})?"
_NEW_BROKEN = r"\d(?: ?\d){3} ?\. ?\d(?: ?\d){3,4}(?!\d)"
_SAID = r"(?:e-? ?prints?[:\s]+)?(?:arxiv (?=e-?print|preprint))?(?:ar ?xiv(?:[. ]?org)?|e-? ?prints?|preprint|corr,?)[\s:.,;#/(\[]{0,4}(?:(?:abs|pdf)/)?(?:no\.? ?)?(?:arxiv[: ]{0,2})?(?:[a-z-]{2,8}(?:\.[a-z-]{2,5})?/(?=\d{4}\.))?"

_HOSTS = r"(?:arxiv\.org|xxx\.lanl\.gov|xxx\.arxiv\.org)"
_FORMS = {
    "url": rf"(?P<url>(?:https? ?: ?// ?)?(?:www\.|export\.|[a-z]{{2}}\.)?{_HOSTS} ?/ ?(?:(?:abs|pdf|html|e-print|ps) ?/ ?)?(?P<url_id>(?:{_ARCHIVE}) ?/ ?\d{{7}}(?!\d)(?:v\d{{1,2}})?|[\w./-]{{7,30}}))",
    "doi": r"(?P<doi>(?:(?:https? ?: ?// ?)?(?:dx\.)?doi\.org ?/ ?|doi[:\s]{0,3})?10\.48550/ ?arxiv\. ?(?P<doi_id>\d{4}\.\d{4,5}))",
    "said": rf"(?P<said>\[?{_SAID}(?P<said_id>{_NEW}|{_OLD}|{_NEW_BROKEN}){_CLASS}\]?)",
    "old": rf"(?P<old>[\[(]?(?P<old_id>\b{_OLD}){_CLASS}[\])]?)",
    "bare": rf"(?P<bare>[\[(]?(?P<bare_id>{_NEW}){_CLASS}[\])]?)",
}
"""How arXiv identifiers are written, in order of trust."""
_DOI = re.compile(
    r"(?:https? ?: ?/ ?/ ?)?(?:(?:dx\. ?)?doi\. ?org ?/ ?|info:doi/)?(?:\[?doi\]?[\s:=.]{0,4})?(?:https?://(?:dx\.)?doi\.org/)?"
    r"\b(?P<doi>10 ?\. ?\d{4,9} ?/ ?[^\s,\"“”]+)",
    re.IGNORECASE,
)
_DOI_END = re.compile(
    r"\[(?:doi|arxiv|hep|astro|gr-qc|cond|math|quant|nucl).*|[.;)\]]*(?:url|https?:|arxiv:|issn|pmid|eprint).*|\((?:19|20)\d\d[).,;]*$|\.?\(cit\. on.*",
    re.IGNORECASE,
)
_DOI_MORE = re.compile(r" (?P<more>[^\s,\"“”]*\d[^\s,\"“”]*|[-_/(]|[A-Za-z]\.?(?=\s|$))")
_URL = re.compile(r"(?:https?|ftp) ?: ?/ ?/ ?[^\s<>\"“”]+|\bwww\. ?[^\s<>\"“”]+\.[^\s<>\"“”]+", re.IGNORECASE)
_URL_MORE = re.compile(r" [^\s,;\"“”(\[]*[/_=~?&%][^\s,;\"“”]*| [a-z0-9][\w.-]*\.(?:html?|pdf|php|aspx?)\b")
_ISBN = re.compile(r"[(\[]?\bISBN(?:-1[03])?[:\s#]{0,3}(?P<isbn>[\dOo][\dOoXx -]{8,17})[)\]]?", re.IGNORECASE)
_NOISE = re.compile(
    r"\[(?:[JCMDRSNPZA]|(?:DB|EB|M|J|C)/OL)\](?: ?//|(?=\W|$))|\[(?:IN ?)?SPIRES?\]|\[(?:ADS|NASA ADS|Cross ?Ref|Google Scholar|MathSciNet|zbMATH)\]|[(\[]{1,2}n\. ?d\.[)\]]{1,2}|\bISSN:? ?[\dX]{4} ?- ?[\dX]{4}(?:, [\dX]{4}-[\dX]{4})?|\bPMC?ID:? ?(?:PMC)?\d+|\[PubMed(?:: ?\d+)?\]|\bMR ?\d{7}\b"
    r"|\[?\b(?:on-?line ?[;,.] ?)?(?:last )?(?:accessed|visited|retrieved|viewed|checked|consulted)\b[:,]?(?: (?:on|at|in|the|from))*"
    r"[ :]?(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d{1,2}(?:st|nd|rd|th)?[ ./-]{1,2}(?:of )?(?:[A-Z][a-z]{2,8}\.?|\d{1,2})[ ,./-]{1,2}\d{2,4}"
    r"|[A-Z][a-z]{2,8}\.?[ ,-]{1,2}(?:\d{1,2}(?:st|nd|rd|th)?[ ,.-]{1,2})?\d{4}|\d{4}(?: [A-Z][a-z]{2,8}\.?(?: \d{1,2})?)?|\d{1,2}(?:/\d{4}| [A-Z][a-z]{2,8}))?[.,]?(?: from)?\]?"
    r"|\[on-?line\]\.?|\bAvailable(?: (?:from|at|online))*:?|\bURL:?(?= )|<URL:?",
    re.IGNORECASE,
)  # fmt: skip
_REPORT = re.compile(
    r"(?:\b[Tt]ech(?:nical|n?\.)? ?[Rr]ep(?:ort|\.)?|\b[Rr]eport|\b[Rr]ep\.)(?: [Nn]o\.?)?:? (?P<named>(?=[A-Z\d./-]{0,24}\d)(?=[\d./-]{0,24}[A-Z])[A-Z\d][A-Z\d./-]{1,24})\b"
    r"|\b(?P<bare>[A-Z]{2,12}(?:-[A-Z]{1,12}){0,3}-(?:\d{2,4}[-/]\d{1,4}|\d{4,6})(?:-[A-Z]{1,3})?)\b"
)


_SEVEN_DIGITS = re.compile(r"[0-9]{7}")
_FOUR_AND_FOUR = re.compile(r"[0-9]{4} ?\. ?[0-9]{4}")
_LONG_NUMBER = re.compile(r"[0-9]{4}(?:[0-9]{3}| ?\. ?[0-9]{4})")  # either of them
_MAY_HOLD_DOI = re.compile(r"10 ?\. ?[0-9]{4}")
_CAPITALS_WITH_HYPHEN = re.compile(r"[A-Z]-[A-Z\d]")
_NOISE_IN_BRACKETS = (
    *("[j]", "[c]", "[m]", "[d]", "[r]", "[s]", "[n]", "[p]", "[z]", "[a]", "/ol]"),  # kinds of works by GB/T 7714
    *("spire", "ads]", "cross", "scholar", "mathsci", "zbmath", "pubmed", "line]", "line "),
)
_NOISE_WORDS = (
    *("issn", "pmid", "pmc", " mr", "accessed", "visited", "retriev", "viewed", "checked", "consulted", "available"),
    *("online", "on-line", "url", "n.d", "n. d"),
)


def cut_identifiers(text: str) -> Identifiers:
    """Find the identifiers in tidied text and cut them out; the first valid one of each kind counts.

    >>> cut_identifiers("B. Lee, JHEP 9907, 012 (1999) [arXiv:hep-ph 9905221].").arxiv_id
    'hep-ph/9905221'
    """
    doi = url = isbn = None
    arxiv_id = arxiv_doi = None
    if forms := _forms_in(text):
        arxiv_id, arxiv_doi, text = _cut_arxiv(text, forms)
    if _MAY_HOLD_DOI.search(text) is not None:
        doi, text = _cut_dois(text)
    if "//" in text or "www" in text or "/ /" in text:
        url, text = _cut_urls(text)
    lower = text.lower()
    if "isbn" in lower and (match := _ISBN.search(text)) is not None:
        isbn = _clean_isbn(match["isbn"])
        text = text[: match.start()] + MARK + text[match.end() :]
    if any(map(lower.__contains__, _NOISE_WORDS)) or ("[" in text and any(map(lower.__contains__, _NOISE_IN_BRACKETS))):
        text = _NOISE.sub(_mark, text)
    report = None
    if ("ep" in text or _CAPITALS_WITH_HYPHEN.search(text)) and (match := _REPORT.search(text)) is not None:
        report = match["named"] or match["bare"]
        begin, end = match.span("named" if match["named"] else "bare")
        text = text[:begin] + MARK + text[end:]
    return Identifiers(text, arxiv_id, doi or arxiv_doi, url, isbn, report)


def _mark(noise: re.Match[str]) -> str:
    return MARK + " In: " if noise[0].endswith("//") else MARK  # "Title[C]//Book"


def _forms_in(text: str) -> tuple[str, ...]:
    """The forms of arXiv identifiers that a text may hold: each of them costs time, and most entries have none."""
    lower = text.lower()
    forms = []
    if "arxiv.org" in lower or "lanl.gov" in lower:
        forms.append("url")
    if "10.48550" in text:
        forms.append("doi")
    if "xiv" in lower or "print" in lower or "CoRR" in text:
        forms.append("said")
    if _LONG_NUMBER.search(text) is not None:
        if _SEVEN_DIGITS.search(text) is not None:
            forms.append("old")
        if _FOUR_AND_FOUR.search(text) is not None:
            forms.append("bare")
    return tuple(forms)


@cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_FORMS[form] for form in forms), re.IGNORECASE)


def _cut_arxiv(text: str, forms: tuple[str, ...]) -> tuple[str | None, str | None, str]:
    """The first arXiv id, the DOI that it was given as (if it was), and the text without either."""
    found = as_doi = None
    pieces, end = [], 0
    for match in _pattern(forms).finditer(text):
        kind = next(form for form in forms if match[form])
        written = match[f"{kind}_id"]
        paper = clean_arxiv_id(_join_arxiv(written)) or (
            clean_arxiv_id(written[:10].rstrip(".")) if kind == "url" else None
        )
        if paper is None:
            continue
        found = found or paper
        if kind == "doi":
            as_doi = as_doi or f"10.48550/arxiv.{paper}"
        pieces.append(text[end : match.start()] + MARK)
        end = match.end()
    pieces.append(text[end:])
    return found, as_doi, "".join(pieces)


def _join_arxiv(written: str) -> str:
    joined = written.replace(" ", "") if "/" in written or "." in written else written
    joined = re.sub(r"^([a-z-]+?)(?:\.[a-z-]+)?[\s\\/:-]*(?=\d{7})", lambda m: m[1] + "/", joined, flags=re.IGNORECASE)
    return re.sub(r"\s", "", joined)


def _cut_dois(text: str) -> tuple[str | None, str]:
    found = None
    pieces, end = [], 0
    for match in _DOI.finditer(text):
        if match.start() < end:
            continue
        written, stop = match["doi"], match.end()
        shorter = _DOI_END.sub("", written)
        if shorter == written:
            while (more := _DOI_MORE.match(text, stop)) and _is_broken(written, more["more"]):
                written, stop = written + more["more"], more.end()
            shorter = _DOI_END.sub("", written)
        if shorter.count("(") > shorter.count(")"):
            shorter = shorter[: shorter.rindex("(")]  # a remark that nothing parts from it
        if (doi := clean_doi(shorter.replace(" ", ""))) is None:
            continue
        found = found or doi
        pieces.append(text[end : match.start()] + MARK)
        end = stop - (len(written) - len(shorter)) if shorter != written else stop
    pieces.append(text[end:])
    return found, "".join(pieces)


def _is_broken(before: str, after: str) -> bool:
    """Whether a blank between two pieces of a DOI is a broken line: the first piece cannot end there."""
    if before[-1] in "/-_(" or before.endswith("(SICI)"):
        return True
    if "/ " in before:  # "10. 1103 / PhysRevD. 72. 1224": stretched by justification
        return after[0].isdigit() or after[0] in "-/_("
    return (
        before[-1] == "."
        and before[-2:-1].isalpha()
        and after[:1].isdigit()
        and not re.fullmatch(r"(?:19|20)\d\d\W*", after)
    )


def _cut_urls(text: str) -> tuple[str | None, str]:
    found = None
    pieces, end = [], 0
    for match in _URL.finditer(text):
        if match.start() < end:
            continue
        stop = match.end()
        for _ in range(4):
            more = _URL_MORE.match(text, stop)
            if more is None or text[stop - 1] in ",;)]":
                break
            stop = more.end()
        if text[stop - 1] != "/" or text[stop : stop + 1] != MARK:  # "http://link.aps.org/doi/10.1103/…" is its DOI
            found = found or text[match.start() : stop].replace(" ", "").rstrip(".,;)]>'")
        pieces.append(text[end : match.start()] + MARK)
        end = stop
    pieces.append(text[end:])
    return found, "".join(pieces)


def _clean_isbn(written: str) -> str | None:
    """Ten or thirteen characters whose check digit is right (ISO 2108), or None."""
    digits = re.sub(r"[^\dX]", "", written.upper().replace("O", "0"))
    for length in (13, 10):
        part = digits[:length]
        if len(part) < length or not part[:-1].isdigit():
            continue
        if length == 13 and part.isdigit() and sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(part)) % 10 == 0:
            return part
        if length == 10 and sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(part)) % 11 == 0:
            return part
    return None
