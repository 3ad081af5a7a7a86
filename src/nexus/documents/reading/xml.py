"""Reads XML files: the invoice or order itself, and its words for a person to look at."""

from collections.abc import Iterator

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - lxml has no types

from nexus.documents.evidence import EmbeddedXml, Page, Paragraph, Reading
from nexus.documents.reading.limits import Unreadable
from nexus.documents.reading.safe_xml import Element, parse_xml
from nexus.documents.reading.text import clean, flag

MEDIA_TYPE = "application/xml"
_LARGEST = 16 * 1024 * 1024
_BUSINESS = ("urn:oasis:names:specification:ubl:", "urn:un:unece:uncefact:data:", "urn:ferd:")
"""Namespaces of UBL, of CII (Factur-X, ZUGFeRD 2, Order-X, XRechnung) and of ZUGFeRD 1."""


def read_xml(content: bytes) -> Reading:
    """One page with a line for every filled element; `xml` holds the file when it is an invoice, order or request."""
    root = parse_xml(content, "The XML")
    reading = Reading(media_type=MEDIA_TYPE)
    if is_business(root):
        reading.xml.append(EmbeddedXml("", content))
    reading.pages.append(Page(number=1, source="flow", blocks=[*_lines(root, reading.flags)]))
    return reading


def is_business(root: Element) -> bool:
    """Whether this is UBL or CII."""
    return (etree.QName(root).namespace or "").startswith(_BUSINESS)


def business_xml(name: str, content: bytes, flags: list[str]) -> EmbeddedXml | None:
    """An attachment of a document as embedded XML; None when it is something else or must not be parsed."""
    start = content[:512].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith(b"<") or len(content) > _LARGEST:
        return None
    try:
        root = parse_xml(content, "the XML")
    except Unreadable as refused:
        flag(flags, f"attachment-refused: {name}: {refused.reason}")
        return None
    return EmbeddedXml(name, content) if is_business(root) else None


def _lines(root: Element, flags: list[str]) -> Iterator[Paragraph]:
    for element in root.iter():
        if isinstance(element.tag, str) and not len(element) and element.text and element.text.strip():
            name = etree.QName(element).localname
            yield Paragraph(f"{name}: {clean(element.text.strip(), flags)}", ref=f"line {element.sourceline}")
