"""Reads a document's header: gathers candidates from labels, running text and letterheads, and chooses among them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import permutations

from nexus.documents.evidence import HEADER_FIELDS, Reading, Value
from nexus.documents.extraction.header.candidates import LEAST, Candidate, as_value, choose
from nexus.documents.extraction.header.pairs import Pair, pairs
from nexus.documents.extraction.header.parties import Known, customers, is_desk, sounds_like
from nexus.documents.extraction.header.people import people
from nexus.documents.extraction.header.pieces import Piece, Sheet
from nexus.documents.extraction.header.prose import subject, told
from nexus.documents.extraction.header.typed import LEGAL, looks_organised, typed
from nexus.documents.extraction.header.unlabelled import guessed
from nexus.documents.extraction.language import Locale
from nexus.documents.extraction.titles import titled
from nexus.documents.extraction.values.text import squash

_DATES = ("issue_date", "due_date", "requested_delivery_date")
_NAMES = {"customer_name", "contact_name", "seller_name"}


def read_header(reading: Reading, sheet: Sheet, locale: Locale) -> dict[str, Value]:
    """Read the header fields of a document that is cut into pieces."""
    found = [candidate for pair in pairs(sheet) for candidate in _of_pair(pair, locale)]
    found += told(sheet, locale)
    found += _of_mail(reading, locale)
    to = reading.properties.get("to", "")
    found += people(sheet, locale, [each for each in found if each.field == "contact_name"], to)
    found = [each for each in found if each.field != "contact_email" or not is_desk(each.value, to)]
    email = _best(found, "contact_email")
    found = [_weighed_by_mail(each, email) if each.field == "contact_name" else each for each in found]
    contact = _best(found, "contact_name")
    contact = "" if sounds_like(contact, email) >= 0.8 else contact
    sellers = [squash(each.value) for each in found if each.field == "seller_name" and looks_organised(each.value)]
    spoken_for = frozenset(id(piece) for each in found if each.field not in _NAMES for piece in _wholly(each))
    labelled = [each for each in found if each.field == "customer_name"]
    named = list(customers(sheet, locale, labelled, Known(email, contact, to, tuple(sellers), spoken_for)))
    found = [each for each in found if each.field != "customer_name"] + named
    return _chosen(found, sheet, locale)


def _chosen(found: list[Candidate], sheet: Sheet, locale: Locale) -> dict[str, Value]:
    """Choose for each field; a printed date says one thing, so the field it fits less looks for another."""
    rivals = {name: [each for each in found if each.field == name] for name in HEADER_FIELDS}
    best = {name: chosen for name in HEADER_FIELDS if (chosen := choose(rivals[name])) is not None}
    for name, other in permutations((name for name in _DATES if name in best), 2):
        taken, mine = best.get(other), best.get(name)
        if taken and mine and _same_print(taken, mine) and mine.score < taken.score:
            rivals[name] = [each for each in rivals[name] if not _same_print(each, taken)]
            again = choose(rivals[name])
            best = {key: value for key, value in best.items() if key != name} | ({name: again} if again else {})
    if "rfq_number" in best:
        best["rfq_number"] = _whole_number(best["rfq_number"], rivals["rfq_number"])
    best |= guessed(sheet, locale, best)
    header = {name: as_value(best[name], rivals[name]) for name in HEADER_FIELDS if name in best}
    return _in_order(header)


def _whole_number(chosen: Candidate, rivals: list[Candidate]) -> Candidate:
    """Take the number of which the chosen one is the end: `RC 77120` behind a label, not the `77120` in it."""
    longer = (
        each
        for each in rivals
        if each.score >= LEAST
        and each.pieces == chosen.pieces
        and each.value.endswith(f" {chosen.value}")
        and not titled(each.value)
    )
    return next(longer, chosen)


def _same_print(one: Candidate, other: Candidate) -> bool:
    return one.value == other.value and {id(piece) for piece in one.pieces} == {id(piece) for piece in other.pieces}


def _of_pair(pair: Pair, locale: Locale) -> Iterable[Candidate]:
    """Turn a label and its text into candidates for every field that the label may name and the text can be."""
    place = 1.0 if pair.pieces[0].page == 1 or pair.pieces[0].part else 0.92
    read = [
        (field, score, value) for field, score in pair.fields if (value := typed(field, _said(pair, field), locale))
    ]
    organised = looks_organised(pair.text)
    for field, score, (value, text, fit) in read:
        unlike = field in _NAMES and len(read) > 1 and organised == (field == "contact_name")
        yield Candidate(field, value, text, pair.pieces, score * fit * pair.nearness * place * (0.5 if unlike else 1.0))


def _said(pair: Pair, field: str) -> str:
    """Return the text for a field: of names only the first line, unless the name itself runs over two."""
    if field not in _NAMES or len(pair.pieces) == 1:
        return pair.text
    first = pair.text[: len(pair.pieces[0].text)] if pair.text.startswith(pair.pieces[0].text) else pair.pieces[0].text
    both = f"{first} {pair.pieces[1].text}"
    broken = not looks_organised(first) and bool(LEGAL.search(both)) and not any(c.isdigit() for c in both)
    return both if broken else first


def _of_mail(reading: Reading, locale: Locale) -> Iterable[Candidate]:
    """Take sender, date and subject of a mail."""
    said = reading.properties
    sender = Piece(said.get("from_email", ""), 1, 0, 0, ref="From")
    if said.get("from_email"):
        yield Candidate("contact_email", said["from_email"], said["from_email"], (sender,), 0.9, ref="From")
        name = said.get("from_name", "")
        person = typed("contact_name", name, locale)
        if person:
            yield Candidate("contact_name", person[0], person[1], (sender,), 0.9, ref="From")
        elif looks_organised(name):
            yield Candidate("customer_name", name, name, (sender,), 0.7, ref="From")
    if said.get("from_email") and said.get("date"):
        yield Candidate("issue_date", said["date"][:10], said["date"], (sender,), 1.1, ref="Date")
    if said.get("from_email") and said.get("subject"):
        yield from subject(said["subject"], locale)


def _best(candidates: Iterable[Candidate], field: str) -> str:
    chosen = choose(each for each in candidates if each.field == field)
    return chosen.value if chosen else ""


def _wholly(candidate: Candidate) -> Iterable[Piece]:
    """Return the pieces that say this value, and name no company beside it."""
    sure = candidate.score > 0.5
    return [
        piece
        for piece in candidate.pieces
        if sure and (not looks_organised(piece.text) or squash(piece.text) in squash(candidate.text))
    ]


def _weighed_by_mail(candidate: Candidate, email: str) -> Candidate:
    """Weigh a person's name by the buyer's mail address: its local part names a person, its domain a company."""
    local = squash(email.partition("@")[0])
    named = any(len(word) > 2 and squash(word) in local for word in candidate.value.split())
    company = sounds_like(candidate.value, email) >= 0.8
    return replace(candidate, score=candidate.score * (1.1 if named else 0.2 if company else 1.0))


def _in_order(header: dict[str, Value]) -> dict[str, Value]:
    """Take confidence from dates that contradict each other."""
    issued, due = header.get("issue_date"), header.get("due_date")
    if issued and due and date.fromisoformat(due.value) < date.fromisoformat(issued.value):
        due.confidence = round(due.confidence * 0.5, 3)
    return header
