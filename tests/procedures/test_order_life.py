"""The life of orders by chance: whatever people do, in whatever order, what was promised about orders holds."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from portal.kernel.errors import RuleViolation
from procedures import actions, queries
from procedures.enums import OrderState, Phase, Relation
from procedures.models import OrderEvent, SuspensionOrder
from procedures.suspension import ZONE
from tests.support import suspending

pytestmark = pytest.mark.django_db
START = datetime(2021, 7, 20, 8, 0, tzinfo=ZONE)
NUMBERS = st.integers(0, 30)
LENGTHS = st.integers(1, 20)


class OrderLife(RuleBasedStateMachine):
    """Admins draft, issue, extend, correct, lift; places join; time passes. What is refused changes nothing."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.here = suspending.province()
        self.scopes = [
            suspending.place(self.here.capital),
            suspending.agency(self.here.mountains),
            suspending.desk(self.here.centre),
            suspending.desk(self.here.ward.desk),
        ]
        self.at = START
        self.seen_events = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def an_order(self, number):
        made = list(SuspensionOrder.objects.order_by("pk"))
        return made[number % len(made)] if made else None

    def try_to(self, act, **given):
        with suppress(RuleViolation), transaction.atomic():
            act(at=self.at, **given)

    def decide(self, act, number, **given):
        if order := self.an_order(number):
            self.try_to(act, order_id=order.pk, actor=self.here.leader, **given)

    @rule(scope=NUMBERS, begins=st.integers(-1, 10), length=LENGTHS, other=NUMBERS, relation=st.sampled_from(Relation))
    def draft(self, scope, begins, length, other, relation):
        first = (self.at + timedelta(days=begins)).date()
        related = self.an_order(other) if relation else None
        typed = suspending.typed(
            self.scopes[scope % 4],
            first_day=first,
            last_day=first + timedelta(days=length - 1),
            relation=relation,
            related_to_id=related.pk if related else None,
        )
        self.try_to(actions.draft_order, draft=typed, actor=self.here.admin)

    @rule(number=NUMBERS)
    def issue(self, number):
        self.decide(actions.issue_order, number)

    @rule(number=NUMBERS)
    def drop(self, number):
        if order := self.an_order(number):
            self.try_to(actions.drop_draft, order_id=order.pk, actor=self.here.admin, reason="Thôi")

    @rule(number=NUMBERS, days=st.integers(-2, 15))
    def extend(self, number, days):
        if order := self.an_order(number):
            self.decide(actions.extend_order, number, last_day=order.last_day + timedelta(days=days), reason="Dịch còn")

    @rule(number=NUMBERS, scope=NUMBERS, begins=st.integers(-1, 5), length=LENGTHS)
    def join(self, number, scope, begins, length):
        first = (self.at + timedelta(days=begins)).date()
        days = {"first_day": first, "last_day": first + timedelta(days=length - 1)}
        self.decide(
            actions.join_place, number, scope=self.scopes[scope % 4], basis="Chỉ thị 16", reason="Dịch lan", **days
        )

    @rule(number=NUMBERS, title=st.sampled_from(["Tạm ngừng", "Đóng quầy"]))
    def correct(self, number, title):
        said = actions.OrderCorrection(title=title, basis=suspending.BASIS, texts={}, contacts=(), decision_hours=4)
        self.decide(actions.correct_order, number, correction=said, reason="Sai tên")

    @rule(number=NUMBERS, later=st.none() | st.integers(0, 12))
    def lift(self, number, later):
        day = None if later is None else (self.at + timedelta(days=later)).date()
        self.decide(actions.lift_order, number, reopen_on=day, reason="Hết dịch")

    @rule(hours=st.integers(1, 120))
    def time_passes(self, hours):
        self.at += timedelta(hours=hours)

    @rule(number=NUMBERS)
    def scheduler_comes_by(self, number):
        if order := self.an_order(number):
            actions.note_opened(order_id=order.pk, at=self.at)
            actions.note_ended(order_id=order.pk, at=self.at)

    @invariant()
    def nothing_that_happened_is_lost_or_renumbered(self):
        events = {
            event.pk: (event.order_id, event.seq, event.act, event.reason)
            for event in OrderEvent.objects.order_by("pk")
        }
        assert {pk: events.get(pk) for pk in self.seen_events} == self.seen_events
        self.seen_events = events

    @invariant()
    def events_are_numbered_without_a_gap_and_in_the_order_of_time(self):
        for order in SuspensionOrder.objects.order_by("pk"):
            events = list(order.events.order_by("seq"))
            assert [event.seq for event in events] == [*range(1, len(events) + 1)]
            moments = [event.happened_at for event in events]
            assert moments == sorted(moments)

    @invariant()
    def the_phase_follows_the_dates(self):
        for order in SuspensionOrder.objects.order_by("pk"):
            starts_at, ends_at = queries.period_of(order)
            phase = queries.phase_at(order, self.at)
            closed = order.issued_at is not None and starts_at <= self.at < ends_at
            assert (phase == Phase.IN_FORCE) == closed
            assert (phase == Phase.DRAFT) == (order.state == OrderState.DRAFT)

    @invariant()
    def no_counter_is_closed_twice_undeclared(self):
        binding = list(SuspensionOrder.objects.not_over(self.at).order_by("pk"))
        for order in binding:
            declared = queries.related_orders(order)
            met = queries.orders_meeting(queries.reach_of(order), own=order, related=declared)
            assert [one for one in met if one in binding] == []


def test_whatever_is_done_with_orders_what_was_promised_holds():
    chosen = settings(max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(OrderLife, settings=chosen)
