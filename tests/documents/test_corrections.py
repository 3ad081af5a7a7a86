"""Corrections: what a person says wins, is remembered with its history, and survives every reading."""

import httpx2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.documents.evidence import Box, ExtractedLine, Extraction, Value
from nexus.documents.ids import DocumentId
from nexus.documents.public import extraction_of
from nexus.documents.rules.corrections import Change, Kept, LineChange, NoSuchLine, correct, overlay
from nexus.documents.schemas import ExtractionOut
from nexus.identity.public import Actor, Role
from nexus.platform.ground import Ground
from tests.conftest import SignIn
from tests.documents.helpers import CSV, rfq_pdf, settled, uploaded


def read(text: str, y: float = 100.0) -> Value:
    return Value(text, text, 1, Box(50, y, 90, y + 10), confidence=0.9, verified=True)


def line(position: int, part: str, quantity: str, y: float | None = None) -> ExtractedLine:
    at = 100.0 + 20 * position if y is None else y
    return ExtractedLine(position, part_number=read(part, at), quantity=read(quantity, at))


def extraction(*lines: ExtractedLine, **header: str) -> Extraction:
    return Extraction("rfq", 0.9, "en", {name: read(text) for name, text in header.items()}, list(lines))


def shown(found: Extraction) -> list[tuple[int, str, str]]:
    return [
        (
            item.position,
            item.part_number.value if item.part_number else "",
            item.quantity.value if item.quantity else "",
        )
        for item in found.lines
    ]


TWO = extraction(line(1, "AX-100", "500"), line(2, "BX-200", "1200"), customer_name="Larkfeld", project="P1")


def test_a_persons_value_keeps_the_place_of_what_it_replaces() -> None:
    corrected, _, history = correct(TWO, Kept(), Change(header={"customer_name": "Larkfield Ltd", "project": None}))
    value = corrected.header["customer_name"]
    assert (value.value, value.text, value.source, value.confidence) == (
        "Larkfield Ltd",
        "Larkfield Ltd",
        "person",
        1.0,
    )
    assert (value.page, value.box) == (1, TWO.header["customer_name"].box)
    assert "project" not in corrected.header
    assert [(entry.field, entry.old, entry.new) for entry in history] == [
        ("customer_name", "Larkfeld", "Larkfield Ltd"),
        ("project", "P1", None),
    ]


def test_lines_are_changed_added_and_removed() -> None:
    change = Change(lines=[LineChange(2, {"quantity": "12"})], add=[{"part_number": "CX", "quantity": "7"}], remove=[1])
    corrected, kept, history = correct(TWO, Kept(), change)
    assert shown(corrected) == [(2, "BX-200", "12"), (3, "CX", "7")]
    assert [entry.kind for entry in history] == ["line", "remove", "add"]
    assert overlay(TWO, kept)[0] == corrected


def test_an_added_line_never_takes_the_position_of_a_removed_one() -> None:
    corrected, kept, _ = correct(TWO, Kept(), Change(remove=[2]))
    assert shown(correct(corrected, kept, Change(add=[{"part_number": "CX"}]))[0]) == [
        (1, "AX-100", "500"),
        (3, "CX", ""),
    ]


def test_an_added_line_can_be_changed_and_removed_again() -> None:
    corrected, kept, _ = correct(TWO, Kept(), Change(add=[{"part_number": "CX", "quantity": "7"}]))
    corrected, kept, _ = correct(corrected, kept, Change(lines=[LineChange(3, {"quantity": "8"})]))
    assert shown(overlay(TWO, kept)[0])[-1] == (3, "CX", "8")
    corrected, kept, _ = correct(corrected, kept, Change(remove=[3]))
    assert shown(overlay(TWO, kept)[0]) == shown(TWO)


def test_a_line_that_is_not_there_cannot_be_corrected() -> None:
    with pytest.raises(NoSuchLine):
        correct(TWO, Kept(), Change(lines=[LineChange(9, {"quantity": "1"})]))
    with pytest.raises(NoSuchLine):
        correct(TWO, Kept(), Change(remove=[1, 1]))


def test_a_corrected_line_is_found_again_where_a_better_reader_finds_more_lines() -> None:
    _, kept, _ = correct(TWO, Kept(), Change(lines=[LineChange(2, {"quantity": "12"})], remove=[1]))
    better = extraction(line(1, "NEW", "1", 20), line(2, "AX-100", "500", 120), line(3, "BX-200", "1200", 140))
    again, kept = overlay(better, kept)
    assert shown(again) == [(1, "NEW", "1"), (3, "BX-200", "12")]
    assert shown(correct(again, kept, Change(lines=[LineChange(3, {"quantity": "13"})]))[0])[-1] == (3, "BX-200", "13")


