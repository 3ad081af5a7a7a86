"""The shop's own codes: travelers and their operations, badges, tracked units, and commands.

    NX1|<traveler number>|<revision>|<operation number or ->|<check>
    NXB|<user id>|<badge number>|<check>
    NXL|<lot or unit number>|<check>
    NXC|<action>|<check>    NXC|<action>|<quantity>|<check>

They are printable ASCII, which Code 128, QR and DataMatrix all carry, and mean the same in capitals and small letters.
The check is two characters of 0-9 and A-Z by ISO/IEC 7064 MOD 1271-36, each sign of the text standing for its ASCII
code less 32. It finds every single wrong sign and every swap of neighbours: two signs differ by less than 1271, and
neither 36 nor 35 has a factor in common with it.
"""

import re
from enum import StrEnum

import msgspec

from nexus.manufacturing.scanning.labels import PartLabel, read_label, why_unknown

LONGEST = 80
"""Characters of a whole code; longer ones do not fit on a label as Code 128."""
_MODULUS, _RADIX = 1271, 36
_CHECKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD = re.compile(r"[!-{}~]{1,40}")
_DIGITS = re.compile(r"[0-9]{1,18}")
_PLAIN_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9](?=NX)", re.IGNORECASE)


class WrongCheck(ValueError):
    """A code of the shop was misread or mistyped: its check does not fit."""


class NotForACode(ValueError):
    """Something cannot be put into a code."""


class Action(StrEnum):
    """What a command tells to do."""

    START = "START"
    PAUSE = "PAUSE"
    FINISH = "FINISH"
    GOOD = "GOOD"
    SCRAP = "SCRAP"
    REWORK = "REWORK"
    MOVE = "MOVE"


class TravelerCode(msgspec.Struct, frozen=True):
    """A traveler, or with `operation` one of its operations. Letters are capitals."""

    number: str
    revision: str
    operation: int | None = None


class BadgeCode(msgspec.Struct, frozen=True):
    """A person's badge. It is no secret: it says who somebody is, and proves nothing."""

    user: int
    badge: str


class UnitCode(msgspec.Struct, frozen=True):
    """A tracked unit: a lot or a single piece. Letters are capitals."""

    number: str


class Command(msgspec.Struct, frozen=True):
    """Something to do, and for GOOD, SCRAP and REWORK with how many pieces."""

    action: Action
    quantity: int | None = None


class Unknown(msgspec.Struct, frozen=True):
    """What is neither a code of the shop nor a label that is known."""

    text: str
    reason: str
    """A sentence for a person."""


_COUNTING = frozenset({Action.GOOD, Action.SCRAP, Action.REWORK})
MOST = 999_999


def traveler_code(number: str, revision: str, operation: int | None = None) -> str:
    """Return the code of a traveler's revision, or of one of its operations (0 to 999,999).

    Raises NotForACode when the number or revision has a blank, a `|` or a sign outside ASCII, or is too long.
    """
    return _coded("NX1", number, revision, "-" if operation is None else _count(operation, least=0))


def badge_code(user: int, badge: str) -> str:
    """Return the code of a badge; raises NotForACode as `traveler_code` does."""
    if not 0 <= user < 10**18:
        raise NotForACode(f"{user} is no id of a user.")
    return _coded("NXB", str(user), badge)


def unit_code(number: str) -> str:
    """Return the code of a lot or unit; raises NotForACode as `traveler_code` does."""
    return _coded("NXL", number)


def command_code(action: Action, quantity: int | None = None) -> str:
    """Return the code of a command; GOOD needs a quantity (1 to 999,999), SCRAP and REWORK may have one.

    Raises NotForACode when the action and the quantity do not go together.
    """
    if (quantity is not None and action not in _COUNTING) or (quantity is None and action is Action.GOOD):
        raise NotForACode(f"{action} {'needs a' if quantity is None else 'has no'} quantity.")
    return _coded("NXC", action, *([] if quantity is None else [_count(quantity, least=1)]))


def read_code(text: str) -> TravelerCode | BadgeCode | UnitCode | Command | PartLabel | Unknown:
    """Return what was scanned, whatever blanks and line ends stand around it.

    Raises WrongCheck when it is a code of the shop that was misread.
    """
    text = text.strip(" \t\r\n\x00")
    plain = _PLAIN_SYMBOLOGY.sub("", text)
    if re.match(r"NX[1BLC]\|", plain[:4], re.IGNORECASE):
        return _own(plain)
    return read_label(text) or Unknown(text[:LONGEST], why_unknown(text))


def check_of(text: str) -> str:
    """Return the two check characters of a text of printable ASCII, the same for capitals and small letters."""
    rest = 0
    for sign in text.upper():
        rest = (rest * _RADIX + ord(sign) - 32) % _MODULUS
    first, second = divmod((1 - rest * _RADIX * _RADIX) % _MODULUS, _RADIX)
    return _CHECKS[first] + _CHECKS[second]


def _coded(*parts: str) -> str:
    for part in parts:
        if not _WORD.fullmatch(part):
            raise NotForACode(f"{part[:40]!r} cannot be put into a code: 1 to 40 signs of ASCII, no blank and no |.")
    body = "|".join(parts).upper()
    code = f"{body}|{check_of(body)}"
    if len(code) > LONGEST:
        raise NotForACode(f"{code[:40]}... has more than {LONGEST} signs.")
    return code


def _count(number: int, least: int) -> str:
    if not least <= number <= MOST:
        raise NotForACode(f"{number} is not between {least} and {MOST:,}.")
    return str(number)


def _own(text: str) -> TravelerCode | BadgeCode | UnitCode | Command | Unknown:
    if not text.isascii() or not text.isprintable() or len(text) > LONGEST:
        raise WrongCheck("The code was misread; scan it again.")
    body, _, check = text.upper().rpartition("|")
    if check_of(body) != check:
        raise WrongCheck("The code was misread, for its check does not fit; scan it again.")
    kind, *parts = body.split("|")
    if not all(_WORD.fullmatch(part) for part in parts):
        return _not_understood(text)
    match kind, parts:
        case "NX1", [number, revision, operation] if operation == "-" or _is_count(operation):
            return TravelerCode(number, revision, None if operation == "-" else int(operation))
        case "NXB", [user, badge] if _DIGITS.fullmatch(user):
            return BadgeCode(int(user), badge)
        case "NXL", [number]:
            return UnitCode(number)
        case "NXC", [action, *quantity]:
            return _command(action, quantity) or _not_understood(text)
        case _:
            return _not_understood(text)


def _command(action: str, quantity: list[str]) -> Command | None:
    if action not in Action.__members__ or len(quantity) > 1:
        return None
    told = Action(action)
    if not quantity:
        return None if told is Action.GOOD else Command(told)
    return Command(told, int(quantity[0])) if told in _COUNTING and _is_count(quantity[0], least=1) else None


def _is_count(text: str, least: int = 0) -> bool:
    return bool(_DIGITS.fullmatch(text)) and least <= int(text) <= MOST


def _not_understood(text: str) -> Unknown:
    return Unknown(text, "This is a code of the shop that this version does not know.")
