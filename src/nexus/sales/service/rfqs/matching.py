"""Matching the lines of an RFQ to the catalog; a line that a person decided on is left as it is."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.catalog.public import Product, ProductId, Verdict, match_lines, products_of
from nexus.documents.public import Extraction
from nexus.identity.public import Actor
from nexus.platform.embeddings import Embedder
from nexus.platform.settings import Settings
from nexus.sales.models import Rfq, RfqLine
from nexus.sales.rules.rfqs import Outcome, Review, align
from nexus.sales.service.rfqs.asking import fill_line, new_line, wanted_of, words_of


class Matched(NamedTuple):
    """The lines of an RFQ, and those that are asked no longer."""

    rows: list[RfqLine]
    gone: list[RfqLine]


class Means(Protocol):
    """What matching works with."""

    @property
    def settings(self) -> Settings: ...
    @property
    def embedder(self) -> Embedder | None: ...


async def match_rows(session: AsyncSession, actor: Actor, rfq: Rfq, extraction: Extraction, means: Means) -> Matched:
    """Bring the lines of an RFQ to what its document asks now, and match those that nobody has decided on."""
    rows, gone = await _rows_now(session, actor, rfq, extraction)
    asked = [(row, line) for row, line in zip(rows, extraction.lines, strict=False) if row.review is Review.OPEN]
    wanted = [wanted_of(row, line) for row, line in asked]
    verdicts = await match_lines(
        session, actor, wanted, rfq.customer_id, thresholds=means.settings.matching, embedder=means.embedder
    )
    found = {verdict.product_id for verdict in verdicts if verdict.product_id is not None}
    products = await products_of(session, actor, found)
    for (row, _), verdict in zip(asked, verdicts, strict=True):
        _take(row, verdict, products)
    session.add_all(rows)
    await session.flush()  # the quote's lines name these lines
    return Matched(rows, gone)


async def rows_of(session: AsyncSession, actor: Actor, rfq: Rfq) -> list[RfqLine]:
    """Return the lines of an RFQ in their order."""
    mine = (RfqLine.tenant_id == actor.tenant, RfqLine.rfq_id == rfq.id)
    return list(await session.scalars(select(RfqLine).where(*mine).order_by(RfqLine.position)))


async def _rows_now(
    session: AsyncSession, actor: Actor, rfq: Rfq, extraction: Extraction
) -> tuple[list[RfqLine], list[RfqLine]]:
    """Return a row for each line asked now, then those that a person decided on; and the rows to be forgotten."""
    before = await rows_of(session, actor, rfq)
    partner = align([row.requested for row in before], [words_of(line) for line in extraction.lines])
    rows = [new_line(actor.tenant) if old is None else before[old] for old in partner]
    for row, line in zip(rows, extraction.lines, strict=True):
        fill_line(row, line)
    left = [row for index, row in enumerate(before) if index not in partner]
    rows += [row for row in left if row.review is not Review.OPEN]
    for position, row in enumerate(rows, 1):
        row.rfq_id, row.position = rfq.id, position
    return rows, [row for row in left if row.review is Review.OPEN]


def _take(row: RfqLine, verdict: Verdict, products: Mapping[ProductId, Product]) -> None:
    row.outcome = Outcome(verdict.status.value)
    row.confidence = verdict.confidence
    row.product_id = verdict.product_id
    row.reason = " ".join(verdict.reasons)
    row.alternatives = [msgspec.to_builtins(alternative) for alternative in verdict.alternatives]
    product = None if verdict.product_id is None else products.get(verdict.product_id)
    row.stock = product.stock if product else None
