"""Tesseract as a program beside us: a picture in, words with boxes and confidence out."""

import re
import shutil
import subprocess
from functools import cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image

WHAT_TO_INSTALL = "install tesseract-ocr with the languages tesseract-ocr-deu, tesseract-ocr-por and tesseract-ocr-fas"
ORIENTATION, COLUMNS, BLOCK, SPARSE = 0, 4, 6, 11
"""Page segmentation modes: which way up; text in columns, in one block, wherever it is."""

_TURN = re.compile(r"^Rotate:\s*(\d+)", re.MULTILINE)
_TURN_SURE = re.compile(r"^Orientation confidence:\s*([\d.]+)", re.MULTILINE)


class Found(NamedTuple):
    """A recognised word; the box in pixels, the confidence from 0 to 1."""

    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.x0, self.y0, self.x1, self.y1

    @property
    def area(self) -> float:
        """Square pixels."""
        return max(self.x1 - self.x0, 0.0) * max(self.y1 - self.y0, 0.0)


@cache
def languages() -> frozenset[str]:
    """List the installed languages; none when Tesseract is not there."""
    program = shutil.which("tesseract")
    if not program:
        return frozenset()
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - the path found just above
    return frozenset(name for line in listed.stdout.splitlines()[1:] if (name := line.strip()) not in ("", "osd"))


def recognise(image: Image.Image, language: str, mode: int, dpi: int, seconds: float) -> list[Found]:
    """Recognise the words of a picture. `language` may join several by `+`; no words when time runs out."""
    found: list[Found] = []
    for row in _run(image, ["-l", language, "--psm", str(mode), "--dpi", str(dpi), "tsv"], seconds).splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            x, y, width, height = (float(cell) for cell in cells[6:10])
            found.append(Found(cells[11].strip(), max(float(cells[10]), 0.0) / 100, x, y, x + width, y + height))
    return found


def tell_turn(image: Image.Image, dpi: int, seconds: float) -> int:
    """Tell by how many degrees clockwise to turn a picture; 0 when Tesseract is not sure."""
    said = _run(image, ["--psm", str(ORIENTATION), "--dpi", str(dpi)], seconds)
    turn, sure = _TURN.search(said), _TURN_SURE.search(said)
    return int(turn[1]) if turn and sure and float(sure[1]) > 0.5 else 0


def _run(image: Image.Image, arguments: list[str], seconds: float) -> str:
    program = shutil.which("tesseract") or "tesseract"
    picture = BytesIO()
    image.save(picture, "PPM")
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, nothing of the document
            [program, "stdin", "stdout", *arguments],
            input=picture.getvalue(), capture_output=True, timeout=seconds, check=False, env={"OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")
