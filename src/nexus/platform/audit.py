"""The audit trail: who did what, on which row, from where, when; entries of a tenant form a chain of hashes.

An entry's hash covers its content and the hash before it, so that one altered, taken out or put in between shows. The
runtime roles can read entries and append them, no more. They are appended at the very end of the transaction they
belong to: together with the work, or not at all.
"""

from datetime import datetime
from typing import Any, Protocol

import msgspec
from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from nexus.platform import clock
from nexus.platform.db import Base, Database, ReadConnection, before_commit
from nexus.platform.ids import TenantId
from nexus.platform.origin import origin


class Who(Protocol):
    """Whoever acts: for which tenant, which user (0: nobody in particular), and their name."""

    @property
    def tenant(self) -> TenantId: ...
    @property
    def user(self) -> int: ...
    @property
    def name(self) -> str: ...


class AuditEntry(Base):
    """One thing that was done."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        Index("ix_audit_entries_subject", "tenant_id", "subject", "subject_id"),
    )

    tenant_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(Text)
    actor: Mapped[int | None]
    actor_name: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]
    address: Mapped[str]
    request: Mapped[str]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


def note(session: AsyncSession, who: Who, action: str, on: tuple[str, int | None] = ("", None), **detail: Any) -> None:
    """Note in this transaction, which must be one of the actor's tenant, that `who` did `action` on a row.

    `action` is `thing.done` in the past tense; `on` is the kind of row and its id; `detail` must be plain JSON.
    """
    if "audit" not in session.info:
        session.info["audit"] = []
        before_commit(session, _append_noted(session.info["audit"]))
    session.info["audit"].append(_entry(who, action, on, detail))


async def note_aside(
    database: Database, who: Who, action: str, on: tuple[str, int | None] = ("", None), **detail: Any
) -> None:
    """Note something in a transaction of its own: what was refused leaves no other trace."""
    async with database.aside(who.tenant) as driver:
        await append(driver, who, action, on, **detail)


async def append(
    driver: ReadConnection, who: Who, action: str, on: tuple[str, int | None] = ("", None), **detail: Any
) -> None:
    """Append to the trail in a transaction that `Database.aside` gave; call it last, for others wait meanwhile."""
    await driver.execute(_APPEND, [_entry(who, action, on, detail)])


_APPEND = "select audit_append($1)"


def _append_noted(entries: list[dict[str, Any]]) -> Any:
    async def append(driver: ReadConnection) -> None:
        await driver.execute(_APPEND_TEXT, msgspec.json.encode(entries).decode())

    return append


# The connections of transactions take JSON as text, those of single statements as values.
_APPEND_TEXT = "select audit_append($1::text::jsonb)"


def _entry(who: Who, action: str, on: tuple[str, int | None], detail: dict[str, Any]) -> dict[str, Any]:
    here = origin()
    return {
        "at": clock.now(),
        "action": action,
        "actor": int(who.user) or None,
        "actor_name": who.name,
        "subject": on[0],
        "subject_id": on[1],
        "detail": detail,
        "address": here.address,
        "request": here.request,
    }


class Broken(msgspec.Struct, frozen=True):
    """An entry at which a tenant's chain does not hold."""

    number: int
    at: datetime
    action: str
    what: str


class Chain(msgspec.Struct, frozen=True):
    """What verifying a tenant's chain found."""

    entries: int
    last_hash: str
    broken: list[Broken]


async def verify(driver: ReadConnection, tenant: TenantId) -> Chain:
    """Go over the tenant's whole chain in the database; return how long it is, its last hash, and where it breaks."""
    head = await driver.fetchrow(_HEAD, tenant)
    broken = await driver.fetch(_VERIFY, tenant)
    entries, last_hash = (head["number"], head["hash"].hex()) if head else (0, "")
    return Chain(entries, last_hash, [Broken(*row) for row in broken])


async def hash_at(driver: ReadConnection, tenant: TenantId, number: int) -> str | None:
    """Return the hash of one entry, None when there is no such entry: to compare with one that was written down."""
    found = await driver.fetchval("select hash from audit_entries where tenant_id = $1 and number = $2", tenant, number)
    return None if found is None else found.hex()


_HEAD = "select number, hash from audit_entries where tenant_id = $1 order by number desc limit 1"
_VERIFY = """
select number, at, action,
       case when number <> before + 1 then 'entries before it are missing' else 'it was altered' end as what
from (
    select number, at, action, coalesce(lag(number) over chain, 0) as before,
           hash = sha256(coalesce(lag(hash) over chain, ''::bytea) || convert_to(audit_text(a), 'UTF8')) as is_whole
    from audit_entries a where tenant_id = $1 window chain as (order by number)
) as looked_at
where number <> before + 1 or not is_whole
order by number limit 100
"""
