"""Checks Office files, which are zip archives, before any parser opens them."""

import re
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from nexus.documents.reading.limits import ReadingLimits, Unreadable

_MOST_PARTS = 5_000
_ENCRYPTED = 0x1
_CHUNK = 1024 * 1024
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OVERLAP = 64


def check_package(content: bytes, limits: ReadingLimits) -> None:
    """Unpack every part once, within the budget, and refuse bombs, escapes, passwords and document types."""
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS:
                raise Unreadable("bomb", f"The file has {len(parts)} parts; an Office file has a few dozen.")
            left = limits.expanded_bytes
            for part in parts:
                _check_name(part)
                left = _check_part(package, part, left)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable("unreadable", "The Office file is damaged. Save it again and send it anew.") from error


def _check_name(part: ZipInfo) -> None:
    name = part.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name.split("/")[0] or ".." in PurePosixPath(name).parts:
        raise Unreadable(
            "archive", "The file holds a part that points outside of it. It was not made by an Office program."
        )
    if part.flag_bits & _ENCRYPTED:
        raise Unreadable("encrypted", "The file is protected by a password. Send it without one.")


def _check_part(package: ZipFile, part: ZipInfo, left: int) -> int:
    """What is left of the budget. The size that an archive declares may lie, so what comes out is counted."""
    if part.file_size > left:
        raise _bomb()
    text = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    before = b""
    with package.open(part) as unpacked:
        while chunk := unpacked.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _bomb()
            if text and _DOCTYPE.search((before + chunk).replace(b"\x00", b"")):
                raise Unreadable("unsafe-xml", "The file declares a document type or entities, which can hide attacks.")
            before = chunk[-_OVERLAP:]
    return left


def _bomb() -> Unreadable:
    return Unreadable("bomb", "The file unpacks to far more than a real document does. Save it again and send it anew.")
