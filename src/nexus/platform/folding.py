"""One spelling for text that can be written in many: case, accents, digits, signs, forms of letters."""

import re
import unicodedata

_SIGNS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ۀ": "ه", "ـ": None,
        "٫": ".", "٬": None, "،": ",", "؛": ";", "٪": "%", "\u200c": None, "\u200d": None, "\ufeff": None,
        "×": "x", "✕": "x", "⌀": " dia ", "ø": " dia ", "Ø": " dia ", "∅": " dia ", "µ": "u", "μ": "u", "Ω": "ohm",
        "°": " deg ", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "⁄": "/", "″": '"', "”": '"', "“": '"', "„": '"',
        "’": "'", "‘": "'", "´": "'", "`": "'", "–": " - ", "—": " - ", "‑": "-", "‐": "-", "−": "-", "·": " ",
        "•": " ", "…": " ", "®": None, "™": None, "\x00": None, "²": "2", "³": "3",
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])")


def fold(text: str) -> str:
    """Return `text` in one spelling: compatible forms, no case, no accents, Western digits, points for decimals."""
    plain = _THOUSANDS.sub(lambda match: match[0].replace(",", ""), _plain(text.casefold()).casefold())
    return _SPACE.sub(" ", _DECIMAL_COMMA.sub(".", plain)).strip()


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.replace("`", "'")
    clean = text.encode("utf-8", "replace").decode().translate(_SIGNS)
    spread = unicodedata.normalize("NFKD", clean).translate(_SIGNS)
    return "".join(_letter(sign) for sign in spread)


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category in {"Mn", "Cf"}:
        return ""
    return sign if category != "Cc" else " "
