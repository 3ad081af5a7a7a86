"""Scans: what a code is, what can be done with it, and doing it, once for each scan."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.public import Actor, UserId, badge_actor
from nexus.manufacturing.errors import OldPaper, UnknownCode, WrongCheckCharacter
from nexus.manufacturing.ids import OperationId, TravelerId
from nexus.manufacturing.models import Operation, Scan, Traveler
from nexus.manufacturing.queries.floor import read_operation
from nexus.manufacturing.rules.clocking import Act
from nexus.manufacturing.rules.travelers import ON_THE_FLOOR, OperationStatus, TravelerStatus
from nexus.manufacturing.scanning.codes import (
    BadgeCode,
    Command,
    PartLabel,
    TravelerCode,
    UnitCode,
    Unknown,
    WrongCheck,
    read_code,
)
from nexus.manufacturing.schemas.floor import ScanIn, ScanOut
from nexus.manufacturing.schemas.travelers import MoveTraveler
from nexus.manufacturing.service import floor, labor, travelers
from nexus.manufacturing.service.floor import Deed
from nexus.platform import clock
from nexus.platform.db import driver_of

_COUNTED = {"good", "scrap", "rework"}
_REMEMBERED_HOURS = 12
"""How long a device remembers whose badge and which operation were scanned last."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What was answered to this scan before, and what its device remembers: who works at it, its last operation."""

    answer: str | None
    user: int | None
    operation: int | None


async def scan(session: AsyncSession, actor: Actor, given: ScanIn) -> ScanOut:
    """Do what a scan says; the same scan sent again answers as it did, and does nothing.

    Raises the problems of what it asks for; then nothing of it is done, and it may be sent again.
    """
    actor.must("travelers:read")
    before = await _before(session, actor, given)
    if before.answer is not None:
        return ScanOut.model_validate_json(before.answer)
    at = given.at or clock.now()
    labor.must_be_possible(at, None)
    code = _read(given.text)
    who = await _who(session, actor, code, before)
    match code:
        case TravelerCode():
            told = await _of_traveler(session, (actor, who), given, code)
        case Command():
            told = await _of_command(session, (actor, who), given, (code, before))
        case BadgeCode():
            message = f"{who.name} works at this scanner now."
            told = ScanOut(scan_id=given.scan_id, ok=True, what="badge", did="", message=message)
        case UnitCode():
            told = ScanOut(
                scan_id=given.scan_id, ok=True, what="unit", did="", message=f"Lot or unit {code.number}.",
                part={"lot": code.number}, actions=("genealogy",),
            )  # fmt: skip
        case PartLabel():
            told = _of_label(given, code)
        case Unknown():
            raise UnknownCode(f"{code.reason} What was scanned: {code.text}")
    told = told.model_copy(update={"user_id": who.user, "user_name": who.name})
    await _remember(session, actor, given, told, who)
    return told


def _read(text: str) -> TravelerCode | BadgeCode | UnitCode | Command | PartLabel | Unknown:
    try:
        return read_code(text)
    except WrongCheck as misread:
        raise WrongCheckCharacter(str(misread)) from misread


async def _before(session: AsyncSession, actor: Actor, given: ScanIn) -> _Before:
    row = await (await driver_of(session)).fetchrow(
        _LAST, actor.tenant, given.device, _REMEMBERED_HOURS, clock.now(), given.scan_id
    )
    return _Before(row["answer"] or None, row["badge"], row["operation"])


_LAST = """
with recent as (
    select id, user_id, operation_id, text from scans
    where tenant_id = $1 and device = $2 and $2 <> '' and received_at > $4::timestamptz - make_interval(hours => $3)
    order by received_at desc, id desc limit 50
)
select (select answer from scans where tenant_id = $1 and scan_id = $5) as answer,
    (select user_id from recent where upper(text) like 'NXB|%' order by id desc limit 1) as badge,
    (select operation_id from recent where operation_id is not null order by id desc limit 1) as operation
"""


async def _who(session: AsyncSession, actor: Actor, code: object, before: _Before) -> Actor:
    """Return who does it: whose badge was scanned at this device, else whoever is signed in at it."""
    user = code.user if isinstance(code, BadgeCode) else before.user
    if user is None or user == actor.user:
        return actor
    found = await badge_actor(session, actor, UserId(user))
    if found is None:
        raise UnknownCode("This badge is of nobody here, or of somebody who has left.")
    return found


async def _of_traveler(
    session: AsyncSession, people: tuple[Actor, Actor], given: ScanIn, code: TravelerCode
) -> ScanOut:
    actor = people[0]
    mine = (Traveler.tenant_id == actor.tenant, Traveler.traveler_number == code.number)
    if code.operation is None or given.action == "hold":
        traveler = _current(code, await session.scalar(select(Traveler).where(*mine)))
        if given.action == "hold":
            move = MoveTraveler(status=TravelerStatus.ON_HOLD, reason=given.reason)
            traveler = await travelers.move_traveler(session, people[1], TravelerId(traveler.id), move)
        elif given.action:
            raise UnknownCode(f"This is the code of the whole traveler; to {given.action}, scan one of its operations.")
        can = ("hold",) if traveler.status in ON_THE_FLOOR else ()
        return ScanOut(
            scan_id=given.scan_id, ok=True, what="traveler", did=given.action, message=_said(traveler),
            traveler_id=traveler.id, traveler_number=traveler.traveler_number, actions=can,
        )  # fmt: skip
    wanted = floor.places(hold=bool(given.action)).where(*mine, Operation.step_number == code.operation)
    found = (await session.execute(wanted)).first()
    traveler = _current(code, found[0] if found else await session.scalar(select(Traveler).where(*mine)))
    if found is None:
        raise UnknownCode(f"{traveler.traveler_number} has no operation {code.operation}.")
    return await _do(session, people, given, (traveler, found[1]))


