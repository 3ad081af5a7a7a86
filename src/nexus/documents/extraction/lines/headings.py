"""Which role a printed heading names: by the vocabulary exactly, in part, compounded, or with a letter or two wrong."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from nexus.documents.extraction.lines.vocabulary import Role, vocabulary
from nexus.documents.extraction.values.text import fold

Roles = Mapping[Role, float]
"""How much speaks for each role, 0 to 1."""

_DROPPED = re.compile(r"[.'’´`\"*:?]|(?<=\w)-$|^-(?=\w)")
_SPACED = re.compile(r"[-_–—,;|\\]+|\s+")
_SLASH = re.compile(r"\s*/\s*")
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_PARTS = re.compile(r"\s*[/&+]\s*|\s+(?:and|or|und|oder|e|ou|et|y|o|و|یا)\s+|\n")
_STOPS = frozenset(
    [
        "the",
        "of",
        "to",
        "be",
        "for",
        "in",
        "per",
        "a",
        "an",
        "and",
        "as",
        "is",
        "der",
        "die",
        "das",
        "des",
        "fur",
        "zu",
        "pro",
        "je",
        "de",
        "do",
        "da",
        "dos",
        "di",
        "del",
        "della",
        "por",
        "para",
        "en",
        "le",
        "la",
        "les",
        "du",
        "von",
    ]
)
"""Small words that say nothing of a heading."""
_OF = re.compile(r" (?:of|der|des|do|da|dos|das|del|della|du) ")
_SEVERAL: tuple[Role, ...] = ("quantity", "description")
"""What a table may have several numbered columns of."""
_LONGEST = 60
_SHARED = 0.6
"""A phrase names what it may name with this much of its best meaning."""
_CLOSE = 84


def normal(text: str) -> str:
    """A heading for comparing: folded, without dots and quotes, dashes as spaces, no spaces around a slash."""
    folded = fold(text.replace("°", "o").replace("№", "no"))
    return _SLASH.sub("/", _SPACED.sub(" ", _DROPPED.sub("", folded))).strip(" /")


@lru_cache(maxsize=50_000)
def roles_of(text: str) -> Roles:
    """What a heading may name, with 0-1 for how surely. Empty for text that is no heading."""
    if not text.strip() or len(text) > _LONGEST:
        return {}
    bare = _ASIDE.sub(" ", text)
    key = normal(bare) or normal(text)
    if not any(c.isalpha() or c == "#" for c in key) or sum(c.isdigit() for c in key) > 2:
        return {}
    return (
        _exact(key)
        or _counted(key)
        or _genitive(key)
        or _compound(bare)
        or _tail(key)
        or _covered(key)
        or _similar(key)
    )


@lru_cache(maxsize=10_000)
def label_roles(text: str) -> Roles:
    """What the words before a value in running text name: headings, and words that name something only there."""
    return _labels().get(normal(text)) or roles_of(text)


def aside(text: str) -> str:
    """What a heading says in brackets, as in `Menge (Stk)` or `Length [m]`."""
    found = _ASIDE.search(text)
    return found.group(1).strip() if found else ""


@lru_cache(maxsize=50_000)
def is_heading_word(word: str) -> bool:
    """Whether a word occurs in any heading: a line with none of them is no heading."""
    known = _heading_words()
    return any(token in known for token in normal(word).replace("/", " ").split(" "))


@cache
def _heading_words() -> frozenset[str]:
    return frozenset(token for phrase in _table() for token in re.split(r"[ /]", phrase))


@cache
def _table() -> dict[str, Roles]:
    table: dict[str, dict[Role, float]] = {}
    words = vocabulary()
    for role, phrases in words.headings.items():
        for phrase in phrases:
            table.setdefault(normal(phrase), {}).setdefault(role, 1.0)
    for phrase, roles in words.open.items():
        table[normal(phrase)] = dict(roles)
    for roles in table.values():
        if len(roles) > 1 and min(roles.values()) == 1.0:
            roles.update(dict.fromkeys(roles, 0.75))
    table.pop("", None)
    return dict(table)


@cache
def _squashed() -> dict[str, Roles]:
    """Headings without their spaces, which printing and recognition lose."""
    return {phrase.replace(" ", ""): roles for phrase, roles in _table().items() if len(phrase) >= 4}


@cache
def _labels() -> dict[str, Roles]:
    return {normal(phrase): {role: 0.9} for role, phrases in vocabulary().labels.items() for phrase in phrases}


@cache
def _long_phrases() -> tuple[str, ...]:
    return tuple(phrase for phrase in _table() if len(phrase) >= 5)


def _exact(key: str) -> Roles:
    table = _table()
    return table.get(key) or table.get(key.replace("/", " ")) or _squashed().get(key.replace(" ", "")) or {}


def _counted(key: str) -> Roles:
    """`Qty 2`, `Beschreibung 1`: one of several columns of a kind."""
    name, _, count = key.rpartition(" ")
    roles = _exact(name) if count.isdigit() and len(count) == 1 and name else {}
    return {role: 0.95 * roles[role] for role in _SEVERAL if role in roles}


def _genitive(key: str) -> Roles:
    """`Gegenstand der Lieferung`, `Data da entrega`: the first noun says what it is."""
    head = _OF.split(key, maxsplit=1)
    return {role: 0.9 * score for role, score in _exact(head[0]).items()} if len(head) == 2 else {}


def _compound(text: str) -> Roles:
    """`MPN / Item Description`, `Menge & Einheit`: one column that holds two things, or one thing in two languages."""
    parts = [normal(part) for part in _PARTS.split(text) if part and normal(part)]
    if len(parts) < 2 or len(parts) > 4:
        return {}
    found = [_exact(part) or _tail(part) or _covered(part) or _similar(part) for part in parts]
    if not found[0] or sum(map(bool, found)) * 2 < len(found):
        return {}
    sure = 0.95 if all(found) else 0.8
    merged: dict[Role, float] = {}
    for roles in filter(None, found):
        best = max(roles.values())
        for role, score in roles.items():
            if score >= 0.9 * best:
                merged[role] = max(merged.get(role, 0.0), sure * score)
    return merged


def _tail(key: str) -> Roles:
    """German compounds: `Kundenteilenummer`, `Bestellmenge`."""
    if " " in key or len(key) < 6:
        return {}
    for tail, role in vocabulary().tails:
        if key.endswith(tail) and len(key) > len(tail):
            return {role: 0.75}
    return {}


def _covered(key: str) -> Roles:
    """Headings made of known phrases and a few other words: `Quantity to be quoted`, `Menge Quantity`."""
    tokens = [token for token in key.split(" ") if token not in _STOPS]
    if len(tokens) > 7 or len(tokens) + (" " in key) < 2:
        return {}
    table, covered, merged, parts = _table(), 0, dict[Role, float](), list[set[Role]]()
    start = 0
    while start < len(tokens):
        for end in range(len(tokens), start, -1):
            phrase = " ".join(tokens[start:end])
            if phrase in table and len(phrase) > 1:
                covered += end - start
                parts.append(
                    {role for role, score in table[phrase].items() if score >= _SHARED * max(table[phrase].values())}
                )
                for role, score in table[phrase].items():
                    merged[role] = max(merged.get(role, 0.0), score * (end - start) / len(tokens))
                start = end
                break
        else:
            start += 1
    share = covered / len(tokens)
    if share < 0.5:
        return {}
    top = max(merged.values())
    common: set[Role] = set.intersection(*parts)
    worth = (0.5 + 0.4 * share) if common else 0.5
    return {
        role: worth * score / top
        for role, score in merged.items()
        if role in common or (not common and score >= 0.75 * top)
    }


def _similar(key: str) -> Roles:
    if len(key) < 5 or len(key) > 30:
        return {}
    found = process.extractOne(key, _long_phrases(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    if found is None:
        return {}
    return {role: score * 0.9 * found[1] / 100 for role, score in _table()[found[0]].items()}


def best(roles: Roles) -> tuple[Role, float] | None:
    """The likeliest role."""
    return max(roles.items(), key=lambda each: each[1]) if roles else None


def is_heading(text: str) -> bool:
    """Whether a text is surely a heading, and of use to a line."""
    return any(score >= 0.6 for role, score in roles_of(text).items() if role != "other")
