"""The invoice or order in XML that travels inside a PDF."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from nexus.documents.evidence import EmbeddedXml
from nexus.documents.reading.text import one_line
from nexus.documents.reading.xml import business_xml

_MOST = 50
_LARGEST = 16 * 1024 * 1024


def attached_xml(document: Any, flags: list[str]) -> list[EmbeddedXml]:
    """Every attachment that is UBL or CII, in the order of their names in the file."""
    found: list[EmbeddedXml] = []
    for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), _MOST)):
        attachment = pdfium.FPDFDoc_GetAttachment(document, index)
        content = _content(attachment) if attachment else b""
        xml = business_xml(_name(attachment, flags), content, flags) if content else None
        if xml:
            found.append(xml)
    return found


def _name(attachment: Any, flags: list[str]) -> str:
    length = pdfium.FPDFAttachment_GetName(attachment, None, 0)
    if not 2 < length < 2_000:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    pdfium.FPDFAttachment_GetName(attachment, buffer, length)
    return one_line(bytes(buffer)[: length - 2].decode("utf-16-le", "replace"), flags)


def _content(attachment: Any) -> bytes:
    length = ctypes.c_ulong()
    if not pdfium.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(length)) or not 0 < length.value <= _LARGEST:
        return b""
    buffer = ctypes.create_string_buffer(length.value)
    pdfium.FPDFAttachment_GetFile(attachment, buffer, length.value, ctypes.byref(length))
    return buffer.raw[: length.value]
