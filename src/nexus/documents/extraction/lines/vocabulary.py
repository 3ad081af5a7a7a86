"""The words that buyers print over the columns of a table and before values: which of them names what."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, cast

Role = Literal[
    "line", "part", "customer_part", "manufacturer", "description", "quantity", "unit", "breaks", "needed_by",
    "unit_price", "total", "other",
]  # fmt: skip
"""What a column or a labelled value holds; `other` is known and of no use to a line (remarks, weight, tax, stock)."""


class Vocabulary(NamedTuple):
    """The words of `headings.toml`."""

    headings: dict[Role, tuple[str, ...]]
    labels: dict[Role, tuple[str, ...]]
    """Words that name something only before a value in running text."""
    open: dict[str, dict[Role, float]]
    """Words that may name several things, with 0-1 for how likely each is."""
    tails: tuple[tuple[str, Role], ...]
    """Ends of compounds."""


@cache
def vocabulary() -> Vocabulary:
    """Load the words once."""
    text = files("nexus.documents.extraction.lines").joinpath("headings.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Vocabulary(
        _phrases(data["headings"]),
        _phrases(data["labels"]),
        cast("dict[str, dict[Role, float]]", data["open"]),
        tuple(cast("dict[str, Role]", data["tails"]).items()),
    )


def _phrases(texts: dict[str, str]) -> dict[Role, tuple[str, ...]]:
    return {
        cast("Role", role): tuple(phrase for each in text.split(";") if (phrase := " ".join(each.split())))
        for role, text in texts.items()
    }
