"""What a paper's licence lets others do: a closed list of URIs.

Source: `arxiv/license/__init__.py` of arXiv/arxiv-base, and https://info.arxiv.org/help/license/index.html. arXiv's
default licence lets arXiv alone distribute a paper, so most papers' text may not be shared.
"""

import re
from enum import Enum


class Licence(Enum):
    """arXiv's licences by name; each knows its canonical URI and whether others may redistribute the text."""

    CC_BY_4_0 = ("http://creativecommons.org/licenses/by/4.0/", True)
    CC_BY_SA_4_0 = ("http://creativecommons.org/licenses/by-sa/4.0/", True)
    CC_BY_NC_SA_4_0 = ("http://creativecommons.org/licenses/by-nc-sa/4.0/", True)
    CC_BY_NC_ND_4_0 = ("http://creativecommons.org/licenses/by-nc-nd/4.0/", False)
    CC_BY_3_0 = ("http://creativecommons.org/licenses/by/3.0/", True)
    CC_BY_NC_SA_3_0 = ("http://creativecommons.org/licenses/by-nc-sa/3.0/", True)
    CC0_1_0 = ("http://creativecommons.org/publicdomain/zero/1.0/", True)
    PUBLIC_DOMAIN = ("http://creativecommons.org/licenses/publicdomain/", True)
    ARXIV_NONEXCLUSIVE = ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", False)
    ARXIV_ASSUMED = ("http://arxiv.org/licenses/assumed-1991-2003/", False)
    UNKNOWN = ("", False)

    def __init__(self, uri: str, redistributable: bool) -> None:
        self.uri = uri
        self.redistributable = redistributable
        """Whether text made from the paper may be shared. ND forbids sharing adapted material, and chunks are that."""


def _bare(uri: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", uri.strip().lower()).rstrip("/")


_BY_URI = {_bare(licence.uri): licence for licence in Licence if licence.uri}


def licence_of(uri: str | None) -> Licence:
    """The licence that a URI names. None or an empty one is what arXiv assumes; an unheard-of one allows nothing.

    >>> licence_of("https://creativecommons.org/licenses/by/4.0").name
    'CC_BY_4_0'
    """
    if uri is None or not uri.strip():
        return Licence.ARXIV_ASSUMED
    return _BY_URI.get(_bare(uri), Licence.UNKNOWN)


def redistributable(uri: str | None) -> bool:
    """Whether the licence lets others share text made from the paper."""
    return licence_of(uri).redistributable
