"""Codes and links that are mailed: made, sent in the background, and answered once.

Who asks for one is answered at once and always alike; whether anybody is there to be written to is looked at by the
job. The code itself is kept nowhere but in the mail.
"""

import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.identity.door import Door, tokens_of
from nexus.identity.errors import BadLink
from nexus.identity.ids import TenantId, UserId
from nexus.identity.models import Proof
from nexus.identity.policy import Rules, rules_of
from nexus.identity.rules import Purpose
from nexus.identity.tokens import Tokens
from nexus.identity.work import MailProof
from nexus.platform import clock
from nexus.platform.db import driver_of
from nexus.platform.errors import Unavailable
from nexus.platform.ground import Ground
from nexus.platform.mail.sending import send_now

LIVES = {
    Purpose.SIGN_IN: timedelta(minutes=10),
    Purpose.VERIFY_EMAIL: timedelta(hours=48),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=7),
}
TRIES = 5
SENDS, WITHIN = 3, timedelta(minutes=15)
"""So many mails of one kind go to one address within so long."""
TEMPLATES = {
    Purpose.SIGN_IN: "code",
    Purpose.VERIFY_EMAIL: "verify",
    Purpose.RESET_PASSWORD: "reset",
    Purpose.INVITATION: "invitation",
}
PAGES = {
    Purpose.VERIFY_EMAIL: "verify-email",
    Purpose.RESET_PASSWORD: "reset-password",
    Purpose.INVITATION: "accept-invitation",
}


async def mail_proof(ground: Ground, job: MailProof) -> None:
    """Make a code or a link and mail it, if there is somebody to have it; an older one is no longer good."""
    tokens = tokens_of(ground)
    async with ground.database.transaction(job.tenant) as session:
        rules = await rules_of(session, job.tenant)
        reader = await (await driver_of(session)).fetchrow(_READER, job.tenant, job.email, job.purpose)
        if not rules.is_open or not (reader["may"] if reader else _may_begin(ground, rules, job)):
            return
        made = await _make(session, tokens, job, UserId(reader["id"]) if reader else None)
    if made is None:
        return
    id_, secret = made
    try:
        await send_now(ground, job.email, TEMPLATES[job.purpose], job.language or rules.language,
                       company=rules.company, **job.values, **_values(ground, job, id_, secret))  # fmt: skip
    except Unavailable:
        # The job tries again with another one.
        async with ground.database.transaction(job.tenant) as session:
            await (await driver_of(session)).execute(_DROP, job.tenant, id_)
        raise


async def answer_code(door: Door, tenant: TenantId, email: str, code: str) -> bool:
    """Whether this is the code that was last mailed to the address for signing in; a right one counts once."""
    async with door.database.aside(tenant) as driver:
        found = await driver.fetchrow(_TRY_CODE, tenant, email, clock.now(), TRIES)
        text = _code_text(tenant, email, code)
        if found is None or not door.tokens.is_digest(found["digest"], Purpose.SIGN_IN, text):
            return False
        await driver.execute(_USE, tenant, found["id"], clock.now())
        return True


async def reopen_code(door: Door, tenant: TenantId, email: str) -> None:
    """Let the code that was just answered be answered again: it was right, but something else was missing."""
    async with door.database.aside(tenant) as driver:
        await driver.execute(_REOPEN, tenant, email)


async def answer_link(session: AsyncSession, tokens: Tokens, tenant: TenantId, token: str, purpose: Purpose) -> Proof:
    """Return the proof of a mailed link and use it up in this transaction; raise BadLink when it is not good."""
    _, id_, secret = read_link(token)
    proof = await session.get(Proof, (tenant, id_), with_for_update=True)
    is_open = proof is not None and proof.used_at is None and proof.expires_at > clock.now()
    if proof is None or not is_open or proof.purpose != purpose or not tokens.is_digest(proof.digest, purpose, secret):
        raise BadLink("This link is not good: it was used, has become too old, or was replaced by a newer mail.")
    proof.used_at = clock.now()
    return proof


