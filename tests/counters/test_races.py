"""Many at once: never a place too many, never a head too many. Only PostgreSQL can get this wrong."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection, transaction

from counters import actions
from counters.actions import HallFull, SlotFull, Visitor, duty
from counters.enums import AppointmentState, HalfDay
from counters.models import Appointment, DutyShift, HeadCount, Ticket
from portal.accounts.enums import Role
from portal.kernel.errors import RuleViolation
from procedures.queries import change_orders
from tests.support import accounts, filing, halls, orders
from tests.support.halls import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NINE = datetime(2021, 7, 27, 2, 0, tzinfo=UTC)
AT_ONCE = 10


def together(calls, *, at_once=AT_ONCE):
    """Run calls with so many connections, all beginning at the same instant; return what came of each."""
    gate, came, todo = threading.Barrier(at_once), [None] * len(calls), list(enumerate(calls))
    lock = threading.Lock()

    def run():
        gate.wait(timeout=30)
        try:
            while True:
                with lock:
                    if not todo:
                        return
                    place, call = todo.pop(0)
                try:
                    came[place] = call()
                except RuleViolation as refusal:
                    came[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return came


def holding(at, slot, person, *, when=NOON):
    return lambda: actions.hold(
        slot_id=slot.pk, visitor=Visitor(person.full_name, person), visit=at.visit, actor=person, at=when
    )


def test_of_a_hundred_bookings_for_two_places_exactly_two_get_one():
    at = halls.lobby()
    slot = halls.slot(at, capacity=2)
    people = [filing.citizen() for _number in range(100)]

    came = together([holding(at, slot, person) for person in people], at_once=20)

    slot.refresh_from_db()
    assert sum(isinstance(one, Appointment) for one in came) == 2
    assert sum(isinstance(one, SlotFull) for one in came) == 98
    assert (slot.taken, Appointment.objects.taking().count()) == (2, 2)
    assert sorted(Appointment.objects.values_list("reference", flat=True)) == ["LH-210726-0001", "LH-210726-0002"]


def test_one_person_pressing_many_times_gets_one_place_a_day():
    at = halls.lobby()
    slots = [halls.slot(at, time(hour)) for hour in (8, 9, 10)]

    together([holding(at, slots[number % 3], at.citizen) for number in range(20)])

    for slot in slots:
        slot.refresh_from_db()
    assert sum(slot.taken for slot in slots) == 1
    assert Appointment.objects.taking().get().person == at.citizen


def test_one_decision_gives_one_appointment_however_many_press():
    at = halls.lobby()
    at.hall.bookings_per_person_day = 9
    at.hall.save()
    urgent = halls.decision(at, orders.order_in_force(at.agency))
    slots = [halls.slot(at, time(hour)) for hour in (8, 9, 10, 14)]
    visit = actions.Visit(at.visit.purpose, at.visit.procedure, exemption=urgent)

    came = together(
        [
            lambda one=slot: actions.book(
                slot_id=one.pk, visitor=Visitor("Nhung", at.citizen), visit=visit, actor=at.citizen, at=NOON
            )
            for slot in slots
        ],
        at_once=4,
    )

    assert sum(isinstance(one, Appointment) for one in came) == 1


def test_two_who_exchange_their_slots_do_not_wait_for_each_other():
    at = halls.lobby()
    eight, nine = halls.slot(at, time(8)), halls.slot(at, time(9))
    pairs = []
    for slot, other in ((eight, nine), (nine, eight)):
        appointment = halls.booked(at, slot, filing.citizen())
        pairs.append((appointment, other))

    came = together(
        [
            lambda one=appointment, to=other: actions.move(
                appointment_id=one.pk, to_slot_id=to.pk, actor=one.person, at=NOON
            )
            for appointment, other in pairs
        ],
        at_once=2,
    )

    eight.refresh_from_db()
    nine.refresh_from_db()
    assert [type(one) for one in came] == [Appointment, Appointment]
    assert (eight.taken, nine.taken) == (1, 1)


def test_places_given_back_at_once_go_to_different_people_in_line():
    at = halls.lobby()
    slot = halls.slot(at, capacity=4)
    booked = [halls.booked(at, slot, filing.citizen()) for _number in range(4)]
    line = [
        actions.join_waiting_list(
            desk_id=at.desk.pk, day=halls.TUESDAY, person=filing.citizen(), visit=at.visit, at=NOON
        )
        for _number in range(6)
    ]

    together(
        [lambda one=one: actions.cancel(appointment_id=one.pk, actor=one.person, at=NOON) for one in booked], at_once=4
    )

    slot.refresh_from_db()
    offered = Appointment.objects.filter(state=AppointmentState.HELD)
    assert (slot.taken, offered.count(), offered.values("person").distinct().count()) == (4, 4, 4)
    assert {one.person_id for one in offered} <= {entry.person_id for entry in line}


def test_expiring_a_hold_and_confirming_it_at_once_does_one_of_them():
    at = halls.lobby()
    slot = halls.slot(at)
    held = holding(at, slot, at.citizen)()
    late = NOON + timedelta(minutes=10)

    together(
        [
            lambda: actions.expire_holds(at=late),
            lambda: actions.confirm(
                appointment_id=held.pk, actor=at.citizen, has_declared_health=True, at=late - timedelta(seconds=1)
            ),
            lambda: actions.cancel(appointment_id=held.pk, actor=at.citizen, at=NOON),
        ],
        at_once=3,
    )

    held.refresh_from_db()
    slot.refresh_from_db()
    assert slot.taken == (1 if held.state == AppointmentState.BOOKED else 0)


def test_the_zone_never_holds_more_heads_than_it_may():
    at = halls.lobby()

    came = together([lambda: actions.walk_in(desk_id=at.desk.pk, visit=at.visit, actor=at.officer, at=NINE)] * 20)

    assert sum(isinstance(one, Ticket) for one in came) == 2
    assert sum(isinstance(one, HallFull) for one in came) == 18
    assert sorted(Ticket.objects.values_list("number", flat=True)) == [1, 2]
    assert HeadCount.objects.get().waiting == 2


def test_one_number_is_called_to_one_counter():
    at = halls.lobby()
    for _number in range(2):
        actions.walk_in(desk_id=at.desk.pk, visit=at.visit, actor=at.officer, at=NINE)

    together(
        [
            lambda counter=number % 2 + 1: actions.call_next(
                desk_id=at.desk.pk, counter_number=counter, actor=at.officer, at=NINE
            )
            for number in range(8)
        ],
        at_once=8,
    )

    called = Ticket.objects.filter(state="called").order_by("number").values_list("number", "counter_number")
    assert {counter for _number, counter in called} == {1, 2}
    head = HeadCount.objects.get()
    assert (head.waiting, head.at_counters) == (0, 2)


def test_no_booking_slips_past_an_order_that_is_being_issued():
    at = halls.lobby()
    slot = halls.slot(at, capacity=50)
    people = [filing.citizen() for _number in range(20)]
    issuer = filing.citizen()

    def issue():
        with transaction.atomic():
            change_orders()
            orders.order_in_force(at.agency, by=issuer)
            return Appointment.objects.count()

    came = together([*[holding(at, slot, person) for person in people[:10]], issue,
                     *[holding(at, slot, person) for person in people[10:]]])  # fmt: skip

    seen = next(one for one in came if isinstance(one, int))
    assert Appointment.objects.count() == seen


def on_duty(at, officer):
    return lambda: duty.plan_shift(
        desk_id=at.desk.pk, day=halls.TUESDAY, half=HalfDay.MORNING, officer_id=officer.pk, responsible_for="Quầy 1",
        actor=at.officer, at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize("again", range(3))
def test_the_last_place_on_a_roster_is_given_once(again):
    at = halls.lobby()
    at.hall.duty_cap = 3
    at.hall.save()
    officers = [accounts.staff(Role.ONE_STOP_OFFICER, at.agency) for _number in range(6)]
    for officer in officers[:2]:
        on_duty(at, officer)()

    came = together([on_duty(at, officer) for officer in officers[2:]], at_once=4)

    assert sum(isinstance(one, DutyShift) for one in came) == 1
    assert [str(one) for one in came if isinstance(one, RuleViolation)] == [
        "Mỗi buổi không quá 3 người trực ở quầy này."
    ] * 3
    assert DutyShift.objects.filter(desk=at.desk, cancelled_at=None).count() == 3


def test_one_officer_put_on_duty_twice_at_once_stands_on_the_roster_once():
    at = halls.lobby()
    officer = accounts.staff(Role.ONE_STOP_OFFICER, at.agency)

    came = together([on_duty(at, officer)] * 4, at_once=4)

    assert sum(isinstance(one, DutyShift) for one in came) == 1
    assert DutyShift.objects.get().officer == officer
