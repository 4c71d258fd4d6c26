"""What was stored is done, each thing once, with the same events as the acts write."""

from datetime import UTC, date, datetime, timedelta

import pytest

from counters.enums import AppointmentState
from counters.models import AppointmentEvent
from dossiers import actions, suspension_impact
from dossiers.enums import ImpactPurpose
from dossiers.models import Dossier
from dossiers.queries.audit import verify_chain
from dossiers.suspension_impact.issuing import _take
from tests.support import impact

pytestmark = pytest.mark.django_db
EVENING = datetime(2021, 7, 21, 14, 0, tzinfo=UTC)
FIRST_DAYS = (date(2021, 8, 5), date(2021, 8, 6))
LATER = EVENING + timedelta(minutes=3)


def issued(ground):
    return _take(ground.order, ImpactPurpose.ISSUE, None, at=EVENING)


def test_results_that_wait_in_scope_get_a_new_day_after_the_end(ground):
    inside = impact.waiting(ground.revision, ground.closed)
    outside = impact.waiting(ground.revision, ground.open)
    by_post = impact.waiting(ground.revision, ground.closed, return_method="buu_chinh")

    done = suspension_impact.apply_run(issued(ground).pk, at=LATER)

    days = dict(Dossier.objects.values_list("pk", "pickup_on"))
    assert days == {inside.pk: FIRST_DAYS[0], outside.pk: None, by_post.pk: None}
    assert (done.counts, done.done) == ({"pickup": 1}, {"pickup": 1})


def test_a_result_promised_inside_the_period_is_picked_up_after_it(ground):
    inside = impact.running(ground.revision, ground.closed, due_at=datetime(2021, 7, 30, 10, tzinfo=UTC))
    later = impact.running(ground.revision, ground.closed, due_at=datetime(2021, 8, 5, 10, tzinfo=UTC))

    suspension_impact.apply_run(issued(ground).pk, at=LATER)

    days = dict(Dossier.objects.values_list("pk", "pickup_on"))
    assert days == {inside.pk: FIRST_DAYS[0], later.pk: None}


def test_many_at_once_write_the_event_that_the_act_writes(ground):
    alone, among_many = (impact.waiting(ground.revision, ground.closed) for _one in range(2))
    actions.reappoint_pickup(
        dossier_id=alone.pk, actor=None, seen=None, order_id=ground.order.pk, pickup_on=FIRST_DAYS[0], at=LATER
    )

    suspension_impact.apply_run(issued(ground).pk, at=LATER)

    told = [dossier.events.order_by("-seq").values().first() for dossier in (alone, among_many)]
    differ = {"id", "dossier_id", "hash", "previous_hash"}
    first, second = ({key: value for key, value in one.items() if key not in differ} for one in told)
    assert first == second
    assert [verify_chain(Dossier.objects.get(pk=one.pk)) for one in (alone, among_many)] == [(), ()]


def test_appointments_go_to_the_first_free_places_after_the_end_and_the_rest_is_cancelled(ground):
    desk = ground.closed.served_by
    early, late = impact.slot(desk, date(2021, 7, 26), 9), impact.slot(desk, date(2021, 7, 27), 9)
    after = impact.slot(desk, date(2021, 8, 5), 9)
    first, second = impact.booked(early), impact.booked(late)

    done = suspension_impact.apply_run(issued(ground).pk, at=LATER)

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.slot_id, first.state, first.moved_from_id) == (after.pk, AppointmentState.BOOKED, early.pk)
    assert (second.slot_id, second.state) == (late.pk, AppointmentState.SUSPENDED)
    for one in (early, late, after):
        one.refresh_from_db()
    assert (early.taken, late.taken, after.taken) == (0, 0, 1)
    assert done.done == {"moved": 1, "cancelled": 1}
    assert list(AppointmentEvent.objects.order_by("pk").values_list("appointment", "seq", "act")) == [
        (second.pk, 1, "cancelled"),
        (first.pk, 1, "moved"),
    ]


def test_who_cancelled_meanwhile_frees_the_place_that_was_kept(ground):
    desk = ground.closed.served_by
    appointment = impact.booked(impact.slot(desk, date(2021, 7, 26), 9))
    after = impact.slot(desk, date(2021, 8, 5), 9)
    run = issued(ground)
    appointment.state = AppointmentState.CANCELLED
    appointment.save(update_fields=["state"])

    done = suspension_impact.apply_run(run.pk, at=LATER)

    after.refresh_from_db()
    assert (after.taken, done.counts, done.done) == (0, {"moved": 1}, {"moved": 0})


def test_preview_and_snapshot_count_the_same(ground):
    for day in range(5):
        impact.waiting(ground.revision, ground.closed, due_at=EVENING + timedelta(days=day))
    impact.booked(impact.slot(ground.closed.served_by, date(2021, 7, 26), 9))

    shown = suspension_impact.preview(suspension_impact.terms_of(ground.order), at=EVENING)
    run = _take(ground.order, ImpactPurpose.ISSUE, shown.counts, at=EVENING)

    assert run.counts == {"pickup": 5, "cancelled": 1}
    assert (shown.counts["pickups"], shown.counts["appointments_cancelled"]) == (5, 1)
    assert [(one.day, one.expected) for one in shown.wave] == [(FIRST_DAYS[0], 5)]


def test_figures_that_changed_since_they_were_shown_are_refused(ground):
    impact.waiting(ground.revision, ground.closed)
    shown = suspension_impact.preview(suspension_impact.terms_of(ground.order), at=EVENING).counts
    impact.waiting(ground.revision, ground.closed)

    with pytest.raises(suspension_impact.CountsChanged) as changed:
        _take(ground.order, ImpactPurpose.ISSUE, shown, at=EVENING)

    assert (changed.value.shown["pickups"], changed.value.now["pickups"]) == (1, 2)


def test_small_chunks_do_the_same_and_go_on_after_a_stop(ground):
    for _one in range(5):
        impact.waiting(ground.revision, ground.closed)
    run = issued(ground)

    done = suspension_impact.apply_run(run.pk, at=LATER, chunk=2)
    again = suspension_impact.apply_run(run.pk, at=LATER, chunk=2)

    assert (done.done, again.done) == ({"pickup": 5}, {"pickup": 5})
    assert set(Dossier.objects.values_list("event_seq", flat=True)) == {2}


def test_what_arises_later_is_swept_by_the_same_rules(ground):
    impact.waiting(ground.revision, ground.closed)
    suspension_impact.apply_run(issued(ground).pk, at=LATER)
    new = impact.waiting(ground.revision, ground.closed)

    runs = suspension_impact.sweep_all(at=LATER)
    suspension_impact.apply_run(runs[0].pk, at=LATER)

    new.refresh_from_db()
    assert (len(runs), runs[0].counts, new.pickup_on) == (1, {"pickup": 1}, FIRST_DAYS[0])
    assert suspension_impact.sweep_all(at=LATER) == []
