"""What an order took is given back when it is lifted; what people changed themselves stays as they wish."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counters.enums import AppointmentState
from counters.models import Appointment, Slot
from dossiers import suspension_impact
from dossiers.clock import promise_of, recheck
from dossiers.models import Dossier
from dossiers.queries import unfinished_runs
from dossiers.queries.audit import verify_chain
from portal.accounts.enums import Role
from procedures.models import SuspensionOrder
from tests.support import accounts, impact, orders

pytestmark = pytest.mark.django_db
EVENING = datetime(2021, 7, 21, 14, 0, tzinfo=UTC)
MIDWAY = datetime(2021, 7, 27, 2, 0, tzinfo=UTC)
DAYS = [date(2021, 7, 22) + timedelta(days=n) for n in (0, 1, 4, 5, 6, 7, 8, 11, 12, 13)]
AFTER = [date(2021, 8, 5), date(2021, 8, 6), date(2021, 8, 9)]


def issued(ground, **fields):
    """Issue an order over the closed commune as a person does it, and do what it brings about."""
    admin = accounts.staff(Role.PROVINCE_ADMIN, ground.closed.parent or ground.closed)
    SuspensionOrder.objects.filter(pk=ground.order.pk).update(state="lifted", lifted_at=orders.ISSUED_AT)
    order = orders.draft_order(by=admin, **fields)
    orders.scope_over(order, ground.closed)
    run = suspension_impact.issue(order_id=order.pk, actor=admin, shown=None, at=EVENING)
    suspension_impact.apply_run(run.pk, at=EVENING)
    return order, admin


def lifted(order, admin, at=MIDWAY):
    run = suspension_impact.lift(order_id=order.pk, actor=admin, reason="Dịch đã được kiểm soát", at=at)
    return suspension_impact.apply_run(run.pk, at=at)


def state_of_everything():
    """Return what an order may change, without what tells that it was there."""
    dossiers = Dossier.objects.order_by("pk").values_list("pk", "status", "pickup_on", "pickup_order", "due_at")
    appointments = Appointment.objects.order_by("pk").values_list("pk", "state", "slot")
    return list(dossiers), list(appointments), list(Slot.objects.order_by("pk").values_list("pk", "taken"))


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pickups=st.lists(st.sampled_from(DAYS), max_size=4),
    held=st.lists(st.tuples(st.integers(0, 9), st.integers(8, 10)), max_size=5),
    free=st.lists(st.integers(0, 2), max_size=3),
    stops_clock=st.booleans(),
)
def test_lifting_before_the_first_day_gives_everything_back(ground, pickups, held, free, stops_clock):
    with transaction.atomic():
        what_comes_back_after_all_examples(ground, pickups, held, free, stops_clock=stops_clock)
        transaction.set_rollback(True)


def what_comes_back_after_all_examples(ground, pickups, held, free, *, stops_clock):
    made = [
        impact.running(ground.revision, ground.closed, due_at=datetime(one.year, one.month, one.day, 9, tzinfo=UTC))
        for one in pickups
    ]
    desk = ground.closed.served_by
    for number, hour in held:
        day = DAYS[number]
        at = datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)
        slot = Slot.objects.filter(desk=desk, starts_at=at).order_by("pk").first()
        impact.booked(slot or impact.slot(desk, DAYS[number], hour, capacity=9))
    for number, capacity in enumerate(free):
        impact.slot(desk, AFTER[number], 9, capacity=capacity + 1)
    for one in made:
        with_promise(one)
    before = state_of_everything()

    order, admin = issued(ground, clock_effect="pause" if stops_clock else "none")
    lifted(order, admin, at=EVENING + timedelta(minutes=30))

    assert state_of_everything() == before
    for one in made:
        assert verify_chain(Dossier.objects.get(pk=one.pk)) == ()


def test_lifting_midway_gives_back_only_appointments_still_to_come(ground):
    desk = ground.closed.served_by
    past = impact.booked(impact.slot(desk, DAYS[1], 9))
    to_come = impact.booked(impact.slot(desk, DAYS[8], 9))
    slots = past.slot_id, to_come.slot_id
    order, admin = issued(ground)

    lifted(order, admin)

    past.refresh_from_db(), to_come.refresh_from_db()
    assert (past.state, past.slot_id) == (AppointmentState.SUSPENDED, slots[0])
    assert (to_come.state, to_come.slot_id) == (AppointmentState.BOOKED, slots[1])


def test_an_appointment_that_its_holder_changed_meanwhile_stays(ground):
    desk = ground.closed.served_by
    appointment = impact.booked(impact.slot(desk, DAYS[8], 9))
    impact.slot(desk, AFTER[0], 9)
    chosen = impact.slot(desk, AFTER[1], 9)
    order, admin = issued(ground)
    Appointment.objects.filter(pk=appointment.pk).update(slot=chosen, moved_from=None, touched_by_order=None)

    lifted(order, admin)

    appointment.refresh_from_db()
    assert appointment.slot_id == chosen.pk


def test_what_a_replaced_order_took_is_given_back_where_its_successor_leaves_open(ground):
    order, admin = issued(ground)
    orders.scope_over(order, ground.open)
    stays, comes_back = (impact.waiting(ground.revision, one) for one in (ground.closed, ground.open))
    for run in suspension_impact.sweep_all(at=EVENING):
        suspension_impact.apply_run(run.pk, at=EVENING)
    both = [one.pickup_on for one in Dossier.objects.order_by("pk")]
    follower = orders.draft_order(by=admin, relation="replaces", related_to=order, first_day=date(2021, 7, 24))
    orders.scope_over(follower, ground.closed)

    suspension_impact.issue(order_id=follower.pk, actor=admin, shown=None, at=EVENING + timedelta(hours=1))
    for run in unfinished_runs():
        suspension_impact.apply_run(run.pk, at=EVENING + timedelta(hours=1))

    stays.refresh_from_db(), comes_back.refresh_from_db()
    assert both == [AFTER[0], AFTER[0]]
    assert stays.pickup_on == AFTER[0]
    # The successor begins on a Saturday: from the Monday after, the other counter is open again.
    assert comes_back.pickup_on == date(2021, 7, 26)


def test_who_agreed_to_post_meanwhile_keeps_it(ground):
    dossier = impact.waiting(ground.revision, ground.closed)
    order, admin = issued(ground)
    Dossier.objects.filter(pk=dossier.pk).update(return_method="buu_chinh")

    run = lifted(order, admin)

    dossier.refresh_from_db()
    assert (dossier.return_method, run.done.get("pickup", 0)) == ("buu_chinh", 0)


@pytest.mark.parametrize(("at", "days"), [(EVENING, 0), (MIDWAY, 4)])
def test_a_stopped_clock_runs_again_from_the_lifting_on(ground, at, days):
    dossier = impact.running(
        ground.revision, ground.closed, due_at=None, due_original_at=None, received_at=EVENING, clock_started_at=EVENING
    )
    with_promise(dossier)
    first = Dossier.objects.get(pk=dossier.pk).due_at
    order, admin = issued(ground, clock_effect="pause")
    stopped = Dossier.objects.get(pk=dossier.pk)

    lifted(order, admin, at=at + timedelta(minutes=10))

    after = Dossier.objects.select_related("agency", "desk__agency", "revision").get(pk=dossier.pk)
    assert recheck(after)
    assert first <= after.due_at < stopped.due_at
    assert (after.due_at == first) == (days == 0)


def with_promise(dossier):
    """Give a dossier made by hand the promise that its facts give."""
    found = Dossier.objects.select_related("agency", "desk__agency", "revision").get(pk=dossier.pk)
    answer = promise_of(found)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=answer.due_at, due_original_at=answer.law_due_at)
