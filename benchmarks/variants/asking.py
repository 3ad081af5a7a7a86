"""Drawing a request: who asks, for what, by when, in which words and numbers."""

import csv
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jdatetime

from benchmarks.variants import words

CATALOG = Path(__file__).parents[2] / "examples" / "catalog.csv"
CURRENCIES = {"en": ["USD", "GBP", "EUR", "SGD"], "de": ["EUR", "CHF"], "pt": ["BRL", "EUR"], "fa": ["IRR", "EUR"]}
DATES = {
    "en": ["%d/%m/%Y", "%d %b %Y", "%Y-%m-%d", "%d %B %Y"],
    "de": ["%d.%m.%Y", "%d.%m.%y"],
    "pt": ["%d/%m/%Y", "%d-%m-%Y"],
}
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass
class Line:
    """One requested line: what is true of it, and what is printed."""

    truth: dict[str, Any]
    printed: dict[str, str]


@dataclass
class Request:
    """One document's content."""

    language: str
    truth: dict[str, Any]
    header: dict[str, str]
    """Printed values by the names of `words.LABELS`."""
    lines: list[Line]
    columns: list[str]
    labels: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)


def catalog() -> list[dict[str, str]]:
    with CATALOG.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def draw(dice: random.Random, products: list[dict[str, str]], language: str) -> Request:
    """Draw one request."""
    columns = _columns(dice)
    figures = _Figures(dice, language)
    step = 10 if dice.random() < 0.3 else 1
    chosen = dice.sample(products, dice.randint(3, 22))
    lines = [_line(dice, figures, product, step * place, columns) for place, product in enumerate(chosen, 1)]
    truth, header = _header(dice, figures, language)
    truth["lines"] = [line.truth for line in lines]
    labels = {name: dice.choice(options) for name, options in words.LABELS[language].items()}
    heads = {name: dice.choice(options) for name, options in words.COLUMNS[language].items()}
    return Request(language, truth, header, lines, columns, labels, heads)


def _columns(dice: random.Random) -> list[str]:
    wanted = ["description", "quantity"]
    for name, chance in (
        ("line", 0.8),
        ("part", 0.75),
        ("own", 0.2),
        ("maker", 0.4),
        ("unit", 0.6),
        ("needed", 0.3),
        ("breaks", 0.3),
    ):
        if dice.random() < chance:
            wanted.append(name)
    rest = [name for name in wanted if name != "line"]
    dice.shuffle(rest)
    return (["line"] if "line" in wanted else []) + rest


class _Figures:
    """How this document writes numbers and dates."""

    def __init__(self, dice: random.Random, language: str) -> None:
        self.language = language
        self.date_style = dice.choice(DATES.get(language, ["jalali"]))
        self.group = dice.choice(["", "", {"en": ",", "de": ".", "pt": ".", "fa": "٬"}[language]])
        self.persian_digits = language == "fa" and dice.random() < 0.7

    def number(self, value: float) -> str:
        whole, _, part = f"{value:,.10g}".partition(".")
        text = whole.replace(",", self.group)
        if part:
            text += {"en": ".", "de": ",", "pt": ",", "fa": "٫"}[self.language] + part
        return text.translate(PERSIAN) if self.persian_digits else text

    def day(self, day: date) -> str:
        if self.language != "fa":
            return day.strftime(self.date_style)
        text = jdatetime.date.fromgregorian(date=day).strftime("%Y/%m/%d")
        return text.translate(PERSIAN) if self.persian_digits else text


def _header(dice: random.Random, figures: _Figures, language: str) -> tuple[dict[str, Any], dict[str, str]]:
    trade, form = dice.choice(words.TRADES[language])
    stem = dice.choice(words.STEMS[language])
    name = f"شرکت {trade} {stem} ({form})" if language == "fa" else f"{stem} {trade} {form}"
    issued = date(2026, 1, 5) + timedelta(days=dice.randint(0, 700))
    due = issued + timedelta(days=dice.randint(5, 40))
    number = dice.choice(["{:05d}", "RFQ{:06d}", "AN-{:04d}/26", "E.{:04d}.27", "PR {:06d}", "{:04d}-B"]).format(
        dice.randint(1, 9999)
    )
    domain = "".join(c for c in unicodedata.normalize("NFKD", stem) if c.isascii() and c.isalnum()).lower() or "sanat"
    printed = {
        "customer_name": name,
        "rfq_number": number,
        "issue_date": figures.day(issued),
        "due_date": figures.day(due),
        "contact_name": dice.choice(words.PEOPLE[language]),
        "contact_email": f"purchasing@{domain}.example",
        "contact_phone": f"+{dice.randint(30, 60)} {dice.randint(100, 999)} {dice.randint(100000, 999999)}",
    }
    truth: dict[str, Any] = {
        "customer_name": name, "rfq_number": number, "issue_date": issued.isoformat(), "due_date": due.isoformat(),
        "currency": None, "language": language,
    }  # fmt: skip
    if dice.random() < 0.7:
        truth["currency"] = printed["currency"] = dice.choice(CURRENCIES[language])
    if dice.random() < 0.5:
        printed["project"] = dice.choice(["Line 7 refit", "Pump skid B", "Test rig 12", "Unit 4 rebuild"])
    if dice.random() < 0.4:
        printed["delivery_address"] = dice.choice(words.STREETS[language])
    return truth, printed


def _line(dice: random.Random, figures: _Figures, product: dict[str, str], number: int, columns: list[str]) -> Line:
    quantity = dice.choice([1, 2, 5, 8, 12, 25, 40, 60, 100, 150, 250, 400, 500, 1000, 1500, 2500, 5000, 12000])
    unit = product["unit"] if product["unit"] in words.UNITS["en"] else "pcs"
    breaks = [quantity, quantity * 5, quantity * 10] if "breaks" in columns and dice.random() < 0.5 else None
    part = product["mpn"] if "part" in columns and dice.random() < 0.85 else ""
    kind = "exact_mpn" if part else "description_only"
    if part and dice.random() < 0.3:
        part, kind = _noisy(dice, part), "mpn_with_noise"
    own = f"{dice.randint(10, 99)}.{dice.randint(1000, 9999)}" if "own" in columns else ""
    description = dice.choice([product["name"], product["description"]]) if dice.random() < 0.9 or not part else ""
    needed = (
        date(2027, 1, 1) + timedelta(days=dice.randint(0, 300)) if "needed" in columns and dice.random() < 0.8 else None
    )
    word = dice.choice(words.UNITS[figures.language][unit])
    steps = " / ".join(figures.number(step) for step in breaks or [])
    printed = {
        "line": figures.number(number), "part": part, "own": own, "description": description, "breaks": steps,
        "maker": product["manufacturer"], "quantity": figures.number(quantity), "unit": word,
        "needed": figures.day(needed) if needed else "",
    }  # fmt: skip
    truth = {
        "line_number": number, "description": description or part, "part_number": part or None, "quantity": quantity,
        "unit": unit if "unit" in columns else None, "unit_text": word if "unit" in columns else None,
        "quantity_breaks": breaks, "needed_by": needed.isoformat() if needed else None,
        "match": product["sku"], "match_kind": kind,
        "manufacturer": product["manufacturer"] if "maker" in columns else None, "customer_part_no": own or None,
    }  # fmt: skip
    return Line(truth, printed)


def _noisy(dice: random.Random, part: str) -> str:
    return dice.choice([part.lower(), part.replace("-", " "), part.replace("-", ""), part[:3] + " " + part[3:]])
