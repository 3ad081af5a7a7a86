"""What a printed value must be for each field, and its canonical form."""

import re
from collections.abc import Callable
from datetime import date

from babel.numbers import list_currencies

from nexus.documents.extraction.header.concepts import label_words, notions
from nexus.documents.extraction.header.labels import fields_of
from nexus.documents.extraction.language import Locale
from nexus.documents.extraction.values.dates import find_dates, parse_date
from nexus.documents.extraction.values.money import currency
from nexus.documents.extraction.values.numbers import parse_number, plain
from nexus.documents.extraction.values.text import fold, visible

Typed = tuple[str, str, float]
"""Canonical value, the printed text that says it, and how well it fits, 0-1."""

EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_MISREAD_MAIL = re.compile(r"([a-z0-9._%+-]{2,})(?:Q|©|®|\(a\)|¢|O)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})")
"""A mail address whose @ was recognised as something that looks like it."""
PHONE = re.compile(r"(?<![\w/.-])(?:\+|00|\(?0|\(\d|\d)[\d\s()./\-–]{5,22}\d(?:\s?(?:ext|x|-)\.?\s?\d{1,5})?(?![\w/])")
INCOTERM = re.compile(r"\b(EXW|FCA|FAS|FOB|CFR|CIF|CPT|CIP|DAP|DPU|DAT|DDP|DDU)\b", re.IGNORECASE)
LEGAL = re.compile(
    r"(?:^|[\s,.])(?:"
    r"gmbh(?:\s*&\s*co\.?\s*(?:kg|ohg|kgaa))?|mbh|ag|kg|ohg|kgaa|gbr|e\.?\s?k\.?|ug|(?-i:SE|eG|EG)|aör|ltd\.?|limited|llc|"
    r"l\.l\.c\.?|llp|lp|inc\.?|incorporated|corp\.?|corporation|(?-i:Co|CO|co\.)\.?|(?-i:Company|COMPANY)|plc|pty\.?(?:\s*ltd\.?)?|"
    r"pte\.?(?:\s*ltd\.?)?|pvt\.?(?:\s*ltd\.?)?|sdn\.?\s*bhd\.?|ltda\.?|s\.?\s?a\.?\s+de\s+c\.?\s?v\.?|"
    r"s\.?\s?de\s?r\.?\s?l\.?(?:\s+de\s+c\.?\s?v\.?)?|s\.?/?a\.?|s\.?a\.?r\.?l\.?|sarl|sas|sasu|eurl|snc|"
    r"s\.n\.c\.?|s\.?r\.?l\.?|srl|s\.?p\.?a\.?|(?-i:SpA|SPA)|(?-i:S\.?L\.?(?:U\.?)?)|s\.?a\.?s\.?|eireli|(?-i:ME|EPP|AB|AS|SE)|b\.?v\.?|"
    r"n\.?v\.?|v\.?o\.?f\.?|a/s|aps|asa|oy|oyj|sp\.?\s*z\s*o\.?\s*o\.?|s\.?r\.?o\.?|a\.?s\.?|kft|zrt|"
    r"d\.?o\.?o\.?|fze|fzco|fz-llc|wll|w\.l\.l\.?|psc|pjsc|jsc|ooo|k\.?k\.?|lda\.?|unipessoal|"
    r"gmbh\s*i\.?\s*g\.?"
    r")(?=$|[\s,;|·•)–-])",
    re.IGNORECASE,
)
"""A legal form at its place in a company's name."""
_ORGANISED = re.compile(
    r"شرکت|صنایع|صنعتی|گروه|موسسه|کارخانه|بازرگانی|سازمان|هلدینگ|تولیدی|فناوری|فولاد|پتروشیمی|ماشین سازی|"
    r"کارخانجات|نساجی|مجتمع|فروشگاه|پتروپالایش|داروسازی|کشتی ?سازی|راه ?اهن|برق منطقه|توزیع نیرو|مهندسین|"
    r"خودروسازی|نیروگاه|پالایشگاه|سیمان|دانشگاه|بیمارستان|اداره|وزارت|شهرداری|تعاونی|مهندسی|"
    r"\b(?:"
    r"group|holdings?|industries|industry|industrial|industria|industrias|industrie|systems?|systeme|sistemas|"
    r"sistemi|engineering|engenharia|ingenieria|technologies|technology|tecnologia|\w*technik|technique|"
    r"solutions|services|manufacturing|electronics|eletronica|elektronik|electric|electrical|eletrica|"
    r"automation|automacao|automazione|controls?|works|\w*werke?|metalurgica|metallurgica|siderurgica|"
    r"mineracao|minera|mining|usina|enterprises?|trading|contracting|contractors|construction|construcoes|"
    r"construtora|constructora|\w+bau|instruments|laboratories|labs|energy|energia|energie|power|utilities|"
    r"marine|maritime|aerospace|aviation|automotive|motors|motoren|foundry|fonderie|fonderia|acciaierie|"
    r"officine|ateliers?|chaudronnerie|talleres|hormigones|ceramica|mills|partners|partner|hospital|clinic|"
    r"klinikum|university|universitat|universidade|institute?|institut|stadtwerke|municipality|prefeitura|"
    r"council|authority|ministry|consulting|logistics|logistik|robotics|packaging|pharma|chemicals?|chemie|"
    r"quimica|plastics|kunststoff\w*|textiles?|foods?|farms?|brewery|brauerei|steel|stahl\w*|metall\w*|"
    r"fabrication|fabrik|fabricators|products|products?|supply|supplies|equipment|machinery|maschinen\w*|"
    r"apparate\w*|anlagen\w*|prazision\w*|hydraulik|hydraulics|pneumatik|elettronica|meccanica|mecanica|"
    r"cement|dairy|dairies|railways?|shipping|offshore|refinery|petroleum|hotels?|schools?|college|\w*werkstatt|"
    r"\w*werkstatten|\w*betriebe?|stiftung|\w*handel|druckerei|\w*giesserei|molkerei|brauhaus|schlosserei|camara|"
    r"municipio|municipal|oficinas?|cooperativa|fundacao|instituto|escola|laticinios|frigorifico|cimentos?|"
    r"embalagens|transportes|comercio|estaleiros?|moveis|plasticos|fundicao|cervejaria|montagens|"
    r"\w*verband|\w{3,}erei(?:en)?|"
    r"valves?|pumps?|shipyard|werft|associates|bros\.?|brothers|\w+ (?:&|und|and|e|y|et) (?:sons?|sohne?|figli|"
    r"filhos|hijos|fils|partners?|cie|co)"
    r")\b"
)
"""Words that companies and public bodies carry in their names, folded."""
STREET = re.compile(
    r"\b(?:street|road|avenue|lane|drive|blvd|boulevard|parkway|suite|floor|p\.?\s?o\.? box|postfach|"
    r"\w*strasse|\w*str\.|\w+weg|\w+platz|gewerbepark|industriepark|industrial (?:estate|area|park)|rua|av\.?|"
    r"avenida|rod\.|rodovia|travessa|rue|via|calle|plaza|block|plot|unit)\s|شهرک|خیابان|بلوار|پلاک|کوچه|میدان|"
    r"جاده|کیلومتر"
)
_TITLES = re.compile(
    r"\b(?:dr|prof|mr|mrs|ms|miss|herr|frau|eng|ing|dipl|sr|sra|mme|dott|sig|آقای|خانم|مهندس|دکتر|جناب|سرکار)\b\.?"
)
_ID = re.compile(r"[^\W_](?:[\w./#&+–-]*[\w#])?")
_NAME = re.compile(r"[^\W\d_][\w.'’\-]*(?:[ \u200c]+[^\W\d_(][\w.'’\-]*){0,5}")
_ON_BEHALF = re.compile(r"^(?:i\. ?[AV]\.|ppa\.|p\.p\.|gez\.)\s+")
_AFTER_NAME = re.compile(r"\s*[,;|/(\[–]|\s+-\s+|\s{2,}|\s+(?=\+?\d)|\s+(?=\S+@)")
_AFTER_ID = re.compile(
    r"\s+(?:rev|revision|dated|date|vom|de|du|of|page|seite|from|version|مورخ|\(|\||–|-)\b.*$|\s*[,;(|].*$",
    re.IGNORECASE,
)


