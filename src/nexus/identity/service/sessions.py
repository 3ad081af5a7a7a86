"""Sessions after they were opened: refreshed, listed, ended."""

from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.actor import Actor
from nexus.identity.door import Door
from nexus.identity.errors import BadToken
from nexus.identity.ids import SessionId, TenantId, UserId
from nexus.identity.models import Session
from nexus.identity.policy import rules_of
from nexus.identity.schemas.signing import SignedIn, UserOut
from nexus.identity.service.signing import IDLE, WHOLE, tokens_for, user_of
from nexus.identity.tokens import LEEWAY, Refresh
from nexus.platform import audit, clock
from nexus.platform.errors import NotFound
from nexus.platform.mail.sending import send_later
from nexus.platform.origin import origin

GRACE = timedelta(seconds=10)
"""So long the token before the present one answers the same child: its answer may have been lost on the way."""


async def refresh(door: Door, token: str) -> SignedIn:
    """Exchange a refresh token for new tokens.

    Each counts once: two at the same time, or one sent again within the grace, get the same child; an older one has
    been stolen, from us or from the thief, so the session ends. Raises BadToken.
    """
    given = door.tokens.read_refresh(token)
    async with door.database.aside(given.tenant) as driver:
        now = clock.now()
        held = await driver.fetchrow(_HELD, given.tenant, given.session, now, now + timedelta(seconds=LEEWAY))
        if held is None or not door.tokens.is_refresh(given, held["refresh_key"]):
            raise BadToken
        generation, is_stolen = held["generation"], False
        if given.generation == generation:
            end = min(now + IDLE, held["created_at"] + WHOLE)
            generation = await driver.fetchval(_RENEW, given.tenant, given.session, now, end)
        elif given.generation < generation - 1 or now - held["renewed_at"] > GRACE:
            is_stolen = True
            await driver.execute(_END, given.tenant, given.session, now)
    if is_stolen:
        await _tell_stolen(door, given, user_of(given.tenant, held))
        raise BadToken
    return tokens_for(door, user_of(given.tenant, held), given.session, generation, held["refresh_key"])


async def _tell_stolen(door: Door, given: Refresh, user: UserOut) -> None:
    async with door.database.transaction(given.tenant) as session:
        who = Actor(given.tenant, UserId(0), None)
        audit.note(session, who, "session.refresh_reused", ("session", given.session), user=user.id)
        rules = await rules_of(session, given.tenant)
        values = {"company": rules.company, "address": origin().address or "?"}
        await send_later(session, given.tenant, user.email, "signed-out", rules.language, **values)


async def end(session: AsyncSession, actor: Actor, id_: SessionId, why: str) -> None:
    """End one of the caller's own sessions; raise NotFound when they have no such session."""
    ended = await _end(session, actor.tenant, actor.user, why, Session.id == id_)
    if not ended:
        raise NotFound("session")
    audit.note(session, actor, "session.ended", ("session", id_), why=why)


async def end_all(session: AsyncSession, actor: Actor, user: UserId, why: str, but: SessionId | None = None) -> int:
    """End all sessions of a user of the actor's tenant, but one if it is named; return how many there were."""
    others = [Session.id != but] if but is not None else []
    ended = await _end(session, actor.tenant, user, why, *others)
    audit.note(session, actor, "session.all_ended", ("user", int(user)), why=why, sessions=ended)
    return ended


async def own(session: AsyncSession, actor: Actor) -> list[Session]:
    """Return the caller's live sessions, the newest first."""
    live = (Session.tenant_id == actor.tenant, Session.user_id == actor.user, Session.ended_at.is_(None))
    newest = select(Session).where(*live, Session.expires_at > clock.now()).order_by(Session.renewed_at.desc())
    return list(await session.scalars(newest.limit(200)))


async def _end(session: AsyncSession, tenant: TenantId, user: UserId, why: str, *which: ColumnElement[bool]) -> int:
    mine = (Session.tenant_id == tenant, Session.user_id == user, Session.ended_at.is_(None))
    ending = update(Session).where(*mine, *which).values(ended_at=clock.now(), ended_why=why)
    return len((await session.scalars(ending.returning(Session.id))).all())


_HELD = """
select s.generation, s.refresh_key, s.created_at, s.renewed_at,
       u.id, u.email, u.username, u.first_name, u.last_name, u.role
from sessions s
join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
join tenants t on t.id = s.tenant_id
where s.tenant_id = $1 and s.id = $2 and s.ended_at is null and s.expires_at > $3 and s.renewed_at <= $4
  and u.is_active and t.status = 'active'
for update of s
"""
_RENEW = """
update sessions set generation = generation + 1, renewed_at = $3, expires_at = $4 where tenant_id = $1 and id = $2
returning generation
"""
_END = """
update sessions set ended_at = $3, ended_why = 'refresh token used twice' where tenant_id = $1 and id = $2
"""
