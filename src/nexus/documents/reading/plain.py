"""Reads plain text: finds the encoding, gives paragraphs with their line breaks and inner spaces kept."""

import codecs
import re

from nexus.documents.evidence import Page, Paragraph, Reading
from nexus.documents.reading.text import clean

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_QUOTED = re.compile(r"^[ \t]*>", re.MULTILINE)


def read_plain(content: bytes) -> Reading:
    """One page of paragraphs."""
    reading = Reading(media_type="text/plain")
    text = clean(decode(content), reading.flags)
    reading.pages.append(Page(number=1, source="flow", blocks=[*paragraphs(text)]))
    return reading


def paragraphs(text: str) -> list[Paragraph]:
    """What blank lines keep apart. Lines that begin with `>` are quoted history."""
    found: list[Paragraph] = []
    line, position = 1, 0
    for block in _BLANK.split(text):
        start = text.index(block, position) if block else position
        line += text.count("\n", position, start)
        position = start
        if block.strip():
            style = "quote" if len(_QUOTED.findall(block)) * 2 > block.strip().count("\n") + 1 else ""
            found.append(Paragraph(text=block.strip("\n").rstrip(), ref=f"line {line}", style=style))
    return found


def decode(content: bytes, declared: str | None = None) -> str:
    """Bytes as text: byte order mark, declared charset, UTF-8, UTF-16 by its zeros, else the likeliest code page."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    for name in (declared, "utf-8"):
        text = _try(content, name)
        if text is not None:
            return text
    wide = _wide(content)
    return content.decode(wide or _code_page(content), "replace")


def _try(content: bytes, name: str | None) -> str | None:
    if not name or (name == "utf-8" and content[:4000].count(0) * 4 > len(content[:4000])):
        return None
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(content: bytes) -> str | None:
    sample = content[:4000]
    if sample.count(0) * 4 < len(sample):
        return None
    return "utf-16-be" if sample[0::2].count(0) > sample[1::2].count(0) else "utf-16-le"


def _code_page(content: bytes) -> str:
    """cp1256 when the high bytes are mostly Arabic letters in runs, as words are; else cp1252."""
    runs = re.findall(rb"[\x80-\xff]+", content)
    high = sum(map(len, runs))
    in_words = sum(len(run) for run in runs if len(run) >= 3)
    return "cp1256" if high and in_words * 2 > high else "cp1252"
