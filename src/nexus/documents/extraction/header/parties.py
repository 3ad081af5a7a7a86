"""Who asks and who is asked: companies in letterheads, labels, signatures and footers, weighed against each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from nexus.documents.evidence import Box
from nexus.documents.extraction.header.candidates import Candidate
from nexus.documents.extraction.header.concepts import label_words, notions
from nexus.documents.extraction.header.courtesy import is_courtesy, is_parting
from nexus.documents.extraction.header.labels import fields_of
from nexus.documents.extraction.header.pieces import Piece, Sheet
from nexus.documents.extraction.header.typed import EMAIL, LEGAL, PHONE, STREET, looks_organised, typed, without_tail
from nexus.documents.extraction.language import Locale
from nexus.documents.extraction.titles import titled
from nexus.documents.extraction.values.text import fold, squash
from nexus.documents.extraction.values.units import canonical_unit

_FREE_MAIL_PROVIDERS = (
    "gmail googlemail yahoo outlook hotmail live icloud gmx web aol proton protonmail mail yandex uol bol terra "
    "chmail freenet"
)
_FREE_MAIL = frozenset(_FREE_MAIL_PROVIDERS.split())
_DESKS = re.compile(
    r"^(?:sales|vertrieb|verkauf|vendas|ventas|vendite|verkoop|info|office|offers?|quotes?|quotations?|angebote?|cotacoes|kontakt|contact|"
    r"kundenservice|service|forosh)\b"
)
_SALES = re.compile(r"^(?:sales|vertrieb|verkauf|vendas|ventas|vendite|verkoop|offers?|quotes?|angebote?|forosh)\b")
"""Desks of those who sell; `info@` and the like stand under the letterhead of either side."""
_LETTERS = dict(zip("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی", "aabptsjchkdzrzjsssztzagfgkglmnvhi", strict=True))
_FORM_ALONE = re.compile(rf"(?:{LEGAL.pattern}\s*)+$", re.IGNORECASE)
_ZIP = re.compile(r"\b\d{4,6}(?:-\d{3,4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_TOP_ROWS = 9
_ENOUGH = 2.0
"""Weight from which a name is believed."""


@dataclass
class Party:
    """A name and everything that speaks for or against its being the one who asks."""

    name: str
    pieces: list[Piece] = field(default_factory=list[Piece])
    score: float = 0.0
    addressed: bool = False
    """It stands like the address of a letter."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of both sides before the buyer's name is weighed."""

    email: str = ""
    """The buyer's mail address."""
    contact: str = ""
    """The buyer's person."""
    to: str = ""
    """Where the mail went: the seller."""
    sellers: tuple[str, ...] = ()
    """Names, squashed, that a label gives to the seller."""
    spoken_for: frozenset[int] = frozenset()
    """Pieces (by identity) that are the value of another field."""


def customers(sheet: Sheet, locale: Locale, labelled: Sequence[Candidate], known: Known) -> Iterator[Candidate]:
    """Weigh every company name of the document outside items, general conditions and what labels give other fields."""
    parties: dict[str, Party] = {}
    for candidate in labelled:
        party = parties.setdefault(squash(candidate.value), Party(candidate.value, list(candidate.pieces)))
        party.score = max(party.score, 5 * candidate.score)
    biggest = _letterhead(sheet)
    for piece in sheet.pieces:
        if piece.in_items or piece.in_terms or piece.in_heading or id(piece) in known.spoken_for:
            continue
        signed = _signs(sheet, piece, known.contact)
        for name in _names(sheet, piece, locale, signed=signed):
            _weigh(parties.setdefault(squash(name), Party(name)), sheet, piece, biggest, signed=signed)
    for key, party in parties.items():
        party.score += _by_mail(party.name, known.email, known.to) - _against(key, known)
    _leave_addressee(list(parties.values()))
    best = max((party.score for party in parties.values()), default=0.0)
    for party in parties.values():
        if party.score >= _ENOUGH:
            sure = min(1.0, party.score / 6) * (1.0 if party.score == best else 0.8)
            yield Candidate("customer_name", party.name, party.name, tuple(party.pieces[:1]), sure)


