"""Reads pictures (PNG, JPEG, TIFF) as scanned pages."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from nexus.documents.evidence import Page, Reading
from nexus.documents.reading.limits import ReadingLimits, Unreadable
from nexus.documents.reading.scans import Scan

_PAGE_WIDTH = 595.0
"""Points. A picture that does not say its resolution is taken to be as wide as a page."""
_PLAUSIBLE_DPI = (70, 1300)
_LARGEST_PIXELS = 80_000_000


def read_picture(content: bytes, media_type: str, limits: ReadingLimits, scans: list[Scan]) -> Reading:
    """One page per frame."""
    reading = Reading(media_type=media_type)
    try:
        with Image.open(BytesIO(content)) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > limits.pages:
                raise Unreadable("pages", f"The picture has {frames} pages; up to {limits.pages} are read.")
            for index, frame in enumerate(ImageSequence.Iterator(image)):
                page = _page(frame, index)
                reading.pages.append(page)
                scans.append(Scan(page, _render(content, index, page.width)))
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("unreadable", "The picture is damaged. Scan or photograph the page again.") from error
    return reading


def _page(frame: Image.Image, index: int) -> Page:
    width, height = frame.size
    if width * height > _LARGEST_PIXELS:
        raise _too_large()
    if frame.getexif().get(0x0112, 1) in (5, 6, 7, 8):
        width, height = height, width
    dpi = frame.info.get("dpi", (0, 0))[0]
    lowest, highest = _PLAUSIBLE_DPI
    scale = 72 / float(dpi) if lowest <= dpi <= highest else _PAGE_WIDTH / width
    return Page(number=index + 1, width=round(width * scale, 2), height=round(height * scale, 2), source="ocr")


def _render(content: bytes, index: int, width: float) -> Callable[[float], Image.Image]:
    return partial(_picture, content, index, width)


def _picture(content: bytes, index: int, width: float, scale: float) -> Image.Image:
    with Image.open(BytesIO(content)) as image:
        image.seek(index)
        upright = ImageOps.exif_transpose(image)
        on_paper = Image.new("RGB", upright.size, "white")
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            with_alpha = upright.convert("RGBA")
            on_paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
            upright = on_paper
        gray = upright.convert("L")
        factor = width * scale / gray.width
        size = (max(1, round(gray.width * factor)), max(1, round(gray.height * factor)))
        return gray.resize(size, Image.Resampling.LANCZOS)


def _too_large() -> Unreadable:
    return Unreadable("bomb", "The picture has far more pixels than a scanned page. Scan it at 300 dots per inch.")
