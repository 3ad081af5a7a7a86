"""Telling one customer from another by what stands on an RFQ: a name in any spelling, an e-mail address."""

import re
import unicodedata
from enum import StrEnum


class CustomerStatus(StrEnum):
    """A `prospect` was made from an RFQ and not yet looked at by anybody."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    PROSPECT = "prospect"
    BLOCKED = "blocked"


# fmt: off
PUBLIC_MAIL = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "hotmail.com", "hotmail.co.uk", "live.com", "msn.com",
    "yahoo.com", "yahoo.de", "yahoo.co.uk", "ymail.com", "icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net",
    "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "mail.com", "proton.me", "protonmail.com", "zoho.com",
    "yandex.ru", "yandex.com", "mail.ru", "qq.com", "163.com", "126.com", "uol.com.br", "bol.com.br", "terra.com.br",
    "sapo.pt", "chmail.ir",
})
"""Domains whose addresses say nothing about the company behind them."""

_LEGAL_FORMS = frozenset({
    "gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ek", "ev", "se", "inc", "incorporated", "llc", "llp", "lp",
    "ltd", "limited", "plc", "corp", "corporation", "co", "company", "sa", "sarl", "sas", "srl", "spa", "lda", "ltda",
    "eireli", "me", "bv", "nv", "oy", "ab", "as", "aps", "kft", "sro", "doo", "pty", "pte", "pvt", "sl", "slu",
    "شرکت", "سهامی", "خاص", "عام", "مسئولیت", "محدود", "با",
})
# fmt: on
_LETTERS = str.maketrans({"ي": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "\u200c": " ", "\u0640": None})
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_WORD = re.compile(r"[^\W_]+")


def name_key(name: str) -> str:
    """Reduce a company's name to what identifies it: no case, accents, punctuation or legal form.

    A name that is nothing but a legal form keeps its words, so that the key is empty only for a name without letters.
    """
    joined = _DOTTED.sub(lambda abbreviation: abbreviation.group().replace(".", ""), name)
    words = _WORD.findall(_plain(joined))
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS).replace("ß", "ss").replace("&", " "))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def company_domain(email: str) -> str | None:
    """Return the domain of an address if it can belong to one company only."""
    domain = email.rpartition("@")[2].strip().casefold().rstrip(".")
    return domain if "." in domain and domain not in PUBLIC_MAIL else None


def search_text(*parts: str) -> str:
    """Return what is searched in: the parts without case, accents and punctuation."""
    return " ".join(_WORD.findall(_plain(" ".join(parts))))
