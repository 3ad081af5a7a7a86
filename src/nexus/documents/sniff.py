"""Tells the type of a file by its content; the name only decides between kinds of text."""

import re
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from nexus.documents.reading.limits import Unreadable


class Kind(StrEnum):
    """What can be read, by media type."""

    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLS = "application/vnd.ms-excel"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    EML = "message/rfc822"
    HTML = "text/html"
    CSV = "text/csv"
    TXT = "text/plain"
    XML = "application/xml"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"


ACCEPTED = "PDF, Excel (XLSX, XLS), ODS, Word (DOCX), mail (EML), HTML, CSV, text, XML, PNG, JPEG and TIFF"
_MAIL_FIELD = re.compile(
    rb"(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|X-[\w-]+|Content-Type|Sender"
    rb"|Reply-To|DKIM-Signature|Thread-[\w-]+|Cc|User-Agent|References|In-Reply-To):",
    re.IGNORECASE,
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b", re.IGNORECASE)
_EXTENSIONS = {
    Kind.PDF: {"pdf"}, Kind.XLSX: {"xlsx", "xlsm", "xltx"}, Kind.XLS: {"xls"}, Kind.ODS: {"ods"}, Kind.DOCX: {"docx", "docm", "dotx"},
    Kind.EML: {"eml", "mht", "mhtml"}, Kind.HTML: {"html", "htm"}, Kind.CSV: {"csv", "tsv", "tab"}, Kind.TXT: {"txt", "text", "md", "log"},
    Kind.XML: {"xml"}, Kind.PNG: {"png"}, Kind.JPEG: {"jpg", "jpeg"}, Kind.TIFF: {"tif", "tiff"},
}  # fmt: skip
_BY_EXTENSION = {extension: kind for kind, extensions in _EXTENSIONS.items() for extension in extensions}
_TEXTS = {Kind.EML, Kind.HTML, Kind.CSV, Kind.TXT, Kind.XML}


def sniff(content: bytes, name: str = "") -> Kind:
    """The kind of a file. Raises `Unreadable` for what is not accepted and for a name that lies about the content."""
    extension = PurePath(name).suffix.lower().removeprefix(".")
    claimed = _BY_EXTENSION.get(extension)
    kind = _binary(content) or _text(content, claimed)
    if claimed and claimed != kind and not {claimed, kind} <= _TEXTS:
        raise Unreadable(
            "type", f"The name says .{extension}, but the content is something else ({kind}). Send the real file."
        )
    return kind


def _binary(content: bytes) -> Kind | None:
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind.XLS
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    return Kind.TIFF if content.startswith((b"II*\x00", b"MM\x00*")) else None


def _office(content: bytes) -> Kind:
    try:
        with ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
            if "word/document.xml" in names:
                return Kind.DOCX
            if any(name.startswith("xl/workbook") for name in names):
                return Kind.XLSX
            if "content.xml" in names and b"spreadsheet" in package.read("mimetype")[:100]:
                return Kind.ODS
    except (BadZipFile, KeyError, OSError) as error:
        raise Unreadable("unreadable", "The file is a damaged Office file or archive.") from error
    raise Unreadable("archive", f"Archives are not read. Send the documents themselves: {ACCEPTED}.")


def _text(content: bytes, claimed: Kind | None) -> Kind:
    head = content[:4096]
    if head.count(0) and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and head.count(0) * 4 < len(head):
        raise Unreadable("type", f"This type of file is not read. Send one of: {ACCEPTED}.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml") and not _HTML.search(head):
        return Kind.XML
    if claimed == Kind.EML or len(_MAIL_FIELD.findall(head)) >= 2 and _MAIL_FIELD.match(start):
        return Kind.EML
    if claimed == Kind.HTML or _HTML.match(start):
        return Kind.HTML
    return claimed if claimed in _TEXTS else Kind.TXT
