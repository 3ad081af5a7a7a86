"""Parses XML that strangers sent: no DTD, no entities, no network, no depth without end."""

import codecs
import re
from typing import Any, cast

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - lxml has no types

from nexus.documents.reading.limits import Unreadable

Element = Any
"""lxml has no types."""

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)[\"'][^>]*\?>")
_DECLARED_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def parse_xml(content: bytes, what: str) -> Element:
    """The root element. A document type or entity is refused before anything is parsed."""
    if _DOCTYPE.search(_narrow(content)):
        raise Unreadable("unsafe-xml", f"{what} declares a document type or entities, which can hide attacks.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = cast("Element", etree.fromstring(_known_encoding(content), parser))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("unreadable", f"{what} is damaged: {error}.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("unsafe-xml", f"{what} declares a document type, which can hide attacks.")
    return root


def _known_encoding(content: bytes) -> bytes:
    """Drop a declaration of an encoding that nobody knows, so that the parser goes by UTF-8."""
    declared = _DECLARATION.match(content)
    if not declared:
        return content
    try:
        codecs.lookup(declared[1].decode("ascii", "replace"))
    except LookupError:
        return content[declared.end() :].lstrip()
    return content


def _narrow(content: bytes) -> bytes:
    """UTF-16 and UTF-32 squeezed to bytes, so that a search in ASCII finds what they declare."""
    return (
        content.replace(b"\x00", b"") if content[:4].startswith(_DECLARED_WIDE) or b"\x00" in content[:64] else content
    )