async def _of_command(
    session: AsyncSession, people: tuple[Actor, Actor], given: ScanIn, told: tuple[Command, _Before]
) -> ScanOut:
    command, before = told
    if before.operation is None:
        raise UnknownCode("Scan the operation first, then what to do with it.")
    place = await floor.held(session, people[0], OperationId(before.operation))
    quantity = given.quantity if command.quantity is None else Decimal(command.quantity)
    said = given.model_copy(update={"action": command.action.value.lower(), "quantity": quantity})
    return await _do(session, people, said, place)


def _current(code: TravelerCode, traveler: Traveler | None) -> Traveler:
    """Return the traveler of a code; raise OldPaper (409) when its paper is not of the present revision."""
    if traveler is None:
        raise UnknownCode(f"There is no traveler {code.number} here.")
    if code.revision != str(traveler.revision) or traveler.status is TravelerStatus.DRAFT:
        now = f"revision {traveler.revision}" if traveler.status is not TravelerStatus.DRAFT else "not released"
        raise OldPaper(
            f"This paper is of revision {code.revision}; {traveler.traveler_number} is {now}. Fetch the new paper.",
            scanned=code.revision,
            current=traveler.revision,
        )
    return traveler


async def _do(
    session: AsyncSession, people: tuple[Actor, Actor], given: ScanIn, place: tuple[Traveler, Operation]
) -> ScanOut:
    actor, who = people
    traveler, operation = place
    did = ""
    if given.action:
        operation = await floor.work_on(session, people, place, _deed(given, operation))
        await session.flush()
        did = given.action
    body = await read_operation(await driver_of(session), actor.tenant, operation.id)
    shown: dict[str, Any] = msgspec.json.decode(body or "{}")
    return ScanOut(
        scan_id=given.scan_id,
        ok=True,
        what="operation",
        did=did,
        message=f"{_said(traveler)} Operation {operation.step_number} {operation.step_name}: {shown['status']}, "
        f"{shown['quantity_at_hand']} of {shown['quantity_in']} at hand.",
        traveler_id=traveler.id,
        traveler_number=traveler.traveler_number,
        operation=shown,  # type: ignore[arg-type]
        actions=_can(traveler, operation, who, running=shown["status"] == "running"),
    )


def _deed(given: ScanIn, operation: Operation) -> Deed:
    """Return what a scan tells to do. Moving on counts all that is at hand as good."""
    at_hand = floor.pieces_of(operation).at_hand
    counted = {given.action: given.quantity if given.quantity is not None else Decimal(1)}
    if given.action == "move":
        counted = {"good": at_hand}
    elif given.action == "finish" and given.quantity is not None:
        counted = {"good": given.quantity}
    act = Act(given.action) if given.action in set(Act) else None
    return Deed(
        scan=given.scan_id,
        act=act,
        **{name: value for name, value in counted.items() if name in _COUNTED},
        reason=given.reason or ("Scanned as scrap." if given.action == "scrap" else ""),
        kind=given.kind,
        at=given.at,
        device=given.device or "scanner",
    )


def _can(traveler: Traveler, operation: Operation, who: Actor, *, running: bool) -> tuple[str, ...]:
    if traveler.status not in ON_THE_FLOOR or operation.status is OperationStatus.DONE or not who.may("labor:log"):
        return ()
    pieces = floor.pieces_of(operation)
    counting = ["good", "scrap", "rework", "move"] if pieces.at_hand > 0 else []
    begin = ["start"] if pieces.at_hand > 0 or pieces.rework > 0 else []
    return (*begin, *(["pause"] if running else []), *counting, "finish")


def _of_label(given: ScanIn, label: PartLabel) -> ScanOut:
    part = {name: value for name, value in msgspec.to_builtins(label).items() if isinstance(value, str | int | float)}
    named = label.manufacturer_part_number or label.part_number or label.customer_part_number or "part"
    return ScanOut(
        scan_id=given.scan_id, ok=True, what="part", did="", message=f"A label of {named}.",
        part={name: value for name, value in part.items() if value != ""}, actions=("use",),
    )  # fmt: skip


def _said(traveler: Traveler) -> str:
    why = f" ({traveler.held_why})" if traveler.held_why else ""
    return (
        f"{traveler.traveler_number} revision {traveler.revision}, {traveler.quantity.normalize():f} {traveler.unit} "
        f"{traveler.part_number or traveler.part_name}: {traveler.status.value.replace('_', ' ')}{why}."
    )


async def _remember(session: AsyncSession, actor: Actor, given: ScanIn, told: ScanOut, who: Actor) -> None:
    """Keep the scan with its answer; of an act there is a row already, by which the time was counted."""
    answer = told.model_dump_json()
    operation = told.operation.id if told.operation else None
    driver = await driver_of(session)
    if await driver.fetchval(_ANSWER, actor.tenant, given.scan_id, answer, given.text, given.device) is None:
        session.add(
            Scan(
                tenant_id=actor.tenant,
                scan_id=given.scan_id,
                device=given.device,
                user_id=who.user,
                operation_id=operation,
                at=given.at or clock.now(),
                text=given.text,
                answer=answer,
            )
        )


# What has an answer already was done by another transaction meanwhile: the row that is put beside it is then refused.
_ANSWER = """
update scans set answer = $3, text = $4, device = $5
where tenant_id = $1 and scan_id = $2 and answer = '' returning id
"""
