"""Draws one page of a file as a picture, with the place of a value marked on it."""

import io

import msgspec
import pypdfium2
from PIL import Image, ImageDraw

from nexus.documents.evidence import Box
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.mail import attachments_of
from nexus.documents.reading.spot import Spot
from nexus.documents.sniff import Kind, sniff

MARK = (255, 196, 0)
EDGE = (214, 92, 0)
LONGEST_SIDE = 8_000


def draw(content: bytes, name: str, spot: Spot, limits: ReadingLimits) -> bytes:
    """Return the page as PNG. Raises `Unreadable` where there is nothing to draw, such as a sheet."""
    kind = sniff(content, name)
    if kind == Kind.EML and spot.part:
        return _draw_attachment(content, spot, limits)
    if kind == Kind.PDF:
        image = _pdf_page(content, spot, limits)
    elif kind in {Kind.PNG, Kind.JPEG, Kind.TIFF}:
        image = _frame(content, spot, limits)
    else:
        raise Unreadable(
            "type", "Only pages of PDF files and scans have a picture; here the value's cell is named instead."
        )
    image = _turned(image, spot.turn)
    if spot.box is not None:
        image = _marked(image, spot.box, image.width / (spot.width or 595))
    drawn = io.BytesIO()
    image.save(drawn, "PNG")
    return drawn.getvalue()


def _draw_attachment(content: bytes, spot: Spot, limits: ReadingLimits) -> bytes:
    """Draw the page in the attachment that the spot names; attachments of one name follow each other."""
    index = spot.index
    for name, part in attachments_of(content):
        if name != spot.part and not spot.part.startswith(f"{name}/"):
            continue
        inside = msgspec.structs.replace(spot, part=spot.part[len(name) + 1 :], index=index)
        count = None if inside.part else _page_count(part, name)
        if count is not None and index >= count:
            index -= count
            continue
        return draw(part, name, inside, limits)
    raise Unreadable("unreadable", "This page is not in the mail.")


def _page_count(content: bytes, name: str) -> int | None:
    if sniff(content, name) != Kind.PDF:
        return 1
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def _pdf_page(content: bytes, spot: Spot, limits: ReadingLimits) -> Image.Image:
    try:
        with pypdfium2.PdfDocument(content) as document:
            page = document[spot.index]
            width, height = page.get_size()
            scale = _scale(width, height, spot.pixels_wide, limits)
            bitmap = page.render(scale=scale)  # pyright: ignore[reportArgumentType] - any number will do
            return bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise Unreadable("unreadable", "This page of the PDF cannot be drawn.") from error


def _frame(content: bytes, spot: Spot, limits: ReadingLimits) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = limits.pixels * 4
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.seek(spot.index)
            scale = _scale(image.width, image.height, spot.pixels_wide, limits)
            return image.convert("RGB").resize((max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    except (OSError, EOFError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable("unreadable", "This picture cannot be drawn.") from error


def _scale(width: float, height: float, pixels_wide: int, limits: ReadingLimits) -> float:
    """Return how many pixels a point gets, so that neither a side nor the whole grows past its limit."""
    if width <= 0 or height <= 0:
        raise Unreadable("unreadable", "This page has no size.")
    return min(pixels_wide / width, LONGEST_SIDE / height, (limits.pixels / (width * height)) ** 0.5)


def _turned(image: Image.Image, degrees: float) -> Image.Image:
    quarters = round(degrees / 90) * 90
    upright = image.rotate(-quarters, expand=True) if quarters % 360 else image
    rest = degrees - quarters
    return upright.rotate(-rest, Image.Resampling.BICUBIC, fillcolor="white") if abs(rest) >= 0.1 else upright


def _marked(image: Image.Image, box: Box, scale: float) -> Image.Image:
    corners = (box.x0 * scale - 3, box.y0 * scale - 3, box.x1 * scale + 3, box.y1 * scale + 3)
    glow = Image.new("RGB", image.size, "white")
    ImageDraw.Draw(glow).rectangle(corners, fill=MARK)
    marked = Image.composite(Image.blend(image, glow, 0.35), image, _within(image.size, corners))
    ImageDraw.Draw(marked).rectangle(corners, outline=EDGE, width=2)
    return marked


def _within(size: tuple[int, int], corners: tuple[float, float, float, float]) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rectangle(corners, fill=255)
    return mask
