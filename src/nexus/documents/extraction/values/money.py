"""Currencies told from codes, symbols and words, with the country where a symbol alone is not enough."""

import re

from nexus.documents.extraction.values.text import fold, visible

_FARTHER = (
    "AFN AMD AOA AZN BDT BOB BWP BYN CRC DOP DZD ETB GHS GTQ JMD KHR LBP LYD MKD MUR MWK MZN NAD NPR PAB PYG RWF TTD "
    "TZS UGX XAF XOF YER ZMW"
)
_CODES = frozenset(
    [
        *_FARTHER.split(),
        "AED",
        "ARS",
        "AUD",
        "BGN",
        "BHD",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "GEL",
        "HKD",
        "HRK",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JOD",
        "JPY",
        "KES",
        "KRW",
        "KWD",
        "KZT",
        "LKR",
        "MAD",
        "MXN",
        "MYR",
        "NGN",
        "NOK",
        "NZD",
        "OMR",
        "PEN",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TND",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "UYU",
        "UZS",
        "VND",
        "ZAR",
    ]
)
_SYMBOLS = (
    ("US$", "USD"), ("U$S", "USD"), ("S$", "SGD"), ("SG$", "SGD"), ("A$", "AUD"), ("AU$", "AUD"), ("C$", "CAD"),
    ("CA$", "CAD"), ("HK$", "HKD"),
    ("NZ$", "NZD"), ("NT$", "TWD"), ("R$", "BRL"), ("MX$", "MXN"), ("€", "EUR"), ("£", "GBP"),
    ("₹", "INR"),     ("﷼", "IRR"), ("₺", "TRY"), ("₽", "RUB"), ("₩", "KRW"),
    ("₪", "ILS"), ("฿", "THB"), ("₫", "VND"), ("zł", "PLN"), ("Kč", "CZK"),
)  # fmt: skip
_WORDS = {
    "EUR": "euro euros یورو",
    "GBP": "pounds_sterling pound_sterling sterling libra_esterlina libras_esterlinas britische_pfund پوند",
    "CHF": "swiss_francs swiss_franc schweizer_franken franken sfr francs_suisses franco_suico فرانک",
    "BRL": "reais real_brasileiro reais_brasileiros",
    "INR": "rs rupees rupee indian_rupees indian_rupee inr/-",
    "IRR": "ریال ریال_ایران rial rials iranian_rial تومان toman tomans",
    "AED": "dirham dirhams uae_dirham uae_dirhams dhs درهم",
    "USD": "us_dollar us_dollars u.s._dollar u.s._dollars us-dollar us-dollars dolar_americano dolares_americanos "
    "دلار دلار_امریکا",
    "SGD": "singapore_dollar singapore_dollars sing_dollars",
    "AUD": "australian_dollars",
    "CAD": "canadian_dollars",
    "JPY": "yen japanese_yen ین",
    "CNY": "rmb yuan renminbi یوان",
    "TRY": "lira turkish_lira لیر",
    "SAR": "saudi_riyal saudi_riyals",
    "QAR": "qatari_riyal",
    "PLN": "zloty",
    "SEK": "swedish_krona",
    "NOK": "norwegian_krone",
    "DKK": "danish_krone",
}
_DOLLARS = {
    "US": "USD",
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "SG": "SGD",
    "HK": "HKD",
    "MX": "MXN",
    "TW": "TWD",
    "AR": "ARS",
}
_OPEN_WORDS = {
    "$": _DOLLARS, "dollar": _DOLLARS, "dollars": _DOLLARS, "dolares": _DOLLARS,
    "¥": {"JP": "JPY", "CN": "CNY"}, "kr": {"SE": "SEK", "NO": "NOK", "DK": "DKK"},
    "pounds": {"GB": "GBP"}, "pfund": {"GB": "GBP"}, "francs": {"CH": "CHF"}, "fr": {"CH": "CHF"},
    "real": {"BR": "BRL"},
    "pesos": {"MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP"}, "riyal": {"SA": "SAR", "QA": "QAR"},
}  # fmt: skip
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{3}(?![A-Za-z0-9])")
_TOKENS = re.compile(r"[^\W\d_][\w.-]*|[$¥]")
_WORD_CODES = {word.replace("_", " "): code for code, words in _WORDS.items() for word in words.split()}


def currency(text: str, country: str = "") -> str | None:
    """Return the ISO 4217 code of the one currency the text names, or None.

    `country` (ISO 3166, two letters) tells what a bare `$`, `kr` or `¥` means; elsewhere `$` is the US dollar.
    """
    named = currencies(text, country)
    return named[0] if len(set(named)) == 1 else None


def currencies(text: str, country: str = "") -> list[str]:
    """Every currency the text names, in order of certainty: codes, symbols, words."""
    text = visible(text)
    codes = [code for code in _CODE.findall(text) if code in _CODES]
    if codes:
        return codes
    symbols = _symbols(text)
    return symbols or _words(fold(text), country)


def _symbols(text: str) -> list[str]:
    """Currencies by symbols that mean one currency; `S$` inside `US$` is not one of them."""
    return [code for symbol, code in _SYMBOLS if re.search(rf"(?<![A-Za-z]){re.escape(symbol)}(?![A-Za-z]\w)", text)]


def _words(folded: str, country: str) -> list[str]:
    padded = f" {folded.replace('(', ' ').replace(')', ' ').replace(':', ' ').replace('/', ' ')} "
    named = [code for word, code in _WORD_CODES.items() if re.search(rf"[\s,;]{re.escape(word)}[\s,;.]", padded)]
    if named:
        return named
    for token in _TOKENS.findall(folded):
        meanings = _OPEN_WORDS.get(token.strip("."))
        if meanings is not None:
            fallback = "USD" if meanings is _DOLLARS else None
            return [code] if (code := meanings.get(country, fallback)) else []
    return []
