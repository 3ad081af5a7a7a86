"""The ladder on a real catalog: numbers, memory, descriptions, near misses, ties."""

from collections.abc import Sequence
from decimal import Decimal

import httpx2
import pytest

from nexus.catalog.ids import ProductId
from nexus.catalog.jobs import embed, keep_indexes
from nexus.catalog.public import Rung, Status, Wanted, match_lines, products_of, remember_part
from nexus.catalog.work import EmbedProducts
from nexus.identity.public import Actor
from nexus.platform.db import driver_of
from nexus.platform.embeddings import Vector, clean
from nexus.platform.ground import Ground
from nexus.platform.settings import Matching
from tests.catalog import make
from tests.conftest import make_actor, make_tenant

pytestmark = pytest.mark.anyio


@pytest.fixture
async def products(ground: Ground, actor: Actor) -> dict[str, ProductId]:
    return await make.catalog(ground, actor)


@pytest.mark.parametrize(
    ("wanted", "sku", "rung"),
    [
        (Wanted(part_number="HB933-M8X25-ZN"), "B-M8-25-ZN", Rung.EXACT),
        (Wanted(part_number="B-M8-25-ZN"), "B-M8-25-ZN", Rung.EXACT),
        (Wanted(part_number="hb933 m8x25 zn"), "B-M8-25-ZN", Rung.NORMALISED),
        (Wanted(part_number="2N39O4AP"), "T-NPN", Rung.NORMALISED),
        (Wanted(description="HB933-M8X25-A2 – Hex head bolt"), "B-M8-25-A2", Rung.EXACT),
        (Wanted(part_number="HB933-M8X2S-ZN", description="hex bolt M8x25 zinc"), "B-M8-25-ZN", Rung.NEAR),
        (Wanted(description="Sechskantschraube DIN 933 M8x30 verzinkt"), "B-M8-30-ZN", Rung.TEXT),
        (Wanted(description="بست کمربندی 100x2.5 میلی‌متر، مشکی، بسته 100 عددی"), "C-100-BK", Rung.TEXT),
        (Wanted(part_number="MAT-4711", description="Hex nutt M8, znic plated"), "N-M8-ZN", Rung.TEXT),
    ],
)
async def test_each_rung_finds_its_product(
    ground: Ground, actor: Actor, products: dict[str, ProductId], wanted: Wanted, sku: str, rung: Rung
) -> None:
    found = (await make.match(ground, actor, wanted))[0]
    assert (found.sku, found.product_id) == (sku, products[sku])
    assert found.rung is rung
    assert found.status is Status.MATCH
    assert found.reasons


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wanted(description="Hex head bolt DIN 933 M8x35 zinc plated"), "instead of 35 mm"),
        (Wanted(description="Hex head bolt DIN 933 M10x25 zinc plated"), "M8 instead of M10"),
        (Wanted(description="cable tie 100x2.5 red, pack of 100"), "instead of red"),
    ],
)
async def test_another_size_is_missing_and_the_nearest_is_named(
    ground: Ground, actor: Actor, products: dict[str, ProductId], wanted: Wanted, why: str
) -> None:
    found = (await make.match(ground, actor, wanted))[0]
    assert (found.status, found.product_id, found.sku) == (Status.MISSING, None, None)
    assert why in found.alternatives[0].why
    assert found.alternatives[0].product_id in products.values()


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(description="Deep groove ball bearing 6204-2RS"),
        Wanted(part_number="IRFZ44NPBF", manufacturer="Infineon", description="MOSFET N-CH 55V 49A TO-220"),
        Wanted(part_number="6ES7214-1AG40-0XB0", description="PLC CPU 1214C DC/DC/DC"),
        Wanted(description="Toner cartridge black for laser printer"),
        Wanted(description=""),
        Wanted(part_number="???", description="\x00 \ud800"),
    ],
)
async def test_what_is_not_in_the_catalog_is_missing(
    ground: Ground, actor: Actor, products: dict[str, ProductId], wanted: Wanted
) -> None:
    found = (await make.match(ground, actor, wanted))[0]
    assert (found.status, found.product_id) == (Status.MISSING, None)
    assert found.confidence < 0.5


async def test_a_number_and_a_description_that_disagree_are_put_before_a_person(
    ground: Ground, actor: Actor, products: dict[str, ProductId]
) -> None:
    wanted = Wanted(part_number="HB933-M8X25-ZN", description="Hex head bolt DIN 933 M8x30 zinc plated")
    found = (await make.match(ground, actor, wanted))[0]
    assert found.status is not Status.MATCH or found.sku == "B-M8-30-ZN"
    assert {"B-M8-25-ZN", "B-M8-30-ZN"} <= {found.sku, *(other.sku for other in found.alternatives)}


