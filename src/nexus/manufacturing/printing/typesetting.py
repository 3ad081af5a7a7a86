"""From what stands on a traveler to PDF bytes."""

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec

from nexus.manufacturing.printing.composing import compose
from nexus.manufacturing.printing.sheet import TravelerSheet
from nexus.platform.printing.typesetting import typeset


def traveler_pdf(sheet: TravelerSheet, made: datetime | None = None) -> bytes:
    """Typeset a traveler on A4, made now unless told; PDF/A-2a unless it holds signs that our fonts lack.

    Takes some hundred milliseconds of a core: call it in a thread, not on the event loop. Raise ValueError for a code
    that is not 1 to 200 signs of ASCII.
    """
    with tempfile.TemporaryDirectory(prefix="nexus-paper-") as folder:
        root = Path(folder)
        root.joinpath("sheet.json").write_bytes(msgspec.json.encode(compose(sheet)))
        return typeset(_template(), root, made)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("traveler.typ").read_bytes()
