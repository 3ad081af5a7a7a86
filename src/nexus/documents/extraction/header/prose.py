"""Fields told in running text, titles and subject lines: "we need your offer by 27/02/2027", "RFQ 4711 - New hall"."""

import re
from collections.abc import Iterator, Sequence

from nexus.documents.extraction.header.candidates import Candidate
from nexus.documents.extraction.header.concepts import label_words, notions
from nexus.documents.extraction.header.courtesy import introduces
from nexus.documents.extraction.header.pieces import Piece, Sheet
from nexus.documents.extraction.header.typed import INCOTERM, looks_organised, typed
from nexus.documents.extraction.language import Locale
from nexus.documents.extraction.titles import behind_request
from nexus.documents.extraction.values.dates import find_dates
from nexus.documents.extraction.values.money import currency
from nexus.documents.extraction.values.text import ascii_digits

_SENTENCE = re.compile(r"(?<=[^\d\s.][^\d\s.][.!?;؟])\s+(?=[^\W\d_])")
_SEPARATORS = " \t:–—|·•#-/"
_SERIES = re.compile(r"[A-Z]{2,4}")
"""Capitals that a series of numbers begins with: `AJD 112/2027`."""
_SENTENCE_WORDS = 14
_LONG_SENTENCE = 160
_TOP_ROWS = 14
_YEAR = re.compile(r"(?:19|20|13|14)\d\d")
_MARKED = re.compile(
    r"(?<![\w/-])(?:RFQ|RFP|RFI|RQ|REQ|ENQ|INQ|ANF|COT|SC|PR)[-_/ ]?[A-Z0-9][A-Z0-9/_.-]*\d(?:[-/]?[A-Z]\d?)?(?![\w/])"
)
_MARK = r"(?:[A-Z]{2,3}\$?|[€$£₹¥﷼]|R\$|ریال|Rs\.?|Fr\.)"
_AMOUNT = re.compile(rf"{_MARK}\s*\d[\d.,' ]*|\d[\d.,' ]*\s*{_MARK}")


def told(sheet: Sheet, locale: Locale) -> Iterator[Candidate]:
    """Find what sentences, titles and column headings tell, outside items and general conditions."""
    for text, pieces in sheet.paragraphs():
        first = pieces[0]
        if first.in_terms:
            continue
        running = first.in_items and not first.style and first.box is None and len(text.split()) > _SENTENCE_WORDS
        if running:
            yield from _dated(sheet, text, pieces, locale)
        if not first.in_items and not first.in_heading:
            yield from _dated(sheet, text, pieces, locale)
            yield from _title(first, locale)
            yield from _numbered(text, pieces, locale)
            yield from _delivered(first, locale)
            yield from _note(text, pieces, locale)
        yield from _money(text, pieces, locale)


def subject(text: str, locale: Locale) -> Iterator[Candidate]:
    """Read a mail's subject line: the number of the request, and what it is about."""
    piece = Piece(
        re.sub(r"^\s*(?:(?:re|aw|fwd?|wg|enc|res|tr)\s*:\s*)+", "", text, flags=re.IGNORECASE), 1, 0, 0, ref="Subject"
    )
    yield from _title(piece, locale)
    for found in re.finditer(r"#\s?([\w./-]*\d[\w./-]*)", piece.text):
        if typed("rfq_number", found.group(1), locale):
            yield Candidate("rfq_number", found.group(1), found.group(1), (piece,), 0.6)
    for word in piece.text.split():
        number = word.strip(",;:()[]")
        marked = any(c.isalpha() for c in number) or "-" in number or "/" in number or len(number) >= 6
        if marked and sum(c.isdigit() for c in number) >= 3 and typed("rfq_number", number, locale):
            yield Candidate("rfq_number", ascii_digits(number), number, (piece,), 0.34)
    about = _about(piece.text, locale)
    if about:
        yield Candidate("project", about, about, (piece,), 0.45)


def _dated(sheet: Sheet, text: str, pieces: Sequence[Piece], locale: Locale) -> Iterator[Candidate]:
    """Find dates in sentences, and what they are of by the words before them."""
    alone = typed("issue_date", text, locale) if sheet.at_top(pieces[0], _TOP_ROWS) and len(text.split()) <= 6 else None
    if alone is not None and ":" not in text:
        yield Candidate("issue_date", alone[0], alone[1], tuple(pieces), 0.35)
    if len(text) < 12:
        return
    for sentence in _SENTENCE.split(text):
        start = 0
        for found in find_dates(sentence, locale.date_order):
            before = sentence[start : found.start]
            field, score = _meant(before, sentence)
            start = found.end
            if field:
                yield Candidate(field, found.value.isoformat(), found.text, _saying(found.text, pieces), score)


def _meant(before: str, sentence: str) -> tuple[str, float]:
    words = label_words(before)[-9:]
    about: frozenset[str] = frozenset().union(*(notions(word) for word in words))
    if "deadline" in about and about & {"quote", "request", "price", "answer"}:
        return "due_date", 0.68
    if "deliver" in about:
        return "requested_delivery_date", 0.5
    if "deadline" in about and len(words) >= 3:
        whole = frozenset().union(*(notions(word) for word in label_words(sentence)))
        return ("due_date", 0.6) if whole & {"quote", "request"} else ("", 0.0)
    return ("issue_date", 0.4) if "date" in about and len(words) <= 3 else ("", 0.0)


