"""Small files made in the test itself, so that reading is tested without any data set."""

import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, page: str = "", catalog: str = "", size: tuple[int, int] = (595, 842)) -> bytes:
    """A PDF of pages with these content streams; `page` and `catalog` go into their dictionaries."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
    ]
    for index, content in enumerate(pages):
        box = f"/MediaBox[0 0 {size[0]} {size[1]}]"
        objects.append(
            f"<</Type/Page/Parent 2 0 R{box}/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * index} 0 R {page}>>"
        )
        objects.append(f"<</Length {len(content.encode('latin-1'))}>>\nstream\n{content}\nendstream")
    return bound(objects)


def bound(objects: Sequence[str], root: int = 1) -> bytes:
    """Objects bound to a PDF file with its table of offsets."""
    file = io.BytesIO()
    file.write(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(file.tell())
        file.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = file.tell()
    rows = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    file.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode())
    file.write(f"trailer\n<</Size {len(objects) + 1}/Root {root} 0 R>>\nstartxref\n{start}\n%%EOF".encode())
    return file.getvalue()


def at(x: float, y: float, text: str, size: float = 11) -> str:
    """Text at a place of the page, as an instruction for a content stream."""
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A stroke from one point to the other."""
    return f"{x0} {y0} m {x1} {y1} l S\n"


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of the parts."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook(rows: str, *, state: str = "visible") -> bytes:
    """An XLSX file with a sheet of these rows, in the words of its own XML, and one visible sheet after it."""
    sheet = f'<worksheet xmlns="{SHEETS}"><sheetData>{{}}</sheetData></worksheet>'
    kinds = f"{LINKS}/worksheet"
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{LINKS}"><sheets>'
            f'<sheet name="BOM" sheetId="1" state="{state}" r:id="r1"/>'
            '<sheet name="Terms" sheetId="2" r:id="r2"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{kinds}" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{kinds}" Target="worksheets/sheet2.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet.format(rows),
            "xl/worksheets/sheet2.xml": sheet.format('<row r="1"><c r="A1" t="str"><v>Net 30</v></c></row>'),
        }
    )


def letter(body: str, **parts: str) -> bytes:
    """A DOCX file with this body, in the words of its own XML; `parts` are further ones, such as `header1`."""
    inside = {f"word/{name}.xml": content for name, content in parts.items()}
    return package(
        {"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>', **inside}
    )


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of a DOCX file."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
