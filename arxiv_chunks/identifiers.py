"""arXiv identifiers and DOIs: a clean value or None, never a guess.

Sources: https://info.arxiv.org/help/arxiv_identifier.html for the two schemes and their dates,
https://www.doi.org/doi-handbook/HTML/index.html for the DOI's syntax.
"""

import re
from typing import NamedTuple

ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "econ eess funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics "
    "plasm-ph q-alg q-bio q-fin quant-ph solv-int stat supr-con".split()
)
"""Archives that old-style identifiers carry, closed ones included (https://arxiv.org/archive)."""

_NEW = re.compile(r"(\d{2})(\d{2})\.(\d{4,5})(?:v([1-9]\d?))?")
_OLD = re.compile(r"([a-z-]+)(?:\.[a-z-]{2,})?/(\d{2})(\d{2})(\d{3})(?:v([1-9]\d?))?", re.IGNORECASE)
_PREFIX = re.compile(
    r"^\s*(?:(?:https?://)?(?:www\.|export\.|[a-z]{2}\.)?arxiv\.org/(?:abs|pdf|html|e-print|ps)/|(?:https?://)?xxx\.lanl\.gov/(?:abs|pdf|ps)/"
    r"|(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.|arxiv(?:\.org)?\s*:\s*|oai:arxiv\.org:)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(?:\.pdf)?[\s.,;)\]]*$", re.IGNORECASE)
_FIRST_NEW, _FIRST_FIVE_DIGITS, _FIRST_OLD = (2007, 4), (2015, 1), (1991, 7)


class ArxivId(NamedTuple):
    """One identifier: the paper, and the version where one was given."""

    paper: str
    version: int | None

    @property
    def yymm(self) -> str:
        """Year and month of announcement as arXiv writes them, such as 1704 or 9108."""
        return self.paper.split("/")[-1][:4]


def parse_arxiv_id(text: str) -> ArxivId | None:
    """The identifier that `text` is, with prefixes, URLs and trailing punctuation forgiven; None where it is none.

    Subject classes are dropped, as arXiv does, months must exist, and the number must fit the scheme of its date.

    >>> parse_arxiv_id("arXiv:math.GT/0309136v2")
    ArxivId(paper='math/0309136', version=2)
    >>> parse_arxiv_id("1704.4861") is None  # two digits short of 2017's scheme
    True
    """
    bare = _SUFFIX.sub("", _PREFIX.sub("", text.strip()))
    if match := _NEW.fullmatch(bare):
        year, month, number, version = 2000 + int(match[1]), int(match[2]), match[3], match[4]
        digits = 5 if (year, month) >= _FIRST_FIVE_DIGITS else 4
        if 1 <= month <= 12 and (year, month) >= _FIRST_NEW and len(number) == digits and int(number) > 0:
            return ArxivId(f"{match[1]}{match[2]}.{number}", int(version) if version else None)
    elif match := _OLD.fullmatch(bare):
        archive, year = match[1].lower(), int(match[2])
        year += 1900 if year >= 91 else 2000
        month, version = int(match[3]), match[5]
        if archive in ARCHIVES and 1 <= month <= 12 and _FIRST_OLD <= (year, month) < _FIRST_NEW and int(match[4]) > 0:
            return ArxivId(f"{archive}/{match[2]}{match[3]}{match[4]}", int(version) if version else None)
    return None


def clean_arxiv_id(text: str) -> str | None:
    """The paper's identifier without its version, or None.

    >>> clean_arxiv_id("https://arxiv.org/abs/1704.04861v1")
    '1704.04861'
    """
    parsed = parse_arxiv_id(text)
    return parsed.paper if parsed else None


_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PREFIX = re.compile(r"^\s*(?:(?:https?://)?(?:dx\.)?doi\.org/|doi\s*[:=]?\s*)+", re.IGNORECASE)


_DOI_TAIL = ".,;:'\"”’>"


def clean_doi(text: str) -> str | None:
    """The DOI that `text` is, in lower case, without resolver, quotes or trailing punctuation; None where it is none.

    >>> clean_doi("https://doi.org/10.1103/PhysRevD.98.030001.")
    '10.1103/physrevd.98.030001'
    """
    bare = _DOI_PREFIX.sub("", text.strip()).rstrip(_DOI_TAIL)
    while bare.endswith((")", "]")) and bare.count(bare[-1]) > bare.count("(" if bare[-1] == ")" else "["):
        bare = bare[:-1].rstrip(_DOI_TAIL)
    return bare.lower() if _DOI.fullmatch(bare) else None
