"""How much of a document is read, and the refusal when it is too much or cannot be read at all."""

from typing import Literal

import msgspec

MEBIBYTE = 1024 * 1024

Code = Literal[
    "archive", "bomb", "crashed", "empty", "encrypted", "memory", "pages", "timeout", "type", "unreadable", "unsafe-xml"
]  # fmt: skip


class ReadingLimits(msgspec.Struct, frozen=True):
    """The ceilings of one reading. Those from `memory_bytes` on bind the child process as a whole."""

    pages: int = 500
    cells: int = 1_000_000
    """Cells of all sheets and tables together."""
    attachments: int = 20
    depth: int = 3
    """Mails inside mails."""
    expanded_bytes: int = 128 * MEBIBYTE
    """What compressed parts of a file may unpack to, all together."""
    pixels: int = 16_000_000
    """The largest picture that is rendered or unpacked for OCR."""
    ocr_pages: int = 50
    """Scanned pages past this number stay unread, and say so."""
    ocr_seconds_per_page: float = 20.0
    memory_bytes: int = 512 * MEBIBYTE
    seconds: float = 30.0
    output_bytes: int = 64 * MEBIBYTE

    def total_seconds(self, scans: int) -> float:
        """The time that a document with so many scanned pages may take."""
        return self.seconds + min(scans, self.ocr_pages) * self.ocr_seconds_per_page


class Unreadable(Exception):
    """A document that cannot or must not be read: `code` for programs, `reason` for the person who sent it."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code: Code = code
        self.reason = reason

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[Code, str]]:
        return type(self), (self.code, self.reason)
