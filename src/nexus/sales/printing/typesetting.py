"""From a quote's paper to PDF bytes."""

import tempfile
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import msgspec

from nexus.platform.printing.typesetting import typeset
from nexus.sales.printing.composing import compose
from nexus.sales.printing.paper import Paper


def quote_pdf(paper: Paper) -> bytes:
    """Typeset a quote. Takes some ten milliseconds of a core: call it in a thread, not on the event loop."""
    with tempfile.TemporaryDirectory(prefix="nexus-paper-") as folder:
        root = Path(folder)
        root.joinpath("quote.json").write_bytes(msgspec.json.encode(compose(paper)))
        if paper.seller.logo is not None:
            root.joinpath(f"logo.{paper.seller.logo.kind}").write_bytes(paper.seller.logo.content)
        return typeset(_template(), root, datetime.combine(paper.issued, time(), UTC))


@cache
def _template() -> bytes:
    return Path(__file__).parent.joinpath("quote.typ").read_bytes()
