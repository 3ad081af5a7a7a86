"""Which field a label names, judged from the notions its words carry rather than from a list of labels."""

import re
from functools import lru_cache
from typing import NamedTuple

from nexus.documents.extraction.header.concepts import is_filler, label_words, near_notions, notions
from nexus.documents.extraction.values.text import fold

Fields = dict[str, float]
"""Field name to how surely the label names it, 0-1. Several fields are settled by what the value is."""


class Rule(NamedTuple):
    """Notions a label must all carry, of which it must carry one, and which it must not; and what it names then."""

    every: str
    one: str
    none: str
    names: Fields


_RULES = (
    Rule("fax phone", "", "", {"contact_phone": 0.9}),
    Rule("", "bank website fax page warranty revision", "", {}),
    Rule("currency", "", "", {"currency": 1.0}),
    Rule("tax", "number buyer seller", "", {}),
    Rule("tax", "", "", {"tax_amount": 0.8}),
    # numbers of documents
    Rule("number phone", "", "", {"contact_phone": 0.9}),
    Rule("reference contact", "", "request paper yours", {"rfq_number": 0.6}),
    Rule("number contact", "", "request paper", {"contact_phone": 0.9}),
    Rule("number", "buyer seller contact email deliver payment total date yours", "request", {}),
    Rule("number date", "", "", {}),
    Rule("print", "", "", {"issue_date": 0.4}),
    Rule("paper date", "", "", {"issue_date": 1.0}),
    Rule("number", "project subject", "request", {"project": 0.6}),
    Rule("number invoice", "", "", {"invoice_number": 1.0}),
    Rule("number order", "", "request", {"order_number": 1.0}),
    Rule("number request", "", "", {"rfq_number": 1.0}),
    Rule("number quote", "", "", {"rfq_number": 0.7}),
    Rule("number", "paper", "", {"rfq_number": 0.6}),
    Rule("number", "", "", {"rfq_number": 0.5}),
    # what one notion names by itself
    Rule("seller contact", "", "quote deadline request", {"contact_name": 0.3, "seller_name": 1.0}),
    Rule("seller", "", "quote deadline request", {"seller_name": 1.0}),
    Rule("payment", "date deadline", "", {}),
    Rule("payment terms", "", "", {"payment_terms": 1.0}),
    Rule("payment", "", "", {"payment_terms": 0.7}),
    Rule("incoterm", "", "", {"incoterm": 1.0}),
    Rule("terms deliver", "", "", {"incoterm": 1.0}),
    Rule("email", "", "", {"contact_email": 1.0}),
    Rule("phone", "", "", {"contact_phone": 1.0}),
    Rule("notes", "", "", {"notes": 1.0}),
    Rule("net total", "", "", {"subtotal": 0.9}),
    Rule("total", "", "", {"total_amount": 0.8}),
    # dates, and places of delivery; the value tells which
    Rule("deliver request", "", "date deadline want appointment address number", {"rfq_number": 0.6}),
    Rule("deliver quote deadline", "", "", {"due_date": 0.8}),
    Rule("deliver address", "", "", {"delivery_address": 1.0, "requested_delivery_date": 0.6}),
    Rule("deliver place_word", "date deadline want", "", {"delivery_address": 0.9, "requested_delivery_date": 1.0}),
    Rule("deliver place_word", "", "", {"delivery_address": 1.0, "requested_delivery_date": 0.75}),
    Rule("deliver", "date deadline want appointment", "", {"delivery_address": 0.5, "requested_delivery_date": 1.0}),
    Rule("deliver", "", "", {"delivery_address": 0.5, "requested_delivery_date": 0.75}),
    Rule("appointment", "quote request answer", "", {"due_date": 1.0}),
    Rule("appointment", "", "", {"requested_delivery_date": 0.5, "due_date": 0.4}),
    Rule("validity quote", "", "request", {}),
    Rule("validity", "request deadline", "", {"due_date": 0.5}),
    Rule("validity", "", "", {}),
    Rule("date", "invoice order", "deadline", {"issue_date": 0.8}),
    Rule("deadline", "quote request date price answer", "", {"due_date": 1.0}),
    Rule("deadline want", "", "", {"requested_delivery_date": 0.8, "due_date": 0.5}),
    Rule("deadline", "", "", {"due_date": 0.75}),
    Rule("date want", "", "quote request", {"requested_delivery_date": 0.7}),
    Rule("date answer", "", "", {"due_date": 1.0}),
    Rule("answer", "", "project contact buyer", {"due_date": 0.6}),
    Rule("quote want", "", "project contact buyer", {"due_date": 0.7}),
    Rule("want address", "", "", {"requested_delivery_date": 0.75, "delivery_address": 0.4}),
    Rule("date quote", "", "", {"issue_date": 0.6, "due_date": 0.5}),
    Rule("date", "", "", {"issue_date": 1.0}),
    Rule("issue", "", "buyer contact request", {"issue_date": 0.7}),
    # what it is about, and who asks
    Rule("project", "", "", {"project": 1.0}),
    Rule("request company", "", "date number", {"customer_name": 1.0}),
    Rule("request", "buyer contact issue", "", {"contact_name": 0.8, "customer_name": 0.7}),
    Rule("request", "", "", {"rfq_number": 0.8, "issue_date": 0.5}),
    Rule("price", "", "", {"currency": 0.6}),
    Rule("quote", "", "", {"currency": 0.5, "due_date": 0.5, "rfq_number": 0.5}),
    Rule("paper", "", "", {"rfq_number": 0.45}),
    Rule("want", "", "", {"requested_delivery_date": 0.6}),
    Rule("invoice place_word", "", "", {"customer_name": 0.7}),
    Rule("contact address", "", "", {"contact_name": 0.8}),
    Rule("address", "", "", {"delivery_address": 0.35}),
    Rule("subject", "", "", {"project": 0.5}),
    Rule("contact company", "", "", {"customer_name": 1.0}),
    Rule("contact buyer", "", "", {"contact_name": 1.0, "customer_name": 1.0}),
    Rule("contact", "", "", {"contact_name": 1.0}),
    Rule("buyer", "", "", {"customer_name": 1.0}),
)
"""In order: the first that fits decides."""

