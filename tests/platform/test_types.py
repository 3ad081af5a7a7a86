from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from nexus.platform import types

QUANTITY = TypeAdapter(types.Quantity)
TEXT = TypeAdapter(types.Text)
EMAIL = TypeAdapter(types.Email)


@pytest.mark.parametrize("wrong", ["NaN", "Infinity", "1e400", -5, 0, True, None, "1.234.567,00", 10**12, "1.0000001"])
def test_a_quantity_that_is_not_an_exact_positive_number_in_bounds_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        QUANTITY.validate_python(wrong)


@given(st.decimals(min_value=Decimal("0.000001"), max_value=Decimal("999999999999.999999"), places=6))
def test_every_quantity_in_bounds_is_kept_exactly(quantity: Decimal) -> None:
    assert QUANTITY.validate_python(quantity) == quantity


def test_a_whole_quantity_is_written_as_a_whole_number() -> None:
    assert QUANTITY.dump_json(Decimal("500.000000")) == b"500"


@pytest.mark.parametrize("wrong", ["", "   ", "a\x00b", "a\ud800b", "x" * 201])
def test_text_must_say_something_clean_and_short(wrong: str) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(wrong)


@pytest.mark.parametrize("wrong", ["a", "a@b", "a@b.c\nd@e.f", "a b@c.de", "@c.de", "a@.de."])
def test_an_email_needs_a_name_a_domain_and_no_line_breaks(wrong: str) -> None:
    with pytest.raises(ValidationError):
        EMAIL.validate_python(wrong)


def test_an_email_is_folded_to_lower_case() -> None:
    assert EMAIL.validate_python(" Ada@Example.COM ") == "ada@example.com"
