"""Sums and sequences that must agree: quantity times price, lines against totals, dates and line numbers in order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from nexus.documents.evidence import Check, ExtractedLine, Extraction, Value

_CENT = Decimal("0.01")


def checks(extraction: Extraction) -> list[Check]:
    """Make every check that the extracted values allow."""
    return [
        *_line_totals(extraction.lines),
        *_sums(extraction.header, extraction.lines),
        *_dates(extraction.header, extraction.lines),
        *_sequence(extraction.lines),
    ]


def _line_totals(lines: Sequence[ExtractedLine]) -> Iterator[Check]:
    """Check that quantity times unit price is the line total, to the cent or to the rounding of the printed price."""
    for line in lines:
        quantity, price, total = _number(line.quantity), _number(line.unit_price), _number(line.line_total)
        if quantity is None or price is None or total is None:
            continue
        slack = max(_CENT, abs(quantity) * Decimal(1).scaleb(min(_exponent(price), -2)) / 2)
        product = quantity * price
        yield Check(
            f"line {line.position}: quantity x price",
            abs(product - total) <= slack,
            f"{quantity} x {price} = {product}, printed {total}",
        )


def _sums(header: Mapping[str, Value], lines: Sequence[ExtractedLine]) -> Iterator[Check]:
    """Check that line totals make the subtotal; subtotal and tax make the total."""
    totals = [_number(line.line_total) for line in lines]
    known = [total for total in totals if total is not None]
    subtotal, tax, total = (_number(header.get(name)) for name in ("subtotal", "tax_amount", "total_amount"))
    if known and len(known) == len(totals) and (subtotal is not None or total is not None):
        summed = sum(known, Decimal())
        printed = [each for each in (subtotal, total) if each is not None]
        yield Check(
            "sum of lines",
            any(abs(summed - each) <= _CENT * len(known) for each in printed),
            f"{summed}, printed {printed[0]}",
        )
    if subtotal is not None and tax is not None and total is not None:
        summed = (subtotal + tax).quantize(_CENT, ROUND_HALF_UP)
        yield Check("subtotal and tax", abs(summed - total) <= _CENT, f"{subtotal} + {tax} = {summed}, printed {total}")


def _dates(header: Mapping[str, Value], lines: Sequence[ExtractedLine]) -> Iterator[Check]:
    """Check that what is asked comes before it is due, and is due before it is delivered."""
    issued, due, delivery = (_date(header.get(name)) for name in ("issue_date", "due_date", "requested_delivery_date"))
    for name, early, late in (("issued before due", issued, due), ("due before delivery", due, delivery)):
        if early and late:
            yield Check(name, early <= late, f"{early} and {late}")
    needed = [day for line in lines if (day := _date(line.needed_by))]
    if issued and needed:
        yield Check("lines needed after issue", min(needed) >= issued, f"first {min(needed)}, issued {issued}")


def _sequence(lines: Sequence[ExtractedLine]) -> Iterator[Check]:
    """Check that line numbers rise by one step: a gap is a line that was not read."""
    numbers = [int(line.line_number.value) for line in lines if line.line_number and line.line_number.value.isdecimal()]
    if len(numbers) < 3 or len(numbers) != len(lines):
        return
    steps = [second - first for first, second in pairwise(numbers)]
    usual = max(set(steps), key=steps.count)
    gaps = [f"after {first}" for (first, _), step in zip(pairwise(numbers), steps, strict=True) if step != usual]
    yield Check("line numbers", not gaps, f"steps of {usual}" + (f", but not {', '.join(gaps[:5])}" if gaps else ""))


def _number(value: Value | None) -> Decimal | None:
    return None if value is None else Decimal(value.value)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _date(value: Value | None) -> date | None:
    return None if value is None else date.fromisoformat(value.value)
