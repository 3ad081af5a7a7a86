"""What is read from mails: who, when, what is written, and what is attached."""

from email.message import EmailMessage

import pytest

from nexus.documents.evidence import Paragraph, Reading, Table
from nexus.documents.reading.files import read_bytes
from nexus.documents.reading.limits import ReadingLimits
from tests.documents.files import at, pdf


def mail(text: str = "Please quote.", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Jürgen Groß <j.gross@example.com>"
    message["To"] = "sales@example.com"
    message["Subject"] = "Anfrage AN-1 – Muttern"
    message["Date"] = "Mon, 15 Feb 2027 09:30:00 +0100"
    message.set_content(text)
    alternative = [html] if html else []
    for body in alternative:
        message.add_alternative(body, subtype="html")
    return message


def read(message: EmailMessage, limits: ReadingLimits | None = None) -> Reading:
    return read_bytes(message.as_bytes(), limits=limits or ReadingLimits(), name="rfq.eml")


def test_properties_say_who_wrote_what_and_when():
    assert read(mail()).properties == {
        "from_name": "Jürgen Groß",
        "from_email": "j.gross@example.com",
        "to": "sales@example.com",
        "subject": "Anfrage AN-1 – Muttern",
        "date": "2027-02-15T09:30:00+01:00",
    }


def test_plain_text_is_preferred():
    blocks = read(mail("Please quote.", "<p>Please <b>quote</b> now.</p>")).pages[0].blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["Please quote."]


def test_html_is_preferred_when_it_holds_a_table():
    html = "<p>Please quote:</p><table><tr><th>Item<th>Qty<tr><td>Nut<td>5</table>"
    blocks = read(mail("Please quote: Item Qty Nut 5", html)).pages[0].blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in tables[0].rows] == [["Item", "Qty"], ["Nut", "5"]]


@pytest.mark.parametrize(
    "intro",
    ["On Mon, 1 Feb 2027 at 10:00, Ann wrote:", "Am 01.02.2027 um 10:00 schrieb Ann:", "-----Original Message-----"],
)
def test_what_was_written_before_is_history(intro: str):
    blocks = read(mail(f"Please quote.\n\n{intro}\n> old lines\n\nmore of it")).pages[0].blocks
    styles = {block.text.split("\n")[0]: block.style for block in blocks if isinstance(block, Paragraph)}
    assert styles["Please quote."] == ""
    assert set(styles.values()) == {"", "quote"}


def test_attachments_follow_as_pages_of_their_own():
    message = mail()
    message.add_attachment(pdf(at(72, 700, "Offer")), maintype="application", subtype="pdf", filename="rfq.pdf")
    message.add_attachment(b"Item;Qty\nNut;5\n", maintype="text", subtype="csv", filename="bom.csv")
    assert [(page.number, page.part) for page in read(message).pages] == [(1, ""), (2, "rfq.pdf"), (3, "bom.csv")]


def test_a_mail_in_a_mail_is_read_and_named():
    inner = mail("The inner one.")
    inner.add_attachment(b"Item;Qty\nNut;5\n", maintype="text", subtype="csv", filename="bom.csv")
    outer = mail("See below.")
    outer.add_attachment(inner, filename="forwarded.eml")
    assert [page.part for page in read(outer).pages] == ["", "forwarded.eml", "forwarded.eml/bom.csv"]


def test_mails_are_not_read_without_end():
    nested = mail("Innermost")
    for _ in range(6):
        outer = mail("Outer")
        outer.add_attachment(nested, filename="inner.eml")
        nested = outer
    reading = read(nested)
    assert len(reading.pages) == ReadingLimits().depth
    assert reading.flags == ["attachment-refused: inner.eml: mails are read 3 deep"]


def test_of_forty_attachments_twenty_are_read_and_the_others_told_of():
    message = mail()
    for number in range(40):
        message.add_attachment(b"Nut 5", maintype="text", subtype="plain", filename=f"{number}.txt")
    reading = read(message)
    assert len(reading.pages) == 21
    assert len(reading.flags) == 20
    assert reading.flags[0].startswith("attachment-refused: 20.txt: only the first 20")


def test_a_bad_attachment_does_not_spoil_the_mail():
    message = mail()
    message.add_attachment(b"MZ\0\0\0", maintype="application", subtype="pdf", filename="rfq.pdf")
    reading = read(message)
    assert len(reading.pages) == 1
    assert reading.flags[0].startswith("attachment-refused: rfq.pdf:")


def test_headers_that_make_no_sense_do_no_harm():
    reading = read_bytes(b"From: =?x?q?\xff?= <<>\r\nDate: never\r\nSubject: a\r\n\r\nNut 5\r\n", name="rfq.eml")
    assert "date" not in reading.properties
    assert [block.text for block in reading.pages[0].blocks if isinstance(block, Paragraph)] == ["Nut 5"]
