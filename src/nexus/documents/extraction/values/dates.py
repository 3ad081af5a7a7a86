"""Printed dates of many locales, found in text and turned into Gregorian dates; the Jalali calendar included."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

import jdatetime

from nexus.documents.extraction.values.months import jalali_names, month_names, weekday_names
from nexus.documents.extraction.values.text import ascii_digits, fold

DateOrder = Literal["dmy", "mdy", "ymd"]


class FoundDate(NamedTuple):
    """A date in a text: what it means, and the characters that say so."""

    value: date
    start: int
    end: int
    text: str


_ISO = re.compile(r"(?<![\d/.-])(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![\d/-]|\.\d)")
_NUMERIC = re.compile(r"(?<![\d/.,-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-]|[.,]\d)")
_BETWEEN = r"(?:\s*[-/.,]\s*|\s+(?:de|of|del|di|den|do|d'|ماه)\s+|\s*)"
_ORDINAL = r"(?:st|nd|rd|th|er|[.ºª°]|o|a|م|ام)?"
_NAME = r"([^\W\d_]{2,}\.?)"
_DAY_NAME_YEAR = re.compile(rf"(?<![\d])(\d{{1,2}}){_ORDINAL}{_BETWEEN}{_NAME}{_BETWEEN}('?\d{{4}}|'?\d{{2}})(?!\d)")
_NAME_DAY_YEAR = re.compile(rf"(?<![^\W\d_]){_NAME}[\s-]*(\d{{1,2}}){_ORDINAL}[\s,-]+('?\d{{4}}|'\d{{2}})(?!\d)")
_YEAR_NAME_DAY = re.compile(rf"(?<!\d)(\d{{4}})[\s./-]+{_NAME}[\s./-]+(\d{{1,2}})(?!\d)")
_WEEKS = (
    re.compile(r"(?<!\d)(\d{4})[\s-]?(?:w|kw|cw|wk)[\s-]?(\d{1,2})(?!\d)"),
    re.compile(
        r"\b(?:kw|cw|wk|week|calendar week|kalenderwoche|semaine|semana|settimana|sem|هفته)\.?"
        r"\s*(\d{1,2})\s*[-/,. ]\s*(\d{4})(?!\d)"
    ),
    re.compile(r"(?<!\d)(\d{1,2})\.\s?(?:kw|kalenderwoche)\s*[-/,. ]?\s*(\d{4})(?!\d)"),
)
_COMPACT = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_FILLER = re.compile(
    r"\b(?:"
    r"shanbeh|by|until|till|on|before|latest|due|date|dated|the|of|bis|zum|am|den|vom|spatestens|ate|no|"
    r"dia|em|de|le|avant|du|au|plus|tard|el|hasta|entro|il|del|data|datum|dt|eod|cob|noon|uhr|hrs?|h|am|pm|"
    r"a\.m|p\.m|utc|gmt|cet|cest|est|edt|pst|pdt|ist|gst|sgt|local|time|ساعت|تاریخ|مورخ|روز|تا|الی|و|عصر|"
    r"صبح|ظهر"
    r")\b"
)
_TIME = re.compile(
    r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?(?:z|\s?[+-]\d{2}:?\d{2})?(?!\w)|t\d{2}:\d{2}\S*|\b\d{1,2}\s?(?:uhr|h|am|pm)\b"
)


def parse_date(text: str, order: DateOrder | None = None) -> date | None:
    """Read the date that is the whole text (weekday, time and words like "by" aside), or None.

    `order` decides what `04/05/2027` leaves open; without it such a date is None.
    """
    folded = fold(text)
    compact = _COMPACT.fullmatch(folded)
    if compact:
        return _gregorian(int(folded[:4]), int(folded[4:6]), int(folded[6:]))
    found = find_dates(folded, order)
    if len({each.value for each in found}) != 1:
        return None
    rest = folded[: found[0].start] + " " + folded[found[0].end :]
    rest = _FILLER.sub(" ", _TIME.sub(" ", rest))
    said = [word for word in re.findall(r"\w+", rest) if word not in weekday_names()]
    return None if said else found[0].value


def find_dates(text: str, order: DateOrder | None = None) -> list[FoundDate]:
    """Find all dates in the text, left to right; those that `order` would have to decide are left out without it."""
    plain = ascii_digits(text)
    folded = _same_length_fold(plain)
    found: list[FoundDate] = []
    for pattern, read in _SHAPES:
        for match in pattern.finditer(folded):
            taken = any(match.start() < other.end and other.start < match.end() for other in found)
            value = None if taken else read(match, order)
            if value is not None:
                found.append(FoundDate(value, match.start(), match.end(), text[match.start() : match.end()]))
    return sorted(found, key=lambda each: each.start)


def date_order(texts: Iterable[str], language: str = "", countries: Iterable[str] = ()) -> DateOrder:
    """Tell the order of day and month: what the document's own dates prove, else what its country usually prints."""
    proven = {"dmy": 0, "mdy": 0}
    for text in texts:
        for match in _NUMERIC.finditer(ascii_digits(text)):
            first, second = int(match.group(1)), int(match.group(3))
            if first > 12 >= second:
                proven["dmy"] += 1
            elif second > 12 >= first and match.group(2) != ".":
                proven["mdy"] += 1
    if proven["dmy"] != proven["mdy"]:
        return "dmy" if proven["dmy"] > proven["mdy"] else "mdy"
    countries = list(countries)
    if language == "fa" or "IR" in countries:
        return "ymd"
    return "mdy" if countries[:1] == ["US"] and language in ("", "en", "es") else "dmy"


