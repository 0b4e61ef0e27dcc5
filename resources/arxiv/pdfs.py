"""A paper's PDF from arXiv's PDF server or from Google's public bucket: checked bytes, or the reason why there are none.

Statuses as in `browse/controllers/files/` of arXiv/arxiv-browse: 404 for a paper without a PDF, withdrawn or unknown,
403 for one whose source is not public, 500 for one that is not made yet, each with a page of HTML that says so.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from arxiv_chunks.errors import BadInput, Reason, ServiceUnavailable
from arxiv_chunks.identifiers import parse_arxiv_id
from resources.arxiv.http import Answer, Incomplete, PoliteHttp, TooMuch
from resources.arxiv.settings import ArxivSettings

NOT_BUILT_TRIES = 2
NOT_BUILT_IN_A_ROW = 5
"""So many papers in a row that are "not built yet" are no papers' fault: the server is down."""
PDF_MAGIC_WITHIN = 1024
"""The magic number may stand this far into the file (ISO 32000-1, appendix H, note 13)."""
_FILENAME = re.compile(r"""filename\*?=["']?(?:UTF-8'')?(?P<name>[^"';]+)""", re.IGNORECASE)
_VERSION = re.compile(r"v([1-9]\d?)(?:\.pdf)?$")
_NOT_PUBLIC = re.compile(rb"not\s+publicly\s+available|source\s+not\s+public", re.IGNORECASE)
_WITHOUT_TEXT = re.compile(rb"file\s+unavailable\s+for|no\s+file\s+for|withdrawn", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchedPdf:
    """A PDF's bytes, the version that it is, and where it came from."""

    data: bytes
    version: int
    source: Literal["arxiv", "gcs"]


class ArxivPdfs:
    """arXiv's PDF server, or one like it. Bad luck with one paper is BadInput; a server that is down raises."""

    def __init__(self, http: PoliteHttp, settings: ArxivSettings) -> None:
        self._http = http
        self._settings = settings
        self._not_built_in_a_row = 0

    def fetch(self, arxiv_id: str, version: int) -> FetchedPdf:
        """The PDF of this version; where arXiv has none under that number, the latest that it serves, if that has a number."""
        try:
            answer = self._pdf(f"{self._settings.pdf_url}/{arxiv_id}v{version}")
        except BadInput as error:
            if error.reason is not Reason.NOT_FOUND:
                raise
            answer = self._pdf(f"{self._settings.pdf_url}/{arxiv_id}")
            if _version_served(answer) is None:
                raise
        return FetchedPdf(answer.body, _version_served(answer) or version, "arxiv")

    def _pdf(self, url: str) -> Answer:
        for _ in range(NOT_BUILT_TRIES):
            answer = _get(
                self._http,
                url,
                self._settings.max_pdf_bytes,
                keep=frozenset({500}),
                refuses=lambda answer: answer.status == 403 and not _NOT_PUBLIC.search(answer.body),
            )
            if answer.status != 500:
                break
        self._count_not_built(answer)
        if reason := _why_no_pdf(answer):
            raise BadInput(reason, f"{urlsplit(answer.url).path} answers {answer.status}")
        return answer

    def _count_not_built(self, answer: Answer) -> None:
        self._not_built_in_a_row = self._not_built_in_a_row + 1 if answer.status == 500 else 0
        if self._not_built_in_a_row >= NOT_BUILT_IN_A_ROW:
            raise ServiceUnavailable(f"{answer.url} and the papers before it answer 500: try again later")


class BucketPdfs:
    """Google's public copy of arXiv's PDFs, one file for each version; it has neither withdrawn nor very new ones."""

    def __init__(self, http: PoliteHttp, settings: ArxivSettings) -> None:
        self._http = http
        self._settings = settings

    def fetch(self, arxiv_id: str, version: int) -> FetchedPdf | None:
        """The PDF of this version, or None where the bucket does not have it. A bucket says 403 for that, too."""
        url = f"{self._settings.gcs_url}/{gcs_key(arxiv_id, version)}"
        answer = _get(self._http, url, self._settings.max_pdf_bytes, refuses=lambda _: False)
        return FetchedPdf(answer.body, version, "gcs") if _why_no_pdf(answer) is None else None


def _get(http: PoliteHttp, url: str, max_bytes: int, **manners: Any) -> Answer:
    """The whole answer; a paper whose answer is too large or breaks off in every attempt is BadInput."""
    try:
        return http.get(url, _whole, max_bytes=max_bytes, **manners)
    except TooMuch as error:
        raise BadInput(Reason.TOO_LARGE, f"more than {max_bytes} bytes") from error
    except Incomplete as error:
        raise BadInput(Reason.TRUNCATED, "the answer broke off before its end") from error


def _whole(answer: Answer) -> Answer:
    """The answer, unless nobody can tell that its end is there: no length was promised and the PDF does not end."""
    if answer.status == 200 and not answer.framed and b"%%EOF" not in answer.body[-PDF_MAGIC_WITHIN:]:
        raise Incomplete(f"{answer.url} ends without an end of file after {len(answer.body)} bytes")
    return answer


def _why_no_pdf(answer: Answer) -> Reason | None:
    """Why the answer is no PDF, or None where it is one."""
    if answer.status == 200 and b"%PDF-" in answer.body[:PDF_MAGIC_WITHIN]:
        return None
    if answer.status == 403:
        return Reason.NOT_PUBLIC
    if answer.status == 500:
        return Reason.NOT_BUILT
    if answer.status in {200, 404} and _WITHOUT_TEXT.search(answer.body):
        return Reason.WITHDRAWN
    return Reason.NOT_PDF if answer.status == 200 else Reason.NOT_FOUND


def _version_served(answer: Answer) -> int | None:
    """The version in the file name that the server gives, such as inline; filename="1704.04861v1.pdf"."""
    named = _FILENAME.search(answer.headers.get("content-disposition", ""))
    numbered = _VERSION.search(named["name"].strip()) if named else None
    return int(numbered[1]) if numbered else None


def gcs_key(arxiv_id: str, version: int) -> str:
    """Where Google's bucket keeps a PDF, below `arxiv/`.

    >>> gcs_key("1704.04861", 1), gcs_key("hep-th/9108004", 1)
    ('arxiv/pdf/1704/1704.04861v1.pdf', 'hep-th/pdf/9108/9108004v1.pdf')
    """
    parsed = parse_arxiv_id(arxiv_id)
    if parsed is None:
        raise ValueError(f"{arxiv_id!r} is no arXiv identifier")
    archive, _, number = parsed.paper.rpartition("/")
    return f"{archive or 'arxiv'}/pdf/{parsed.yymm}/{number}v{version}.pdf"
