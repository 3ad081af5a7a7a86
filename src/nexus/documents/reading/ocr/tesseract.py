"""Tesseract as a program beside us: pictures in, words with boxes and confidence out."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image

WHAT_TO_INSTALL = "install tesseract-ocr with the languages tesseract-ocr-deu, tesseract-ocr-por and tesseract-ocr-fas"


class Found(NamedTuple):
    """A recognised word; the box in pixels, the confidence from 0 to 1."""

    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def area(self) -> float:
        return max(self.x1 - self.x0, 0.0) * max(self.y1 - self.y0, 0.0)


@cache
def languages() -> frozenset[str]:
    """The languages that are installed; empty when Tesseract is not."""
    program = shutil.which("tesseract")
    if not program:
        return frozenset()
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - the path found just above
    return frozenset(line.strip() for line in listed.stdout.splitlines()[1:] if line.strip())


def recognise(image: Image.Image, jobs: list[tuple[str, int]], dpi: int, seconds: float) -> list[list[Found]]:
    """The words by each of `jobs` (languages joined by `+`, page segmentation mode), which run side by side."""
    buffer = BytesIO()
    image.save(buffer, "PPM")
    picture = buffer.getvalue()
    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(lambda job: _words(_run(picture, *job, dpi, seconds)), jobs))


def _run(picture: bytes, language: str, mode: int, dpi: int, seconds: float) -> str:
    program = shutil.which("tesseract") or "tesseract"
    command = [program, "stdin", "stdout", "-l", language, "--psm", str(mode), "--dpi", str(dpi), "tsv"]
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, nothing of the document
            command, input=picture, capture_output=True, timeout=seconds, check=False, env={"OMP_THREAD_LIMIT": "1"}
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def _words(table: str) -> list[Found]:
    found: list[Found] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            x, y, width, height = (float(cell) for cell in cells[6:10])
            found.append(Found(cells[11].strip(), max(float(cells[10]), 0.0) / 100, x, y, x + width, y + height))
    return found