def _leave_addressee(parties: Sequence[Party]) -> None:
    """Weigh down who is addressed, when there is somebody else who may be asking."""
    if any(party.score >= _ENOUGH and not party.addressed for party in parties):
        for party in parties:
            party.score -= 3.0 * party.addressed


def _against(key: str, known: Known) -> float:
    """Weigh that a name is the seller's or the contact's own."""
    seller = any(key and (key in other or other in key) for other in known.sellers if other)
    return 8.0 * seller + 8.0 * (key == squash(known.contact))


def is_desk(address: str, to: str) -> bool:
    """Tell whether a mail address is the seller's: where the mail went, or a sales desk."""
    domain = address.partition("@")[2].lower()
    went = {found.group().partition("@")[2].lower() for found in EMAIL.finditer(to)}
    return domain in went or bool(_DESKS.match(address.lower()) and not went)


def _letterhead(sheet: Sheet) -> float:
    """Return the size of the biggest print at the top of the first page that is no title."""
    sizes = [piece.size for piece in sheet.pieces if sheet.at_top(piece, _TOP_ROWS) and not _is_title(piece.text)]
    return max(sizes, default=0.0)


def _is_title(text: str) -> bool:
    words = label_words(text)
    if titled(text) is not None and not LEGAL.search(text):
        return True
    return bool(words) and sum(
        bool(notions(word) & {"request", "quote", "order", "invoice", "price"}) for word in words
    ) * 2 >= len(words)


def _names(sheet: Sheet, piece: Piece, locale: Locale, *, signed: bool) -> Iterator[str]:
    """Walk names that may be a company's in one piece: all of it, or the parts between bars and dots."""
    spoken = bool(EMAIL.search(piece.text))
    top = sheet.at_top(piece, _TOP_ROWS) or bool(piece.style) or signed
    for part in _parts(_whole(sheet, piece)):
        if len(part.split()) > 10 or _is_title(part) or EMAIL.search(part) or PHONE.search(part) or is_courtesy(part):
            continue
        if (
            canonical_unit(part)
            or not typed("customer_name", part, locale)
            or not (top or looks_organised(part) or spoken)
        ):
            continue
        if not looks_organised(part) and any(fields_of(" ".join(part.split()[:size])) for size in (1, 2, 3)):
            continue
        name = without_tail(part)
        sentence = name[:1].islower() or (name.endswith((".", "!", "?")) and not _ends_legally(name))
        if sum(c.isalpha() for c in name) >= 3 and not sentence:
            yield name


def _whole(sheet: Sheet, piece: Piece) -> str:
    """Return a piece without its label, and with the next line when a company's name runs over into it."""
    text = piece.text
    if ":" in text:
        text = text.rpartition(":")[2].strip() if LEGAL.search(text) else ""
    for below in (*_near(sheet, piece, 1), *_near(sheet, piece, 2)):
        same = piece.box is not None and below.box is not None and abs(below.size - piece.size) < 0.6
        edge = same and piece.box is not None and below.box is not None and _aligned(piece.box, below.box)
        open_bracket = (text.count("(") + text.count(")")) % 2 == 1
        unfinished = text.endswith(("&", " und", " and")) or open_bracket
        if edge and text and (unfinished or _FORM_ALONE.match(f" {below.text}")):
            return f"{text} {below.text}"
    return text


def _aligned(one: Box, other: Box) -> bool:
    """Whether two lines share their left edge, their right edge or their middle."""
    left, right = abs(one.x0 - other.x0), abs(one.x1 - other.x1)
    return min(left, right) < 3 or abs(one.x0 + one.x1 - other.x0 - other.x1) < 6