async def test_a_confirmed_customer_number_comes_first(
    ground: Ground, actor: Actor, client: httpx2.AsyncClient, products: dict[str, ProductId]
) -> None:
    wanted = Wanted(part_number="BRK 4711", customer_part_number="BRK 4711")
    customer = (await client.post("/api/v1/customers", json={"name": "Larkfield"})).json()["id"]
    assert (await make.match(ground, actor, wanted, customer=customer))[0].status is Status.MISSING
    async with ground.database.transaction(actor.tenant) as session:
        await remember_part(session, actor, customer, "brk-4711", products["T-NPN"])
    found = (await make.match(ground, actor, wanted, customer=customer))[0]
    assert (found.sku, found.rung) == ("T-NPN", Rung.REMEMBERED)
    assert (await make.match(ground, actor, wanted, customer=customer + 1))[0].status is Status.MISSING


async def test_equal_products_are_told_apart_by_maker_then_stock(ground: Ground, actor: Actor) -> None:
    same = {"name": "IC OPAMP GP 2 CIRCUIT 8DIP"}
    await make.product(ground, actor, sku="TI", mpn="LM358P", manufacturer="Texas Instruments", **same)
    await make.product(ground, actor, sku="ON", mpn="LM358N", manufacturer="ON Semiconductor", stock_quantity=5, **same)
    asked = Wanted(description="IC OPAMP GP 2 CIRCUIT 8DIP")
    named = Wanted(description="IC OPAMP GP 2 CIRCUIT 8DIP", manufacturer="Texas Instruments")
    open_, told = await make.match(ground, actor, asked, named)
    assert (open_.sku, open_.status) == ("ON", Status.PARTIAL)
    assert any("in stock" in reason for reason in open_.reasons)
    assert "Texas Instruments" in open_.alternatives[0].why
    assert (told.sku, told.status) == ("TI", Status.MATCH)


async def test_equal_products_are_told_apart_by_the_beginning_of_a_number(ground: Ground, actor: Actor) -> None:
    same = {"name": "IC INST AMP 1 CIRCUIT 8DIP"}
    await make.product(ground, actor, sku="INA", mpn="INA128P", stock_quantity=5, **same)
    await make.product(ground, actor, sku="AD", mpn="AD620ANZ", **same)
    (found,) = await make.match(ground, actor, Wanted(description="inst amp 1 circuit, 8 pin DIP, AD620"))
    assert (found.sku, found.alternatives[0].sku) == ("AD", "INA")


async def test_the_same_part_in_other_packing_is_found(ground: Ground, actor: Actor) -> None:
    await make.product(
        ground, actor, sku="REEL", name="IC OPAMP GP 2 CIRCUIT 8SOIC", mpn="LM358DR", packing="reel 2500"
    )
    found = (await make.match(ground, actor, Wanted(part_number="LM358D")))[0]
    assert (found.sku, found.rung) == ("REEL", Rung.PACKING)


async def test_inactive_products_are_not_offered(ground: Ground, actor: Actor) -> None:
    await make.product(ground, actor, sku="OLD", is_active=False)
    found = (await make.match(ground, actor, Wanted(part_number="HB933-M8X25-ZN")))[0]
    assert found.status is Status.MISSING


async def test_thresholds_are_settings(ground: Ground, actor: Actor, products: dict[str, ProductId]) -> None:
    strict = Matching(match_at=0.999, partial_at=0.99)
    async with ground.database.transaction(actor.tenant) as session:
        found = await match_lines(session, actor, [Wanted(part_number="HB933-M8X25-ZN")], None, thresholds=strict)
    assert found[0].status is Status.PARTIAL


async def test_an_empty_catalog_matches_nothing(ground: Ground, actor: Actor) -> None:
    found = await make.match(ground, actor, Wanted(description="Hex bolt M8x25"))
    assert found[0].status is Status.MISSING
    assert await make.match(ground, actor) == []


async def test_another_tenants_products_are_never_offered(
    ground: Ground, actor: Actor, products: dict[str, ProductId]
) -> None:
    other = await make_actor(ground, await make_tenant(ground))
    await make.product(ground, other, sku="OWN", name="Wood screw 4x40", mpn="WS-4-40")
    found = (await make.match(ground, other, Wanted(part_number="HB933-M8X25-ZN")))[0]
    assert found.status is Status.MISSING
    async with ground.database.transaction(other.tenant) as session:
        assert await products_of(session, other, products.values()) == {}


