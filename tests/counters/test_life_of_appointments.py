"""The life of a hall by chance: whatever is done in whatever order, no slot and no zone holds more than it may."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from counters import actions, law
from counters.actions import Visit, Visitor
from counters.enums import AppointmentState, Purpose, TicketState, WaitingState
from counters.models import Appointment, HeadCount, Slot, Ticket, WaitingEntry
from portal.kernel.errors import RuleViolation
from tests.support import filing, halls, orders
from tests.support.halls import TUESDAY

SEVEN = datetime(2021, 7, 27, 0, 0, tzinfo=UTC)
PEOPLE = st.integers(0, 4)
SLOTS = st.integers(0, 5)
ANY = st.integers(0, 200)


class Life(RuleBasedStateMachine):
    """One desk, six slots of two days, five people, one order that may come."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.at = halls.lobby(bookings_per_person_day=1, lead_minutes=0)
        self.people = [filing.citizen() for _number in range(5)]
        self.slots = [
            halls.slot(self.at, time(hour), day, capacity=1 + hour % 2)
            for day in (TUESDAY, TUESDAY + timedelta(days=1))
            for hour in (8, 9, 10)
        ]
        self.now = SEVEN
        self.order = None
        self.before_order: set[int] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def attempt(self, act, **facts):
        try:
            with transaction.atomic():
                return act(**facts, at=self.now)
        except RuleViolation:
            return None

    def some(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    @rule(minutes=st.sampled_from([1, 9, 11, 31, 61, 200, 900]))
    def time_goes_by(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(person=PEOPLE, slot=SLOTS)
    def hold(self, person, slot):
        who = self.people[person]
        self.attempt(
            actions.hold,
            slot_id=self.slots[slot].pk,
            visitor=Visitor(who.full_name, who),
            visit=self.at.visit,
            actor=who,
        )

    @rule(person=PEOPLE, slot=SLOTS)
    def book(self, person, slot):
        who = self.people[person]
        self.attempt(
            actions.book,
            slot_id=self.slots[slot].pk,
            visitor=Visitor(who.full_name, who),
            visit=self.at.visit,
            actor=who,
        )

    @rule(number=ANY)
    def confirm(self, number):
        if one := self.some(Appointment.objects.filter(state=AppointmentState.HELD), number):
            self.attempt(actions.confirm, appointment_id=one.pk, actor=one.person, has_declared_health=True)

    @rule(number=ANY, slot=SLOTS)
    def move(self, number, slot):
        if one := self.some(Appointment.objects.all(), number):
            self.attempt(actions.move, appointment_id=one.pk, to_slot_id=self.slots[slot].pk, actor=one.person)

    @rule(number=ANY)
    def cancel(self, number):
        if one := self.some(Appointment.objects.all(), number):
            self.attempt(actions.cancel, appointment_id=one.pk, actor=one.person)

    @rule()
    def sweep(self):
        actions.expire_holds(at=self.now)
        actions.mark_no_shows(at=self.now)
        actions.offer_free_places(at=self.now)

    @rule(person=PEOPLE, days=st.integers(0, 1))
    def wait(self, person, days):
        self.attempt(
            actions.join_waiting_list,
            desk_id=self.at.desk.pk,
            day=TUESDAY + timedelta(days=days),
            person=self.people[person],
            visit=self.at.visit,
        )

    @rule(number=ANY)
    def arrive(self, number):
        if one := self.some(Appointment.objects.filter(state=AppointmentState.BOOKED), number):
            self.attempt(actions.check_in, appointment_id=one.pk, actor=self.at.officer)

    @rule()
    def walk_in(self):
        visit = Visit(Purpose.OTHER)
        self.attempt(actions.walk_in, desk_id=self.at.desk.pk, visit=visit, actor=self.at.officer)

    @rule(counter=st.integers(1, 3))
    def call(self, counter):
        self.attempt(actions.call_next, desk_id=self.at.desk.pk, counter_number=counter, actor=self.at.officer)

    @rule(number=ANY, stays=st.booleans())
    def end(self, number, stays):
        in_hall = Ticket.objects.filter(state__in=[TicketState.WAITING, TicketState.CALLED])
        if one := self.some(in_hall, number):
            self.attempt(actions.finish if stays else actions.left, ticket_id=one.pk, actor=self.at.officer)

    @rule()
    def withdraw(self):
        self.attempt(
            actions.withdraw_slots,
            desk_id=self.at.desk.pk,
            first_day=TUESDAY,
            last_day=TUESDAY,
            actor=self.at.officer,
        )

    @precondition(lambda self: self.order is None)
    @rule()
    def an_order_is_issued(self):
        self.order = orders.order_in_force(self.at.agency, first_day=TUESDAY + timedelta(days=1))
        self.before_order = set(Appointment.objects.taking().values_list("pk", "slot_id"))

    @invariant()
    def places_taken_are_those_of_appointments_and_never_too_many(self):
        for slot in Slot.objects.order_by("pk"):
            assert slot.taken == slot.appointments.taking().count()
            assert slot.taken <= slot.capacity

    @invariant()
    def heads_are_those_of_numbers_and_never_too_many(self):
        head = HeadCount.objects.get()
        states = list(Ticket.objects.order_by("pk").values_list("state", flat=True))
        assert head.waiting == states.count(TicketState.WAITING) <= head.waiting_cap
        assert head.at_counters == states.count(TicketState.CALLED) <= head.counters_cap

    @invariant()
    def every_act_left_its_event(self):
        for one in Appointment.objects.order_by("pk"):
            assert one.event_seq == one.events.count() > 0

    @invariant()
    def nobody_has_more_than_allowed(self):
        for person in self.people:
            booked = Appointment.objects.filter(person=person, state=AppointmentState.BOOKED)
            assert booked.filter(slot__starts_at__gt=self.now).count() <= law.MOST_OPEN

    @invariant()
    def an_offer_belongs_to_one_who_waits(self):
        for entry in WaitingEntry.objects.filter(state=WaitingState.OFFERED).order_by("pk"):
            assert entry.offered is not None
            assert entry.offered.person_id == entry.person_id

    @invariant()
    def nothing_is_booked_into_a_closed_hall(self):
        if self.order is not None:
            inside = Appointment.objects.taking().filter(slot__starts_at__gte=self.order.starts_at)
            assert set(inside.values_list("pk", "slot_id")) <= self.before_order


@pytest.mark.django_db
def test_whatever_happens_in_the_hall_the_caps_hold():
    chosen = settings(max_examples=5, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(Life, settings=chosen)
