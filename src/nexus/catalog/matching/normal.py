"""One spelling for what can be written in many: letters, digits, signs, and the keys of part numbers."""

import re
import unicodedata
from functools import lru_cache

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


_ALNUM = re.compile(r"[\W_]+")
_LOOKALIKE = str.maketrans("oil", "011")
_OCR = str.maketrans("oqdilsbzg", "000115826")


@lru_cache(maxsize=50_000)
def part_key(number: str) -> str:
    """Return what stays of a part number when case, spaces and punctuation go and O/0 and I/l/1 look the same."""
    return _ALNUM.sub("", fold(number)).translate(_LOOKALIKE)


def blurred_key(key: str) -> str:
    """Return a part key in which all signs that scanners confuse look the same."""
    return key.translate(_OCR)


_PACKING = re.compile(
    r"(?:[-/ #+,(]+(?:reel\d*|rl\d*|tr\w{0,3}|t&r|t|r2|r7|rc?|tape|cut|ct|ammo|bulk|tube|tray|nd|rohs|pbf|nopb|lf|g|"
    r"e3|e4|ge3|rm|trm?pbf|trlpbf|mpbf|215|115|112|118|518|7|13)\)?)+$"
)
_TAIL = re.compile(r"(?<=[a-z0-9]{5})(?:trpbf|pbf|trlpbf|reel7?|rl7?|tr|r)$")


@lru_cache(maxsize=50_000)
def stem_key(number: str) -> str:
    """Return the part key without the endings that only say how the part is packed (reel, tape, lead-free marks)."""
    folded = fold(number)
    stem = _PACKING.sub("", folded)
    if len(part_key(stem)) < 5:
        return part_key(number)
    shorter = _TAIL.sub("", stem)
    return part_key(shorter) if len(part_key(shorter)) >= 5 else part_key(stem)


_LEGAL = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|lp|plc|gmbh|ag|kg|sa|s\.a|spa|bv|nv|oy|ab|"
    r"as|usa|us|america|americas|north|europe|international|intl|group|holding|industries|industry|div|division|"
    r"electronics|electronic|electric|electronica|semiconductors?|semi|technology|technologies|tech|components?|"
    r"connectivity|solutions?|systems?|instruments|devices?|products?|sales|emc|the|and)\b"
)


def maker_key(name: str) -> str:
    """Return the part of a manufacturer's name that people agree on: no legal form, country or line of business."""
    folded = re.sub(r"[^\w\s.]", " ", fold(name))
    short = _ALNUM.sub("", _LEGAL.sub(" ", folded))
    return short or _ALNUM.sub("", folded)


def same_maker(one: str, other: str) -> bool:
    """Say whether two keys of manufacturers name the same one (`st` and `stmicro`, `te` and `te connectivity`)."""
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return long == short or (len(short) >= 2 and long.startswith(short))
