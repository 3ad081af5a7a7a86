"""The life of a traveler and of its operations, and the hash that ties each revision to the one before."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from nexus.platform.flow import Flow


class TravelerStatus(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


TRAVELER_FLOW = Flow(
    {
        TravelerStatus.DRAFT: {TravelerStatus.RELEASED, TravelerStatus.CANCELLED},
        TravelerStatus.RELEASED: {TravelerStatus.IN_PROGRESS, TravelerStatus.ON_HOLD, TravelerStatus.CANCELLED},
        TravelerStatus.IN_PROGRESS: {TravelerStatus.ON_HOLD, TravelerStatus.COMPLETED, TravelerStatus.CANCELLED},
        TravelerStatus.ON_HOLD: {TravelerStatus.IN_PROGRESS, TravelerStatus.RELEASED, TravelerStatus.CANCELLED},
        TravelerStatus.COMPLETED: set(),
        TravelerStatus.CANCELLED: set(),
    }
)
ON_THE_FLOOR = frozenset({TravelerStatus.RELEASED, TravelerStatus.IN_PROGRESS})
"""Statuses in which work may be done."""
UNFINISHED = ON_THE_FLOOR | {TravelerStatus.DRAFT, TravelerStatus.ON_HOLD}

OLD_STATUS = {"created": TravelerStatus.DRAFT}
"""Names of statuses that old clients send."""


class OperationStatus(StrEnum):
    """What is stored; the rest follows.

    Before it has begun an operation is told as `waiting` or `ready` by what has reached it, then as `running` while
    somebody is clocked in on it and `paused` while nobody is.
    """

    PENDING = "pending"
    BEGUN = "begun"
    DONE = "done"


OPERATION_FLOW = Flow(
    {
        OperationStatus.PENDING: {OperationStatus.BEGUN, OperationStatus.DONE},
        OperationStatus.BEGUN: {OperationStatus.DONE},
        OperationStatus.DONE: set(),
    }
)


class FirstArticle(StrEnum):
    """Whether the first good piece of an operation must be approved before more is made."""

    NONE = "none"
    REQUIRED = "required"
    APPROVED = "approved"
    REJECTED = "rejected"


class Change(msgspec.Struct, frozen=True):
    """One difference between two revisions: where (`operations.20.name`), what it was, what it is."""

    where: str
    before: Any
    after: Any


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """Write a revision's content in the one way that its hash is taken of."""
    return msgspec.json.encode(snapshot, order="deterministic")


def chained(previous: bytes | None, content: bytes) -> bytes:
    """Return the hash of a revision: SHA-256 over the hash before it and its own content."""
    return hashlib.sha256((previous or b"") + content).digest()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Tell what two snapshots differ in; lines are compared by their own number."""
    flat_before, flat_after = _flat(before), _flat(after)
    names = [*flat_before, *(name for name in flat_after if name not in flat_before)]
    return [
        Change(name, flat_before.get(name), flat_after.get(name))
        for name in names
        if flat_before.get(name) != flat_after.get(name)
    ]


def _flat(snapshot: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in snapshot.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            flat |= _flat({str(each["number"]): each for each in value}, f"{path}{name}.")
        elif isinstance(value, dict):
            flat |= _flat(value, f"{path}{name}.")
        elif value != []:
            flat[f"{path}{name}"] = value
    return flat


def traveler_number(year: int, count: int) -> str:
    """Write a traveler's number: `T-2026-00042`."""
    return f"T-{year}-{count:05d}"
