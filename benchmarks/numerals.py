"""Trains the network that reads Persian digits of scans: `python -m benchmarks.numerals --fonts FOLDER... --out FILE`.

Pages of invented Persian, Latin and numbers are set with typst in every typeface given, rendered, spoiled as scanners
spoil them, and cut into blobs by the reader itself; PDFium knows which character each blob was. Takes a few minutes.
"""

import argparse
import ctypes
import io
import random
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import typst
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from nexus.documents.reading.ocr.components import blobs, groups
from nexus.documents.reading.ocr.numerals import GAP, TALLEST, features
from nexus.documents.reading.ocr.pixels import ink

DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩", DIGITS)
SEPARATORS = "٬٫،,./-"
OTHER = "x"
TYPEFACES = (
    "Vazirmatn", "DejaVu Sans", "DejaVu Sans Mono", "Noto Kufi Arabic", "IBM Plex Sans Arabic", "Noto Sans Arabic",
    "Noto Naskh Arabic",
)  # fmt: skip
LANGUAGES = ("fa", "fa", "ar", "en", "ur")
"""Typefaces draw 4, 6 and 7 differently for each."""
LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
PAGE = (595, 842)
DPI = 200
HIDDEN, EPOCHS, BATCH = 64, 12, 512

Floats = NDArray[np.float32]


def main() -> None:
    """Set, spoil, cut, train, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", nargs="+", required=True, help="folders with the typefaces")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=600)
    arguments = parser.parse_args()
    dice = random.Random(7)
    seen: list[Floats] = []
    told: list[str] = []
    for _ in range(arguments.pages):
        rows, labels = cut(typst.compile(source(dice).encode(), font_paths=arguments.fonts), dice)
        seen.append(rows)
        told += labels
    store(arguments.out, *train(np.concatenate(seen), told))


def source(dice: random.Random) -> str:
    """A page of a table, half of it numbers, as typst source."""
    size, weight = dice.choice([8, 9, 9.5, 10, 10.5, 11, 12]), dice.choice(["regular", "regular", "bold", "medium"])
    cells = [f"[{cell(dice)}]" for _ in range(6 * int(620 / (size * 2)))]
    text = f'font: ("{dice.choice(TYPEFACES)}", "DejaVu Sans"), size: {size}pt, weight: "{weight}"'
    return (
        f"#set page(width: {PAGE[0]}pt, height: {PAGE[1]}pt, margin: 36pt)\n"
        f'#set text({text}, lang: "{dice.choice(LANGUAGES)}", dir: rtl)\n'
        f"#table(columns: 6, stroke: none, inset: 4pt, {', '.join(cells)})"
    )


def cell(dice: random.Random) -> str:
    """A number, a few words, a part number, or two of these."""
    word = "".join(dice.choices(LETTERS, k=dice.randint(2, 8)))
    part = "".join(dice.choices("ABCEHKMNPRSTVXYZabdegkmnop0123456789", k=dice.randint(2, 8)))
    kind = dice.random()
    if kind < 0.5:
        return number(dice)
    return word if kind < 0.7 else part if kind < 0.8 else f"{word} {number(dice)}" if kind < 0.9 else f"{word} {part}"


def number(dice: random.Random) -> str:
    """A number as quantities, prices, dates and document numbers are written."""
    digits = "".join(dice.choices(DIGITS, k=14))
    kind = dice.random()
    if kind < 0.6:
        return digits[: dice.randint(1, 4)]
    if kind < 0.75:
        return digits[: dice.randint(1, 3)] + dice.choice("٬٬،,.") + digits[3:6]
    if kind < 0.85:
        return digits[: dice.randint(1, 3)] + dice.choice("٫./") + digits[3 : dice.randint(4, 5)]
    return f"۱۴{digits[:2]}/{digits[2:4]}/{digits[4:6]}" if kind < 0.95 else f"{digits[:4]}-{digits[4:7]}"


def cut(document: bytes, dice: random.Random) -> tuple[Floats, list[str]]:
    """The features of a page's blobs and the character that each is; those that are unclear are left out."""
    with pypdfium2.PdfDocument(document) as pdf:
        page = pdf[0]
        dpi = dice.choice([120, 150, 150, 200, 200, 300])
        picture = spoiled(page.render(scale=dpi / 72, grayscale=True).to_pil(), dice)
        boxes = character_boxes(page)
    size = (round(PAGE[0] * DPI / 72), round(PAGE[1] * DPI / 72))
    gray = np.asarray(picture.resize(size, Image.Resampling.BICUBIC))
    stood = groups([blob for blob in blobs(ink(gray)) if blob.height > 1 and blob.width > 1], GAP, TALLEST)
    labels = [label((blob.x0, blob.y0, blob.x1, blob.y1), boxes) for group in stood for blob in group]
    clear = [index for index, found in enumerate(labels) if found]
    return features(gray, stood)[clear], [labels[index] for index in clear]


