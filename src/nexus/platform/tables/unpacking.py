"""What an XLSX file unpacks to, looked at before it is read, since a small one can claim a billion cells.

The reader holds the whole rectangle around all filled cells, and every text as often as it is used; neither shows in
the sizes of the archive's parts. What is estimated here is never less than what the reader will hold.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from nexus.platform.tables.errors import NotATable, UnreadableTable

_MOST_BYTES = 400 * 1024 * 1024
"""Of all parts, and of all texts."""
_MOST_CELLS = 20_000_000
"""Of the rectangle; each takes the reader 32 bytes, empty or not."""

_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError)
"""What unpacking raises of archives that are damaged, encrypted, or made to harm."""

_PIECE = 1024 * 1024
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,3})(\d{0,10})""")
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row(?=[\s/>])")
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])")
_ROW_WITHOUT_NUMBER = re.compile(rb"<(?:[^\s<>/:]+:)?row(?=[\s/>])(?![^<>]*\sr\s*=)")
_CELL_WITHOUT_PLACE = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])(?![^<>]*\sr\s*=)")
_SHARED_TEXT = re.compile(rb"<(?:[^\s<>/:]+:)?si(?=[\s/>])")
_VALUE = re.compile(rb"<(?:[^\s<>/:]+:)?v(?:\s[^<>]*)?>\s*(\d*)")


def check_unpacked(content: bytes) -> None:
    """Raise NotATable of another kind of archive, UnreadableTable of one that is broken or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if not any(part.filename.startswith("xl/") for part in parts):
                raise NotATable("The file is a packed archive but no XLSX. Send CSV or XLSX.")
            too_large = sum(part.file_size for part in parts) > _MOST_BYTES or _texts(packed) > _MOST_BYTES
            widest = 0 if too_large else max(_area(packed.read(part)) for part in parts)
    except _BROKEN as error:
        raise UnreadableTable(f"The XLSX file cannot be unpacked: {error}.") from error
    if too_large:
        raise UnreadableTable("The sheet unpacks to more than is taken here; send it as CSV.")
    if widest > _MOST_CELLS:
        raise UnreadableTable(
            "Cells far to the right or far down are filled, so the sheet spans more than is taken here. "
            "Delete what stands outside the table, or send it as CSV."
        )


def _texts(packed: zipfile.ZipFile) -> int:
    """Return at most how many bytes the shared texts of all cells have, each counted wherever it is used."""
    lengths = _lengths(packed)
    if not lengths:
        return 0
    longest = max(lengths)
    cells = sum(xml.count(b"<c") + xml.count(b":c") for xml in map(packed.read, packed.infolist()))
    if cells * longest <= _MOST_BYTES:
        return cells * longest
    uses: Counter[bytes] = Counter()
    for xml in map(packed.read, packed.infolist()):
        for piece in _pieces(xml):
            uses.update(_VALUE.findall(piece))
    told = [(int(place), count) for place, count in uses.items() if place]
    return sum(lengths[place] * count for place, count in told if place < len(lengths)) + longest * uses[b""]


def _lengths(packed: zipfile.ZipFile) -> Sequence[int]:
    """Return how many bytes each shared text has, the longest wherever several parts hold some."""
    lengths: list[int] = []
    for part in packed.infolist():
        xml = packed.read(part)
        found = [match.start() for match in _SHARED_TEXT.finditer(xml)]
        ends = [*found[1:], len(xml)]
        here = [end - start for start, end in zip(found, ends, strict=True)] if found else []
        lengths = [max(pair) for pair in zip_longest(lengths, here, fillvalue=0)]
    return lengths


def _area(xml: bytes) -> int:
    """Return at most how many cells the rectangle around all filled ones has; 0 of a part that is no sheet."""
    if not _ROW.search(xml):
        return 0
    height = width = 0
    for piece in _pieces(xml):
        places = set(_REFERENCE.findall(piece))
        height = max([height, *(int(number or b"0") for _, number in places)])
        width = max([width, *(_column_number(letters) for letters in {letters for letters, _ in places})])
    height += len(_ROW_WITHOUT_NUMBER.findall(xml))
    if _CELL_WITHOUT_PLACE.search(xml):
        width += max(len(_CELL.findall(row)) for row in _ROW.split(xml))
    return height * width


def _pieces(xml: bytes) -> Iterator[bytes]:
    """Part a sheet into pieces that end between tags, so that not all its references are held at once."""
    start = 0
    while start < len(xml):
        end = xml.find(b"<", start + _PIECE)
        end = len(xml) if end < 0 else end
        yield xml[start:end]
        start = end


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