def _parts(text: str) -> list[str]:
    """Cut a line at bars and dots, and at dashes that are not inside a name: `Lusofer - Tools, Lda.` stays whole."""
    parts: list[str] = []
    for part in re.split(r"\s*[|·•]\s*|\s{2,}", text):
        named = _without_role(part)
        cut = re.split(r"(\s+[–—-]\s+)", named, maxsplit=1)
        left, dash, right = cut if len(cut) == 3 else (named, "", "")
        within = dash and LEGAL.search(right) and not LEGAL.search(left) and not _is_title(left)
        parts += [named] if within or not dash else [left, right]
    return [part for part in parts if part.strip()]


def _without_role(text: str) -> str:
    """Cut the sender's role from before the company: `Strategic Buyer, Meridian Ltd`."""
    role, comma, company = text.partition(", ")
    spoken = any("contact" in notions(word) for word in label_words(role)) and not any(c.isdigit() for c in company)
    return company if comma and spoken and len(role.split()) <= 4 else text


def _signs(sheet: Sheet, piece: Piece, contact: str) -> bool:
    """Whether a line stands in a signature, one or two lines under the contact's name: the company's place."""
    words = label_words(_without_role(piece.text))
    roles = sum(not notions(word).isdisjoint(("contact", "phone", "email", "department")) for word in words)
    if not contact or roles * 2 > len(words):
        return False
    above = [*_near(sheet, piece, -1), *_near(sheet, piece, -2)]
    return any(squash(other.text) == squash(contact) for other in above)


def _takes_leave(sheet: Sheet, piece: Piece) -> bool:
    """Whether a line stands one to three lines under the words of parting."""
    return any(is_parting(other.text) for step in (-1, -2, -3) for other in sheet.rows.get(piece.row + step, ()))


def _weigh(party: Party, sheet: Sheet, piece: Piece, biggest: float, *, signed: bool) -> None:
    """Add what one occurrence of a name says."""
    party.score += _by_name(party, sheet, piece) + _by_place(sheet, piece, biggest) + _by_neighbours(sheet, piece)
    party.score += 2.0 if signed else 0.8 if _takes_leave(sheet, piece) else 0.0
    party.pieces.append(piece)
    party.addressed = party.addressed or _addressed(sheet, piece, biggest)


def _by_name(party: Party, sheet: Sheet, piece: Piece) -> float:
    """Weigh how much a name looks like a company's, and whether it was said before."""
    first = 1.5 * looks_organised(party.name) + 0.5 * _stands_alone(sheet, piece, party.name)
    weight = 0.6 if party.pieces else first
    counted = any(c.isdigit() for c in party.name) and not looks_organised(party.name)
    return weight - counted - _values_unknown_label(sheet, piece)


def _by_place(sheet: Sheet, piece: Piece, biggest: float) -> float:
    """Weigh where a name stands and how big it is printed."""
    weight = 1.5 if piece.style in ("header", "footer") else 0.0
    if sheet.at_top(piece, _TOP_ROWS):
        weight += 0.5 + (1.0 if biggest and piece.size > biggest - 0.3 else 0.0) + (0.5 if piece.bold else 0.0)
        weight += 0.5 if sheet.at_top(piece, 2) else 0.0
    return weight


def _by_neighbours(sheet: Sheet, piece: Piece) -> float:
    """Weigh addresses and ways to reach somebody at a name."""
    below, after = _near(sheet, piece, 1), _near(sheet, piece, 2)
    lower = [*below, *after] if sheet.at_top(piece, 2) else below
    weight = 0.8 if any(PHONE.search(other.text) or _personal_mail(other.text) for other in lower) else 0.0
    streets = any(_ZIP.search(other.text) or STREET.search(f"{fold(other.text)} ") for other in below)
    weight += 0.5 if piece.box is None and sheet.at_top(piece, 1) and streets else 0.0
    weight += 1.5 if EMAIL.search(piece.text) else 0.0
    words = [word for other in (*below, *after) for word in other.text.lower().split() if "@" in word]
    return weight - (4.0 if any(map(_SALES.match, words)) else 0.0)