async def test_products_are_given_to_other_contexts_with_their_breaks(ground: Ground, actor: Actor) -> None:
    steps = [{"from_quantity": 100, "unit_price": "0.11"}, {"from_quantity": 10, "unit_price": "0.12"}]
    made = await make.product(ground, actor, price_breaks=steps, list_price="0.125")
    async with ground.database.transaction(actor.tenant) as session:
        found = (await products_of(session, actor, [made, made, 10**15]))[made]
    assert [step.from_quantity for step in found.breaks] == [10, 100]
    assert found.list_price == Decimal("0.125")


async def test_the_number_of_statements_does_not_grow_with_the_lines(
    ground: Ground, actor: Actor, products: dict[str, ProductId]
) -> None:
    lines = [
        Wanted(description=f"Hex head bolt M{size}x{size * 4} zinc", part_number=f"X{size}") for size in range(3, 40)
    ]
    await make.match(ground, actor, *lines[:1])
    counts = [await _statements(ground, actor, lines[:several]) for several in (1, 10, 37)]
    assert len(set(counts)) == 1


async def _statements(ground: Ground, actor: Actor, lines: Sequence[Wanted]) -> int:
    async with ground.database.transaction(actor.tenant) as session:
        seen: list[str] = []
        driver = await driver_of(session)
        driver.add_query_logger(lambda record: seen.append(record.query))
        await match_lines(session, actor, lines, 7)
        return len(seen)


async def test_a_catalog_indexed_by_an_earlier_version_is_indexed_anew(
    ground: Ground, actor: Actor, products: dict[str, ProductId]
) -> None:
    wanted = Wanted(description="Hex head bolt DIN 933 M8x30 zinc plated")
    async with ground.database.transaction(actor.tenant) as session:
        driver = await driver_of(session)
        await driver.execute("delete from product_terms where tenant_id = $1", actor.tenant)
        await driver.execute("update catalog_states set index_version = 0 where tenant_id = $1", actor.tenant)
    assert (await make.match(ground, actor, wanted))[0].status is Status.MISSING
    await keep_indexes(ground)
    assert (await make.match(ground, actor, wanted))[0].product_id == products["B-M8-30-ZN"]


class Fixed:
    """An embedder whose vectors are known: the port that tests of meaning plug into."""

    model = "fixed"
    dimensions = 3

    def __init__(self, meanings: dict[str, Vector]) -> None:
        self.meanings = meanings
        self.asked: list[str] = []

    async def queries(self, texts: Sequence[str]) -> list[Vector]:
        self.asked += texts
        return [self._vector(text) for text in texts]

    async def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self._vector(text) for text in texts]

    async def close(self) -> None:
        """Nothing to let go of."""

    def _vector(self, text: str) -> Vector:
        return next((vector for word, vector in self.meanings.items() if word in text), (0.0, 0.0, 1.0))


async def test_meaning_is_asked_only_for_what_words_leave_open(ground: Ground, actor: Actor) -> None:
    from dataclasses import replace

    embedder = Fixed({"grease gun": (1.0, 0.0, 0.1), "Lubricator": (1.0, 0.05, 0.1)})
    await make.product(ground, actor, sku="LUB", name="Lubricator 500 ml handheld", mpn="LUB500")
    await make.product(ground, actor, sku="BOLT")
    await embed(replace(ground, embedder=embedder), EmbedProducts(tenant=actor.tenant))
    lines = [Wanted(part_number="HB933-M8X25-ZN"), Wanted(description="grease gun 500 ml")]
    async with ground.database.transaction(actor.tenant) as session:
        found = await match_lines(session, actor, lines, None, embedder=embedder)
    assert embedder.asked == ["grease gun 500 ml"]
    assert found[0].rung is Rung.EXACT
    assert (found[1].sku or found[1].alternatives[0].sku) == "LUB"


async def test_the_local_model_takes_any_text_and_remembers_what_was_asked(ground: Ground) -> None:
    texts = ["hex bolt", "NUL \x00 inside", "lone \ud800 surrogate", "", "پیچ شش‌گوش"]
    first = await ground.embedder.queries(texts)
    assert {len(vector) for vector in first} == {ground.embedder.dimensions}
    assert await ground.embedder.queries(texts) == first
    assert "\x00" not in clean(texts[1])
