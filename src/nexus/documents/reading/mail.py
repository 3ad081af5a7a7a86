"""Reads mails (EML): who, when, what is written, and the attachments as following pages."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import cast

from nexus.documents.evidence import Page, Paragraph, Reading, Table
from nexus.documents.reading.html import html_blocks
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.plain import decode, paragraphs
from nexus.documents.reading.text import clean, flag, one_line

MEDIA_TYPE = "message/rfc822"
ReadPart = Callable[[bytes, str], Reading]

_FORWARDED = re.compile(r"\s*(?:fwd?|wg|enc|rv|i|tr|doorst|ارسال)\s*:", re.IGNORECASE)
_HISTORY = re.compile(
    r"^[ \t]*(?:-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Mensagem original|پیام اصلی).*"
    r"|_{20,}|On .{5,120} wrote:|Am .{5,120} schrieb.{0,80}:|Em .{5,120} escreveu:|Le .{5,120} a écrit\s?:)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


def read_mail(content: bytes, limits: ReadingLimits, read_part: ReadPart, depth: int = 0) -> Reading:
    """The body is page 1; `read_part(bytes, name)` reads each attachment. A bad attachment is told of, not fatal."""
    try:
        message = message_from_bytes(content, policy=policy.default)
    except (MessageError, ValueError, LookupError) as error:
        raise Unreadable("unreadable", f"The mail is damaged: {error}.") from error
    reading = Reading(media_type=MEDIA_TYPE)
    reading.properties = _properties(message, reading.flags)
    plain, html, attachments = _leaves(message)
    forwarded = _FORWARDED.match(reading.properties.get("subject", "")) is not None
    body = _body(plain, html, limits, reading.flags, forwarded=forwarded)
    reading.pages.append(Page(number=1, source="flow", blocks=body))
    for number, part in enumerate(attachments, 1):
        name = _name(part, number)
        if number > limits.attachments:
            flag(reading.flags, f"attachment-refused: {name}: only the first {limits.attachments} attachments are read")
            continue
        _attach(reading, part, name, limits, read_part, depth=depth)
    return reading


def attachments_of(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name, as in `Page.part`, and content of each attachment of a mail that was read before."""
    message = message_from_bytes(content, policy=policy.default)
    for number, part in enumerate(_leaves(message)[2], 1):
        mails = _children(part) if part.get_content_type() == MEDIA_TYPE else []
        yield _name(part, number), mails[0].as_bytes() if mails else _payload(part)


def _name(part: EmailMessage, number: int) -> str:
    return one_line(_header(part.get_filename) or f"attachment {number}")


def _attach(
    reading: Reading, part: EmailMessage, name: str, limits: ReadingLimits, read_part: ReadPart, *, depth: int
) -> None:
    try:
        inner = _inner(part, name, limits, read_part, depth)
    except Unreadable as refused:
        flag(reading.flags, f"attachment-refused: {name}: {refused.reason}")
        return
    if len(reading.pages) + len(inner.pages) > limits.pages:
        flag(reading.flags, f"attachment-refused: {name}: the mail would have more than {limits.pages} pages")
        return
    for page in inner.pages:
        page.number = len(reading.pages) + 1
        page.part = f"{name}/{page.part}" if page.part else name
        reading.pages.append(page)
    reading.xml += inner.xml
    for found in inner.flags:
        flag(reading.flags, found)


def _inner(part: EmailMessage, name: str, limits: ReadingLimits, read_part: ReadPart, depth: int) -> Reading:
    if part.get_content_type() != MEDIA_TYPE:
        return read_part(_payload(part), name)
    if depth + 1 >= limits.depth:
        raise Unreadable("archive", f"mails are read {limits.depth} deep")
    mails = _children(part)
    return read_mail(mails[0].as_bytes() if mails else _payload(part), limits, read_part, depth + 1)


def _leaves(message: EmailMessage) -> tuple[str, str, list[EmailMessage]]:
    """The first plain and the first HTML body, and everything attached. Pictures shown inside the HTML are left out."""
    plain, html = "", ""
    attachments: list[EmailMessage] = []
    for part in _parts(message):
        kind = part.get_content_type()
        inline = part.get_content_disposition() != "attachment" and not _header(part.get_filename)
        if inline and kind == "text/plain":
            plain = f"{plain}\n\n{_text(part)}" if plain else _text(part)
        elif inline and kind == "text/html":
            html += _text(part)
        elif not (
            kind.startswith("image/") and part.get("Content-ID") and part.get_content_disposition() != "attachment"
        ):
            attachments.append(part)
    return plain, html, attachments


def _parts(message: EmailMessage) -> list[EmailMessage]:
    """The leaves of a mail; an attached mail counts as one leaf."""
    found: list[EmailMessage] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and part.get_content_type() != MEDIA_TYPE:
            waiting += reversed(_children(part))
        elif not part.is_multipart() or part is not message:
            found.append(part)
    return found


def _children(part: EmailMessage) -> list[EmailMessage]:
    """The parts of a part; none when it is a leaf."""
    inner = cast("list[object] | str | None", part.get_payload())
    return [child for child in inner if isinstance(child, EmailMessage)] if isinstance(inner, list) else []


def _body(
    plain: str, html: str, limits: ReadingLimits, flags: list[str], *, forwarded: bool
) -> list[Paragraph | Table]:
    """Plain text, unless only the HTML holds tables (or anything at all)."""
    if html:
        blocks = html_blocks(html, limits, flags)
        if not plain.strip() or any(isinstance(block, Table) for block in blocks):
            return _mark_history(blocks, forwarded=forwarded)
    return _mark_history([*paragraphs(clean(plain, flags))], forwarded=forwarded)


def _mark_history(blocks: list[Paragraph | Table], *, forwarded: bool) -> list[Paragraph | Table]:
    """Everything after `On ... wrote:` is quoted history; in a forwarded mail the first such line opens it."""
    marked: list[Paragraph | Table] = []
    history = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            marked.append(block)
            continue
        start = None if history else _HISTORY.search(block.text)
        if start and forwarded:
            start, forwarded = None, False
        if start and block.text[: start.start()].strip():
            marked.append(Paragraph(text=block.text[: start.start()].rstrip(), ref=block.ref, style=block.style))
            block = Paragraph(text=block.text[start.start() :], ref=block.ref)  # noqa: PLW2901 - the rest of the block
        history = history or start is not None
        marked.append(Paragraph(text=block.text, ref=block.ref, style="quote") if history else block)
    return marked


def _properties(message: EmailMessage, flags: list[str]) -> dict[str, str]:
    sender = _header(lambda: str(message.get("From", "")))
    name, address = parseaddr(sender)
    found = {
        "from_name": one_line(name, flags),
        "from_email": one_line(address, flags),
        "to": one_line(_header(lambda: str(message.get("To", ""))), flags),
        "subject": one_line(_header(lambda: str(message.get("Subject", ""))), flags),
        "date": _date(_header(lambda: str(message.get("Date", "")))),
    }
    return {key: value for key, value in found.items() if value}


def _header(get: Callable[[], str | None]) -> str:
    """A header of a stranger's mail; empty when the standard library cannot make sense of it."""
    try:
        return get() or ""
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, MessageError):
        return ""


def _date(text: str) -> str:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return ""
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).isoformat()


def _text(part: EmailMessage) -> str:
    return decode(_payload(part), part.get_content_charset())


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
