"""What identity does in the background: mailing codes and links, forgetting what is no longer needed."""

from datetime import timedelta

from nexus.identity.service import lockouts, proofs
from nexus.identity.work import MailProof
from nexus.platform import clock
from nexus.platform.ground import Ground
from nexus.platform.ids import TenantId

KEPT = timedelta(days=90)
"""How long ended sessions can still be told of."""


async def mail_proof(ground: Ground, job: MailProof) -> None:
    """Mail a code or a link."""
    await proofs.mail_proof(ground, job)


async def forget(ground: Ground) -> None:
    """Forget old proofs, ended sessions of long ago, and failures of names that do not exist."""
    before = clock.now() - KEPT
    async with ground.database.reads(None) as reads:
        tenants = [TenantId(row["id"]) for row in await reads.fetch("select id from tenants")]
    for tenant in tenants:
        async with ground.database.aside(tenant) as driver:
            await driver.execute("delete from proofs where tenant_id = $1 and expires_at < $2", tenant, before)
            await driver.execute("delete from sessions where tenant_id = $1 and expires_at < $2", tenant, before)
            await lockouts.forget_strangers(driver, tenant)
