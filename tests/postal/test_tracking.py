"""The fold: one state for one set of events."""

import itertools
import random
import time
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from postal.enums import ParcelState
from postal.tracking import FINAL, MOVING, WAITING, Seen, fold

NINE = datetime(2021, 7, 26, 2, 0, tzinfo=UTC)
S = ParcelState

events = st.lists(
    st.builds(
        Seen,
        st.integers(0, 9).map(str),
        st.sampled_from(list(ParcelState)),
        st.integers(0, 5).map(lambda hours: NINE + timedelta(hours=hours)),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.event_id,
)


def at(hours, state, event_id=""):
    return Seen(event_id or f"{hours}{state}", state, NINE + timedelta(hours=hours))


@given(events)
def test_every_order_of_arrival_leads_to_the_same_place(seen):
    assert len({fold(order) for order in itertools.permutations(seen)}) == 1


@given(events, st.randoms(use_true_random=False))
def test_repetitions_change_nothing(seen, dice):
    repeated = seen + dice.choices(seen, k=5)
    dice.shuffle(repeated)

    assert fold(repeated) == fold(seen)


@given(events, events)
def test_parts_can_come_at_different_times(first, second):
    early = fold(first)
    later = [one for one in second if one.event_id not in {known.event_id for known in first}]
    whole = fold([*first, *later])

    assert whole is not None
    assert early is not None
    if early.state in FINAL:
        assert whole.state in FINAL


@pytest.mark.parametrize(
    ("story", "state"),
    [
        ([at(0, S.REQUESTED), at(1, S.ORDERED)], S.ORDERED),
        ([at(5, S.ORDERED), at(1, S.AWAITING_PICKUP)], S.AWAITING_PICKUP),
        ([at(9, S.ACCEPTED), at(2, S.IN_TRANSIT)], S.IN_TRANSIT),
        ([at(3, S.OUT_FOR_DELIVERY), at(4, S.FAILED_ATTEMPT)], S.FAILED_ATTEMPT),
        ([at(3, S.OUT_FOR_DELIVERY), at(4, S.FAILED_ATTEMPT), at(8, S.OUT_FOR_DELIVERY)], S.OUT_FOR_DELIVERY),
        ([at(4, S.RETURNING), at(6, S.IN_TRANSIT)], S.RETURNING),
        ([at(4, S.LOST), at(6, S.IN_TRANSIT)], S.LOST),
        ([at(4, S.LOST), at(2, S.DELIVERED)], S.DELIVERED),
        ([at(4, S.DELIVERED), at(5, S.FAILED_ATTEMPT)], S.DELIVERED),
        ([at(4, S.DELIVERED), at(6, S.RETURNED)], S.RETURNED),
    ],
)
def test_the_state_is_that_of_the_strongest_event(story, state):
    assert fold(reversed(story)).state == state


def test_of_two_events_at_one_instant_the_further_one_counts():
    assert fold([at(1, S.FAILED_ATTEMPT), at(1, S.OUT_FOR_DELIVERY)]).state == S.FAILED_ATTEMPT


def test_failed_attempts_are_counted_once_each():
    twice = [at(1, S.FAILED_ATTEMPT), at(2, S.FAILED_ATTEMPT), at(1, S.FAILED_ATTEMPT)]

    assert fold(twice).failures == 2


def test_nothing_is_known_of_a_parcel_without_events():
    assert fold([]) is None


def test_every_state_is_waiting_moving_or_final():
    assert {*WAITING, *MOVING, *FINAL} == set(ParcelState)


def test_a_hundred_thousand_events_are_folded_in_a_breath():
    dice = random.Random(1)  # noqa: S311 -- the same events every time
    states = list(ParcelState)
    many = [Seen(str(number), dice.choice(states), NINE + timedelta(seconds=number)) for number in range(100_000)]

    began = time.perf_counter()
    fold(many)

    assert time.perf_counter() - began < 5
