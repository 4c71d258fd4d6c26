"""The scheduler tells of late cases and ends what is over, as often as it runs."""

from datetime import timedelta

import pytest
import time_machine

from notifications.models import Message
from procedures import tasks
from procedures.models import Exemption
from tests.support import urgent
from tests.support.urgent import NINE, REOPENS

pytestmark = pytest.mark.django_db


def test_a_late_case_is_escalated_once_however_often_the_task_runs():
    at = urgent.closed()
    urgent.exemption(at)

    with time_machine.travel(NINE + timedelta(days=3), tick=False):
        tasks.escalate_late_exemptions()
        tasks.escalate_late_exemptions()

    assert [one.recipient for one in Message.objects.order_by("pk")] == [at.district_leader]


def test_after_days_without_the_task_all_that_is_over_ends():
    at = urgent.closed()
    urgent.exemption(at)
    urgent.granted(at)

    with time_machine.travel(REOPENS + timedelta(days=3), tick=False):
        tasks.end_expired_exemptions()
        tasks.escalate_late_exemptions()

    assert set(Exemption.objects.values_list("state", flat=True)) == {"ended"}
    assert Message.objects.count() == 1
