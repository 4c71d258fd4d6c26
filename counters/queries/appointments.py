"""Appointments as their pages show them."""

from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet

from counters.enums import AppointmentState, TicketState, WaitingState
from counters.models import Appointment, AppointmentQuerySet, Hall, Slot, Ticket, WaitingEntry
from portal.accounts.models import User
from portal.agencies.models import Agency, Desk
from portal.kernel import workdays

SHOWN = ("slot__desk__agency", "slot__desk__place", "slot__desk__hall", "procedure", "person", "exemption",
         "touched_by_order", "moved_from")  # fmt: skip


def by_token(token: str) -> Appointment | None:
    """Return the appointment of a slip with all that its page shows."""
    return Appointment.objects.select_related(*SHOWN).filter(token=token).first()


def of_person(person: User) -> AppointmentQuerySet:
    """Return a person's appointments; holds that nobody confirmed are not worth showing."""
    rows = Appointment.objects.filter(person=person).exclude(state=AppointmentState.EXPIRED)
    return rows.select_related("slot__desk", "procedure")


def lines_of(person: User) -> QuerySet[WaitingEntry]:
    """Return the days for which a person stands in line, the next first."""
    rows = WaitingEntry.objects.filter(person=person, state__in=[WaitingState.WAITING, WaitingState.OFFERED])
    return rows.select_related("desk__agency", "offered").order_by("day", "pk")


def on_day(rows: AppointmentQuerySet, desk: Desk, day: date) -> AppointmentQuerySet:
    """Return the appointments of one desk and day that are kept or were, without holds."""
    begins = workdays.at(day, time.min)
    inside = rows.filter(slot__desk=desk, slot__starts_at__gte=begins, slot__starts_at__lt=begins + timedelta(days=1))
    kept = [AppointmentState.BOOKED, AppointmentState.CHECKED_IN, AppointmentState.SERVED, AppointmentState.NO_SHOW]
    rows = inside.filter(state__in=kept).select_related("slot", "procedure", "exemption", "ticket")
    return rows.annotate(starts_at=F("slot__starts_at"))


def scanned(rows: AppointmentQuerySet, text: str) -> Appointment | None:
    """Return the appointment that a scanned or typed code names: the address in the QR code, its token, a reference."""
    code = text.strip().rstrip("/").rpartition("/")[2]
    found = rows.filter(Q(token=code.lower()) | Q(reference=code.upper()))
    return found.select_related("slot").order_by("pk").first()


def queue_of(desk: Desk, day: date) -> QuerySet[Ticket]:
    """Return the numbers of one desk and day that are in the hall."""
    rows = Ticket.objects.filter(desk=desk, day=day, state__in=[TicketState.WAITING, TicketState.CALLED])
    return rows.select_related("appointment__slot", "appointment__procedure", "exemption").order_by("number", "pk")


def displayed(desk: Desk, day: date) -> list[tuple[int, str, int | None]]:
    """Return the numbers of the display page: number, state, counter. Nothing else about anybody."""
    rows = Ticket.objects.filter(desk=desk, day=day, state__in=[TicketState.WAITING, TicketState.CALLED])
    return list(rows.order_by("-called_at", "number").values_list("number", "state", "counter_number"))


def halls_in(agencies: QuerySet[Agency]) -> QuerySet[Desk]:
    """Return the desks of some agencies, each with its hall where it has one."""
    rows = Desk.objects.filter(agency__in=agencies).select_related("agency__parent", "hall")
    return rows.annotate(path=F("agency__path"))


def day_sums(desk: Desk, *, at: datetime, days: int) -> list[tuple[datetime, datetime, int, int]]:
    """Return the slots to come of a desk: begin, end, capacity, taken."""
    rows = Slot.objects.filter(desk=desk, is_withdrawn=False, starts_at__gt=at, starts_at__lt=at + timedelta(days=days))
    return list(rows.order_by("starts_at").values_list("starts_at", "ends_at", "capacity", "taken"))


def hall_of(desk: Desk) -> Hall | None:
    """Return the hall of a desk, if somebody described it."""
    return Hall.objects.filter(desk=desk).first()