def typed(field: str, text: str, locale: Locale) -> Typed | None:
    """Return the value of a field in a printed text, or None when the text is nothing of the kind."""
    text = (
        visible(text).strip(" :.|·•–-_\t")
        if field not in ("customer_name", "notes")
        else visible(text).strip(" :|·•–-_\t")
    )
    return _READERS.get(field, _free)(text, locale) if text else None


def looks_organised(text: str) -> bool:
    """Tell whether a name carries a legal form or a word that companies carry."""
    return bool(LEGAL.search(text) or _ORGANISED.search(fold(text)))


def without_tail(name: str) -> str:
    """Cut what follows a company's legal form or a separator: its street, its town, a claim."""
    name = re.split(r"\s+[|·•]\s+|\s{3,}|\s+[–-]\s+(?=.*\d)", visible(name))[0]
    found = list(LEGAL.finditer(name))
    if found and re.match(r"\s*[,;]", name[found[-1].end() :]):
        name = name[: found[-1].end()]
    return name.strip(" ,;:|·•–-")


def _date(text: str, locale: Locale) -> Typed | None:
    whole = parse_date(text, locale.date_order)
    if whole is not None:
        return whole.isoformat(), text, 1.0
    found = find_dates(text, locale.date_order)
    if len({each.value for each in found}) != 1 or found[0].start > 25:
        return None
    return found[0].value.isoformat(), found[0].text, 0.8


