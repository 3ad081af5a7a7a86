"""Numbers, units and quantities are understood as a person in that country reads them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.documents.extraction.values.numbers import number_style, parse_number, plain
from nexus.documents.extraction.values.quantities import parse_breaks, parse_quantity
from nexus.documents.extraction.values.units import canonical_unit

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
NATIVE = {
    "latin": "0123456789",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
}


def printed(number: Decimal, group: str, mark: str) -> str:
    return f"{number:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)


@given(AMOUNTS, st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u202f", ","), ("٬", "٫")]))
def test_a_number_with_decimals_reads_the_same_in_every_grouping(number: Decimal, marks: tuple[str, str]) -> None:
    style = "point" if marks[1] == "." else "comma"
    assert parse_number(printed(number, *marks), style) == number


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(sorted(NATIVE)))
def test_digits_of_every_script_count(number: int, script: str) -> None:
    digits = str(number).translate(dict(zip(map(ord, "0123456789"), NATIVE[script], strict=True)))
    assert parse_number(digits) == number


@given(st.integers(min_value=100_000, max_value=10**8))
def test_indian_groups_are_groups(number: int) -> None:
    text = str(number)
    head, tail = text[:-3], text[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    assert parse_number(",".join([*pairs, tail])) == number


@given(AMOUNTS)
def test_a_number_written_plainly_reads_back(number: Decimal) -> None:
    assert parse_number(plain(number), "point") == number
    assert "E" not in plain(number)


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("1.234.567,00", None, "1234567"),
        ("1,00,000", None, "100000"),
        ("1'234.50", None, "1234.5"),
        ("1.000", "comma", "1000"),
        ("1.000", "point", "1"),
        ("1,000", "point", "1000"),
        ("1,000", "comma", "1"),
        ("0.250", "comma", "0.25"),
        ("12,5", "point", "12.5"),
        ("-5", None, "-5"),
        ("5-", None, "-5"),
        ("(1,234.50)", None, "-1234.5"),
    ],
)
def test_what_a_mark_leaves_open_the_style_decides(text: str, style: str | None, number: str) -> None:
    assert parse_number(text, style) == Decimal(number)


@pytest.mark.parametrize("text", ["", "NaN", "inf", "1e400", "1,2,3", "12.05.2027", "1" * 40, "12a", "--5", "1.2.3,4"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("column", "style"),
    [
        (["1.000", "25", "2,5"], "comma"),
        (["1,000", "12.50"], "point"),
        (["1.250", "40"], "comma"),
        (["1,250", "40"], "point"),
        (["12", "40"], "unknown"),
        (["12.50 EUR", "3.00 EUR"], "point"),
        (["17.01.2027", "18.01.2027"], "unknown"),
    ],
)
def test_a_column_tells_its_decimal_mark(column: list[str], style: str) -> None:
    assert number_style(column) == style


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("10", "10", None),
        ("10,00 Stk", "10", "pcs"),
        ("100St.", "100", "pcs"),
        ("pcs 10", "10", "pcs"),
        ("Qty: 5", "5", None),
        ("10k", "10000", None),
        ("x5", "5", None),
        ("۱۲ عدد", "12", "pcs"),
        ("۷٫۵ متر", "7.5", "m"),
        ("1 box of 100", "1", "box"),
        ("10 (ten) pcs", "10", "pcs"),
        ("ca. 50 m", "50", "m"),
        ("1 000 Stück", "1000", "pcs"),
        ("2.500 peças", "2.5", "pcs"),
    ],
)
def test_a_quantity_comes_with_its_unit(text: str, quantity: str, unit: str | None) -> None:
    assert parse_quantity(text) == (Decimal(quantity), unit)


@pytest.mark.parametrize("text", ["-5", "0", "NaN", "1e400", "24 V", "2 x 100 m", "ten", "9" * 13, "0.0000001", ""])
def test_what_nobody_can_deliver_is_no_quantity(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "style", "breaks"),
    [
        ("10 / 100 / 1000", None, [10, 100, 1000]),
        ("10, 100, 500", None, [10, 100, 500]),
        ("10,100,1000", None, [10, 100, 1000]),
        ("1, 10, 25 and 100", None, [1, 10, 25, 100]),
        ("100 / 1.000 / 10.000", "comma", [100, 1000, 10000]),
        ("100 / 1,000 / 10,000", "point", [100, 1000, 10000]),
        ("1k/5k/10k", None, [1000, 5000, 10000]),
        ("۱۰ / ۱۰۰ / ۱۰۰۰", None, [10, 100, 1000]),
        ("10/25/50 Stk", None, [10, 25, 50]),
        ("10\n100", None, [10, 100]),
        ("10", None, []),
        ("1,234,567", None, []),
        ("10/11/2027", None, []),
        ("100 / 10", None, []),
    ],
)
def test_quantity_breaks_rise(text: str, style: str | None, breaks: list[int]) -> None:
    assert parse_breaks(text, style) == breaks


@given(st.lists(st.integers(min_value=1, max_value=10**6), min_size=2, max_size=5, unique=True))
def test_breaks_read_back_whatever_their_sizes(quantities: list[int]) -> None:
    rising = sorted(quantities)
    assert parse_breaks("; ".join(map(str, rising))) == rising


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("Stk St. Stück pcs EA nos PCE un pç peça pz pièce عدد H87 C62 szt", "pcs"),
        ("box Karton VE Pkg. pack cx caixa جعبه بسته pct boîte", "box"),
        ("m mtr lfm metro متر MTR", "m"),
        ("kg KGM quilo کیلوگرم", "kg"),
        ("set Satz conj. kit jogo SET", "set"),
        ("pair Paar par paire جفت", "pair"),
        ("roll Rolle rolo reel رول", "roll"),
        ("l litro LTR لیتر", "l"),
    ],
)
def test_units_of_seven_languages_mean_one_thing(words: str, unit: str) -> None:
    assert {word: canonical_unit(word) for word in words.split()} == dict.fromkeys(words.split(), unit)


@pytest.mark.parametrize("word", ["", "V", "SOT-23", "red", "qwx", "DIN"])
def test_what_is_no_unit_is_none(word: str) -> None:
    assert canonical_unit(word) is None
