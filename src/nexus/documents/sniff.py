"""Tells the type of a file by its content; the name only decides between kinds of text."""

import re
from enum import StrEnum
from io import SEEK_END, BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO
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
_HEAD = 4096
_LONGEST_DIRECTORY = 2 * 1024 * 1024
_MAIL_FIELD = re.compile(
    rb"(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|X-[\w-]+|Content-Type|Sender"
    rb"|Reply-To|DKIM-Signature|Thread-[\w-]+|Cc|User-Agent|References|In-Reply-To):",
    re.IGNORECASE,
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b", re.IGNORECASE)
_EXTENSIONS = {
    Kind.PDF: {"pdf"}, Kind.XLSX: {"xlsx", "xlsm", "xltx"}, Kind.XLS: {"xls"}, Kind.ODS: {"ods"},
    Kind.DOCX: {"docx", "docm", "dotx"}, Kind.EML: {"eml", "mht", "mhtml"}, Kind.HTML: {"html", "htm"},
    Kind.CSV: {"csv", "tsv", "tab"}, Kind.TXT: {"txt", "text", "md", "log"},
    Kind.XML: {"xml"}, Kind.PNG: {"png"}, Kind.JPEG: {"jpg", "jpeg"}, Kind.TIFF: {"tif", "tiff"},
}  # fmt: skip
_BY_EXTENSION = {extension: kind for kind, extensions in _EXTENSIONS.items() for extension in extensions}
_TEXTS = {Kind.EML, Kind.HTML, Kind.CSV, Kind.TXT, Kind.XML}


def sniff(content: bytes, name: str = "") -> Kind:
    """Tell the kind of a file. Raises `Unreadable` for what is not accepted and for a name that lies about content."""
    return _told(BytesIO(content), name)


def sniff_file(path: Path, name: str) -> Kind:
    """Tell the kind of a file on disk from its head and, of an Office file, the list of its parts."""
    with path.open("rb") as file:
        return _told(file, name)


def _told(file: BinaryIO, name: str) -> Kind:
    head = file.read(_HEAD)
    extension = PurePath(name).suffix.lower().removeprefix(".")
    claimed = _BY_EXTENSION.get(extension)
    kind = _binary(head, file) or _text(head, claimed)
    if claimed and claimed != kind and not {claimed, kind} <= _TEXTS:
        raise Unreadable(
            "type", f"The name says .{extension}, but the content is something else ({kind}). Send the real file."
        )
    return kind


def _binary(head: bytes, file: BinaryIO) -> Kind | None:
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _old_office(file)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    return Kind.TIFF if head.startswith((b"II*\x00", b"MM\x00*")) else None


def _old_office(file: BinaryIO) -> Kind:
    """Tell the Office files of before 2007 apart by the streams they hold; new ones with a password look the same."""
    file.seek(0)
    content = file.read()
    if _stream("EncryptedPackage") in content:
        raise Unreadable("encrypted", "The file is protected by a password. Send it without one.")
    word = _stream("WordDocument") in content
    if not word and (_stream("Workbook") in content or _stream("Book") in content):
        return Kind.XLS
    if _stream("__substg1.0_") in content:
        raise Unreadable("type", "Outlook messages (.msg) are not read. Save the mail as .eml and send that.")
    raise Unreadable(
        "type", "Old Office files (.doc, .ppt) are not read. Save the document as DOCX or PDF and send that."
    )


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _office(file: BinaryIO) -> Kind:
    try:
        _refuse_long_directory(file)
        with ZipFile(file) as package:
            names = set(package.namelist())
            if "word/document.xml" in names:
                return Kind.DOCX
            if any(name.startswith("xl/workbook") for name in names):
                return Kind.XLSX
            if "content.xml" in names and b"spreadsheet" in package.open("mimetype").read(100):
                return Kind.ODS
    except (BadZipFile, KeyError, OSError) as error:
        raise Unreadable("unreadable", "The file is a damaged Office file or archive.") from error
    raise Unreadable("archive", f"Archives are not read. Send the documents themselves: {ACCEPTED}.")


def _refuse_long_directory(file: BinaryIO) -> None:
    """Refuse an archive whose list of parts alone would fill memory: its size stands in the record at the end."""
    start = max(0, file.seek(0, SEEK_END) - 65_557)
    file.seek(start)
    _, mark, record = file.read().rpartition(b"PK\x05\x06")
    file.seek(0)
    if mark and int.from_bytes(record[8:12], "little") > _LONGEST_DIRECTORY:
        raise Unreadable("bomb", "The file has far more parts than an Office file has.")


def _text(head: bytes, claimed: Kind | None) -> Kind:
    if not _looks_like_text(head):
        raise Unreadable("type", f"This type of file is not read. Send one of: {ACCEPTED}.")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml") and not _HTML.search(head):
        return Kind.XML
    if claimed == Kind.EML or (len(_MAIL_FIELD.findall(head)) >= 2 and _MAIL_FIELD.match(start)):
        return Kind.EML
    if claimed == Kind.HTML or _HTML.match(start):
        return Kind.HTML
    return claimed if claimed is not None and claimed in _TEXTS else Kind.TXT


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd = head[::2].count(0), head[1::2].count(0)
    wide = min(even, odd) == 0 and max(even, odd) * 4 >= len(head)  # UTF-16 without a mark: every other byte is 0
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b\0" for byte in head)
    return (wide or not even + odd) and controls * 50 <= len(head)
