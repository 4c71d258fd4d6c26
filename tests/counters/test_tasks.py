from datetime import timedelta

import pytest
import time_machine

from counters import actions, tasks
from counters.actions import Visitor
from counters.enums import AppointmentState
from counters.models import Appointment, ReopeningReminder, SafetyCheck, SafetyPoint
from notifications.models import Message
from tests.support import desk, halls, orders
from tests.support.halls import NOON

pytestmark = pytest.mark.django_db


def run(task, when):
    with time_machine.travel(when, tick=False):
        task()


def test_after_three_days_without_a_scheduler_each_effect_happens_once():
    at = halls.lobby()
    slot = halls.slot(at)
    kept = halls.booked(at, slot)
    held = actions.hold(
        slot_id=halls.slot(at, day=halls.TUESDAY + timedelta(days=9)).pk,
        visitor=Visitor("Nhung", at.citizen),
        visit=at.visit,
        actor=at.citizen,
        at=NOON,
    )

    for _again in range(2):
        for task in (tasks.remind_of_tomorrow, tasks.mark_no_shows, tasks.let_holds_go):
            run(task, NOON + timedelta(days=3))

    states = dict(Appointment.objects.values_list("pk", "state"))
    assert states == {kept.pk: AppointmentState.NO_SHOW, held.pk: AppointmentState.EXPIRED}
    assert [kept.events.count(), held.events.count()] == [3, 2]


def test_the_day_before_is_reminded_of_once():
    at = halls.lobby()
    halls.booked(at, halls.slot(at))

    run(tasks.remind_of_tomorrow, NOON)
    run(tasks.remind_of_tomorrow, NOON + timedelta(hours=3))

    assert Message.objects.filter(kind="appointment_reminder").count() == 1


def test_open_points_and_reopened_counters_are_told_of_once_however_late():
    at = desk.commune()
    served = at.agency.served_by
    orders.order_in_force(at.agency)
    check = SafetyCheck.objects.create(desk=served, day=desk.NINE.date(), checked_by=at.officer, checked_at=desk.NINE)
    SafetyPoint.objects.create(check_made=check, item="masks", is_good=False, remark="Hết khẩu trang")
    ReopeningReminder.objects.create(desk=served, person=at.citizen, asked_at=desk.NINE)

    for when in (desk.NINE, desk.NINE + timedelta(days=17), desk.NINE + timedelta(days=17)):
        run(tasks.escalate_safety, when)
        run(tasks.tell_reopened, when)

    assert sorted(Message.objects.values_list("recipient", "kind")) == sorted(
        [(at.leader.pk, "safety_open"), (at.citizen.pk, "reopened")]
    )
