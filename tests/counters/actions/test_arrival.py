from datetime import UTC, datetime, time, timedelta

import pytest

from counters import actions
from counters.actions import DoorClosed, HallFull, Visit
from counters.enums import AppointmentState, Purpose, TicketState
from counters.models import HeadCount, Ticket
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from tests.support import accounts, filing, halls, orders
from tests.support.halls import NOON

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
#: Tuesday 9:00 at the desk.
NINE = datetime(2021, 7, 27, 2, 0, tzinfo=UTC)


@pytest.fixture
def at():
    return halls.lobby()


@pytest.fixture
def nine(at):
    return halls.slot(at, capacity=9)


def check_in(at, appointment, *, when=NINE, actor=None, **facts):
    return actions.check_in(appointment_id=appointment.pk, actor=actor or at.officer, at=when, **facts)


def walk_in(at, *, when=NINE, visit=None, actor=None):
    return actions.walk_in(desk_id=at.desk.pk, visit=visit or at.visit, actor=actor or at.officer, at=when)


def call_next(at, counter=1, *, when=NINE):
    return actions.call_next(desk_id=at.desk.pk, counter_number=counter, actor=at.officer, at=when)


def finish(at, ticket, *, when=NINE):
    return actions.finish(ticket_id=ticket.pk, actor=at.officer, at=when)


def left(at, ticket, *, when=NINE):
    return actions.left(ticket_id=ticket.pk, actor=at.officer, at=when)


def heads(at):
    head = HeadCount.objects.get(desk=at.desk)
    return head.waiting, head.at_counters


def test_who_comes_to_an_appointment_gets_a_number(at, nine):
    appointment = halls.booked(at, nine)

    ticket = check_in(at, appointment, has_declared_health=True)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.checked_in_at) == (AppointmentState.CHECKED_IN, NINE)
    assert (ticket.number, ticket.appointment, ticket.state) == (1, appointment, TicketState.WAITING)
    assert heads(at) == (1, 0)


def test_appointments_and_walk_ins_share_one_waiting_zone(at, nine):
    appointment = halls.booked(at, nine)
    walk_in(at)
    walk_in(at)

    with pytest.raises(HallFull, match="Khu chờ đã đủ 2 người"):
        check_in(at, appointment)
    with pytest.raises(HallFull):
        walk_in(at)

    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.BOOKED
    assert heads(at) == (2, 0)
    assert list(Ticket.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (NINE - 31 * MINUTE, "Mời đến sớm nhất 30 phút"),
        (NINE + 16 * MINUTE, "Đã quá giờ hẹn"),
        (NINE - timedelta(days=1), "Hẹn lúc 9:00 ngày 27/7/2021"),
    ],
)
def test_checked_in_neither_too_early_nor_too_late(at, nine, when, words):
    appointment = halls.booked(at, nine)

    with pytest.raises(RuleViolation, match=words):
        check_in(at, appointment, when=when)


def test_checked_in_once_and_by_the_desk_only(at, nine):
    appointment = halls.booked(at, nine)
    stranger = accounts.staff(Role.ONE_STOP_OFFICER, at.other)

    with pytest.raises(RuleViolation, match="do cán bộ"):
        check_in(at, appointment, actor=stranger)
    check_in(at, appointment)
    with pytest.raises(RuleViolation, match="không làm được việc này nữa"):
        check_in(at, appointment)
    assert heads(at) == (1, 0)


def test_nobody_is_let_in_where_an_order_closed_the_hall_since(at, nine):
    appointment = halls.booked(at, nine)
    orders.order_in_force(at.agency)

    with pytest.raises(DoorClosed):
        check_in(at, appointment)
    with pytest.raises(DoorClosed):
        walk_in(at)
    assert heads(at) == (0, 0)


def test_a_decision_lets_one_person_in_without_an_appointment(at):
    order = orders.order_in_force(at.agency)
    urgent = halls.decision(at, order)
    visit = Visit(Purpose.FILE, at.revision.procedure, exemption=urgent)

    ticket = walk_in(at, visit=visit)

    assert (ticket.exemption, ticket.closed_by_order) == (urgent, order)
    with pytest.raises(RuleViolation, match="đã có hẹn hoặc đã dùng"):
        walk_in(at, visit=visit)


def test_no_numbers_outside_office_hours(at):
    with pytest.raises(RuleViolation, match="Ngoài giờ làm việc"):
        walk_in(at, when=NINE + timedelta(hours=4))


def test_a_hall_that_nobody_described_lets_nobody_in(at):
    HeadCount.objects.all().delete()

    with pytest.raises(RuleViolation, match="chưa khai báo sảnh"):
        walk_in(at)


