"""Mail: written in the reader's language, handed to a real SMTP server over TLS or not at all, kept in development."""

import socket
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from importlib.resources import files
from ipaddress import IPv4Address
from pathlib import Path

import jinja2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from nexus.platform import clock
from nexus.platform.errors import Unavailable
from nexus.platform.mail.delivering import FolderMailer, SmtpMailer, open_mailer
from nexus.platform.mail.writing import LANGUAGES, Message, write
from nexus.platform.settings import Settings, SettingsError

pytestmark = [
    pytest.mark.anyio,
    # The server cannot tell that a line which is secret from the start is secret.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]

MAIL = Message("ada@test.example", "Ihr Code: größer", "Zeile eins\n.\nکد شما 123456\n", "fa")
TEMPLATES = sorted(entry.name for entry in (files("nexus.platform.mail") / "templates" / "en").iterdir())


class Inbox:
    """A mail server's memory."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - its name there
        self.taken.append(envelope)
        return "250 taken"


def checked(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"nexus", b"p@ss word")
    return AuthResult(success=right)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test.example")])
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = serialization.PrivateFormat.PKCS8
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(key.private_bytes(pem, kept, serialization.NoEncryption()) + made.public_bytes(pem))
    return file


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(inbox: Inbox, certificate: Path | None, *, implicit: bool = False) -> Generator[int]:
    """Run an SMTP server that wants to know who sends, and give its port."""
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    over = {"ssl_context": context} if implicit else {"tls_context": context, "require_starttls": context is not None}
    asks = {"authenticator": checked, "auth_required": certificate is not None, "auth_require_tls": not implicit}
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **over, **(asks if certificate else {}))
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


def url(scheme: str, port: int, tail: str = "") -> str:
    return f"{scheme}://nexus:p%40ss%20word@127.0.0.1:{port}{tail}"


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp", False), ("smtps", True)])
async def test_a_mail_reaches_a_server_over_tls_whole(certificate: Path, scheme: str, implicit: bool) -> None:
    inbox = Inbox()
    with server(inbox, certificate, implicit=implicit) as port:
        mailer = SmtpMailer.at(url(scheme, port), "Nexus <post@works.example>")
        await replace(mailer, context=trusting(certificate)).deliver(MAIL)
    taken = message_from_bytes(inbox.taken[0].content, policy=policy.default)
    assert inbox.taken[0].rcpt_tos == ["ada@test.example"]
    assert (taken["from"], taken["to"], taken["subject"]) == ("Nexus <post@works.example>", MAIL.to, MAIL.subject)
    assert taken.get_content().replace("\r\n", "\n") == MAIL.text


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(certificate: Path) -> None:
    inbox = Inbox()
    with server(inbox, certificate) as port, pytest.raises(Unavailable):
        await SmtpMailer.at(url("smtp", port), "nexus@works.example").deliver(MAIL)
    assert inbox.taken == []


async def test_a_server_without_tls_gets_no_mail_unless_the_setting_says_so() -> None:
    inbox = Inbox()
    with server(inbox, None) as port:
        with pytest.raises(Unavailable):
            await SmtpMailer.at(f"smtp://127.0.0.1:{port}", "nexus@works.example").deliver(MAIL)
        assert inbox.taken == []
        await SmtpMailer.at(f"smtp://127.0.0.1:{port}?tls=none", "nexus@works.example").deliver(MAIL)
    assert len(inbox.taken) == 1


async def test_a_wrong_password_or_nobody_there_can_be_tried_again(certificate: Path) -> None:
    with server(Inbox(), certificate) as port:
        mailer = SmtpMailer.at(url("smtp", port).replace("p%40ss", "wrong"), "nexus@works.example")
        with pytest.raises(Unavailable):
            await replace(mailer, context=trusting(certificate)).deliver(MAIL)
    with pytest.raises(Unavailable):
        await SmtpMailer.at(url("smtp", port), "nexus@works.example").deliver(MAIL)


async def test_in_development_a_mail_is_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    await FolderMailer(folder, "nexus@works.example").deliver(replace(MAIL, to="../../evil@x.example"))
    kept = list(folder.iterdir())
    assert [file.name.endswith("-.._.._evil@x.example.eml") for file in kept] == [True]
    assert folder.stat().st_mode & 0o077 == 0
    assert "123456" in message_from_bytes(kept[0].read_bytes(), policy=policy.default).get_content()


async def test_production_without_a_mail_server_says_so() -> None:
    mailer = open_mailer(Settings.load().model_copy(update={"environment": "production"}))
    with pytest.raises(Unavailable, match="NEXUS_MAIL__URL"):
        await mailer.deliver(MAIL)


@pytest.mark.parametrize("address", ["http://x", "smtp://", "mail.example"])
def test_an_address_that_is_no_mail_server_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="NEXUS_MAIL__URL"):
        SmtpMailer.at(address, "nexus@works.example")


def test_every_template_exists_in_every_language() -> None:
    assert len(TEMPLATES) >= 8
    for language in LANGUAGES:
        folder = files("nexus.platform.mail") / "templates" / language
        assert sorted(entry.name for entry in folder.iterdir()) == TEMPLATES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_names_its_values_and_misses_none(template: str, language: str) -> None:
    names = {"company", "code", "minutes", "hours", "days", "link", "inviter", "role", "failures", "address", "by"}
    values = {name: f"<{name}>" for name in names}
    mail = write("ada@test.example", template.removesuffix(".txt"), language, values)
    assert mail.subject
    assert "{" not in mail.subject + mail.text
    with pytest.raises(jinja2.UndefinedError):
        write("ada@test.example", template.removesuffix(".txt"), language, {})


def test_a_subject_is_one_line_whatever_a_name_holds() -> None:
    values = {"company": "A\r\nBcc: evil@x.example", "inviter": "Eve\nTo: x", "role": "x", "link": "x", "days": "7"}
    mail = write("ada@test.example", "invitation", "en", values)
    assert "\n" not in mail.subject
