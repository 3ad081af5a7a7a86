"""Delivering mails: to an SMTP server over TLS, or in development into a folder where they can be read."""

import asyncio
import re
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import structlog

from nexus.platform import clock
from nexus.platform.errors import Unavailable
from nexus.platform.mail.writing import Message
from nexus.platform.settings import Settings, SettingsError

log = structlog.get_logger()

SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}


class Mailer(Protocol):
    """Where mails go."""

    async def deliver(self, message: Message) -> None:
        """Hand the mail over; raise Unavailable when it could not be, so that the job tries again."""
        ...


def open_mailer(settings: Settings) -> Mailer:
    """Return the mailer that the settings name; raise SettingsError when its address cannot be understood."""
    url = settings.mail.url.get_secret_value()
    if url:
        return SmtpMailer.at(url, settings.mail.sender)
    return NoMailer() if settings.production else FolderMailer(settings.home / "outbox", settings.mail.sender)


@dataclass(frozen=True)
class SmtpMailer:
    """Sends to one SMTP server: `smtps://` speaks TLS from the start, `smtp://` must change to it before a word more.

    `smtp://host?tls=none` leaves the line open, for a server on the same machine.
    """

    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    implicit: bool
    starttls: bool
    context: ssl.SSLContext | None = None
    """How the server's certificate is checked; None: as the machine does."""

    @classmethod
    def at(cls, url: str, sender: str) -> "SmtpMailer":
        """Return the mailer for an address like smtp://user:password@mail.example:587."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise SettingsError(["NEXUS_MAIL__URL: must be smtp://user:password@host:port or smtps://..."])
        bare = parse_qs(parts.query).get("tls") == ["none"]
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=sender,
            implicit=implicit,
            starttls=not (implicit or bare),
        )

    async def deliver(self, message: Message) -> None:
        """Hand the mail to the server."""
        try:
            await aiosmtplib.send(
                _mime(message, self.sender),
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.implicit,
                start_tls=self.starttls,
                tls_context=self.context,
                timeout=SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError) as failed:
            raise Unavailable(f"The mail server did not take the mail: {type(failed).__name__}.") from failed
        log.info("mail.sent", language=message.language)


@dataclass(frozen=True)
class FolderMailer:
    """Puts each mail as a file into a folder, where a person or a test opens it: for development."""

    folder: Path
    sender: str

    async def deliver(self, message: Message) -> None:
        """Write the mail to a file that is whole when it appears."""
        await asyncio.to_thread(self._write, message)

    def _write(self, message: Message) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        reader = re.sub(r"[^A-Za-z0-9.@_-]", "_", message.to)
        file = self.folder / f"{clock.now():%Y%m%d-%H%M%S-%f}-{reader}.eml"
        part = file.with_suffix(".part")
        part.write_bytes(_mime(message, self.sender).as_bytes())
        part.rename(file)
        log.info("mail.kept", file=str(file))


@dataclass(frozen=True)
class NoMailer:
    """Says that no mail can be sent: production without a mail server."""

    async def deliver(self, message: Message) -> None:
        """Refuse."""
        raise Unavailable(f"No mail server is set (NEXUS_MAIL__URL), so nothing was sent ({message.language}).")


def _mime(message: Message, sender: str) -> EmailMessage:
    mime = EmailMessage(policy=SMTP)
    mime["From"] = sender
    mime["To"] = message.to
    mime["Subject"] = message.subject
    mime["Date"] = format_datetime(clock.now())
    mime["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    mime["Auto-Submitted"] = "auto-generated"
    # Base64 for whatever is not ASCII: some servers still break longer lines of eight bits.
    mime.set_content(message.text, cte="7bit" if message.text.isascii() else "base64")
    mime["Content-Language"] = message.language
    return mime