def test_a_corrected_line_that_is_not_read_any_more_stays_as_the_person_left_it() -> None:
    _, kept, _ = correct(TWO, Kept(), Change(lines=[LineChange(2, {"quantity": "12"})]))
    assert shown(overlay(extraction(line(1, "AX-100", "500")), kept)[0]) == [(1, "AX-100", "500"), (2, "BX-200", "12")]


def test_an_added_line_that_is_read_later_is_not_there_twice() -> None:
    one = extraction(line(1, "AX-100", "500"))
    _, kept, _ = correct(one, Kept(), Change(add=[{"part_number": "BX-200", "quantity": "1200"}]))
    assert shown(overlay(TWO, kept)[0]) == shown(TWO)


def test_a_new_quantity_is_the_first_of_its_breaks() -> None:
    broken = extraction(line(1, "AX-100", "500"))
    broken.lines[0].quantity_breaks = [read("500"), read("1000")]
    corrected, _, _ = correct(broken, Kept(), Change(lines=[LineChange(1, {"quantity": "250"})]))
    assert [value.value for value in corrected.lines[0].quantity_breaks] == ["250", "1000"]
    corrected, _, _ = correct(corrected, Kept(), Change(lines=[LineChange(1, {"quantity_breaks": ["10", "20"]})]))
    assert corrected.lines[0].quantity
    assert corrected.lines[0].quantity.value == "10"


PARTS = st.sampled_from(["AX-100", "BX-200", "CX-300", "DX-400"])
LINES = st.lists(st.tuples(PARTS, st.integers(1, 99)), max_size=6).map(
    lambda found: extraction(*(line(at, part, str(many)) for at, (part, many) in enumerate(found, 1)))
)
VALUES = st.fixed_dictionaries({}, optional={"part_number": PARTS, "quantity": st.integers(1, 99).map(str)})


@given(LINES, LINES, st.data())
def test_no_word_of_a_person_is_ever_lost(first: Extraction, second: Extraction, data: st.DataObject) -> None:
    standing, kept = first, Kept()
    for _ in range(data.draw(st.integers(0, 4))):
        positions = [item.position for item in standing.lines]
        changes = st.lists(
            st.builds(LineChange, st.sampled_from(positions or [0]), VALUES), max_size=2 * len(positions[:1])
        )
        change = Change(lines=data.draw(changes), add=data.draw(st.lists(VALUES, max_size=2)))
        standing, kept, _ = correct(standing, kept, change)
    again, kept_again = overlay(second, kept)
    said = [value for entry in kept.lines for value in entry.values.values()]
    found = [
        value.value
        for item in again.lines
        for value in (item.part_number, item.quantity)
        if value and value.source == "person"
    ]
    assert sorted(map(str, said)) == sorted(found)
    assert len({item.position for item in again.lines}) == len(again.lines)
    assert len(kept_again.lines) == len(kept.lines)
    assert overlay(second, kept_again)[0] == again
    assert msgspec.convert(msgspec.to_builtins(kept_again), Kept) == kept_again


@pytest.fixture
async def document(client: httpx2.AsyncClient, running_worker: None) -> int:
    """A request for quotation that was read: AX-100, 500 pcs, and BX-200, 1200 pcs."""
    id_ = await uploaded(client, rfq_pdf(), "rfq.pdf")
    await settled(client, id_)
    return id_