def character_boxes(page: pypdfium2.PdfPage) -> list[tuple[str, float, float, float, float]]:
    """Each visible character and its box in pixels from the top left."""
    text = page.get_textpage()
    edges = [ctypes.c_double() for _ in range(4)]
    found: list[tuple[str, float, float, float, float]] = []
    for index in range(pdfium.FPDFText_CountChars(text.raw)):
        character = chr(pdfium.FPDFText_GetUnicode(text.raw, index)).translate(ARABIC)
        if character.strip() and pdfium.FPDFText_GetCharBox(text.raw, index, *edges):
            left, right, bottom, top = (edge.value * DPI / 72 for edge in edges)
            high = PAGE[1] * DPI / 72
            found.append((character, left, high - top, right, high - bottom))
    return found


def label(blob: tuple[int, int, int, int], boxes: list[tuple[str, float, float, float, float]]) -> str:
    """What a blob is; empty when it is only a part of a digit, or holds several."""
    x, y = (blob[0] + blob[2]) / 2, (blob[1] + blob[3]) / 2
    hit = [box for box in boxes if box[1] - 1.5 <= x <= box[3] + 1.5 and box[2] - 1.5 <= y <= box[4] + 1.5]
    if len(hit) != 1:
        return OTHER if hit and not any(box[0] in DIGITS for box in hit) else ""
    character, left, top, right, bottom = hit[0]
    if character not in DIGITS + SEPARATORS:
        return OTHER
    wide = min(blob[2], right) - max(blob[0], left) > 0.6 * (right - left) and blob[2] - blob[0] < right - left + 6
    whole = wide and min(blob[3], bottom) - max(blob[1], top) > 0.6 * (bottom - top)
    return character.replace(",", "،") if whole else ""


def spoiled(picture: Image.Image, dice: random.Random) -> Image.Image:
    """What a scanner makes of a page: blur, grey, noise and JPEG."""
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(dice.uniform(0.2, 0.9)))).astype(np.float32)
    dark, light = dice.uniform(0, 70), dice.uniform(205, 255)
    noise = np.random.default_rng(dice.randrange(2**32)).normal(0, dice.uniform(0, 9), soft.shape)
    stored = io.BytesIO()
    worn = (dark + soft / 255 * (light - dark) + noise).clip(0, 255).astype(np.uint8)
    Image.fromarray(worn).save(stored, "JPEG", quality=dice.randint(45, 92))
    return Image.open(stored).convert("L")


def train(seen: Floats, told: list[str]) -> tuple[list[Floats], list[str]]:
    """Fit the network by Adam; prints the share that is right of a tenth held back."""
    classes = sorted(set(told))
    wanted = np.array([classes.index(one) for one in told])
    chance = np.random.default_rng(0)
    order = chance.permutation(len(wanted))
    held, used = order[: len(order) // 10], order[len(order) // 10 :]
    inputs = seen.shape[1]
    weights: list[Floats] = [
        chance.normal(0, (2 / inputs) ** 0.5, (inputs, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        chance.normal(0, (2 / HIDDEN) ** 0.5, (HIDDEN, len(classes))).astype(np.float32),
        np.zeros(len(classes), np.float32),
    ]
    first, second = [np.zeros_like(one) for one in weights], [np.zeros_like(one) for one in weights]
    step = 0
    for epoch in range(EPOCHS):
        chance.shuffle(used)
        rate = 1.5e-3 * (1 + np.cos(np.pi * epoch / EPOCHS)) + 1e-5
        for start in range(0, len(used), BATCH):
            batch = used[start : start + BATCH]
            step += 1
            slopes = gradient(weights, seen[batch] + chance.normal(0, 0.03, (len(batch), inputs)), wanted[batch])
            for index, slope in enumerate(slopes):
                first[index] += 0.1 * (slope - first[index])
                second[index] += 0.001 * (slope * slope - second[index])
                size = np.sqrt(second[index] / (1 - 0.999**step)) + 1e-8
                weights[index] -= rate * first[index] / (1 - 0.9**step) / size
        right = (forward(weights, seen[held])[1].argmax(axis=1) == wanted[held]).mean()
        print(f"epoch {epoch + 1}: {right:.4f} right of {len(held)}")
    return weights, classes


def forward(weights: list[Floats], rows: Floats) -> tuple[Floats, Floats]:
    """The hidden layer and the odds of each class."""
    hidden = np.maximum(rows @ weights[0] + weights[1], 0)
    odds = np.exp((scores := hidden @ weights[2] + weights[3]) - scores.max(axis=1, keepdims=True))
    return hidden, odds / odds.sum(axis=1, keepdims=True)


def gradient(weights: list[Floats], rows: Floats, wanted: NDArray[np.int64]) -> list[Floats]:
    """Of the cross entropy, with a little decay."""
    hidden, odds = forward(weights, rows)
    odds[np.arange(len(rows)), wanted] -= 1
    odds /= len(rows)
    back = odds @ weights[2].T * (hidden > 0)
    slopes = [rows.T @ back, back.sum(axis=0), hidden.T @ odds, odds.sum(axis=0)]
    return [slope + 1e-5 * one for slope, one in zip(slopes, weights, strict=True)]


def store(out: Path, weights: list[Floats], classes: list[str]) -> None:
    """Write the network as the reader expects it."""
    names = ("hidden", "hidden_bias", "out", "out_bias")
    halves = {name: one.astype(np.float16) for name, one in zip(names, weights, strict=True)}
    np.savez_compressed(out, **halves, classes=np.array(classes))


if __name__ == "__main__":
    main()
