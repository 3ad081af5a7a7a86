"""Letters and digits made comparable: native digits, letter forms, invisible marks, accents and case."""

import re
import unicodedata

INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x00AD, 0x0640], None
)
"""Zero-width marks, direction marks, soft hyphen and tatweel: they print nothing."""

_DIGITS = {
    code: str(unicodedata.decimal(chr(code))) for start in (0x660, 0x6F0, 0x966) for code in range(start, start + 10)
}
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "\u200c": " "})
_SPACES = re.compile(r"\s+")


def ascii_digits(text: str) -> str:
    """Write Persian, Arabic and Devanagari digits as 0-9; the length stays the same."""
    return text.translate(_DIGITS)


def visible(text: str) -> str:
    """Drop marks that print nothing, keep single ordinary spaces and ASCII digits."""
    return _SPACES.sub(" ", ascii_digits(text).translate(INVISIBLE)).strip()


def fold(text: str) -> str:
    """Prepare the text for comparing words: no case, no accents, one form per letter, single spaces."""
    text = unicodedata.normalize("NFKD", ascii_digits(text)).translate(_LETTERS).casefold().translate(INVISIBLE)
    return _SPACES.sub(" ", "".join(c for c in text if unicodedata.category(c) != "Mn")).strip()


def squash(text: str) -> str:
    """Only the folded letters and digits, for comparing without regard to spaces and punctuation."""
    return "".join(c for c in fold(text) if c.isalnum())
