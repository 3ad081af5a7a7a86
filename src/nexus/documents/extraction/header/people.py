"""The person who asks: signatures under a letter or mail, and addresses that stand without a label."""

from collections.abc import Iterator, Sequence

from nexus.documents.extraction.header.candidates import Candidate
from nexus.documents.extraction.header.courtesy import is_parting
from nexus.documents.extraction.header.parties import is_desk
from nexus.documents.extraction.header.pieces import Piece, Sheet
from nexus.documents.extraction.header.typed import EMAIL, PHONE, typed
from nexus.documents.extraction.language import Locale
from nexus.documents.extraction.values.text import ascii_digits, squash


def people(sheet: Sheet, locale: Locale, named: Sequence[Candidate], to: str) -> Iterator[Candidate]:
    """Find signatures, and mail addresses and telephone numbers that no label names."""
    names = {squash(each.value) for each in named}
    for index, piece in enumerate(sheet.pieces):
        if piece.in_items or piece.in_terms:
            continue
        if is_parting(piece.text):
            yield from _signature(sheet.pieces[index + 1 : index + 5], locale)
        for found in EMAIL.finditer(piece.text):
            if not is_desk(found.group(), to):
                yield Candidate("contact_email", found.group(), found.group(), (piece,), 0.5)
        yield from _telephone(sheet, piece, names)


def _signature(following: Sequence[Piece], locale: Locale) -> Iterator[Candidate]:
    """Take the name: the first line under the parting words."""
    for piece in following[:2]:
        person = typed("contact_name", piece.text, locale)
        if person and len(person[0].split()) >= 2:
            yield Candidate("contact_name", person[0], person[1], (piece,), 0.75)
            return


def _telephone(sheet: Sheet, piece: Piece, names: set[str]) -> Iterator[Candidate]:
    """Find a telephone number beside or under a mail address or the name of the contact."""
    numbers = [found.group().strip() for found in PHONE.finditer(piece.text)]
    dialled = [
        each for each in numbers if ascii_digits(each).startswith(("+", "0", "(")) and sum(map(str.isdigit, each)) >= 7
    ]
    near = [other for row in range(piece.row - 3, piece.row + 2) for other in sheet.rows.get(row, ())]
    if dialled and any(EMAIL.search(other.text) or squash(other.text) in names for other in near):
        yield Candidate("contact_phone", ascii_digits(dialled[0]), dialled[0], (piece,), 0.45)
