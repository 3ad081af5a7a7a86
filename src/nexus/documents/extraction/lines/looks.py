"""What the cells of a column look like, whatever stands over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from nexus.documents.extraction.lines.content import (
    breaks_of,
    is_date,
    is_integer,
    is_line_number,
    is_money,
    is_part_number,
    is_prose,
    number_of,
    quantity_of,
    unit_of,
    words_in,
)  # fmt: skip
from nexus.documents.extraction.lines.shapes import Slot
from nexus.documents.extraction.values.numbers import NumberStyle


@dataclass
class Look:
    """Shares of a column's filled cells that look like something."""

    filled: int = 0
    number: float = 0.0
    integer: float = 0.0
    numbered: float = 0.0
    """Short numbers of any kind: 1, 1.2, A3."""
    rising: float = 0.0
    falling: float = 0.0
    """Share of steps downwards, which line numbers do not take."""
    date: float = 0.0
    unit: float = 0.0
    measured: float = 0.0
    """A number with its unit."""
    breaks: float = 0.0
    money: float = 0.0
    part: float = 0.0
    prose: float = 0.0
    words: float = 0.0


def look(slots: Sequence[Slot], style: NumberStyle) -> Look:
    """What the cells of one column look like."""
    texts = [slot.text for slot in slots]
    count = len(texts)
    if not count:
        return Look()

    def share(test: Callable[[str], object]) -> float:
        return sum(bool(test(text)) for text in texts) / count

    numbers = [
        number for text in texts if is_integer(text) and (number := number_of(text.rstrip(".)"), style)) is not None
    ]
    return Look(
        filled=count,
        number=share(lambda t: (n := number_of(t, style)) is not None and n > 0),
        integer=share(is_integer),
        numbered=share(is_line_number),
        rising=_rising(numbers) if len(numbers) * 10 >= count * 8 else 0.0,
        falling=_falling([number for text in texts if (number := number_of(text.rstrip(".)"), style)) is not None]),
        date=share(is_date) if not any(slot.pieces[0].date for slot in slots) else 1.0,
        unit=share(unit_of),
        measured=share(lambda t: (q := quantity_of(t, style)) is not None and q[1] is not None),
        breaks=share(lambda t: len(breaks_of(t, style)) > 1),
        money=share(is_money),
        part=share(is_part_number),
        prose=share(is_prose),
        words=sum(map(words_in, texts)) / count,
    )


def _falling(numbers: Sequence[Decimal]) -> float:
    return sum(high < low for low, high in pairwise(numbers)) / max(len(numbers) - 1, 1)


def _rising(numbers: Sequence[Decimal]) -> float:
    """How far the numbers count upwards in one small step, as line numbers do."""
    if len(numbers) == 1:
        return 0.4 if numbers[0] in (1, 10) else 0.0
    steps = [high - low for low, high in pairwise(numbers)]
    usual = max(set(steps), key=steps.count) if steps else Decimal(0)
    if usual <= 0 or usual > 100 or numbers[0] > 1000:
        return 0.0
    return sum(step == usual for step in steps) / len(steps)
