"""What happens to appointments without anybody asking: the day before, and when nobody came."""

from datetime import datetime, time, timedelta

from django.db import transaction

from counters.actions.arrival import mark_no_show
from counters.actions.ground import enter, locked, tell_about
from counters.enums import AppointmentAct, AppointmentState
from counters.models import Appointment
from notifications.enums import Kind
from portal.kernel import workdays
from portal.kernel.errors import RuleViolation
from portal.kernel.workdays import local


def remind_of_tomorrow(*, at: datetime) -> int:
    """Remind everybody who has an appointment on the next day, once. Returns how many."""
    begins = workdays.at(local(at).date() + timedelta(days=1), time.min)
    due = Appointment.objects.filter(
        state=AppointmentState.BOOKED,
        reminded_at__isnull=True,
        slot__starts_at__gte=begins,
        slot__starts_at__lt=begins + timedelta(days=1),
    )
    return sum(_remind(pk, at=at) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _remind(appointment_id: int, *, at: datetime) -> bool:
    appointment = locked(appointment_id)
    if appointment.state != AppointmentState.BOOKED or appointment.reminded_at is not None:
        return False
    enter(appointment, AppointmentAct.REMIND, actor=None, at=at)
    appointment.reminded_at = at
    appointment.save(update_fields=["reminded_at", "event_seq"])
    tell_about(appointment, Kind.APPOINTMENT_REMINDER, at=at)
    return True


def mark_no_shows(*, at: datetime) -> int:
    """Note all who did not come within the minutes their hall gives. Returns how many."""
    begun = Appointment.objects.filter(state=AppointmentState.BOOKED, slot__starts_at__lt=at)
    marked = 0
    for pk in list(begun.order_by("pk").values_list("pk", flat=True)):
        try:
            mark_no_show(appointment_id=pk, actor=None, at=at)
        except RuleViolation:
            continue  # still within the minutes, or checked in since it was listed
        marked += 1
    return marked
