"""Travelers to print, and a reader that sees a page as a printer of so many dots an inch puts it down."""

from datetime import date

import msgspec
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from nexus.manufacturing.printing.sheet import SheetCheck, SheetItem, SheetStep, TravelerSheet

NAMES = ("Solder paste printing", "Pick and place", "Reflow", "Optical inspection", "Selective soldering", "Coating")


def item(number: int, **over: object) -> SheetItem:
    """Return a line of a bill of materials."""
    made = SheetItem(
        number=number,
        part_number=f"RC0603FR-07{number}KL",
        description="Thick film resistor 0603, 1 %, 100 mW, 75 V",
        quantity="1,000",
        unit="pcs",
        designators=", ".join(f"R{number}{index}" for index in range(1, 5)),
        supplier="Harbour Parts Ltd",
    )
    return msgspec.structs.replace(made, **over)


def step(number: int, **over: object) -> SheetStep:
    """Return an operation, `number` 10 and so on."""
    made = SheetStep(
        number=number,
        name=NAMES[number // 10 % len(NAMES)],
        code=f"NX1|T-2026-00042|2|{number}|K7",
        description="Stencil ST-118, 120 µm. Clean it after every tenth board.",
        role="Operator, SMT",
        hours="1.5",
        first_article=number == 10,
        needs_approval=number % 40 == 0,
        checks=(SheetCheck("Paste height", "100 – 150 µm"), SheetCheck("Offset", "≤ 0.05 mm")) if number < 30 else (),
    )
    return msgspec.structs.replace(made, **over)


def sheet(items: int = 12, steps: int = 8, **over: object) -> TravelerSheet:
    """Return a traveler with so many lines of its bill of materials and so many operations."""
    made = TravelerSheet(
        locale="en-GB",
        company="Larkfield Electronics",
        number="T-2026-00042",
        revision=2,
        hash="ab12cd34ef56ab78" * 4,
        type="PCB assembly",
        color="#1b6e53",
        code="NX1|T-2026-00042|2|-|4F",
        part_number="BW-SENS-0117-C",
        part_name="Sensor board, four channels",
        quantity="250 pcs",
        job="J-2026-0318",
        po="PO-88213-B",
        customer="Brightwater Instruments",
        due=date(2026, 12, 23),
        priority="High",
        notes="ESD protection throughout. Keep one board of the first panel for the customer.",
        items=tuple(item(number) for number in range(1, items + 1)),
        steps=tuple(step(10 * number) for number in range(1, steps + 1)),
    )
    return msgspec.structs.replace(made, **over)


def asked(sheet: TravelerSheet) -> list[str]:
    """Return the text of each barcode that a traveler must bear: the traveler's twice, each operation's once."""
    return sorted([sheet.code, sheet.code, *(step.code for step in sheet.steps)])


def printed(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Return the pages in grey, at so many dots an inch."""
    document = pdfium.PdfDocument(pdf)
    pages = [
        page.render(scale=dpi / 72, grayscale=True).to_pil()  # pyright: ignore[reportArgumentType]
        for page in document
    ]
    document.close()
    return pages


def scanned(pdf: bytes, dpi: int) -> list[str]:
    """Return what a reader finds on the pages, printed at so many dots an inch."""
    return sorted(code.text for page in printed(pdf, dpi) for code in zxingcpp.read_barcodes(page))


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, its blanks made one."""
    document = pdfium.PdfDocument(pdf)
    found: list[str] = []
    for page in document:
        text_page = page.get_textpage()
        found.append(" ".join(text_page.get_text_bounded().split()))
        text_page.close()
        page.close()
    document.close()
    return found
