"""Saying in plain words why a product was chosen, and how another one differs."""

from collections.abc import Iterable, Sequence

from nexus.catalog.matching.comparing import Pair
from nexus.catalog.matching.shapes import Judged, Offer, Rung

_UNIT_OF = {
    "mm": "mm", "mm2": "mm²", "in": "in", "nm": "nm", "ft": "ft", "v": "V", "a": "A", "w": "W", "hz": "Hz", "f": "F",
    "ohm": "ohm", "h": "H", "g": "g", "l": "l", "ah": "Ah", "wh": "Wh", "pct": "%", "db": "dB", "bar": "bar",
    "psi": "psi", "bit": "bit", "byte": "byte", "deg": "°", "ton": "t",
}  # fmt: skip
_FORM = {
    "thread": "M{}", "pitch": "pitch {}", "count": "pack of {}", "size": "size {}", "grit": "grit P{}", "ip": "IP{}",
    "level": "level {}", "pos": "{} positions", "ch": "{} channels", "hole": "{} holes", "core": "{} cores",
    "awg": "AWG {}", "ratio": "{}:1", "ffp": "FFP{}", "dn": "DN{}", "ral": "RAL {}", "pkg": "package {}",
    "strength": "class {}", "type": "type {}", "vg": "VG {}",
}  # fmt: skip
_UPPER = {"size", "grade", "pkg", "level"}
_PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"))
_SCALED = {"v", "a", "w", "hz", "ohm", "f", "h"}


def in_words(fact: str) -> str:
    """Return a fact or code as people write it: `mm=25` is `25 mm`."""
    kind, found, value = fact.partition("=")
    if not found:
        return fact
    if kind in _SCALED:
        return _scaled(float(value), _UNIT_OF[kind])
    if kind == "std":
        return value.upper().rstrip("0123456789") + " " + value.lstrip("abcdefghijklmnopqrstuvwxyz")
    if kind in _UNIT_OF:
        return f"{value} {_UNIT_OF[kind]}"
    return _FORM.get(kind, "{}").format(value.upper() if kind in _UPPER else value)


def _scaled(value: float, unit: str) -> str:
    for scale, prefix in _PREFIXES:
        if abs(value) >= scale:
            return f"{value / scale:.6g} {prefix}{unit}"
    return f"{value:.6g} {unit}"


def difference(item: Judged, chosen: Judged | None) -> str:
    """Return how a product differs from what was asked for, or from the one that was chosen, in a few words."""
    found = item.evidence
    if found.conflicts or found.clashes:
        return "; ".join(_instead((*found.conflicts, *found.clashes)))
    if chosen is not None and _same_part(item.offer, chosen.offer):
        return _same_but(item.offer, chosen.offer)
    if found.unmet:
        return f"nothing is said of {_listed(in_words(fact) for fact in found.unmet)}"
    if found.unsaid:
        return f"would be {_listed(in_words(fact) for fact in found.unsaid)}"
    return "fits the description" if found.covered >= 0.8 else "similar"


def missing(closest: Judged) -> str:
    """Say why a line is missing, and what comes closest."""
    found, name = closest.evidence, closest.offer.name
    if found.unsaid and not (found.conflicts or found.clashes or found.unmet) and found.covered >= 0.8:
        left_open = _listed(in_words(fact) for fact in found.unsaid)
        return f"Too little is said to choose a product; the closest is {name}, which would be {left_open}."
    return f"Not in the catalog; the closest is {name} ({difference(closest, None)})."


def _instead(pairs: Sequence[Pair]) -> list[str]:
    return [f"{in_words(offered)} instead of {in_words(asked)}" for asked, offered in pairs[:3]]


def _same_part(one: Offer, other: Offer) -> bool:
    return one.described.name.features() == other.described.name.features()


def _same_but(offer: Offer, chosen: Offer) -> str:
    if offer.manufacturer != chosen.manufacturer:
        return f"same description, made by {offer.manufacturer or 'an unnamed manufacturer'}"
    if offer.packing != chosen.packing or offer.unit != chosen.unit:
        return f"same part, other packing{f' ({offer.packing})' if offer.packing else ''}"
    return f"same description, part number {offer.mpn or offer.sku}"


_FOUND = {
    Rung.REMEMBERED: "This customer's number was confirmed before.",
    Rung.EXACT: "The part number is the one printed.",
    Rung.NORMALISED: "The part number agrees but for spaces, signs or case.",
    Rung.PACKING: "The part number agrees but for the ending that says how it is packed.",
    Rung.BEGINNING: "The printed number is the beginning of this part number.",
    Rung.NEAR: "The part number is a slip or two away from the printed one: look at it.",
    Rung.TEXT: "Found by the description.",
    Rung.MEANING: "Found by the meaning of the description.",
}


def reasons(best: Judged, tied: Sequence[Judged]) -> list[str]:
    """Return what speaks for the best offer and what to look at."""
    found = best.evidence
    told = [_FOUND[best.rung]]
    if found.agreed:
        told.append(f"Agrees in {_listed(dict.fromkeys(in_words(fact) for fact in found.agreed))}.")
    if found.maker > 0:
        told.append(f"Made by {best.offer.manufacturer}, as asked.")
    told.extend(f"Look at it: {text}." for text in _instead((*found.conflicts, *found.clashes)))
    if found.maker < 0:
        told.append(f"Look at it: made by {best.offer.manufacturer}, another manufacturer was asked for.")
    if found.unmet:
        told.append(f"Nothing is said of {_listed(in_words(fact) for fact in found.unmet)}.")
    if len(tied) > 1:
        told.append(f"{len(tied)} products fit equally well; this one was taken for {_tie_break(best, tied)}.")
    return told


def _tie_break(best: Judged, tied: Sequence[Judged]) -> str:
    others = [item.offer for item in tied if item is not best]
    if any(other.unit != best.offer.unit for other in others):
        return "its unit"
    if best.offer.stock > 0 and any(other.stock <= 0 for other in others):
        return "being in stock"
    return "being the first in the catalog"


def _listed(words: Iterable[str]) -> str:
    *most, last = list(words)[:6]
    return f"{', '.join(most)} and {last}" if most else last
