"""Names of months and weekdays in the languages Nexus reads, Gregorian and Jalali, full and abbreviated."""

from functools import cache

from babel.dates import get_day_names, get_month_names

from nexus.documents.extraction.values.text import fold

_LANGUAGES = ("en", "de", "pt", "fr", "es", "it", "nl", "fa", "pl", "sv", "da", "nb", "tr", "cs", "ro")
_ALSO = {
    "sept": 9, "maerz": 3, "mrz": 3, "mar": 3,
    "jänner": 1, "feber": 2, "juno": 6, "julei": 7, "set": 9, "fev": 2, "abr": 4, "mai": 5, "ago": 8,
    "out": 10, "dez": 12,
    "aout": 8, "janv": 1,
    "juil": 7, "ene": 1, "mag": 5, "giu": 6, "lug": 7,
    "ott": 10, "dic": 12, "maa": 3, "mrt": 3, "mei": 5, "okt": 10,
    "سپتامبر": 9, "اگوست": 8, "اوت": 8, "جولای": 7, "ژوییه": 7, "می": 5,
}  # fmt: skip
_JALALI = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip


@cache
def month_names() -> dict[str, int]:
    """Map folded names to Gregorian months; a name that means different months in two languages is left out."""
    names: dict[str, int] = {}
    doubtful: set[str] = set()
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, language).items():
                    key = fold(name).strip(".")
                    if names.setdefault(key, month) != month:
                        doubtful.add(key)
    kept = {name: month for name, month in names.items() if name not in doubtful and not name.isdigit()}
    return kept | {fold(name): month for name, month in _ALSO.items()}


@cache
def jalali_names() -> dict[str, int]:
    """Map folded names to Jalali months."""
    return {fold(name): number for number, name in enumerate(_JALALI, start=1)} | {fold("امرداد"): 5}


@cache
def weekday_names() -> frozenset[str]:
    """Return the folded names of the days of the week, full and abbreviated, and the words they are made of."""
    names = [
        fold(name)
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, "format", language).values()
    ]
    return frozenset(word.strip(".") for name in names for word in (name, *name.replace("-", " ").split()))
