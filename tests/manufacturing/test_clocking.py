"""Time follows from what was done, in whatever order that arrives, and sums up to the clock."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nexus.manufacturing.rules.clocking import Act, Clocked, Done, shared, spans
from nexus.manufacturing.rules.floor import predecessors_known, reached

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return BEGIN + timedelta(minutes=minutes)


DONE = st.builds(
    Done,
    scan=st.integers(1, 10**6),
    act=st.sampled_from(Act),
    operation=st.integers(1, 4),
    at=st.integers(0, 600).map(at),
    by_other=st.just(value=False),
)
DEEDS = st.lists(DONE, max_size=30, unique_by=lambda done: done.scan)


@given(DEEDS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_in_which_it_is_told_does_not_matter(done: list[Done], parallel: bool, chance: random.Random) -> None:
    told = spans(done, parallel=parallel)
    chance.shuffle(done)
    assert spans(done, parallel=parallel) == told


@given(DEEDS)
def test_nobody_is_at_two_places_at_once(done: list[Done]) -> None:
    told = spans(done, parallel=False)
    for one, other in itertools.pairwise(told):
        assert one.end is not None
        assert one.end <= other.start


@given(DEEDS, st.booleans())
def test_each_span_begins_with_a_start_and_ends_later(done: list[Done], parallel: bool) -> None:
    starts = {each.scan for each in done if each.act is Act.START}
    for span in spans(done, parallel=parallel):
        assert span.scan in starts
        assert span.end is None or span.end > span.start


def test_starting_the_next_job_ends_the_one_before_unless_several_are_allowed() -> None:
    done = [Done(1, Act.START, 1, at(0)), Done(2, Act.START, 2, at(30)), Done(3, Act.PAUSE, 2, at(50))]
    assert [(s.operation, s.start, s.end) for s in spans(done, parallel=False)] == [
        (1, at(0), at(30)), (2, at(30), at(50)),
    ]  # fmt: skip
    assert [(s.operation, s.end) for s in spans(done, parallel=True)] == [(1, None), (2, at(50))]


def test_a_colleague_who_finishes_ends_it_for_all() -> None:
    done = [Done(1, Act.START, 1, at(0)), Done(2, Act.FINISH, 1, at(20), by_other=True)]
    assert [(s.start, s.end) for s in spans(done, parallel=False)] == [(at(0), at(20))]


CLOCKED = st.builds(
    lambda entry, start, length: Clocked(entry, at(start), at(start + length)),
    st.integers(1, 10**6),
    st.floats(0, 500).map(lambda x: round(x, 4)),
    st.floats(0.001, 300).map(lambda x: round(x, 4)),
)


@given(st.lists(CLOCKED, min_size=1, max_size=12, unique_by=lambda each: each.entry))
def test_shares_sum_up_to_the_clock_to_the_microsecond(clocked: list[Clocked]) -> None:
    worked = shared(clocked)
    edges = sorted({each.start for each in clocked} | {each.end for each in clocked})
    present = sum(
        (end - start) // timedelta(microseconds=1)
        for start, end in itertools.pairwise(edges)
        if any(each.start <= start and each.end >= end for each in clocked)
    )
    assert sum(worked.values()) == present
    assert min(worked.values()) >= 0


def test_one_who_runs_alone_has_it_all_and_two_have_half() -> None:
    worked = shared([Clocked(1, at(0), at(60)), Clocked(2, at(30), at(60)), Clocked(3, at(90), at(100))])
    minute = 60_000_000
    assert worked == {1: 45 * minute, 2: 15 * minute, 3: 10 * minute}


def test_what_has_reached_an_operation_is_the_least_of_what_comes_before() -> None:
    five, three, four = Decimal(5), Decimal(3), Decimal(4)
    assert [reached(five, []), reached(five, [three, four]), reached(five, [Decimal(0)])] == [five, three, 0]


def test_circles_and_unknown_steps_are_told() -> None:
    assert predecessors_known({10: [], 20: [10], 30: [10, 20]}) == []
    assert "does not exist" in predecessors_known({10: [5]})[0]
    assert "wait for each other" in predecessors_known({10: [20], 20: [10]})[0]
