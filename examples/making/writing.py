"""Write the example requests as files: PDF by typst, a scan of a PDF, a spreadsheet, a mail with a PDF inside."""

import io
import json
import zipfile
from dataclasses import asdict
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import numpy as np
import pypdfium2
import typst
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageFilter

from making.requests import Request

HERE = Path(__file__).parent
FONTS = HERE.parents[1] / "src/nexus/platform/printing/fonts"
EPOCH = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def pdf(request: Request, template: str) -> bytes:
    """Set one request with the template of that name."""
    return typst.compile(
        (HERE / "papers" / f"{template}.typ").read_bytes(),
        font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs={"rfq": json.dumps(asdict(request))},
    )  # fmt: skip


def scan(paper: bytes) -> bytes:
    """Print, lay slightly askew, scan in grey at 200 dpi with dust and noise: a PDF that holds only a picture."""
    document = pypdfium2.PdfDocument(paper)
    page = document[0].render(scale=200 / 72).to_pil().convert("L")
    page = page.rotate(0.8, resample=Image.Resampling.BICUBIC, expand=False, fillcolor=252)
    page = page.filter(ImageFilter.GaussianBlur(0.6))
    dust = np.random.default_rng(1187)
    grey = np.asarray(page, dtype=np.float32)
    grey = grey * 0.94 + 9 + dust.normal(0, 6, grey.shape)
    grey[dust.random(grey.shape) < 0.0003] = 70
    picture = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    jpeg, out = io.BytesIO(), io.BytesIO()
    picture.save(jpeg, "JPEG", quality=55)
    moment = EPOCH.timetuple()
    Image.open(jpeg).save(out, "PDF", resolution=200, creationDate=moment, modDate=moment)
    return out.getvalue()


def sheet(request: Request) -> bytes:
    """Write a spreadsheet as buyers keep it: a title, some fields, a coloured header, a remark at the foot."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "RFQ"
    page["A1"], page["A1"].font = "Ostermere Robotics Inc. - Request for Quotation", Font(bold=True, size=14)
    fields = [
        ("RFQ number", request.number), ("Date", date(2026, 11, 17)), ("Response required by", date(2026, 12, 4)),
        ("Project", request.project), ("Contact", "Dana Whitcombe, dana.whitcombe@ostermere.example"), ("Currency", "EUR"),
        ("Ship to", "410 Canal Street, Columbus, OH 43201, USA"),
    ]  # fmt: skip
    for row, (name, value) in enumerate(fields, start=3):
        page.cell(row, 1, name).font = Font(bold=True)
        page.cell(row, 3, value)
    header = ["#", "Manufacturer", "Mfr part number", "Description", "Qty", "Needed by"]
    for column, name in enumerate(header, start=1):
        cell = page.cell(12, column, name)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="33415C")
        cell.alignment = Alignment(horizontal="center")
    for row, ask in enumerate(request.asks, start=13):
        values = [int(ask.line), ask.maker, ask.part, ask.description, int(ask.pieces), date(2027, 1, 22)]
        for column, value in enumerate(values, start=1):
            page.cell(row, column, value or None)
    page.cell(13 + len(request.asks) + 1, 1, "Please quote lead time for every line. RoHS compliant parts only.")
    for column, width in zip("ABCDEF", (6, 24, 20, 48, 10, 14), strict=True):
        page.column_dimensions[column].width = width
    book.properties.created = book.properties.modified = EPOCH.replace(tzinfo=None)
    book.properties.creator = "Dana Whitcombe"
    out = io.BytesIO()
    book.save(out)
    return _still(out.getvalue())


def mail(request: Request, attachment: bytes) -> bytes:
    """Write a mail whose list hangs on it as a PDF."""
    message = EmailMessage()
    message["From"] = "Inês Valadares <ines.valadares@serralva.example>"
    message["To"] = "Veldane Components <sales@veldane.example>"
    message["Subject"] = f"Pedido de cotação {request.number} - {request.project}"
    message["Date"] = "Wed, 18 Nov 2026 09:42:00 +0000"
    message["Message-ID"] = "<20261118094200.0932@serralva.example>"
    message.set_content(
        "Bom dia,\n\n"
        f"Segue em anexo o nosso pedido de cotação {request.number} para a obra {request.project}.\n"
        "Agradecemos a vossa melhor proposta até 02/12/2026.\n\n"
        "Com os melhores cumprimentos,\n\n"
        "Inês Valadares\nCompras\nSerralva Automação Lda\nTel. +351 253 555 014\n",
        cte="quoted-printable",
    )
    message.add_attachment(attachment, maintype="application", subtype="pdf", filename="pedido-de-cotacao-0932.pdf")
    message.set_boundary("serralva-0932-boundary")
    return message.as_bytes()


def _still(archive: bytes) -> bytes:
    """Give every file in the archive the same date, so that the same sheet is always the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _undated(content)
            new.writestr(zipfile.ZipInfo(name, (2026, 11, 18, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _undated(core: bytes) -> bytes:
    """Put the writer's moment where openpyxl puts the present one."""
    text = core.decode()
    start = text.index(">", text.index("<dcterms:modified")) + 1
    end = text.index("</dcterms:modified>")
    return (text[:start] + EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ") + text[end:]).encode()
