"""Writing XML: an element with its text, and text that XML can carry."""

from xml.etree.ElementTree import Element, SubElement, tostring


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """Append a child element with text; `name` is written as it is, prefix included."""
    element = SubElement(parent, name, attributes)
    element.text = printable(text) if text is not None else None
    return element


def printable(text: str) -> str:
    """The text without the control characters and lone surrogates that XML cannot carry."""
    kept = (
        c for c in text if (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff") or c in "\t\n\r"
    )
    return "".join(kept)


def document(root: Element) -> bytes:
    """The bytes of a whole document."""
    body: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return body
