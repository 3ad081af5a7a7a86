"""Reference designators: ranges, separators, and what is refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.manufacturing.importing.designators import MOST_IN_LINE, read_designators
from nexus.platform.tables.errors import BadCell


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("R1-R4, R7", ["R1", "R2", "R3", "R4", "R7"]),
        ("R1-4", ["R1", "R2", "R3", "R4"]),
        ("R1 - R3;C1", ["R1", "R2", "R3", "C1"]),
        ("R1..R3 R5", ["R1", "R2", "R3", "R5"]),
        ("R1 to R3", ["R1", "R2", "R3"]),
        ("R1 bis R2\nR9", ["R1", "R2", "R9"]),
        ("R08–R10", ["R08", "R09", "R10"]),
        ("U1A,J1-A,X1-C4", ["U1A", "J1-A", "X1-C4"]),
        ("", []),
        (" , ;", []),
    ],
)
def test_designators_are_spelled_out(text: str, names: list[str]) -> None:
    assert list(read_designators(text).names) == names


def test_repeated_designators_are_counted_once_and_told() -> None:
    assert read_designators("R1,R2,R1,R1-R2") == (("R1", "R2"), ("R1", "R2"))


@pytest.mark.parametrize("text", ["R4-R1", "R1-R999999999", "R" * 51, "R1-R9000 C1-C9000"])
def test_ranges_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(BadCell):
        read_designators(text)


@given(st.sampled_from(["R", "C", "LED", "TP"]), st.integers(0, 9000), st.integers(0, MOST_IN_LINE - 1))
def test_a_range_has_as_many_as_its_ends_say(prefix: str, first: int, more: int) -> None:
    names = read_designators(f"{prefix}{first}-{prefix}{first + more}").names
    assert len(names) == more + 1
    assert (names[0], names[-1]) == (f"{prefix}{first}", f"{prefix}{first + more}")


names = st.lists(st.from_regex(r"[A-Z]{1,2}[0-9]{1,3}", fullmatch=True), unique=True)


@given(names, st.sampled_from([",", ", ", " ", ";"]))
def test_single_designators_stay_as_they_are(names: list[str], separator: str) -> None:
    assert list(read_designators(separator.join(names)).names) == names


@given(st.text(max_size=200) | st.text("RC0123456789-,;. :to", max_size=200))
def test_nothing_but_the_named_error_is_raised(text: str) -> None:
    with contextlib.suppress(BadCell):
        assert len(read_designators(text).names) <= MOST_IN_LINE
