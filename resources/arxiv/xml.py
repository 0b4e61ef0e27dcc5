"""XML from outside, read without entities, external or otherwise: a document type declaration is refused.

The standard parser would expand what a server sends; https://docs.python.org/3/library/xml.html#xml-security.
"""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from arxiv_chunks.errors import ServiceBroken


class MalformedAnswer(ServiceBroken):
    """The bytes are not what the protocol promises: no XML, a bomb, or XML of another shape."""


def parse_xml(data: bytes) -> Element:
    """The root element, or MalformedAnswer."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise MalformedAnswer(f"no XML that may be read ({error}): {data[:60]!r}") from error
    return root


def text_of(element: Element, path: str, namespaces: dict[str, str]) -> str | None:
    """The text below `path`, white space folded; None where it is absent or empty."""
    found = element.findtext(path, None, namespaces)
    return fold(found) if found is not None else None


def fold(text: str) -> str | None:
    r"""Runs of white space as one blank, none at the ends; None for nothing.

    >>> fold(" a title\n  over two lines ")
    'a title over two lines'
    """
    return " ".join(text.split()) or None
