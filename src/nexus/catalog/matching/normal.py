"""The keys of part numbers and manufacturers: what stays of them however they are written."""

import re
from functools import lru_cache

from nexus.platform.folding import fold

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
