"""How orders close counters: counted days, phases, the strictest wins, exemptions override; against an oracle."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.workdays import DEFAULT_HOURS, WorkingCalendar
from procedures.availability import availability
from procedures.enums import Channel, CounterAct, Counting, Phase
from procedures.suspension import (
    Closure,
    Opening,
    bounds,
    counter_state,
    days_of,
    last_day_of,
    overlap,
    phase_of,
)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = date(2021, 7, 22)
MIDNIGHT = datetime(2021, 7, 22, tzinfo=ZONE)


def test_fourteen_days_from_the_22nd_end_on_the_4th_with_the_first_day_and_on_the_5th_without():
    assert last_day_of(FIRST, 14, Counting.WITH_FIRST) == date(2021, 8, 4)
    assert last_day_of(FIRST, 14, Counting.AFTER_FIRST) == date(2021, 8, 5)


@given(st.integers(1, 90), st.sampled_from(Counting))
def test_days_and_last_day_are_inverses(days, counting):
    assert days_of(FIRST, last_day_of(FIRST, days, counting), counting) == days


def test_a_period_runs_from_midnight_to_midnight():
    assert bounds(FIRST, date(2021, 8, 4)) == (MIDNIGHT, datetime(2021, 8, 5, tzinfo=ZONE))


def test_an_order_that_begins_today_closes_from_the_next_minute_on():
    eleven_at_night = datetime(2021, 7, 22, 23, 4, 31, tzinfo=ZONE)

    starts_at, _ends_at = bounds(FIRST, date(2021, 8, 4), not_before=eleven_at_night)

    assert starts_at == datetime(2021, 7, 22, 23, 5, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("state", "instant", "phase"),
    [
        ("draft", MIDNIGHT, Phase.DRAFT),
        ("issued", MIDNIGHT - timedelta(microseconds=1), Phase.SCHEDULED),
        ("issued", MIDNIGHT, Phase.IN_FORCE),
        ("issued", MIDNIGHT + timedelta(days=14), Phase.ENDED),
        ("lifted", MIDNIGHT, Phase.LIFTED),
    ],
)
def test_where_an_order_stands_follows_from_its_dates(state, instant, phase):
    assert phase_of(state, starts_at=MIDNIGHT, ends_at=MIDNIGHT + timedelta(days=14), instant=instant) == phase


def hours_from(start):
    return MIDNIGHT + timedelta(hours=start)


SPANS = st.tuples(st.integers(0, 400), st.integers(1, 120))
ACTS = st.frozensets(st.sampled_from(CounterAct), min_size=1)


@st.composite
def closures(draw):
    made = []
    for number in range(draw(st.integers(0, 5))):
        start, length = draw(SPANS)
        made.append(Closure(number, f"TTN-{number}", "CV", draw(ACTS), hours_from(start), hours_from(start + length)))
    return tuple(made)


@st.composite
def openings(draw):
    made = []
    for number in range(draw(st.integers(0, 3))):
        start, length = draw(SPANS)
        ends_at = hours_from(start + length) if draw(st.booleans()) else None
        made.append(Opening(number, f"CT-{number}", draw(ACTS), hours_from(start), ends_at))
    return tuple(made)


def oracle(act, hour, orders, exemptions):
    """Say hour by hour, by counting on the fingers, whether the counter is closed and whether something opens it."""

    def within(one, at):
        return at in range(int((one.starts_at - MIDNIGHT) / timedelta(hours=1)), ends(one))

    def ends(one):
        return 10_000 if one.ends_at is None else int((one.ends_at - MIDNIGHT) / timedelta(hours=1))

    closed = [one for one in orders if act in one.acts and within(one, hour)]
    opened = [one for one in exemptions if act in one.acts and within(one, hour)]
    reopens = hour
    while any(act in one.acts and within(one, reopens) for one in orders):
        reopens += 1
    return bool(closed), bool(opened), reopens, max((ends(one) for one in closed), default=None)


@given(st.sampled_from(CounterAct), st.integers(0, 600), closures(), openings())
def test_what_is_open_agrees_with_counting_hour_by_hour(act, hour, orders, exemptions):
    state = counter_state(act, instant=hours_from(hour), closures=orders, openings=exemptions)

    is_closed, is_opened, reopens, strictest = oracle(act, hour, orders, exemptions)
    assert state.is_open == (not is_closed or is_opened)
    assert (state.closed_by is not None) == is_closed
    if state.closed_by is not None:
        assert state.closed_by.ends_at == hours_from(strictest)
        assert state.reopens_at == hours_from(reopens)
        assert (state.opened_by is not None) == is_opened


CALENDAR = WorkingCalendar({}, known_until=date(2022, 12, 31))


@given(st.sampled_from(CounterAct), st.integers(0, 600), closures(), openings())
def test_the_channel_at_the_counter_never_opens_what_orders_close_and_touches_no_other(act, hour, orders, exemptions):
    instant = hours_from(hour)

    def states(closing, opening):
        return availability(
            tuple(Channel), instant=instant, calendar=CALENDAR, hours=DEFAULT_HOURS, act=act, closures=closing,
            openings=opening,
        )  # fmt: skip

    free, bound = states((), ()), states(orders, exemptions)
    is_closed, is_opened, reopens, _strictest = oracle(act, hour, orders, exemptions)
    assert bound[:2] == free[:2]
    if is_closed and not is_opened:
        assert not bound[2].is_open
        assert bound[2].opens_at >= hours_from(reopens)
        assert CALENDAR.is_working(bound[2].opens_at.astimezone(ZONE).date())
    else:
        assert (bound[2].is_open, bound[2].opens_at) == (free[2].is_open, free[2].opens_at)


@given(SPANS, SPANS)
def test_two_periods_meet_exactly_when_they_share_an_hour(first, second):
    def of(span):
        return hours_from(span[0]), hours_from(span[0] + span[1])

    shared = set(range(first[0], first[0] + first[1])) & set(range(second[0], second[0] + second[1]))
    assert overlap(of(first), of(second)) == bool(shared)


def test_a_closure_names_its_last_closed_day():
    closure = Closure(1, "TTN-1", "CV", frozenset(CounterAct), MIDNIGHT, MIDNIGHT + timedelta(days=14))

    assert closure.last_day == date(2021, 8, 4)
    assert not closure.closes(CounterAct.INTAKE, datetime(2021, 8, 4, 17, 0, tzinfo=UTC))
