"""What one product of the example catalog is, before it gets its number, its stock and its price breaks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One product as its maker describes it. `price` is the list price of one `unit` in euro."""

    name: str
    description: str
    manufacturer: str
    mpn: str
    category: str
    price: float
    unit: str = "pcs"
    packing: str = "bag"
    lead_days: int = 14


def eia(ohms_or_picofarads: float, *, digits: int) -> str:
    """Write a value as the short code printed on parts: 4700 is `472` with two digits and `4701` with three."""
    if ohms_or_picofarads == 0:
        return "0" * (digits + 1)
    exponent = 0
    mantissa = ohms_or_picofarads
    while mantissa >= 10**digits:
        mantissa /= 10
        exponent += 1
    if mantissa < 10 ** (digits - 1):
        return f"{ohms_or_picofarads:g}".replace(".", "R") if "." in f"{mantissa:g}" else f"{mantissa:g}R"
    return f"{round(mantissa)}{exponent}"
