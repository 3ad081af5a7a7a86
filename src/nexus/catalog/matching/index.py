"""What a product is found by: every word, code, fact and part number of it as one marked term.

`w:screw`, `c:sac305`, `f:thread=8`, `d:mm=25+thread=8` come from its texts. Numbers: `n:` a part number or SKU as key,
`s:` without its packing ending, `b:` with look-alike signs made the same, `<` and `>` its beginning and end, which one
slip leaves standing.
"""

from collections.abc import Iterable, Iterator

from nexus.catalog.matching.comparing import Described
from nexus.catalog.matching.normal import blurred_key, maker_key, part_key, stem_key
from nexus.catalog.matching.reading import Reading, read

INDEX_VERSION = 2
"""Raise it when the terms of the same product change; catalogs are then indexed again."""

_SIZES = frozenset({"thread", "mm", "in", "mm2", "core", "size"})
_RATINGS = frozenset({"v", "a", "w", "ohm", "f", "h", "hz", "pkg", "pos", "bit", "byte"})
_END = 5
MOST_OF_DESCRIPTION = 1000
"""Characters of a long description that a product is found by."""
_LONG = 8


def described(name: str, description: str, category: str, manufacturer: str) -> Described:
    """Return a product as it is compared; what the description repeats of the name is left out."""
    more = description.removeprefix(name)[:MOST_OF_DESCRIPTION]
    return Described(read(name), read(f"{more} , {category.rpartition('>')[2]}"), maker_key(manufacturer))


def text_terms(reading: Reading) -> set[str]:
    """Return the terms of a text: its features, and its sizes and its ratings together, which few products share."""
    found = set(reading.features())
    for kinds in (_SIZES, _RATINGS):
        facts = sorted(fact for fact in reading.facts if fact.partition("=")[0] in kinds)
        if len(facts) > 1:
            found.add(f"d:{'+'.join(facts)}")
    return found


def terms(product: Described, sku: str, mpn: str) -> list[str]:
    """Return all terms of a product."""
    found = {*text_terms(product.name), *product.extra.features(), *_number_terms(mpn)}
    if key := part_key(sku):
        found.add(f"n:{key}")
    return sorted(term[:200] for term in found)


def _number_terms(number: str) -> Iterator[str]:
    key = part_key(number)
    if not key:
        return
    yield f"n:{key}"
    yield f"s:{stem_key(number)}"
    yield f"b:{blurred_key(key)}"
    yield from _ends(key)


def _ends(key: str) -> Iterator[str]:
    if len(key) >= _LONG:
        yield f"<{key[:_END]}"
        yield f">{key[-_END:]}"


def exact_terms(numbers: Iterable[str]) -> dict[str, str]:
    """Return the terms that find numbers as they are written, and the number of each."""
    return {f"n:{key}": number for number in numbers if len(key := part_key(number)) >= 3}


def near_terms(number: str) -> list[str]:
    """Return the terms that find a number in another packing, misread, mistyped or cut."""
    key = part_key(number)
    if len(key) < 5:
        return []
    ends = _ends(key) if len(key) >= _LONG else [f"<{key[:_END]}"]
    return [f"s:{stem_key(number)}", f"n:{stem_key(number)}", f"b:{blurred_key(key)}", *ends]
