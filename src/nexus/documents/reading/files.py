"""Tells what a file is and hands it to the reader for that kind."""

from pathlib import Path

from nexus.documents.evidence import Reading
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.sniff import Kind, sniff

_LIMITS = ReadingLimits()


def read_file(path: Path, *, limits: ReadingLimits = _LIMITS, name: str = "") -> Reading:
    """Read a file in this process, without the protection of a child. `name` is what its sender called it."""
    return read_bytes(path.read_bytes(), limits=limits, name=name or path.name)


def read_bytes(content: bytes, *, limits: ReadingLimits = _LIMITS, name: str = "") -> Reading:
    """Read the bytes of a file. Raises `Unreadable` with a reason for people."""
    if not content:
        raise Unreadable("empty", "The file is empty.")
    return _read(sniff(content, name), content, limits)


def _read(kind: Kind, content: bytes, limits: ReadingLimits) -> Reading:  # noqa: C901, PLR0911 - one branch per kind
    match kind:
        case Kind.PDF:
            from nexus.documents.reading.pdf import read_pdf

            return read_pdf(content, limits)
        case Kind.XLSX | Kind.XLS | Kind.ODS:
            from nexus.documents.reading.sheets import read_sheets

            return read_sheets(content, kind.value, limits)
        case Kind.DOCX:
            from nexus.documents.reading.word import read_word

            return read_word(content, limits)
        case Kind.EML:
            from nexus.documents.reading.mail import read_mail

            return read_mail(content, limits, lambda part, name: read_bytes(part, limits=limits, name=name))
        case Kind.HTML:
            from nexus.documents.reading.html import read_html

            return read_html(content, limits)
        case Kind.CSV:
            from nexus.documents.reading.delimited import read_delimited

            return read_delimited(content, limits)
        case Kind.TXT:
            from nexus.documents.reading.plain import read_plain

            return read_plain(content)
        case _:
            raise Unreadable("type", f"Files of the type {kind.value} cannot be read yet.")