_SINGLE: dict[str, Fields] = {
    **{word: {"customer_name": 0.6} for word in ("from", "von", "de", "da", "van", "از")},
    **{word: {"issue_date": 0.7} for word in ("vom", "am", "dated", "em", "le", "مورخ")},
    **{word: {"contact_phone": 0.8} for word in ("t", "p", "m", "ph", "ت")},
    **{word: {"contact_name": 0.6, "customer_name": 0.4} for word in ("name", "nome", "nom", "nombre", "نام")},
    "e": {"contact_email": 0.8},
    **{word: {"seller_name": 0.8} for word in ("to", "an", "para", "a", "aan", "به", "til")},
}
"""Words that name something only when they are the whole label."""
_AGENTS = re.compile(
    r"(?<!reply )(?<!response )(?<!quote )(?<!quotation )(?<!offer )(?<!delivery )"
    r"\b(?:issued|prepared|requested|handled|processed|created|raised|sent|written|compiled|ordered|managed) by\b|"
    r"\b(?:erstellt|bearbeitet|angefragt|ausgestellt|gesendet) von\b|\b(?:suivi|emis|etabli|demande|redige) par\b|"
    r"\b(?:emitid[oa]|elaborad[oa]|solicitad[oa]|preparad[oa]|enviad[oa]) por\b|\b(?:redatto|richiesto|emesso) da\b|"
    r"(?:تهیه|درخواست|تنظیم) کننده|\b(?:anfrage|request|rfq|enquiry|inquiry|solicitacao|demande) (?:von|from|por)\b"
)
"""Words for who did something, which would else be read as dates: `issued by`."""
_ADDRESSEE = re.compile(
    r"^(?:an|to|sent to|addressed to|a|para)\s+(?:die\s+)?(?:firma|company|empresa|messrs|the seller)\b|^sent to$"
)
_NO_LATER = re.compile(
    r"\b(?:no|not|nicht)\s+(?:later than|spater als)\b|\b(?:o|ao) mais tardar\b|\bno maximo\b|"
    r"\bau plus tard\b|\bal mas tardar\b"
)
_JOINER = "\u200c"
_LONGEST = 7


@lru_cache(maxsize=20_000)
def fields_of(label: str, *, misread: bool = False, whole: bool = True) -> Fields:
    """Return the fields a label may name; empty when it is no label.

    `whole` asks that every word belongs to a label; without it half of them must. `misread` allows for OCR.
    """
    for part in label.split(" / ") if " / " in label else ():
        if named := fields_of(part, misread=misread, whole=whole):
            return named
    said = _NO_LATER.sub("until", fold(label))
    words = label_words(_ADDRESSEE.sub("seller", _AGENTS.sub("contact buyer", said)))
    if not words or len(words) > _LONGEST:
        return {}
    if len(words) == 1 and words[0].strip(".:") in _SINGLE:
        return _SINGLE[words[0].strip(".:")]
    read = near_notions if misread else notions
    found = [read(word) for word in words]
    known = sum(bool(each) or is_filler(word) for each, word in zip(found, words, strict=True))
    if known < len(words) * (1.0 if whole else 0.5) or not any(found):
        # A mark without width is easily put a letter too far when a page is read from right to left.
        return fields_of(label.replace(_JOINER, ""), misread=misread, whole=whole) if _JOINER in label else {}
    about: frozenset[str] = frozenset().union(*found)
    names = next((rule.names for rule in _RULES if _fits(rule, about)), {})
    return {field: score * known / len(words) for field, score in names.items()}


def _fits(rule: Rule, about: frozenset[str]) -> bool:
    one, none = rule.one.split(), rule.none.split()
    return about.issuperset(rule.every.split()) and (not one or not about.isdisjoint(one)) and about.isdisjoint(none)