async def withdraw(session: AsyncSession, tenant: TenantId, user: UserId) -> None:
    """Let nothing that was mailed to a user be good any more."""
    await (await driver_of(session)).execute(_WITHDRAW, tenant, user, clock.now())


def read_link(token: str) -> tuple[TenantId, int, str]:
    """Return the tenant, the number and the secret that a link's token is made of; raise BadLink if it is none."""
    tenant, _, rest = token.partition(".")
    number, _, secret = rest.partition(".")
    if not (secret and all(part.isascii() and part.isdigit() and len(part) < 19 for part in (tenant, number))):
        raise BadLink("This is not a link of ours; copy it whole from the mail.")
    return TenantId(int(tenant)), int(number), secret


def _may_begin(ground: Ground, rules: Rules, job: MailProof) -> bool:
    """Whether somebody who is not known is written to: who would become a user by answering with the code."""
    opened = rules.policy.registration or ground.settings.open_registration
    return job.purpose is Purpose.SIGN_IN and rules.policy.code_sign_in and opened != "closed"


async def _make(session: AsyncSession, tokens: Tokens, job: MailProof, user: UserId | None) -> tuple[int, str] | None:
    driver, now = await driver_of(session), clock.now()
    # Two at once for one address would each find the other's not yet there.
    await driver.execute("select pg_advisory_xact_lock(hashtextextended($1, $2))", f"proof:{job.email}", job.tenant)
    if await driver.fetchval(_SENT, job.tenant, job.email, job.purpose, now - WITHIN) >= SENDS:
        return None
    await driver.execute(_REPLACE, job.tenant, job.email, job.purpose, now)
    if job.purpose is Purpose.SIGN_IN:
        secret = f"{secrets.randbelow(10**6):06}"
        text = _code_text(job.tenant, job.email, secret)
    else:
        text = secret = secrets.token_urlsafe(24)
    proof = Proof(
        tenant_id=job.tenant,
        purpose=job.purpose,
        email=job.email,
        user_id=user,
        digest=tokens.digest(job.purpose, text),
        expires_at=now + LIVES[job.purpose],
    )
    session.add(proof)
    await session.flush()
    return proof.id, secret


def _values(ground: Ground, job: MailProof, id_: int, secret: str) -> dict[str, str]:
    life = LIVES[job.purpose]
    if job.purpose is Purpose.SIGN_IN:
        return {"code": secret, "minutes": str(int(life.total_seconds() // 60))}
    link = f"{ground.settings.reached_at}/{PAGES[job.purpose]}?token={job.tenant}.{id_}.{secret}"
    return {"link": link, "hours": str(int(life.total_seconds() // 3600)), "days": str(life.days)}


def _code_text(tenant: TenantId, email: str, code: str) -> str:
    return f"{tenant}:{email}:{code}"


_READER = """
select id, is_active or ($3 = 'verify-email' and email_verified_at is null) as may
from users where tenant_id = $1 and email = $2
"""
_SENT = "select count(*) from proofs where tenant_id = $1 and email = $2 and purpose = $3 and created_at > $4"
_REPLACE = """
update proofs set used_at = $4 where tenant_id = $1 and email = $2 and purpose = $3 and used_at is null
"""
_DROP = "delete from proofs where tenant_id = $1 and id = $2"
_TRY_CODE = """
update proofs set tries = tries + 1
where tenant_id = $1 and id = (
    select id from proofs where tenant_id = $1 and email = $2 and purpose = 'sign-in' and used_at is null
    order by id desc limit 1
) and used_at is null and expires_at > $3 and tries < $4
returning id, digest
"""
_WITHDRAW = "update proofs set used_at = $3 where tenant_id = $1 and user_id = $2 and used_at is null"
_USE = "update proofs set used_at = $3 where tenant_id = $1 and id = $2"
_REOPEN = """
update proofs set used_at = null where tenant_id = $1 and id = (
    select max(id) from proofs where tenant_id = $1 and email = $2 and purpose = 'sign-in'
)
"""
