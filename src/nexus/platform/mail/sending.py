"""Sending mails later: a job in the transaction that wants it, so that a mail goes out only for what was done."""

from sqlalchemy.ext.asyncio import AsyncSession

from nexus.platform.ground import Ground
from nexus.platform.ids import TenantId
from nexus.platform.jobs import Job, enqueue
from nexus.platform.mail.writing import write


class SendMail(Job, frozen=True):
    """Write and send one mail. Nothing secret may stand in its values: they are kept with the job."""

    to: str
    template: str
    language: str
    values: dict[str, str]


async def send_later(
    session: AsyncSession, tenant: TenantId, to: str, template: str, language: str, **values: str
) -> None:
    """Let a mail be sent once this transaction is committed; tried again until the mail server takes it."""
    await enqueue(session, SendMail(tenant=tenant, to=to, template=template, language=language, values=values))


async def send(ground: Ground, job: SendMail) -> None:
    """Write and send the mail."""
    await ground.mailer.deliver(write(job.to, job.template, job.language, job.values))


async def send_now(ground: Ground, to: str, template: str, language: str, **values: str) -> None:
    """Write and send a mail whose values are kept nowhere; only for jobs, which try again."""
    await ground.mailer.deliver(write(to, template, language, values))
