"""The door to embedded XML: which kind it is, and what it says."""

import codecs
import re

from nexus.documents.evidence import EmbeddedXml, Extraction
from nexus.documents.extraction.xml import cii, ubl
from nexus.documents.extraction.xml.tree import Element, name_of
from nexus.documents.reading.limits import Unreadable
from nexus.documents.reading.safe_xml import parse_xml

_ENCODING = re.compile(rb"""(<\?xml[^>]*?)\s+encoding\s*=\s*["']([^"']*)["']""")


def read_xml(xml: EmbeddedXml) -> Extraction | None:
    """Read an invoice, order or request in XML; None when it is none, or is damaged or unsafe."""
    try:
        root = parse_xml(_with_known_encoding(xml.content), xml.name)
    except Unreadable:
        return None
    root = _business(root)
    name = name_of(root)
    if name in cii.ROOTS:
        return cii.read_cii(root, xml.name)
    return ubl.read_ubl(root, xml.name) if name in ubl.ROOTS else None


def best_xml(files: list[EmbeddedXml]) -> Extraction | None:
    """Read all XML that travels with a document and take the one that says most."""
    read = [extraction for xml in files if (extraction := read_xml(xml)) is not None]
    return max(read, key=lambda extraction: (len(extraction.lines), len(extraction.header)), default=None)


def _with_known_encoding(content: bytes) -> bytes:
    """Take back the declaration of an encoding that nobody knows; the content is UTF-8 then."""
    found = _ENCODING.search(content[:200])
    if not found:
        return content
    try:
        codecs.lookup(found.group(2).decode("ascii", "replace"))
    except LookupError:
        return content.replace(found.group(0), found.group(1), 1)
    return content


def _business(root: Element) -> Element:
    """Step into an envelope (StandardBusinessDocument and the like) to the document it carries."""
    known = cii.ROOTS | set(ubl.ROOTS)
    if name_of(root) in known:
        return root
    inner = [child for child in root if name_of(child) in known]
    return inner[0] if inner else root
