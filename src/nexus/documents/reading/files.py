"""Tells what a file is and hands it to the reader for that kind."""

from collections.abc import Callable
from pathlib import Path

from nexus.documents.evidence import Reading
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.scans import Scan
from nexus.documents.sniff import Kind, sniff

_LIMITS = ReadingLimits()
OnScans = Callable[[int], None]
"""Is told how many pages need OCR before it starts, which takes seconds per page."""


def read_file(path: Path, *, limits: ReadingLimits = _LIMITS, name: str = "") -> Reading:
    """Read a file in this process, without the protection of a child. `name` is what its sender called it."""
    return read_bytes(path.read_bytes(), limits=limits, name=name or path.name)


def read_bytes(
    content: bytes, *, limits: ReadingLimits = _LIMITS, name: str = "", on_scans: OnScans | None = None
) -> Reading:
    """Read the bytes of a file. Raises `Unreadable` with a reason for people."""
    scans: list[Scan] = []
    reading = _read(content, name, limits, scans)
    if scans:
        from nexus.documents.reading.ocr import read_scans

        if on_scans:
            on_scans(len(scans))
        read_scans(scans, limits, reading.flags)
    return reading


def _read(content: bytes, name: str, limits: ReadingLimits, scans: list[Scan]) -> Reading:
    if not content:
        raise Unreadable("empty", "The file is empty.")
    kind = sniff(content, name)
    return _READERS[kind](content, kind, limits, scans)


def _pdf(content: bytes, _: Kind, limits: ReadingLimits, scans: list[Scan]) -> Reading:
    from nexus.documents.reading.pdf import read_pdf

    return read_pdf(content, limits, scans)


def _sheets(content: bytes, kind: Kind, limits: ReadingLimits, _: list[Scan]) -> Reading:
    from nexus.documents.reading.packages import check_package
    from nexus.documents.reading.sheets import read_sheets

    if kind is not Kind.XLS:
        check_package(content, limits)
    return read_sheets(content, kind, limits)


def _word(content: bytes, _: Kind, limits: ReadingLimits, __: list[Scan]) -> Reading:
    from nexus.documents.reading.packages import check_package
    from nexus.documents.reading.word import read_word

    check_package(content, limits)
    return read_word(content, limits)


def _mail(content: bytes, _: Kind, limits: ReadingLimits, scans: list[Scan]) -> Reading:
    from nexus.documents.reading.mail import read_mail

    return read_mail(content, limits, lambda part, name: _read(part, name, limits, scans))


def _html(content: bytes, _: Kind, limits: ReadingLimits, __: list[Scan]) -> Reading:
    from nexus.documents.reading.html import read_html

    return read_html(content, limits)


def _delimited(content: bytes, _: Kind, limits: ReadingLimits, __: list[Scan]) -> Reading:
    from nexus.documents.reading.delimited import read_delimited

    return read_delimited(content, limits)


def _plain(content: bytes, _: Kind, __: ReadingLimits, ___: list[Scan]) -> Reading:
    from nexus.documents.reading.plain import read_plain

    return read_plain(content)


def _xml(content: bytes, _: Kind, __: ReadingLimits, ___: list[Scan]) -> Reading:
    from nexus.documents.reading.xml import read_xml

    return read_xml(content)


def _picture(content: bytes, kind: Kind, limits: ReadingLimits, scans: list[Scan]) -> Reading:
    from nexus.documents.reading.pictures import read_picture

    return read_picture(content, kind, limits, scans)


_READERS: dict[Kind, Callable[[bytes, Kind, ReadingLimits, list[Scan]], Reading]] = {
    Kind.PDF: _pdf,
    Kind.XLSX: _sheets,
    Kind.XLS: _sheets,
    Kind.ODS: _sheets,
    Kind.DOCX: _word,
    Kind.EML: _mail,
    Kind.HTML: _html,
    Kind.CSV: _delimited,
    Kind.TXT: _plain,
    Kind.XML: _xml,
    Kind.PNG: _picture,
    Kind.JPEG: _picture,
    Kind.TIFF: _picture,
}