def _stands_alone(sheet: Sheet, piece: Piece, name: str) -> bool:
    """Whether a line is a company's full name and no more: with its legal form, or what Persian names begin with."""
    full = _ends_legally(name) or (any(c in _LETTERS for c in name) and looks_organised(name.partition(" ")[0]))
    return len(sheet.rows[piece.row]) == 1 and piece.text.strip() == name and full


def _ends_legally(name: str) -> bool:
    """Whether a legal form is the end of a name."""
    found = list(LEGAL.finditer(name))
    return bool(found) and not any(c.isalnum() for c in name[found[-1].end() :])


def _values_unknown_label(sheet: Sheet, piece: Piece) -> bool:
    """Whether a name stands behind a short text that is no name itself, as values stand behind their labels."""
    before = [other for other in sheet.rows[piece.row] if other.column < piece.column]
    if not before or len(before[-1].text.split()) > 4:
        return False
    label = before[-1].text
    if before[-1].size > piece.size + 1:
        return False
    return not looks_organised(label) and not _is_title(label) and not any(c.isdigit() for c in label)


def _addressed(sheet: Sheet, piece: Piece, biggest: float) -> bool:
    """Whether a name stands over street and town in ordinary print, with no way to reach it: an addressee."""
    under = [other for step in (1, 2, 3) for other in _near(sheet, piece, step)]
    if piece.style or not under or looks_organised(under[0].text) or len(_parts(piece.text)) > 1:
        return False
    town = any(
        _ZIP.search(other.text) and ":" not in other.text and not PHONE.search(other.text) for other in under[:3]
    )
    reachable = any(EMAIL.search(other.text) or PHONE.search(other.text) for other in under)
    return town and not reachable and not piece.bold and not (biggest and piece.size > biggest - 0.3 and piece.row == 0)


def _personal_mail(text: str) -> bool:
    return bool(EMAIL.search(text)) and not _DESKS.match(text.lower())


def _near(sheet: Sheet, piece: Piece, step: int) -> list[Piece]:
    """Return pieces of the row above or below that stand in the same column."""
    found: list[Piece] = []
    for other in sheet.rows.get(piece.row + step, ()):
        if other.page != piece.page:
            continue
        if piece.box is None or other.box is None or (other.box.x0 < piece.box.x1 and piece.box.x0 < other.box.x1):
            found.append(other)
    return found


def _by_mail(name: str, email: str, to: str) -> float:
    """Weigh a name by how much the buyer's mail domain sounds like it, and the seller's."""
    weight = 0.0
    if email:
        alike = sounds_like(name, email)
        weight += 4.0 if alike >= 0.8 else 2.0 if alike >= 0.62 else 0.0
    if any(sounds_like(name, found.group()) >= 0.62 for found in EMAIL.finditer(to)) and weight < 4:
        weight -= 6.0
    return weight


def sounds_like(name: str, address: str) -> float:
    """Compare a company name with a mail domain, 0-1; Persian names by their consonants in Latin letters."""
    labels = address.partition("@")[2].lower().split(".")[:-1]
    domain = max(labels, key=len, default="")
    if len(domain) < 3 or domain in _FREE_MAIL:
        return 0.0
    bare = squash(LEGAL.sub(" ", name))
    if any(c in _LETTERS for c in bare):
        return _consonants(bare, domain)
    whole = fuzz.ratio(squash(domain), bare)
    words = [word for word in re.split(r"[-_]", domain) if len(word) > 2]
    inside = sum(len(word) for word in words if word in bare)
    share = 100 * inside / max(len(squash(domain)), 1)
    return max(whole, min(share, 90.0)) / 100


def _consonants(name: str, domain: str) -> float:
    latin = "".join(_LETTERS.get(c, "") for c in name)
    skeletons = [
        re.sub(r"[aeiouyh\W]", "", text.replace("q", "g").replace("w", "v").replace("c", "k"))
        for text in (latin, domain)
    ]
    alike = fuzz.partial_ratio(*skeletons) / 100 if min(map(len, skeletons)) >= 3 else 0.0
    return alike if alike >= (0.8 if min(map(len, skeletons)) > 3 else 1.0) else 0.0
