"""What is known of a tenant's catalog as a whole: its words, their weights, its manufacturers. Kept per revision."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from nexus.catalog.matching.comparing import Weights
from nexus.catalog.matching.makers import Makers
from nexus.catalog.matching.spelling import Lexicon
from nexus.catalog.queries.matching import makers_of, state_of, words_of
from nexus.identity.public import TenantId
from nexus.platform.db import Readable

KEPT = 16
"""Catalogs kept in memory at a time."""


@dataclass(frozen=True)
class Knowledge:
    """The words and manufacturers of one catalog."""

    lexicon: Lexicon
    makers: Makers

    @property
    def products(self) -> int:
        """How many products the catalog has."""
        return self.lexicon.products

    def weights(self, counts: Mapping[str, int]) -> Weights:
        """Return how much words and codes weigh; `counts` are those of the terms asked for."""

        def count(word: str) -> int:
            return self.lexicon.counts.get(word) or counts.get(f"c:{word}", 0)

        return Weights(self.products, count)


class _Shelf:
    """Knowledge of the last few catalogs, each good for one revision."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, Knowledge] = OrderedDict()

    def get(self, revision: UUID) -> Knowledge | None:
        """Return what is known of that revision."""
        if revision in self._kept:
            self._kept.move_to_end(revision)
        return self._kept.get(revision)

    def put(self, revision: UUID, knowledge: Knowledge) -> None:
        """Keep it; the one used longest ago goes."""
        self._kept[revision] = knowledge
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


_shelf = _Shelf()


async def knowledge_of(driver: Readable, tenant: TenantId) -> Knowledge | None:
    """Return what is known of the tenant's catalog; None when it has no products."""
    state = await state_of(driver, tenant)
    if state is None or state.products == 0:
        return None
    known = _shelf.get(state.revision)
    if known is None:
        counts = await words_of(driver, tenant)
        known = Knowledge(Lexicon(state.products, counts), Makers(await makers_of(driver, tenant)))
        _shelf.put(state.revision, known)
    return known
