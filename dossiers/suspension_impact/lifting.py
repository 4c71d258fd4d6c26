"""Storing what is given back when an order is lifted, or no longer closes a counter it closed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from counters.enums import AppointmentState
from counters.models import Appointment, Slot
from dossiers.enums import ImpactKind, Status
from dossiers.models import Dossier, ImpactRow, ImpactRun, Supplement
from dossiers.suspension_impact.pauses import due_with_pause, with_facts
from dossiers.suspension_impact.selection import PICKED_UP_LATER
from dossiers.suspension_impact.snapshot import PILE, piles, reserve, seal
from dossiers.suspension_impact.terms import ZONE, Terms
from portal.agencies.models import Agency, Desk
from portal.agencies.queries import working_calendar
from portal.kernel.workdays import ONE_DAY
from procedures.models import SuspensionOrder


def take_back(run: ImpactRun, order: SuspensionOrder, terms: Terms, desks: Q, *, reopens_at: datetime) -> None:
    """Store what `order` did at the desks that satisfy `desks` and what is given back when they open at `reopens_at`.

    Pick-ups: at any time again, or from the first working day on when the counter opens later. Appointments: back to
    their slot while it is still to come and has a place. Days given for supplements, and stopped clocks: as many as
    the counter was really closed. What people changed themselves meanwhile stays as they wish.
    """
    for pile in piles(_pickups(run, order, desks, reopens_at)):
        ImpactRow.objects.bulk_create(pile)
    for pile in piles(_appointments(run, order, desks, at=reopens_at)):
        ImpactRow.objects.bulk_create(pile)
    reserve(run)
    for pile in piles(_supplements(run, order, terms, desks, at=reopens_at)):
        ImpactRow.objects.bulk_create(pile)
    for pile in piles(_promises(run, order, terms, desks, at=reopens_at)):
        ImpactRow.objects.bulk_create(pile)
    seal(run)


def _pickups(run: ImpactRun, order: SuspensionOrder, desks: Q, reopens_at: datetime) -> Iterator[ImpactRow]:
    found = Dossier.objects.filter(desks, pickup_order=order, status__in=PICKED_UP_LATER).order_by("pk")
    opens_later = reopens_at > run.taken_at
    agencies = (
        {desk.pk: desk.agency for desk in Desk.objects.select_related("agency").order_by("pk")} if opens_later else {}
    )
    first_days = {
        desk_id: working_calendar(agency).first_working_day(reopens_at.astimezone(ZONE).date())
        for desk_id, agency in agencies.items()
    }
    for pk, desk_id, day in found.values_list("pk", "desk_id", "pickup_on").iterator(PILE):
        new_on = first_days.get(desk_id)
        if day is not None and new_on != day:
            yield ImpactRow(run=run, kind=ImpactKind.PICKUP, desk_id=desk_id, dossier_id=pk, old_on=day, new_on=new_on)


def _appointments(run: ImpactRun, order: SuspensionOrder, desks: Q, *, at: datetime) -> Iterator[ImpactRow]:
    slots = Slot.objects.filter(desks, starts_at__gt=at)
    free = Counter(dict(slots.free().order_by().values_list("pk").annotate(n=F("capacity") - F("taken"))))
    moved = Appointment.objects.filter(
        touched_by_order=order, state__in=[AppointmentState.HELD, AppointmentState.BOOKED], moved_from__in=slots
    )
    cancelled = Appointment.objects.filter(touched_by_order=order, state=AppointmentState.SUSPENDED, slot__in=slots)
    for pk, slot_id, before, desk_id in (
        moved.order_by("booked_at", "pk").values_list("pk", "slot_id", "moved_from_id", "slot__desk_id").iterator(PILE)
    ):
        if free[before] > 0:
            free[before] -= 1
            yield _row(run, ImpactKind.APPOINTMENT_MOVED, pk, desk_id, slot_id, before)
    for pk, slot_id, desk_id in (
        cancelled.order_by("booked_at", "pk").values_list("pk", "slot_id", "slot__desk_id").iterator(PILE)
    ):
        if free[slot_id] > 0:
            free[slot_id] -= 1
            yield _row(run, ImpactKind.APPOINTMENT_RESTORED, pk, desk_id, slot_id, slot_id)


def _row(run: ImpactRun, kind: ImpactKind, pk: int, desk_id: int, old: int, new: int | None) -> ImpactRow:
    return ImpactRow(run=run, kind=kind, appointment_id=pk, desk_id=desk_id, old_slot_id=old, new_slot_id=new)


def _supplements(
    run: ImpactRun, order: SuspensionOrder, terms: Terms, desks: Q, *, at: datetime
) -> Iterator[ImpactRow]:
    given = (
        ImpactRow.objects.filter(desks, run__order=order, kind=ImpactKind.SUPPLEMENT).exclude(run=run).order_by("pk")
    )
    first: dict[int, tuple[int, date]] = {}
    for dossier_id, desk_id, until in given.values_list("dossier_id", "desk_id", "old_on").iterator(PILE):
        if dossier_id is not None and until is not None:
            first.setdefault(dossier_id, (desk_id, until))
    open_now = Supplement.objects.filter(
        dossier__in=first, dossier__status=Status.SUPPLEMENT, closed_at=None, answered_at=None
    )
    agencies = {one.pk: one for one in Agency.objects.filter(dossiers__in=first).distinct()}
    lifted_on = at.astimezone(ZONE).date()
    for dossier_id, agency_id, until in open_now.order_by("pk").values_list(
        "dossier_id", "dossier__agency_id", "answer_until"
    ):
        desk_id, before = first[dossier_id]
        calendar = working_calendar(agencies[agency_id])
        began = terms.span_of(desk_id).first_day if desk_id in terms.desk_ids else lifted_on
        lost = max(0, calendar.working_days_between(began - ONE_DAY, min(lifted_on, before)))
        fair = calendar.add_working_days(before, lost) if lost else before
        new = max(fair, lifted_on)
        if new < until:
            yield ImpactRow(
                run=run, kind=ImpactKind.SUPPLEMENT, desk_id=desk_id, dossier_id=dossier_id, old_on=until, new_on=new
            )


def _promises(run: ImpactRun, order: SuspensionOrder, terms: Terms, desks: Q, *, at: datetime) -> Iterator[ImpactRow]:
    found = Dossier.objects.filter(desks, pauses__order=order, status__in=[Status.RECEIVED, Status.PROCESSING])
    for dossier in with_facts(found):
        pause: Any = next(one for one in dossier.pauses.all() if one.order_id == order.pk)
        to_at = max(pause.from_at, min(pause.to_at, at))
        new_at = due_with_pause(dossier, terms, from_at=pause.from_at, to_at=to_at)
        yield ImpactRow(
            run=run, kind=ImpactKind.DUE, desk_id=dossier.desk_id, dossier=dossier, old_at=dossier.due_at, new_at=new_at
        )
