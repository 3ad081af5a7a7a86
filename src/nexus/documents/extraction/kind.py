"""What kind of paper a document is, told by its title, its sentences, and what it carries."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from nexus.documents.evidence import ExtractedLine, Reading, Value
from nexus.documents.extraction.header.pieces import Sheet
from nexus.documents.extraction.titles import DocumentType, titled
from nexus.documents.extraction.values.text import fold

_SENTENCES: dict[DocumentType, str] = {
    "rfq": (
        r"(?:kindly|please|would you|could you|we (?:kindly )?(?:ask|request|invite)|furnish|"
        r"submit).{0,60}\b(?:quot\w+|offer|prices?|bid)\b|(?:wir bitten|bitte|erbitten).{0,60}\b(?:angebot\w*|"
        r"preise?n?|anbieten|anzubieten)\b|(?:favor|solicitamos|pedimos|precisamos|gentileza).{0,60}\b(?:cot\w+|"
        r"oferta|proposta|preco\w*|orcamento)\b|(?:merci|veuillez|prions|souhaitons).{0,60}\b(?:offre|devis|prix|"
        r"chiffrer)\b|(?:rogamos|agradecemos|solicitamos|favor).{0,60}\b(?:cotiz\w+|oferta|precios?)\b|"
        r"(?:vi preghiamo|si prega|gradiremmo).{0,60}\b(?:offerta|preventivo|quotazione)\b|(?:graag|"
        r"gelieve).{0,60}\b(?:offerte|prijs\w*)\b|(?:لطفا|خواهشمند|تقاضا).{0,80}(?:قیمت|پیشنهاد|استعلام)"
    ),
    "order": (
        r"\b(?:we hereby order|please supply|hereby place|wir bestellen|hiermit bestellen|confirmamos o pedido|"
        r"nous commandons)\b"
    ),
    "quote": (
        r"\b(?:pleased to (?:offer|quote)|our (?:quotation|offer) is valid|unterbreiten wir|bieten wir|"
        r"temos o prazer de|nous avons le plaisir)\b"
    ),
    "invoice": (
        r"\b(?:amount due|payable to|balance due|zahlbar|bitte uberweisen|rechnungsbetrag|a pagar|net a payer|"
        r"importe a pagar)\b"
    ),
}
_TITLE_ROWS = 14


def tell_kind(
    reading: Reading, sheet: Sheet, header: Mapping[str, Value], lines: Sequence[ExtractedLine]
) -> tuple[DocumentType, float]:
    """Tell the kind of a document and how sure that is, 0-1."""
    votes: Counter[DocumentType] = Counter()
    for weight, text in _titles(reading, sheet):
        kind = titled(text)
        if kind:
            votes[kind] += weight
    for kind, pattern in _SENTENCES.items():
        if any(re.search(pattern, fold(text)) for text, pieces in sheet.paragraphs() if not pieces[0].in_terms):
            votes[kind] += 2
    _carried(votes, header, lines)
    if not votes:
        return ("rfq", 0.4) if lines else ("other", 0.5)
    (kind, weight), *others = votes.most_common(2)
    rest = others[0][1] if others else 0
    return kind, round(min(0.99, weight / (weight + rest + 0.6)), 3)


def _titles(reading: Reading, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Walk what may be a title, weighed: the subject of a mail, short lines at the top, big print above all."""
    yield 4, reading.properties.get("subject", "") if reading.properties.get("from_email") else ""
    top = [piece for piece in sheet.pieces if piece.row < _TITLE_ROWS and not (piece.in_items or piece.in_terms)]
    biggest = max((piece.size for piece in top), default=0.0)
    for piece in top:
        alone = len(sheet.rows[piece.row]) == 1 or piece.size > biggest - 0.5 > 0
        if alone and len(piece.text.split()) <= 8 and ":" not in piece.text and not piece.in_heading:
            yield (4 if piece.size > biggest - 0.5 > 0 else 3), piece.text


def _carried(votes: Counter[DocumentType], header: Mapping[str, Value], lines: Sequence[ExtractedLine]) -> None:
    """Count what only one kind of paper carries."""
    if "invoice_number" in header:
        votes["invoice"] += 2
    if "order_number" in header and "invoice_number" not in header:
        votes["order"] += 1
    if "due_date" in header or "rfq_number" in header:
        votes["rfq"] += 1
    if lines and not any(line.line_total for line in lines):
        votes["rfq"] += 1
    if any(line.line_total for line in lines) and "total_amount" in header:
        votes["invoice"] += 1
