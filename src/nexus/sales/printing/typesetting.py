"""From a quote's paper to PDF bytes, offline, with our own fonts.

The template is ours and fixed; what stands on the quote reaches it as a JSON file in a folder of its own, never as
markup.
"""

import tempfile
import threading
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import cast

import msgspec
import typst

from nexus.sales.printing.composing import compose
from nexus.sales.printing.paper import Paper

_HERE = Path(__file__).parent
_one_at_a_time = threading.Lock()


def quote_pdf(paper: Paper) -> bytes:
    """Typeset a quote. Takes some ten milliseconds of a core: call it in a thread, not on the event loop."""
    with tempfile.TemporaryDirectory(prefix="nexus-paper-") as folder:
        root = Path(folder)
        root.joinpath("quote.json").write_bytes(msgspec.json.encode(compose(paper)))
        if paper.seller.logo is not None:
            root.joinpath(f"logo.{paper.seller.logo.kind}").write_bytes(paper.seller.logo.content)
        return _compiled(root, datetime.combine(paper.issued, time(), UTC))


def _compiled(root: Path, made: datetime) -> bytes:
    with _one_at_a_time:
        pdf = _compiler().compile(_template(), root=root, format="pdf", timestamp=made, pdf_standards=["a-2a"])
    return cast("bytes", pdf)


@cache
def _template() -> bytes:
    return _HERE.joinpath("quote.typ").read_bytes()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_HERE / "fonts"])
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
