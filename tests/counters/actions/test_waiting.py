from datetime import date, time, timedelta

import pytest

from counters import actions
from counters.actions import DoorClosed, Visitor
from counters.enums import AppointmentState, WaitingState
from counters.models import Appointment, Slot, WaitingEntry
from notifications.models import Message
from portal.kernel.errors import RuleViolation
from tests.support import filing, halls, orders
from tests.support.halls import NOON, TUESDAY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at():
    return halls.lobby(counters_open=1)


@pytest.fixture
def booked(at):
    """The only place of the day, taken."""
    return halls.booked(at, halls.slot(at))


def join(at, person=None, *, when=NOON, day=TUESDAY):
    return actions.join_waiting_list(
        desk_id=at.desk.pk, day=day, person=person or filing.citizen(), visit=at.visit, at=when
    )


def cancel(appointment, *, when=NOON):
    return actions.cancel(appointment_id=appointment.pk, actor=appointment.person, at=when)


def taken():
    return Slot.objects.get().taken


def test_a_place_given_back_is_offered_to_the_first_in_line(at, booked):
    first, second = join(at), join(at, when=NOON + MINUTE)

    cancel(booked, when=NOON + 2 * MINUTE)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (WaitingState.OFFERED, WaitingState.WAITING)
    assert (first.offered.state, first.offered.held_until) == (AppointmentState.HELD, NOON + 62 * MINUTE)
    assert taken() == 1
    assert Message.objects.get(kind="place_offered").recipient == first.person


def test_an_offer_taken_is_an_appointment(at, booked):
    entry = join(at)
    cancel(booked)
    entry.refresh_from_db()

    actions.confirm(appointment_id=entry.offered_id, actor=entry.person, has_declared_health=True, at=NOON + MINUTE)

    entry.refresh_from_db()
    assert (entry.state, entry.offered.state) == (WaitingState.TAKEN, AppointmentState.BOOKED)


def test_an_offer_nobody_takes_goes_to_the_next(at, booked):
    first, second = join(at), join(at, when=NOON + MINUTE)
    cancel(booked)

    actions.expire_holds(at=NOON + 60 * MINUTE)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (WaitingState.GONE, WaitingState.OFFERED)
    assert taken() == 1


def test_choosing_another_slot_does_not_let_an_offer_go(at, booked):
    entry = join(at)
    cancel(booked)
    elsewhere = halls.slot(at, day=TUESDAY + timedelta(days=1))

    actions.hold(slot_id=elsewhere.pk, visitor=Visitor("Bé", entry.person), visit=at.visit, actor=entry.person, at=NOON)

    entry.refresh_from_db()
    assert (entry.state, entry.offered.state) == (WaitingState.OFFERED, AppointmentState.HELD)


def test_who_has_booked_enough_is_passed_over(at, booked):
    busy = filing.citizen()
    first, second = join(at, busy), join(at, when=NOON + MINUTE)
    for days in (1, 2):
        halls.booked(at, halls.slot(at, day=TUESDAY + timedelta(days=days)), busy)

    cancel(booked)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (WaitingState.WAITING, WaitingState.OFFERED)


def test_who_has_booked_enough_is_told_so_at_the_end_of_the_line(at, booked):
    busy = filing.citizen()
    for days in (1, 2):
        halls.booked(at, halls.slot(at, day=TUESDAY + timedelta(days=days)), busy)

    with pytest.raises(RuleViolation, match="đang có 2 hẹn chưa đến ngày"):
        join(at, busy)


def test_a_place_that_becomes_free_at_the_last_moment_is_not_offered(at, booked):
    join(at)

    cancel(booked, when=booked.slot.starts_at - 5 * MINUTE)

    assert taken() == 0


def test_one_stands_in_line_for_a_full_day_once(at, booked):
    person = filing.citizen()
    join(at, person)

    with pytest.raises(RuleViolation, match="đã có tên"):
        join(at, person)
    with pytest.raises(RuleViolation, match="không có khung giờ nào"):
        join(at, day=date(2021, 8, 10))


def test_a_day_with_places_has_no_line(at):
    halls.slot(at)

    with pytest.raises(RuleViolation, match="còn chỗ"):
        join(at)


def test_one_stands_in_two_lines_at_most(at, booked):
    person = filing.citizen()
    for days in (0, 1):
        if days:
            halls.slot(at, day=TUESDAY + timedelta(days=days), taken=1)
        join(at, person, day=TUESDAY + timedelta(days=days))
    halls.slot(at, day=TUESDAY + timedelta(days=2), taken=1)

    with pytest.raises(RuleViolation, match="đang chờ ở 2 ngày"):
        join(at, person, day=TUESDAY + timedelta(days=2))


def test_no_line_where_an_order_closes_the_day(at, booked):
    orders.order_in_force(at.agency)

    with pytest.raises(DoorClosed):
        join(at)


def test_an_order_issued_since_keeps_a_place_from_being_offered(at, booked):
    entry = join(at)
    orders.order_in_force(at.agency)

    cancel(booked)

    entry.refresh_from_db()
    assert (entry.state, taken()) == (WaitingState.WAITING, 0)


def test_stepping_out_of_the_line(at, booked):
    entry = join(at)

    with pytest.raises(RuleViolation, match="của người khác"):
        actions.leave_waiting_list(entry_id=entry.pk, actor=at.citizen, at=NOON)
    actions.leave_waiting_list(entry_id=entry.pk, actor=entry.person, at=NOON)
    with pytest.raises(RuleViolation, match="đã khép lại"):
        actions.leave_waiting_list(entry_id=entry.pk, actor=entry.person, at=NOON)


def test_places_that_no_act_gave_back_are_offered_by_the_sweep(at, booked):
    entry = join(at)
    halls.slot(at, time(10))

    assert actions.offer_free_places(at=NOON) == 1
    assert actions.offer_free_places(at=NOON) == 0

    entry.refresh_from_db()
    assert entry.state == WaitingState.OFFERED


def test_lines_of_days_that_are_over_are_closed(at, booked):
    join(at)

    actions.offer_free_places(at=NOON + timedelta(days=2))

    assert WaitingEntry.objects.get().state == WaitingState.GONE
    assert Appointment.objects.count() == 1
