"""How well and how fast requested lines are matched to a catalog, and the fitting of the confidence.

    python -m benchmarks.matching FOLDER          accuracy by kind, missing lines, calibration, milliseconds per line
    python -m benchmarks.matching FOLDER --fit    fit and print the weights of nexus/catalog/matching/calibration.py

FOLDER holds `catalog.csv` and `truth.jsonl` as the README of the RFQ set describes them. The lines are taken as the
truth says they are printed, so this measures matching alone.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from nexus.catalog.jobs import embed
from nexus.catalog.public import Status, Verdict, Wanted, import_products, match_lines
from nexus.catalog.queries.indexing import without_vectors
from nexus.catalog.service.indexing import index_all
from nexus.catalog.work import EmbedProducts
from nexus.identity.public import Actor
from nexus.identity.service.tenants import open_tenant
from nexus.platform.db import driver_of
from nexus.platform.ground import Ground, open_ground
from nexus.platform.jobs import schema
from nexus.platform.migrations import migrate
from nexus.platform.servers import provided
from nexus.platform.settings import Settings

BINS = 10


class Line(NamedTuple):
    """A requested line and what is right."""

    wanted: Wanted
    sku: str | None
    kind: str
    document: int


def read_lines(folder: Path) -> list[Line]:
    """Return all lines of the truth."""
    lines: list[Line] = []
    with (folder / "truth.jsonl").open(encoding="utf-8") as file:
        for number, text in enumerate(file):
            lines += [_line(line, number) for line in json.loads(text)["lines"]]
    return lines


def _line(truth: dict[str, Any], document: int) -> Line:
    kind = truth["match_kind"]
    if kind == "missing":
        kind = f"missing {truth['missing_type']}"
    wanted = Wanted(
        part_number=truth["part_number"] or "",
        customer_part_number=truth["customer_part_no"] or "",
        manufacturer=truth["manufacturer"] or "",
        description=truth["description"] or "",
        unit=truth["unit"] or "",
        quantity=Decimal(str(truth["quantity"])) if truth["quantity"] is not None else None,
    )
    return Line(wanted, truth["match"], kind, document)


@asynccontextmanager
async def loaded(folder: Path, *, meaning: bool = True) -> AsyncGenerator[tuple[Ground, Actor]]:
    """Give a ground with a tenant of its own that has the folder's catalog."""
    with _home() as home, provided(Settings.load(home=home), durable=False) as settings:
        assert settings.migrator_url is not None
        await migrate(settings.migrator_url.get_secret_value())
        await schema.prepare(settings.migrator_url.get_secret_value())
        async with open_ground(settings) as ground:
            yield ground, await _fill(ground, folder / "catalog.csv", meaning=meaning)


@contextmanager
def _home() -> Iterator[Path]:
    """Give a folder that the embedded servers may enter under their own account."""
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def _fill(ground: Ground, catalog: Path, *, meaning: bool) -> Actor:
    async with ground.database.transaction(None) as session:
        tenant = await open_tenant(session, "matching", "Matching")
    actor = Actor.system(tenant)
    begun = time.perf_counter()
    async with ground.database.transaction(tenant) as session:
        result = await import_products(session, actor, catalog, catalog.name)
    print(
        f"imported {result.created} products in {time.perf_counter() - begun:.1f} s, {result.rejected_count} rejected"
    )
    if meaning:
        begun = time.perf_counter()
        await _embed_all(ground, EmbedProducts(tenant=tenant))
        print(f"embedded them in {time.perf_counter() - begun:.1f} s")
    return actor


async def _embed_all(ground: Ground, job: EmbedProducts) -> None:
    model, dimensions = ground.embedder.model, ground.embedder.dimensions
    while True:
        await embed(ground, job)
        async with ground.database.transaction(job.tenant) as session:
            if not await without_vectors(await driver_of(session), job.tenant, model, dimensions, 1):
                return


