from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counters import law
from counters.enums import AppointmentAct, AppointmentState
from counters.models.appointment import TAKING
from portal.kernel.errors import RuleViolation

MONDAY = date(2021, 7, 26)


def test_the_tables_of_the_database_and_of_the_rules_agree_on_what_takes_a_place():
    assert set(TAKING) == set(law.TAKING)


@pytest.mark.parametrize("act", law.RULES)
@pytest.mark.parametrize("state", AppointmentState)
def test_an_act_is_admitted_exactly_where_its_rule_says(act, state):
    if state in law.RULES[act].before:
        assert law.check(act, state).act == act
    else:
        with pytest.raises(RuleViolation, match="không làm được việc này nữa"):
            law.check(act, state)


def test_what_has_ended_admits_nothing():
    ended = (AppointmentState.SERVED, AppointmentState.CANCELLED, AppointmentState.NO_SHOW, AppointmentState.EXPIRED)

    assert {act for state in ended for act in law.permitted(state)} == set()
    assert law.permitted(AppointmentState.SUSPENDED) == {AppointmentAct.MOVE}


@given(st.integers(5, 240), st.integers(0, 120), st.times(), st.times())
def test_slots_never_overlap_never_touch_and_stay_inside_the_hours(length, buffer, first, last):
    spans = ((time(7), time(11, 30)), (time(13, 30), time(17)))

    slots = list(law.grid(MONDAY, spans, slot_minutes=length, buffer_minutes=buffer, from_time=first, to_time=last))

    for begins, ends in slots:
        assert (ends - begins).seconds == length * 60
        assert any(opens <= begins.time() and ends.time() <= closes for opens, closes in spans)
        assert first <= begins.time()
        assert ends.time() <= last
    for (_b, ends), (begins, _e) in pairwise(slots):
        assert (begins - ends).total_seconds() >= buffer * 60 or begins.time() >= time(13, 30)
