"""The chain: from hand to hand, without a gap, and what a carrier's word says about it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given

from postal.custody import HAND_OVERS, Link, faults, first_holder, holder_at, implied, may_pass, route
from postal.enums import Holder, Leg, ParcelState

NINE = datetime(2021, 7, 26, 2, 0, tzinfo=UTC)
H = Holder


def link(seq, holder, hours=0):
    return Link(seq, holder, NINE + timedelta(hours=hours))


@given(st.sampled_from(list(Holder)), st.sampled_from(list(Holder)))
def test_every_route_is_made_of_hand_overs_that_can_be(before, after):
    steps = [before, *route(before, after)]

    if before != after:
        assert all(may_pass(*pair) for pair in pairwise(steps))
    assert steps[-1] == after


@given(st.sampled_from(list(ParcelState)), st.sampled_from(list(Leg)), st.sampled_from(list(Holder)))
def test_what_a_state_implies_stays_so_when_it_is_told_again(state, leg, holder):
    once = implied(state, leg, holder)

    assert implied(state, leg, once) == once


@pytest.mark.parametrize("leg", Leg)
@pytest.mark.parametrize("state", ParcelState)
def test_no_word_of_a_carrier_puts_a_parcel_into_the_hands_of_a_desk(state, leg):
    assert {implied(state, leg, holder) for holder in set(Holder) - {H.DESK}}.isdisjoint({H.DESK})


def test_papers_begin_with_the_citizen_and_results_at_the_desk():
    assert [first_holder(leg) for leg in Leg] == [H.DESK, H.CITIZEN, H.CITIZEN]


def test_nobody_receives_a_parcel_straight_from_the_desk():
    assert (H.DESK, H.RECEIVER) not in HAND_OVERS
    assert route(H.DESK, H.RECEIVER) == (H.CARRIER, H.RECEIVER)


def test_a_chain_that_holds_has_no_faults():
    assert faults([link(1, H.DESK), link(2, H.POSTAL_WORKER, 1), link(3, H.RECEIVER, 1)]) == []


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ([link(1, H.DESK), link(3, H.CARRIER)], "bears number 3"),
        ([link(1, H.DESK, 2), link(2, H.CARRIER, 1)], "begins before"),
        ([link(1, H.DESK), link(2, H.RECEIVER)], "cannot hand over"),
    ],
)
def test_what_is_wrong_with_a_chain_is_said(chain, words):
    assert words in " ".join(faults(chain))


def test_each_instant_from_the_first_link_on_has_its_holder():
    chain = [link(1, H.DESK, 1), link(2, H.CARRIER, 3)]

    assert [holder_at(chain, NINE + timedelta(hours=hours)) for hours in range(5)] == [
        None, H.DESK, H.DESK, H.CARRIER, H.CARRIER,
    ]  # fmt: skip
