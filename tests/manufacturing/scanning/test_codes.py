"""The shop's own codes: what is written is read, and what is misread is found."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nexus.manufacturing.scanning.codes import (
    Action,
    BadgeCode,
    Command,
    NotForACode,
    TravelerCode,
    UnitCode,
    Unknown,
    WrongCheck,
    badge_code,
    check_of,
    command_code,
    read_code,
    traveler_code,
    unit_code,
)

SIGNS = "".join(chr(code) for code in range(33, 127) if chr(code) != "|")
PRINTED = "".join(chr(code) for code in range(32, 127))
words = st.text(SIGNS, min_size=1, max_size=20)
codes = st.one_of(
    st.builds(traveler_code, words, words, st.none() | st.integers(0, 999_999)),
    st.builds(badge_code, st.integers(0, 10**18 - 1), words),
    st.builds(unit_code, words),
    st.builds(command_code, st.just(Action.GOOD), st.integers(1, 999_999)),
    st.sampled_from([command_code(action) for action in Action if action is not Action.GOOD]),
)


@given(words, words, st.none() | st.integers(0, 999_999))
def test_a_traveler_is_read_as_written(number: str, revision: str, operation: int | None) -> None:
    assert read_code(traveler_code(number, revision, operation)) == TravelerCode(
        number.upper(), revision.upper(), operation
    )


@given(st.integers(0, 10**18 - 1), words)
def test_a_badge_is_read_as_written(user: int, badge: str) -> None:
    assert read_code(badge_code(user, badge)) == BadgeCode(user, badge.upper())


@given(words)
def test_a_unit_is_read_as_written(number: str) -> None:
    assert read_code(unit_code(number)) == UnitCode(number.upper())


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.GOOD])
def test_a_command_without_quantity_is_read_as_written(action: Action) -> None:
    assert read_code(command_code(action)) == Command(action)


@given(st.sampled_from([Action.GOOD, Action.SCRAP, Action.REWORK]), st.integers(1, 999_999))
def test_a_command_with_quantity_is_read_as_written(action: Action, quantity: int) -> None:
    assert read_code(command_code(action, quantity)) == Command(action, quantity)


@given(codes, st.text(" \t\r\n", max_size=4), st.text(" \t\r\n", max_size=4))
def test_case_blanks_and_line_ends_do_not_matter(code: str, before: str, behind: str) -> None:
    assert read_code(before + code.lower() + behind) == read_code(code)
    assert read_code(f"]C0{code}") == read_code(code)


@given(codes)
def test_code_128_can_carry_every_code(code: str) -> None:
    assert set(code) <= set(PRINTED)
    assert len(code) <= 80


def found_out(code: str) -> bool:
    """Say whether a code is refused or at least not taken for one of the shop's."""
    try:
        return isinstance(read_code(code), Unknown)
    except WrongCheck:
        return True


@given(codes, st.data())
def test_each_single_wrong_sign_is_found(code: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from(PRINTED))
    assume(sign.upper() != code[at])
    assert found_out(code[:at] + sign + code[at + 1 :])


@given(codes)
def test_each_swap_of_neighbours_is_found(code: str) -> None:
    for at in range(len(code) - 1):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        assert swapped == code or found_out(swapped)


def test_all_wrong_signs_of_one_code_are_found() -> None:
    code = traveler_code("T-2026-00012", "B", 20)
    wrong = [code[:at] + sign + code[at + 1 :] for at in range(len(code)) for sign in PRINTED]
    assert [text for text in wrong if text.upper() != code and not found_out(text)] == []


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    for scanned in (text, f"NX1|{text}", f"nxc|{text}", f"NXC|{text}|{'00'}"):
        try:
            read_code(scanned)
        except WrongCheck:
            continue


@given(st.text(SIGNS + "|", max_size=30))
def test_what_has_a_right_check_but_another_shape_is_unknown(body: str) -> None:
    text = f"NX1|a|b|c|d|{body}".upper()
    assert isinstance(read_code(f"{text}|{check_of(text)}"), Unknown)


@pytest.mark.parametrize(
    "body", ["NXC|DANCE", "NXC|GOOD", "NXC|GOOD|0", "NXC|START|4", "NXC|GOOD|1|2", "NXB|x|7", "NX1|T|A|ten", "NXL|"]
)
def test_a_code_of_another_version_is_told_as_unknown(body: str) -> None:
    answer = read_code(f"{body}|{check_of(body)}")
    assert answer == Unknown(f"{body}|{check_of(body)}", "This is a code of the shop that this version does not know.")


@pytest.mark.parametrize("number", ["", "a|b", "a b", "ü", "\x00", "T" * 41, "٣"])
def test_what_a_code_cannot_carry_is_refused(number: str) -> None:
    with pytest.raises(NotForACode):
        unit_code(number)


def test_quantities_and_actions_that_do_not_go_together_are_refused() -> None:
    for action, quantity in [(Action.GOOD, None), (Action.START, 1), (Action.SCRAP, 0), (Action.GOOD, 10**6)]:
        with pytest.raises(NotForACode):
            command_code(action, quantity)


@pytest.mark.parametrize("number", [-1, 10**18])
def test_numbers_that_cannot_be_meant_are_refused(number: int) -> None:
    with pytest.raises(NotForACode):
        badge_code(number, "7")
    with pytest.raises(NotForACode):
        traveler_code("T", "A", number)


def test_too_long_a_code_is_refused() -> None:
    with pytest.raises(NotForACode):
        traveler_code("T" * 40, "R" * 40)


def test_the_check_is_two_signs_of_digits_and_capitals() -> None:
    assert {len(check_of(str(number))) for number in range(2000)} == {2}
    assert {sign for number in range(2000) for sign in check_of(str(number))} <= {
        *string.digits,
        *string.ascii_uppercase,
    }
