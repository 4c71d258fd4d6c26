"""The waiting list of a full day: the first in line is offered the place that becomes free."""

import secrets
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from counters import law
from counters.actions.ground import (
    ACT_OF,
    Visit,
    check_few_to_come,
    check_received,
    enter,
    pass_orders,
    refusal,
    take_place,
    tell_about,
)
from counters.enums import AppointmentAct, AppointmentState, Purpose, WaitingState
from counters.models import Appointment, Slot, SlotQuerySet, WaitingEntry
from notifications.enums import Kind
from portal.accounts.models import User
from portal.agencies.models import Desk
from portal.kernel import locks, workdays
from portal.kernel.counters import next_number
from portal.kernel.errors import RuleViolation
from portal.kernel.workdays import local
from procedures.enums import CounterAct
from procedures.queries import hold_orders_steady

#: So many in line are asked in turn; the rest keeps its place for the next one.
TRIED = 20


def slots_on(desk: Desk, day: date) -> SlotQuerySet:
    """Return the slots of one day that the desk keeps."""
    begins = workdays.at(day, time.min)
    return Slot.objects.filter(
        desk=desk, is_withdrawn=False, starts_at__gte=begins, starts_at__lt=begins + timedelta(days=1)
    )


@transaction.atomic
def join_waiting_list(*, desk_id: int, day: date, person: User, visit: Visit, at: datetime) -> WaitingEntry:
    """Stand in line for a day that is full.

    :raises RuleViolation: the day has places, or no slots at all; an order closes it; the person stands in line
        already, or in too many lines.
    """
    hold_orders_steady()
    desk = Desk.objects.select_related("agency", "place").get(pk=desk_id)
    check_received(desk, visit)
    to_come = slots_on(desk, day).filter(starts_at__gt=at).order_by("starts_at", "pk")
    first = to_come.first()
    if first is None:
        raise refusal(_("Ngày này không có khung giờ nào. Chọn ngày khác"))
    pass_orders(desk=desk, visit=visit, acts=(CounterAct.APPOINTMENT, ACT_OF[visit.purpose]), instant=first.starts_at)
    if to_come.free().exists():
        raise refusal(_("Ngày này còn chỗ. Chọn một khung giờ"))
    locks.own(f"bookings of {person.pk}")
    lines = WaitingEntry.objects.filter(person=person, state__in=[WaitingState.WAITING, WaitingState.OFFERED])
    if lines.filter(desk=desk, day=day).exists():
        raise refusal(_("Ông/Bà đã có tên trong danh sách chờ của ngày này"))
    if lines.count() >= law.MOST_OPEN:
        raise refusal(_("Ông/Bà đang chờ ở %(most)d ngày rồi. Bỏ một ngày để chờ ngày khác") % {"most": law.MOST_OPEN})
    check_few_to_come(Appointment.objects.filter(person=person), at=at)
    return WaitingEntry.objects.create(
        desk=desk, day=day, person=person, purpose=visit.purpose, procedure=visit.procedure, asked_at=at
    )


@transaction.atomic
def leave_waiting_list(*, entry_id: int, actor: User, at: datetime) -> WaitingEntry:
    """Step out of the line.

    :raises RuleViolation: it is somebody else's, or a place is offered (that is cancelled like an appointment).
    """
    entry = WaitingEntry.objects.select_for_update(of=("self",), no_key=True).get(pk=entry_id)
    if entry.person_id != actor.pk:
        raise refusal(_("Đây là chỗ chờ của người khác."))
    if entry.state != WaitingState.WAITING:
        raise refusal(_("Chỗ chờ này đã khép lại."))
    return _end(entry, WaitingState.GONE, at=at)


