"""People are told once, and only of what was done."""

from datetime import UTC, date, datetime

import pytest

from counters.enums import AppointmentState
from dossiers import suspension_impact
from dossiers.enums import ImpactPurpose
from dossiers.suspension_impact.issuing import _take
from notifications.enums import Kind
from notifications.models import Message
from portal.kernel.models import OwedEffect
from tests.support import filing, impact

pytestmark = pytest.mark.django_db
EVENING = datetime(2021, 7, 21, 14, 0, tzinfo=UTC)


def test_each_matter_is_told_once_to_whom_it_concerns(ground):
    person = filing.citizen()
    impact.waiting(ground.revision, ground.closed, applicant=person)
    impact.waiting(ground.revision, ground.closed)
    impact.booked(impact.slot(ground.closed.served_by, date(2021, 7, 26), 9), email="hen@vi-du.vn")
    run = suspension_impact.apply_run(_take(ground.order, ImpactPurpose.ISSUE, None, at=EVENING).pk, at=EVENING)

    told = suspension_impact.tell_people(run.pk, at=EVENING, chunk=1)
    again = suspension_impact.tell_people(run.pk, at=EVENING)

    messages = Message.objects.order_by("pk").values_list("kind", "recipient", "email")
    assert list(messages) == [
        (Kind.PICKUP_MOVED, person.pk, ""),
        (Kind.APPOINTMENT_CANCELLED, None, "hen@vi-du.vn"),
    ]
    moved, cancelled = Message.objects.order_by("pk")
    assert moved.facts["day"] > "2021-07-26"
    assert (cancelled.facts["day"], cancelled.facts["event"]["is_cancelled"]) == ("2021-07-26", True)
    assert (told, again, OwedEffect.objects.filter(lane="bulk").count()) == (2, 0, 2)


def test_who_acted_before_the_worker_came_is_told_nothing(ground):
    by_post = impact.waiting(ground.revision, ground.closed, applicant=filing.citizen())
    appointment = impact.booked(impact.slot(ground.closed.served_by, date(2021, 7, 26), 9), email="hen@vi-du.vn")
    run = _take(ground.order, ImpactPurpose.ISSUE, None, at=EVENING)
    by_post.return_method = "buu_chinh"
    by_post.save(update_fields=["return_method"])
    appointment.state = AppointmentState.CANCELLED
    appointment.save(update_fields=["state"])

    suspension_impact.apply_run(run.pk, at=EVENING)
    told = suspension_impact.tell_people(run.pk, at=EVENING)

    assert (told, Message.objects.count()) == (0, 0)
