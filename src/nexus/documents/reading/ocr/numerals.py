"""Persian numbers, of which Tesseract reads three in four wrong: their digits stand apart, each is told by itself.

A small network (262 inputs, 64 hidden, 17 classes; trained by `benchmarks/numerals.py` on pages set in seven typefaces)
looks at every blob of ink. Blobs that are all digits and separators, standing by themselves, are a number.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nexus.documents.reading.ocr.components import Blob, blobs, groups
from nexus.documents.reading.ocr.pixels import Gray, ink, paper
from nexus.documents.reading.ocr.tesseract import Found

SIDE = 16
_DPI = 200
"""Of the pictures the network was trained on; all measures below are in their pixels."""
_EM = 28.0
GAP = 9.0
_APART = 4
"""A letter nearer than this belongs to the number, which is then none."""
_LOOSE = 6
"""A separator further away than this stands between two numbers."""
TALLEST = 80
_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_SEPARATORS = {"٬": "٬", "،": "٬", "٫": "٫", ".": ".", "/": "/", "-": "-"}
_SURE = 0.4
_OVERLAP = 0.5

Floats = NDArray[np.float32]


class _Network(NamedTuple):
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats
    classes: list[str]


class _Told(NamedTuple):
    """A blob, what it is taken for, and how surely."""

    blob: Blob
    letter: str
    sure: float


def with_numerals(picture: Gray, words: list[Found], dpi: float) -> list[Found]:
    """The words of a Persian page with its numbers read anew. `dpi` must be close to 200."""
    if not 0.9 * _DPI < dpi < 1.1 * _DPI:
        return words
    numbers = find_numbers(picture)
    kept = [word for word in words if not any(_covers(number, word) for number in numbers)]
    return kept + numbers


def find_numbers(picture: Gray) -> list[Found]:
    """Every number in Persian digits on a picture of 200 dpi."""
    marks = [blob for blob in blobs(ink(picture)) if blob.height > 1 and blob.width > 1]
    stood = groups(marks, GAP, TALLEST)
    if not stood:
        return []
    told = iter(_tell(features(picture, stood)))
    numbers: list[Found] = []
    for group in stood:
        numbers += _numbers_of([_Told(blob, *next(told)) for blob in group])
    return numbers


def features(picture: Gray, stood: list[list[Blob]]) -> Floats:
    """For each blob its ink, fitted into a square, and its size and place within its group."""
    light = paper(picture)
    dark = np.clip((light * 0.95 - picture.astype(np.float32)) / (light * 0.8), 0, 1)
    image = Image.fromarray((dark * 255).astype(np.uint8))
    rows = [_row(image, blob, group) for group in stood for blob in group]
    return np.array(rows, dtype=np.float32)


def _row(image: Image.Image, blob: Blob, group: list[Blob]) -> Floats:
    top, bottom = min(other.y0 for other in group), max(other.y1 for other in group)
    scale = SIDE / max(blob.width, blob.height)
    width, height = max(1, round(blob.width * scale)), max(1, round(blob.height * scale))
    cut = image.crop((blob.x0, blob.y0, blob.x1, blob.y1))
    fitted = cut.resize((width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
    square = np.zeros((SIDE, SIDE), dtype=np.float32)
    y, x = (SIDE - height) // 2, (SIDE - width) // 2
    square[y : y + height, x : x + width] = np.asarray(fitted, dtype=np.float32) / 255
    tall = bottom - top
    place = [blob.width / _EM, blob.height / _EM, blob.height / tall, ((blob.y0 + blob.y1) / 2 - top) / tall]
    return np.concatenate((square.ravel(), [*place, tall / _EM, len(group) / 8])).astype(np.float32)


@cache
def _network() -> _Network:
    with files(__package__ or "").joinpath("numerals.npz").open("rb") as file, np.load(file) as stored:
        weights: dict[str, Any] = {name: stored[name].astype(np.float32) for name in stored.files if name != "classes"}
        return _Network(**weights, classes=[str(letter) for letter in stored["classes"]])


def _tell(seen: Floats) -> list[tuple[str, float]]:
    network = _network()
    hidden = np.maximum(seen @ network.hidden + network.hidden_bias, 0)
    scores = hidden @ network.out + network.out_bias
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    best = odds.argmax(axis=1)
    return [(network.classes[index], float(odds[row, index])) for row, index in enumerate(best)]


def _numbers_of(group: list[_Told]) -> list[Found]:
    """The runs of digits in a group that no letter stands close to."""
    numbers: list[Found] = []
    run: list[_Told] = []
    before: _Told | None = None
    for told in sorted(group, key=lambda told: told.blob.x0):
        if told.sure >= _SURE and (told.letter in _DIGITS or told.letter in _SEPARATORS):
            run.append(told)
            continue
        numbers += _number(run, before, told)
        run, before = [], told
    return numbers + _number(run, before, None)


def _number(run: list[_Told], before: _Told | None, after: _Told | None) -> list[Found]:
    if run and (_touches(before, run[0]) or _touches(run[-1], after)):
        return []
    return [number for part in _apart(run) for number in _written(part)]


def _apart(run: list[_Told]) -> Iterator[list[_Told]]:
    """Numbers with a separator between them that touches neither, as in `10 / 100 / 1000`."""
    part: list[_Told] = []
    for told in run:
        loose = part and told.blob.x0 - part[-1].blob.x1 > _LOOSE
        if loose and (told.letter in _SEPARATORS or part[-1].letter in _SEPARATORS):
            yield part
            part = []
        part.append(told)
    yield part


def _written(run: list[_Told]) -> list[Found]:
    while run and run[0].letter not in _DIGITS:
        run = run[1:]
    while run and run[-1].letter not in _DIGITS:
        run = run[:-1]
    if not run or [told.letter for told in run] == ["۰"]:  # a zero by itself is dust
        return []
    text = "".join(_SEPARATORS.get(told.letter, told.letter) for told in run)
    sure = min(told.sure for told in run) * 0.95
    blobs_of = [told.blob for told in run]
    x0, y0 = min(blob.x0 for blob in blobs_of), min(blob.y0 for blob in blobs_of)
    x1, y1 = max(blob.x1 for blob in blobs_of), max(blob.y1 for blob in blobs_of)
    return [Found(text, sure, x0, y0, x1, y1)]


def _touches(left: _Told | None, right: _Told | None) -> bool:
    return left is not None and right is not None and right.blob.x0 - left.blob.x1 < _APART


def _covers(number: Found, word: Found) -> bool:
    """Whether a word is what Tesseract made of a number."""
    width = min(word.x1, number.x1) - max(word.x0, number.x0)
    height = min(word.y1, number.y1) - max(word.y0, number.y0)
    return width > 0 and height > 0 and width * height > _OVERLAP * word.area