def is_open(text: str) -> bool:
    """Whether the text holds a numeric date whose day and month may be either."""
    return any(
        max(int(match.group(1)), int(match.group(3))) <= 12 and match.group(1) != match.group(3)
        for match in _NUMERIC.finditer(ascii_digits(text))
    )


def _same_length_fold(text: str) -> str:
    """Folded letter by letter, so that places in the folded text are places in the text."""
    return "".join(map(_fold_letter, text))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    folded = fold(letter)
    return folded if len(folded) == 1 else letter.lower()[:1]


def _iso(match: re.Match[str], _: DateOrder | None) -> date | None:
    year, month, day = int(match.group(1)), int(match.group(3)), int(match.group(4))
    return _any_calendar(year, month, day)


def _numeric(match: re.Match[str], order: DateOrder | None) -> date | None:
    first, second, last = int(match.group(1)), int(match.group(3)), match.group(4)
    if order == "ymd" and len(last) == 2:
        return _any_calendar(_jalali_year(first), second, int(last))
    year = _year(last)
    if first > 12 or second > 12 or first == second or match.group(2) == ".":
        return _any_calendar(year, second, first) or _any_calendar(year, first, second)
    if order is None:
        return _any_calendar(year, second, first) if year < 1900 else None
    return _any_calendar(year, first, second) if order == "mdy" else _any_calendar(year, second, first)


def _day_name_year(match: re.Match[str], _: DateOrder | None) -> date | None:
    return _named(match.group(2), int(match.group(1)), match.group(3))


def _name_day_year(match: re.Match[str], _: DateOrder | None) -> date | None:
    return _named(match.group(1), int(match.group(2)), match.group(3))


def _year_name_day(match: re.Match[str], _: DateOrder | None) -> date | None:
    return _named(match.group(2), int(match.group(3)), match.group(1))


def _year_week(match: re.Match[str], _: DateOrder | None) -> date | None:
    first, second = int(match.group(1)), int(match.group(2))
    year, week = max(first, second), min(first, second)
    return date.fromisocalendar(year, week, 1) if 1 <= week <= 52 and 1900 < year < 2200 else None


_SHAPES: list[tuple[re.Pattern[str], Callable[[re.Match[str], DateOrder | None], date | None]]] = [
    (_ISO, _iso),
    (_NUMERIC, _numeric),
    (_DAY_NAME_YEAR, _day_name_year),
    (_NAME_DAY_YEAR, _name_day_year),
    (_YEAR_NAME_DAY, _year_name_day),
    *((pattern, _year_week) for pattern in _WEEKS),
]


def _named(name: str, day: int, year: str) -> date | None:
    """Read a date by the name of its month, Jalali or Gregorian."""
    name = name.strip(".")
    jalali = jalali_names().get(name)
    if jalali is not None:
        full = int(year.strip("'"))
        return _jalali(full if full > 100 else _jalali_year(full), jalali, day)
    month = month_names().get(name)
    return None if month is None else _gregorian(_year(year), month, day)


def _year(text: str) -> int:
    year = int(text.strip("'"))
    return year if len(text.strip("'")) == 4 else 2000 + year if year < 70 else 1900 + year


def _jalali_year(two: int) -> int:
    return 1400 + two if two < 50 else 1300 + two


def _any_calendar(year: int, month: int, day: int) -> date | None:
    return _jalali(year, month, day) if 1300 <= year < 1500 else _gregorian(year, month, day)


def _gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year < 2200 else None
    except ValueError:
        return None


def _jalali(year: int, month: int, day: int) -> date | None:
    try:
        return jdatetime.date(year, month, day).togregorian()
    except ValueError:
        return None