def _email(text: str, _: Locale) -> Typed | None:
    found = EMAIL.search(text) or EMAIL.search(text.replace(" ", ""))
    if found:
        return found.group().rstrip("."), found.group().rstrip("."), 1.0
    misread = _MISREAD_MAIL.fullmatch(text.replace(" ", ""))
    return ("@".join(misread.groups()), text, 0.8) if misread else None


def _phone(text: str, _: Locale) -> Typed | None:
    found = PHONE.search(text)
    digits = sum(c.isdigit() for c in found.group()) if found else 0
    return (found.group().strip(), found.group().strip(), 1.0) if found and 6 <= digits <= 16 else None


def _currency(text: str, locale: Locale) -> Typed | None:
    if len(text) > 60:
        return None
    code = currency(text, next(iter(locale.countries), "")) or _rare_code(text)
    return (code, text, 1.0 if len(text) <= 12 else 0.9) if code else None


def _rare_code(text: str) -> str | None:
    """A code that only a label makes a currency of: `ALL`, `TOP` and `CUP` are words elsewhere."""
    return text if re.fullmatch(r"[A-Z]{3}", text) and text in list_currencies() else None


def _identifier(text: str, locale: Locale) -> Typed | None:
    if parse_date(text, locale.date_order) is not None:
        return None
    text = _AFTER_ID.sub("", text).strip()
    words = text.split()
    if not any(c.isdigit() for c in text) or len(text) > 40 or len(words) > 4 or "@" in text:
        return None
    if parse_date(text, locale.date_order) is not None or not all(
        _ID.fullmatch(word) or word in "/-" for word in words
    ):
        return None
    if len(words) == 2 and words[0].istitle() and sum(c.isdigit() for c in words[1]) >= 3 and "/" in words[1]:
        return text, text, 0.7
    if any(word.isalpha() and word.isascii() and not word.isupper() for word in words):
        return _identifier(words[0], locale) if len(words) > 1 and any(c.isdigit() for c in words[0]) else None
    return text, text, 1.0 if len(words) == 1 else 0.8


def _person(text: str, _: Locale) -> Typed | None:
    name = _AFTER_NAME.split(_ON_BEHALF.sub("", text), maxsplit=1)[0].strip(" .,:")
    words = name.split()
    if not 1 <= len(words) <= 6 or not _NAME.fullmatch(name) or looks_organised(name):
        return None
    cased = [word for word in words if word[:1].islower() and word.isascii()]
    if len(cased) > 2 or any(notions(word) - {"place_word"} for word in label_words(_TITLES.sub(" ", fold(name)))):
        return None
    return name, name, 1.0 if len(words) >= 2 else 0.6


def _organisation(text: str, locale: Locale) -> Typed | None:
    name = without_tail(text)
    letters = sum(c.isalpha() for c in name)
    if letters < 3 or len(name) > 90 or EMAIL.search(name) or parse_date(name, locale.date_order) or fields_of(name):
        return None
    if not LEGAL.search(name) and (name[:1].isdigit() or re.search(r",\s*\d", name) or STREET.search(f"{fold(name)} ")):
        return None
    if looks_organised(name):
        return name, name, 1.0
    if "," in name or "،" in name:
        return None
    return (name, name, 0.7) if letters > len(name) * 0.6 else None


def _address(text: str, locale: Locale) -> Typed | None:
    if (
        len(text) < 4
        or parse_date(text, locale.date_order)
        or EMAIL.fullmatch(text)
        or find_dates(text, locale.date_order)
    ):
        return None
    return text, text, 1.0 if any(c.isdigit() for c in text) or "," in text or "،" in text else 0.8


def _incoterm(text: str, _: Locale) -> Typed | None:
    found = INCOTERM.search(text)
    if found and found.start() < 12:
        return text, text, 1.0
    return (text, text, 0.6) if 2 <= len(text) <= 60 else None


def _amount(text: str, locale: Locale) -> Typed | None:
    digits = re.search(r"-?\d[\d.,' \u00a0]*", text)
    number = parse_number(digits.group().strip(), locale.number_style) if digits else None
    return (plain(number), text, 1.0) if number is not None and len(text) < 30 else None


def _free(text: str, locale: Locale) -> Typed | None:
    if len(text) < 2 or parse_date(text, locale.date_order) or EMAIL.fullmatch(text):
        return None
    return text, text, 1.0


_READERS: dict[str, Callable[[str, Locale], Typed | None]] = {
    "issue_date": _date, "due_date": _date, "requested_delivery_date": _date,
    "contact_email": _email, "contact_phone": _phone, "currency": _currency,
    "rfq_number": _identifier, "order_number": _identifier, "invoice_number": _identifier,
    "contact_name": _person, "customer_name": _organisation, "seller_name": _organisation,
    "delivery_address": _address, "incoterm": _incoterm,
    "subtotal": _amount, "tax_amount": _amount, "total_amount": _amount,
}  # fmt: skip


def as_date(text: str) -> date:
    """Turn a canonical date back into a date."""
    return date.fromisoformat(text)