async def match_all(
    ground: Ground, actor: Actor, lines: Sequence[Line], *, meaning: bool
) -> tuple[list[Verdict], list[float]]:
    """Match document by document, as they come; return the verdicts and the seconds of each document."""
    documents: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        documents[line.document].append(line)
    verdicts: list[Verdict] = []
    seconds: list[float] = []
    for asked in documents.values():
        begun = time.perf_counter()
        async with ground.database.transaction(actor.tenant) as session:
            verdicts += await match_lines(
                session, actor, [line.wanted for line in asked], None, embedder=ground.embedder if meaning else None
            )
        seconds.append(time.perf_counter() - begun)
    return verdicts, seconds


def report(lines: Sequence[Line], verdicts: Sequence[Verdict]) -> None:
    """Print accuracy by kind, precision and recall of the missing, and the calibration error."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line, verdict in zip(lines, verdicts, strict=True):
        total[line.kind] += 1
        right[line.kind] += verdict.sku == line.sku
    for kind in sorted(total):
        print(f"{kind:24}{total[kind]:6}{right[kind] / total[kind]:8.3f}")
    told = [verdict.status is Status.MISSING for verdict in verdicts]
    true = [line.sku is None for line in lines]
    both = sum(a and b for a, b in zip(told, true, strict=True))
    print(f"missing: precision {both / max(1, sum(told)):.3f}, recall {both / max(1, sum(true)):.3f}")
    print(f"calibration error {calibration_error(lines, verdicts):.4f}")


def calibration_error(lines: Sequence[Line], verdicts: Sequence[Verdict]) -> float:
    """Return the expected calibration error over the lines that were given a product."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict.sku is not None:
            at = min(BINS - 1, int(verdict.confidence * BINS))
            bins[at].append((verdict.confidence, verdict.sku == line.sku))
    given = sum(map(len, bins.values()))
    gaps = (abs(sum(c for c, _ in held) - sum(right for _, right in held)) for held in bins.values())
    return sum(gaps) / max(1, given)


def show_errors(lines: Sequence[Line], verdicts: Sequence[Verdict]) -> None:
    """Print every line that came out wrong."""
    for line, verdict in zip(lines, verdicts, strict=True):
        if verdict.sku != line.sku:
            asked = f"{line.wanted.part_number} | {line.wanted.manufacturer} | {line.wanted.description}"
            nearest = verdict.alternatives[0].name if verdict.alternatives else ""
            got = f"{verdict.sku} {verdict.name} {verdict.confidence:.2f} {verdict.rung} {'; '.join(verdict.reasons)}"
            print(f"{line.kind}: {asked}\n    wanted {line.sku}, got {got} | {nearest}")


async def _forget(ground: Ground, actor: Actor, share: float) -> None:
    """Match from here on without a share of the vocabulary: how well words are understood that nobody foresaw."""
    from benchmarks.fitting import forget

    forget(share, seed=99)
    async with ground.database.transaction(actor.tenant) as session:
        await index_all(await driver_of(session), actor.tenant)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-meaning", action="store_true", help="without embeddings")
    parser.add_argument("--errors", action="store_true", help="print the lines that came out wrong")
    parser.add_argument("--forget", type=float, default=0.0, help="forget this share of the vocabulary first")
    parser.add_argument("--fit", action="store_true", help="fit the confidence instead of measuring")
    given = parser.parse_args()
    lines = read_lines(given.folder)
    async with loaded(given.folder, meaning=not given.no_meaning) as (ground, actor):
        if given.fit:
            from benchmarks.fitting import fit

            await fit(ground, actor, lines)
            return
        if given.forget:
            await _forget(ground, actor, given.forget)
        await match_all(ground, actor, lines[:30], meaning=not given.no_meaning)
        verdicts, seconds = await match_all(ground, actor, lines, meaning=not given.no_meaning)
        report(lines, verdicts)
        print(f"{sum(seconds) / len(lines) * 1000:.1f} ms a line; slowest document {max(seconds) * 1000:.0f} ms")
        if given.errors:
            show_errors(lines, verdicts)


if __name__ == "__main__":
    asyncio.run(main())
