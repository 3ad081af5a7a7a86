"""Reading the mails that tests have Nexus send: the development outbox, and what stands in them."""

import asyncio
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from nexus.platform.settings import Settings

ENOUGH_SECONDS = 180


async def mails_to(settings: Settings, address: str, count: int = 1) -> list[EmailMessage]:
    """Return the mails to an address once there are `count` of them, the newest last."""
    folder = settings.home / "outbox"
    found: list[Path] = []
    async with asyncio.timeout(ENOUGH_SECONDS):
        while len(found) < count:
            await asyncio.sleep(0.03 if folder.exists() else 0.1)
            found = sorted(folder.glob(f"*-{address}.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in found]


def code_in(mail: EmailMessage) -> str:
    """Return the code that stands in a mail."""
    return re.findall(r"^\s*([0-9]{6})\s*$", mail.get_content(), re.MULTILINE)[0]


def token_in(mail: EmailMessage) -> str:
    """Return what stands in the link of a mail."""
    return re.findall(r"\?token=(\S+)", mail.get_content())[0]