def test_the_next_is_who_has_an_appointment_that_is_due_then_by_number(at, nine):
    at.hall.waiting_cap = 5
    HeadCount.objects.update(waiting_cap=5)
    first, second = walk_in(at), walk_in(at)
    due = check_in(at, halls.booked(at, nine))
    later = check_in(at, halls.booked(at, halls.slot(at, time(9, 25)), filing.citizen()))
    called = [call_next(at, 1), call_next(at, 2)]
    for ticket in called:
        finish(at, ticket)

    called += [call_next(at, 1), call_next(at, 2)]

    assert called == [due, first, second, later]
    assert heads(at) == (0, 2)


def test_a_counter_serves_one_at_a_time_and_the_hall_no_more_than_its_counters(at):
    first, second = walk_in(at), walk_in(at)
    call_next(at, 1)

    with pytest.raises(RuleViolation, match="Quầy 1 đang tiếp số 1"):
        call_next(at, 1)
    with pytest.raises(RuleViolation, match="Quầy phải từ 1 đến 2"):
        call_next(at, 3)
    actions.call(ticket_id=second.pk, counter_number=2, actor=at.officer, at=NINE)
    finish(at, first)
    with pytest.raises(RuleViolation, match="Không có ai đang chờ"):
        call_next(at, 1)
    assert heads(at) == (0, 1)


def test_the_count_at_counters_is_kept_even_if_a_cap_fell(at):
    walk_in(at)
    HeadCount.objects.update(at_counters=2)

    with pytest.raises(HallFull, match="Các quầy đã đủ người"):
        call_next(at)
    assert heads(at) == (1, 2)


def test_a_number_is_called_out_of_turn_only_while_it_waits(at):
    first = walk_in(at)
    walk_in(at)
    call_next(at, 1)

    with pytest.raises(RuleViolation, match="Số 1 không còn chờ"):
        actions.call(ticket_id=first.pk, counter_number=2, actor=at.officer, at=NINE)
    assert heads(at) == (1, 1)


def test_who_is_served_leaves_and_the_appointment_is_kept_as_such(at, nine):
    appointment = halls.booked(at, nine)
    ticket = check_in(at, appointment)
    with pytest.raises(RuleViolation, match="không ở quầy nào"):
        finish(at, ticket)
    call_next(at)

    finish(at, ticket, when=NINE + 9 * MINUTE)

    appointment.refresh_from_db()
    nine.refresh_from_db()
    assert (appointment.state, appointment.ended_at, nine.taken) == (AppointmentState.SERVED, NINE + 9 * MINUTE, 1)
    assert heads(at) == (0, 0)
    with pytest.raises(RuleViolation, match="đã kết thúc"):
        left(at, ticket)


def test_who_is_not_there_when_called_frees_the_counter(at, nine):
    appointment = halls.booked(at, nine)
    ticket = check_in(at, appointment)
    call_next(at)

    left(at, ticket)

    appointment.refresh_from_db()
    assert (appointment.state, heads(at)) == (AppointmentState.NO_SHOW, (0, 0))


def test_who_leaves_the_zone_makes_room(at):
    ticket = walk_in(at)

    left(at, ticket)

    assert heads(at) == (0, 0)


def test_nobody_stands_in_the_hall_over_night(at):
    walk_in(at)
    walk_in(at)
    call_next(at)

    ticket = walk_in(at, when=NINE + timedelta(days=1))

    assert (ticket.number, heads(at)) == (1, (1, 0))
    assert set(Ticket.objects.exclude(pk=ticket.pk).values_list("state", flat=True)) == {"done", "left"}


def test_nobody_came(at, nine):
    appointment = halls.booked(at, nine)

    with pytest.raises(RuleViolation, match="Chờ đến 9:15"):
        actions.mark_no_show(appointment_id=appointment.pk, actor=at.officer, at=NINE + 15 * MINUTE)
    actions.mark_no_show(appointment_id=appointment.pk, actor=at.officer, at=NINE + 16 * MINUTE)

    appointment.refresh_from_db()
    nine.refresh_from_db()
    assert (appointment.state, nine.taken) == (AppointmentState.NO_SHOW, 0)


def test_no_shows_are_noted_without_anybody(at, nine):
    appointment = halls.booked(at, nine)

    assert actions.mark_no_shows(at=NINE + 5 * MINUTE) == 0
    assert actions.mark_no_shows(at=NINE + 16 * MINUTE) == 1
    assert actions.mark_no_shows(at=NINE + 17 * MINUTE) == 0
    assert appointment.events.filter(act="no_show", actor=None).count() == 1


def test_everybody_is_reminded_of_tomorrow_once(at, nine):
    appointment = halls.booked(at, nine)
    halls.booked(at, halls.slot(at, day=halls.TUESDAY + timedelta(days=1)), filing.citizen())

    assert actions.remind_of_tomorrow(at=NOON) == 1
    assert actions.remind_of_tomorrow(at=NOON + MINUTE) == 0

    assert list(appointment.events.order_by("seq").values_list("act", flat=True)) == ["hold", "confirm", "remind"]
