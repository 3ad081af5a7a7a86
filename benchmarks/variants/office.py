"""A request as a spreadsheet, a Word file, a CSV or a mail, in shapes drawn at random."""

import csv
import io
import random
from email.message import EmailMessage
from html import escape

from docx import Document
from docx.document import Document as DocumentObject
from openpyxl import Workbook

from benchmarks.variants import words
from benchmarks.variants.asking import Request

SENTENCES = {
    "en": "{quantity} {unit} {part}{dash}{description}", "de": "{quantity} {unit} {part}{dash}{description}",
    "pt": "{quantity} {unit} de {part}{dash}{description}", "fa": "{quantity} {unit} {part}{dash}{description}",
}  # fmt: skip


def sheet(dice: random.Random, request: Request) -> bytes:
    """A workbook: the header somewhere above, the table somewhere below, perhaps not in the first column."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = dice.choice(["RFQ", "Sheet1", "Items", "BOM"])
    left, row = dice.choice([1, 1, 2, 3]), dice.choice([1, 1, 2, 4])
    page.cell(row, left, dice.choice(words.TITLES[request.language]))
    row += dice.choice([1, 2])
    page.cell(
        row, left, f"{request.labels['customer_name']}:" if dice.random() < 0.5 else request.labels["customer_name"]
    )
    page.cell(row, left + 1, request.header["customer_name"])
    gap = dice.choice([1, 1, 2])
    for name, value in request.header.items():
        if name != "customer_name":
            row += 1
            page.cell(row, left, request.labels[name])
            page.cell(row, left + gap, value)
    row += dice.choice([2, 3])
    for offset, name in enumerate(request.columns):
        page.cell(row, left + offset, request.heads[name])
    as_numbers = dice.random() < 0.7
    for line in request.lines:
        row += 1
        for offset, name in enumerate(request.columns):
            numeric = as_numbers and name in {"quantity", "line"}
            value = line.truth["quantity" if name == "quantity" else "line_number"] if numeric else line.printed[name]
            page.cell(row, left + offset, value or None)
    page.cell(row + 2, left, dice.choice(words.CLOSINGS[request.language]))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(dice: random.Random, request: Request) -> bytes:
    """A Word file: letterhead, header as lines or as a table, items as a table or a list."""
    document = Document()
    document.add_heading(dice.choice(words.TITLES[request.language]), 1)
    document.add_paragraph(f"{request.header['customer_name']}\n{dice.choice(words.STREETS[request.language])}")
    document.add_paragraph(f"{dice.choice(words.TO[request.language])}: {words.SELLER}")
    pairs = [(request.labels[name], value) for name, value in request.header.items() if name != "customer_name"]
    if dice.random() < 0.5:
        _grid(document, [list(pair) for pair in pairs])
    else:
        for label, value in pairs:
            document.add_paragraph(f"{label}: {value}")
    document.add_paragraph(dice.choice(words.GREETINGS[request.language]))
    if dice.random() < 0.6:
        names = request.columns
        heads = [request.heads[name] for name in names]
        _grid(document, [heads, *([line.printed[name] for name in names] for line in request.lines)])
    else:
        only_sentences(request)
        for line in request.lines:
            document.add_paragraph(sentence(request, line.printed), style="List Bullet")
    document.add_paragraph(dice.choice(words.CLOSINGS[request.language]))
    document.add_paragraph(request.header["contact_name"])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _grid(document: DocumentObject, rows: list[list[str]]) -> None:
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def table_file(dice: random.Random, request: Request) -> bytes:
    """A CSV, with or without lines of header above the table."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dice.choice([",", ";", "\t"]))
    # An export repeats the header beside every item.
    repeated = [name for name in ("rfq_number", "customer_name") if len(request.lines) > 1 and dice.random() < 0.4]
    for name, value in request.header.items():
        if name not in repeated:
            writer.writerow([request.labels[name], value])
    writer.writerow([])
    writer.writerow([*(request.labels[name] for name in repeated), *(request.heads[name] for name in request.columns)])
    for line in request.lines:
        beside = [request.header[name] for name in repeated]
        writer.writerow([*beside, *(line.printed[name] for name in request.columns)])
    return out.getvalue().encode(dice.choice(["utf-8", "utf-8-sig"]))


def mail(dice: random.Random, request: Request, attached: bytes | None) -> bytes:
    """A mail: items in an attached PDF, in an HTML table, or as a list in the text."""
    message = EmailMessage()
    header = request.header
    message["From"] = f'"{header["contact_name"]}" <{header["contact_email"]}>'
    message["To"] = "sales@veldane.example"
    message["Subject"] = f"{dice.choice(words.TITLES[request.language])} {header['rfq_number']}"
    message["Date"] = f"{request.truth['issue_date']}T09:30:00Z"
    del message["Date"]
    greeting = dice.choice(words.GREETINGS[request.language])
    facts = [
        f"{request.labels[name]}: {value}"
        for name, value in header.items()
        if name not in {"customer_name", "issue_date"}
    ]
    sign = [words.REGARDS[request.language], header["contact_name"], header["customer_name"], header["contact_phone"]]
    if attached is not None:
        message.set_content("\n".join([greeting, "", *sign]))
        message.add_attachment(attached, maintype="application", subtype="pdf", filename="enquiry.pdf")
    elif dice.random() < 0.5:
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(line.printed[name])}</td>" for name in request.columns) + "</tr>"
            for line in request.lines
        )
        head = "".join(f"<th>{escape(request.heads[name])}</th>" for name in request.columns)
        message.set_content(greeting)
        below = "".join(f"<p>{'<br>'.join(map(escape, part))}</p>" for part in (facts, sign))
        body = f"<p>{escape(greeting)}</p><table><tr>{head}</tr>{rows}</table>{below}"
        message.add_alternative(body, subtype="html")
    else:
        only_sentences(request)
        mark = dice.choice(["- ", "* ", "• ", ""])
        items = [mark + sentence(request, line.printed) for line in request.lines]
        before: list[str] = []
        if dice.random() < 0.3:
            before = [*words.PASSED_ON[request.language], ""]
            message.replace_header("Subject", f"FW: {message['Subject']}")
        message.set_content("\n".join([*before, greeting, "", *items, "", *facts, "", *sign]))
    return message.as_bytes()


def sentence(request: Request, printed: dict[str, str]) -> str:
    """Return the line as a list of running text would say it."""
    dash = " - " if printed["part"] and printed["description"] else ""
    return SENTENCES[request.language].format(**{**printed, "dash": dash})


def only_sentences(request: Request) -> None:
    """Let the truth hold no more than the sentences say."""
    for line in request.lines:
        both = " - ".join(filter(None, (line.printed["part"], line.printed["description"])))
        unit = line.truth["unit"] or next(
            unit for unit, names in words.UNITS[request.language].items() if line.printed["unit"] in names
        )
        line.truth.update(
            description=both,
            quantity_breaks=None,
            needed_by=None,
            unit=unit,
            unit_text=line.printed["unit"],
            line_number=line.truth["line_number"],
        )