def offer_place(slot: Slot, *, at: datetime) -> Appointment | None:
    """Offer a place of a slot that became free to the first in line. Runs in the act that gave it back.

    Two places that become free at once go to two people: a line that somebody else is serving is passed over.
    """
    if slot.starts_at <= at + law.HOLD:
        return None
    line = WaitingEntry.objects.filter(
        desk_id=slot.desk_id, day=local(slot.starts_at).date(), state=WaitingState.WAITING
    )
    rows = line.select_related("person", "procedure").order_by("asked_at", "pk")
    for entry in rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:TRIED]:
        offered = _offer(entry, slot, at=at)
        if offered is not None:
            return offered
    return None


def _offer(entry: WaitingEntry, slot: Slot, *, at: datetime) -> Appointment | None:
    desk = Desk.objects.select_related("agency", "place").get(pk=slot.desk_id)
    visit = Visit(Purpose(entry.purpose), entry.procedure)
    mine = Appointment.objects.filter(person=entry.person)
    if (
        mine.filter(slot=slot).taking().exists()
        or mine.to_come().filter(slot__starts_at__gt=at).count() >= law.MOST_OPEN
    ):
        return None
    try:
        passage = pass_orders(
            desk=desk, visit=visit, acts=(CounterAct.APPOINTMENT, ACT_OF[visit.purpose]), instant=slot.starts_at
        )
        take_place(slot)
    except RuleViolation:
        return None  # full again, or an order closes it for this visit
    day = local(at).date()
    appointment = Appointment.objects.create(
        reference=f"LH-{day:%y%m%d}-{next_number(f'appointment:{day}'):04d}",
        token=secrets.token_hex(16),
        slot=slot,
        state=AppointmentState.HELD,
        purpose=entry.purpose,
        procedure=entry.procedure,
        person=entry.person,
        name=entry.person.full_name,
        phone=entry.person.phone or "",
        exemption=passage.exemption,
        closed_by_order_id=passage.order_id,
        held_until=min(at + law.OFFER_HOLD, slot.starts_at),
        booked_at=at,
    )
    enter(appointment, AppointmentAct.OFFER, actor=None, at=at, to_slot=slot)
    appointment.save(update_fields=["event_seq"])
    entry.state, entry.offered = WaitingState.OFFERED, appointment
    entry.save(update_fields=["state", "offered"])
    tell_about(appointment, Kind.PLACE_OFFERED, at=at)
    return appointment


def taken(appointment: Appointment, *, at: datetime) -> None:
    """Close the line of somebody who took the place offered."""
    _close(appointment, WaitingState.TAKEN, at=at)


def gone(appointment: Appointment, *, at: datetime) -> None:
    """Close the line of somebody who let the offer go."""
    _close(appointment, WaitingState.GONE, at=at)


def _close(appointment: Appointment, state: WaitingState, *, at: datetime) -> None:
    WaitingEntry.objects.filter(offered=appointment, state=WaitingState.OFFERED).update(state=state, ended_at=at)


def _end(entry: WaitingEntry, state: WaitingState, *, at: datetime) -> WaitingEntry:
    entry.state, entry.ended_at = state, at
    entry.save(update_fields=["state", "ended_at"])
    return entry


def offer_free_places(*, at: datetime) -> int:
    """Offer what became free without an act of ours (an order lifted, slots published anew). Returns how many.

    Lines of days that are over, and offers that an order cancelled, are closed.
    """
    today = local(at).date()
    offers = WaitingEntry.objects.filter(state=WaitingState.OFFERED)
    offers.exclude(offered__state=AppointmentState.HELD).update(state=WaitingState.GONE, ended_at=at)
    waiting = WaitingEntry.objects.filter(state=WaitingState.WAITING)
    waiting.filter(day__lt=today).update(state=WaitingState.GONE, ended_at=at)
    offered = 0
    for desk_id, day in list(waiting.order_by("desk_id", "day").values_list("desk_id", "day").distinct()):
        for slot in slots_on(Desk(pk=desk_id), day).free().filter(starts_at__gt=at).order_by("starts_at", "pk"):
            with transaction.atomic():
                hold_orders_steady()
                offered += offer_place(slot, at=at) is not None
    return offered