@pytest.mark.anyio
async def test_corrections_survive_reading_again(client: httpx2.AsyncClient, document: int, actor: Actor) -> None:
    path = f"/api/v1/documents/{document}"
    patch = {
        "document_type": "order",
        "header": {"customer_name": "Larkfield Ltd", "due_date": "2026-12-01", "rfq_number": None},
        "lines": [{"position": 1, "quantity": 750.5, "needed_by": "2027-01-15"}],
        "add_lines": [{"description": "Spring washer M8", "quantity": 10, "unit": "pcs"}],
        "remove_lines": [2],
    }
    answer = await client.patch(f"{path}/extraction", json=patch)
    assert answer.status_code == 200, answer.text
    corrected = ExtractionOut.model_validate_json(answer.content)
    assert (await client.post(f"{path}/process")).status_code == 202
    again = await settled(client, document)
    assert [run["number"] for run in again["runs"]] == [1, 2]
    assert (again["document_type"], again["ai_extracted_data"]["customer_name"]) == ("order", "Larkfield Ltd")
    extraction = ExtractionOut.model_validate_json((await client.get(f"{path}/extraction")).content)
    assert (extraction.header, extraction.lines) == (corrected.header, corrected.lines)
    assert extraction.header["due_date"].value == "2026-12-01"
    assert "rfq_number" not in extraction.header
    changed, added = extraction.lines
    assert changed.quantity
    assert added.quantity
    assert (changed.quantity.value, changed.quantity.source, changed.quantity.page) == ("750.5", "person", 1)
    assert (added.position, added.quantity.value) == (3, "10")
    history = [
        (entry.kind, entry.field, entry.line, entry.old, entry.new, entry.by) for entry in extraction.corrections
    ]
    assert ("line", "quantity", 1, "500", "750.5", actor.user) in history
    assert ("header", "rfq_number", None, "RFQ-7001", None, actor.user) in history
    assert again["ai_extracted_data"]["line_items"][0]["quantity"] == "750.5"


@pytest.mark.anyio
async def test_other_contexts_see_the_extraction_as_it_stands(
    client: httpx2.AsyncClient, document: int, ground: Ground, actor: Actor
) -> None:
    await client.patch(f"/api/v1/documents/{document}/extraction", json={"remove_lines": [1]})
    async with ground.database.transaction(actor.tenant) as session:
        found = await extraction_of(session, actor, DocumentId(document))
    assert found
    assert shown(found) == [(2, "BX-200", "1200")]


@pytest.mark.anyio
async def test_an_old_version_is_not_overwritten(client: httpx2.AsyncClient, document: int) -> None:
    path = f"/api/v1/documents/{document}/extraction"
    tag = (await client.get(path)).headers["etag"]
    first = await client.patch(path, json={"header": {"project": "A"}}, headers={"if-match": tag})
    second = await client.patch(path, json={"header": {"project": "B"}}, headers={"if-match": tag})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await client.get(path)).json()["header"]["project"]["value"] == "A"
    third = await client.patch(path, json={"header": {"project": "B"}}, headers={"if-match": first.headers["etag"]})
    assert third.status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize(
    "patch",
    [
        {"header": {"colour": "red"}},
        {"header": {"due_date": "soon"}},
        {"header": {"currency": "euros"}},
        {"header": {"total_amount": "NaN"}},
        {"header": {"total_amount": 1e300}},
        {"header": {"customer_name": "a\x00b"}},
        {"lines": [{"position": 1, "quantity": -5}]},
        {"lines": [{"position": 1, "quantity": "1e400"}]},
        {"lines": [{"position": 1, "quantity": "1.234.567,00"}]},
        {"lines": [{"position": 1, "quantity": True}]},
        {"lines": [{"position": 1, "quantity": 5, "quantity_breaks": [6, 7]}]},
        {"lines": [{"position": 99, "quantity": 5}]},
        {"remove_lines": [99]},
        {"remove_lines": [0]},
    ],
)
async def test_a_correction_that_is_not_right_changes_nothing(
    client: httpx2.AsyncClient, document: int, patch: dict[str, object]
) -> None:
    before = (await client.get(f"/api/v1/documents/{document}/extraction")).content
    answer = await client.patch(f"/api/v1/documents/{document}/extraction", json=patch)
    assert answer.status_code == 422, answer.text
    assert (await client.get(f"/api/v1/documents/{document}/extraction")).content == before


@pytest.mark.anyio
async def test_a_document_can_be_typed_in_before_it_is_read(client: httpx2.AsyncClient) -> None:
    id_ = await uploaded(client, CSV)
    patch = {"header": {"customer_name": "Ada"}, "add_lines": [{"description": "Bolt", "quantity": 5}]}
    assert (await client.patch(f"/api/v1/documents/{id_}/extraction", json=patch)).status_code == 200
    extraction = (await client.get(f"/api/v1/documents/{id_}/extraction")).json()
    assert extraction["header"]["customer_name"]["source"] == "person"


@pytest.mark.anyio
@pytest.mark.parametrize("role", Role)
async def test_every_role_may_correct(sign_in: SignIn, role: Role) -> None:
    client = (await sign_in(role)).client
    id_ = await uploaded(client, CSV)
    assert (await client.patch(f"/api/v1/documents/{id_}/extraction", json={"document_type": "rfq"})).status_code == 200
    assert (await client.get(f"/api/v1/documents/{id_}")).json()["document_type"] == "rfq"
