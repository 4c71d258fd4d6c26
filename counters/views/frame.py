"""What the pages of appointments have in common: whose they are, and how slots are drawn."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from counters import queries
from counters.actions.ground import hour
from counters.models import Appointment, Slot
from counters.permissions import works_at
from counters.queries import Day
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Desk
from portal.kernel.workdays import VIETNAM, WEEKDAYS, local

View = Callable[..., HttpResponse]


class NotTheirs(Exception):
    """The appointment has an owner, and the visitor is somebody else."""


def for_citizens(view: View) -> View:
    """Let citizens in; staff have pages of their own. Nobody where the front is switched off."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.CITIZEN_FRONT:
            raise Http404
        if not request.user.is_citizen:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def found(token: str) -> Appointment:
    """Return the appointment of a slip, or say that there is none."""
    appointment = queries.by_token(token)
    if appointment is None:
        raise Http404
    return appointment


def actor_of(request: HttpRequest, appointment: Appointment) -> User | None:
    """Return as whom the visitor acts: owner, desk; nobody in particular who holds the slip of a guest.

    :raises NotTheirs: somebody else's.
    """
    user = request.user
    if isinstance(user, User):
        if appointment.person_id == user.pk:
            return user
        if user.is_officer and works_at(user, appointment.slot.desk_id, on=timezone.localdate()):
            return user
    if appointment.person_id is None:
        return None
    raise NotTheirs


def asked_day(text: str) -> date | None:
    """Return the day that an address or a button names, if it names one."""
    try:
        return parse_date(text[:10])
    except ValueError:
        return None


def asked_slot(desk: Desk, text: str) -> Slot | None:
    """Return the slot that a button names by its beginning."""
    try:
        begins = parse_datetime(text[:25])
    except ValueError:
        return None
    if begins is None:
        return None
    begins = begins if begins.tzinfo else begins.replace(tzinfo=VIETNAM)
    return Slot.objects.filter(desk=desk, starts_at=begins).order_by("pk").first()


def button(slot: Slot) -> dict[str, Any]:
    """Return what the button of one slot shows and sends."""
    begins = local(slot.starts_at)
    return {
        "value": f"{begins:%Y-%m-%dT%H:%M}",
        "words": f"{hour(slot.starts_at)}–{hour(slot.ends_at)}",
        "left": slot.capacity - slot.taken,
        "day": weekday_words(begins.date()),
        "slot": slot,
    }


def weekday_words(day: date) -> str:
    """Return a day with its weekday: Thứ Ba 27/7."""
    return f"{WEEKDAYS[day.weekday()]} {day.day}/{day.month}"


def board(days: Sequence[Day], chosen: date | None) -> dict[str, Any]:
    """Return what the choice of day and slot shows."""
    shown = next((day for day in days if day.day == chosen), None)
    if shown is None:
        shown = next((day for day in days if day.free), days[0] if days else None)
    return {
        "days": [
            {
                "value": day.day.isoformat(),
                "words": weekday_words(day.day),
                "left": day.left,
                "is_closed": day.closed_by is not None and not day.free,
                "is_current": day is shown,
            }
            for day in days
        ],
        "shown": shown,
        "shown_words": weekday_words(shown.day) if shown else "",
        "buttons": [button(slot) for slot in shown.free] if shown else [],
    }


def is_past(appointment: Appointment, at: datetime) -> bool:
    """Tell whether the hour of an appointment has come."""
    return appointment.slot.starts_at <= at