def _title(piece: Piece, locale: Locale) -> Iterator[Candidate]:
    """Find a number right behind the words for a request: `Request for Quote RFQ-2027-2340`."""
    words = piece.text.split()
    if len(words) > 16:
        return
    rest = behind_request(piece.text).lstrip(_SEPARATORS)
    number = _first_number(rest, locale)
    if number:
        yield Candidate("rfq_number", number, number, (piece,), 0.8 if len(words) <= 12 else 0.6)
    for found in _MARKED.finditer(piece.text):
        if not _YEAR.fullmatch(found.group().lstrip("RFQPINE-_/ ")):
            yield Candidate("rfq_number", found.group(), found.group(), (piece,), 0.55)


def _numbered(text: str, pieces: Sequence[Piece], locale: Locale) -> Iterator[Candidate]:
    """Find a number in a sentence behind a word for a request or a number: `to our enquiry 4711/27 of 3 May`."""
    words = text.split()
    if not _SENTENCE_WORDS // 2 < len(words) <= 80:
        return
    for place, word in enumerate(words):
        number = word.strip(",;()")
        if len(number) < 5 or sum(c.isdigit() for c in number) < 3 or not typed("rfq_number", number, locale):
            continue
        before = [notions(each) for each in label_words(" ".join(words[max(0, place - 2) : place])) if len(each) > 2]
        about: frozenset[str] = frozenset().union(*before)
        if about & {"request", "number"} and not about & {"phone", "tax", "order", "invoice", "yours", "bank"}:
            yield Candidate("rfq_number", ascii_digits(number), number, _saying(number, pieces), 0.45)
            series = words[place - 1] if place and _SERIES.fullmatch(words[place - 1]) else ""
            if series and "request" not in notions(series.lower()):
                whole = f"{series} {number}"
                yield Candidate("rfq_number", ascii_digits(whole), whole, _saying(whole, pieces), 0.47)


def _first_number(rest: str, locale: Locale) -> str | None:
    first = rest.partition(" ")[0].strip(",;()")
    if len(first) < 4 or _YEAR.fullmatch(first):
        return None
    read = typed("rfq_number", first, locale)
    return read[0] if read else None


def _about(text: str, locale: Locale) -> str:
    """Return what a subject line is about, behind the title and the number."""
    rest = behind_request(text).lstrip(_SEPARATORS)
    number = _first_number(rest, locale)
    if number:
        rest = rest.partition(" ")[2]
    rest = rest.strip(_SEPARATORS + ",")
    return rest if 3 <= len(rest) <= 80 else ""


def _delivered(piece: Piece, locale: Locale) -> Iterator[Candidate]:
    """Find a delivery term that stands without a label."""
    found = INCOTERM.search(piece.text)
    if (
        found
        and found.group().isupper()
        and len(piece.text.split()) <= 6
        and found.start() == 0
        and ":" not in piece.text
    ):
        read = typed("incoterm", piece.text, locale)
        if read:
            yield Candidate("incoterm", read[0], read[1], (piece,), 0.5)


def _note(text: str, pieces: Sequence[Piece], locale: Locale) -> Iterator[Candidate]:
    """Take a sentence that asks something of the seller and introduces nothing: a remark without a label."""
    plain = sum(word.isalpha() and not word.isupper() for word in re.split(r"[\s.,;]+", text)) >= 3
    sentence = plain and text.rstrip().endswith((".", "!", "۔")) and text[:1].isalpha() and pieces[0].style != "list"
    told_elsewhere = ":" in text or looks_organised(text) or bool(find_dates(text, locale.date_order))
    if sentence and not told_elsewhere and not introduces(text):
        yield Candidate("notes", text, text, tuple(pieces), 0.4)


def _saying(text: str, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the line of a paragraph that holds a text, else all of them."""
    return tuple(piece for piece in pieces if text in piece.text)[:1] or tuple(pieces)


def _money(text: str, pieces: Sequence[Piece], locale: Locale) -> Iterator[Candidate]:
    """Find a currency in a sentence or heading about prices, or at the prices themselves."""
    country = next(iter(locale.countries), "")
    if pieces[0].in_items and len(text.split()) <= _SENTENCE_WORDS:
        code = currency(text, country) if len(text) < 20 and _AMOUNT.fullmatch(text) else None
        if code:
            yield Candidate("currency", code, text, tuple(pieces), 0.45)
        return
    for sentence in _SENTENCE.split(text):
        said = sentence if len(sentence) <= _LONG_SENTENCE else _about_price(sentence)
        code = currency(said, country) if _priced(said) else None
        if code:
            yield Candidate("currency", code, sentence, tuple(pieces), 0.6)


def _about_price(sentence: str) -> str:
    """Return the part of a long sentence, between commas, that speaks of prices."""
    return next((part for part in re.split(r"[,،;]\s", sentence) if _priced(part)), "")


def _priced(text: str) -> bool:
    return any(notions(word) & {"price", "quote", "currency"} for word in label_words(text))
