"""The lists behind the figures: which dossiers and appointments, with what was before and what will be.

Before an order is issued a list counts what issuing would store for one desk (every selection is desk by desk, so the
others are not looked at); afterwards it reads what was stored. Both have the same columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, QuerySet

from counters.models import Appointment, Slot
from dossiers.enums import ImpactKind
from dossiers.models import Dossier, ImpactRow, ImpactRun
from dossiers.suspension_impact import moving, preview, selection
from dossiers.suspension_impact.pauses import new_promises
from dossiers.suspension_impact.terms import Terms
from portal.agencies.models import Agency
from portal.agencies.queries import working_calendar
from procedures.models import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One dossier or appointment that an order would touch, as `ImpactRow` will hold it. `place`: cursor of the list.

    A pick-up's `place` is its turn at the desk; elsewhere it is the key of what the list is about.
    """

    place: int
    dossier: Dossier | None = None
    appointment: Appointment | None = None
    old_on: date | None = None
    new_on: date | None = None
    old_at: datetime | None = None
    new_at: datetime | None = None
    old_slot: Slot | None = None
    new_slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class _Cut:
    """Which part of a list is wanted."""

    desk_id: int
    after: int
    size: int
    at: datetime


def affected(terms: Terms, *, kind: ImpactKind, desk_id: int, after: int, size: int, at: datetime) -> list[Affected]:
    """Return what an order would do at one desk if it were issued at `at`: `size` rows past place `after`.

    A kind that no issue brings about (restored appointments) and a desk that stays open have no rows.
    """
    here, find = terms.only_at(desk_id), _LISTS.get(kind)
    return find(here, _Cut(desk_id, after, size, at)) if find and here.spans else []


def _pickups(terms: Terms, cut: _Cut) -> list[Affected]:
    picked = selection.pickups(terms, at=cut.at)
    number = picked.order_by().aggregate(n=Count("pk"))["n"]
    page: list[dict[str, Any]] = list(picked.filter(place__gt=cut.after).order_by("place")[: cut.size])
    days = {one.ordinal: one for one in preview.reopening(terms, {cut.desk_id: number}, at=cut.at)} if number else {}
    dossiers = Dossier.objects.for_list().in_bulk([row["id"] for row in page])
    return [
        Affected(
            place=row["place"], dossier=dossiers[row["id"]], old_on=row["old_on"],
            new_on=days[1 + (row["place"] - 1) // days[1].capacity].day,
        )
        for row in page
    ]  # fmt: skip


def _appointments(terms: Terms, cut: _Cut, *, is_moved: bool) -> list[Affected]:
    found = moving.pairs(terms, preview.after_period(terms, at=cut.at), at=cut.at)
    rows = moving.some(found, is_moved=is_moved, after=cut.after, size=cut.size)
    held = Appointment.objects.select_related("procedure", "slot").in_bulk([pk for pk, _old, _new in rows])
    slots = Slot.objects.in_bulk([new for _pk, _old, new in rows if new is not None])
    return [
        Affected(
            place=pk, appointment=held[pk], old_slot=held[pk].slot, new_slot=None if new is None else slots[new]
        )
        for pk, _old, new in rows
    ]  # fmt: skip


def _moved(terms: Terms, cut: _Cut) -> list[Affected]:
    return _appointments(terms, cut, is_moved=True)


def _cancelled(terms: Terms, cut: _Cut) -> list[Affected]:
    return _appointments(terms, cut, is_moved=False)


def _supplements(terms: Terms, cut: _Cut) -> list[Affected]:
    found = selection.late_supplements(terms, at=cut.at).filter(pk__gt=cut.after).order_by("pk")
    page = list(found.select_related("dossier__procedure", "dossier__agency")[: cut.size])
    agencies = {one.dossier.agency_id: one.dossier.agency for one in page}
    calendars = {pk: working_calendar(agency) for pk, agency in agencies.items()}
    span = terms.span_of(cut.desk_id)
    return [
        Affected(
            place=one.pk, dossier=one.dossier, old_on=one.answer_until,
            new_on=selection.new_until(
                span, one.answer_until, terms.supplement_extra_days, calendars[one.dossier.agency_id]
            ),
        )
        for one in page
    ]  # fmt: skip


def _promises(terms: Terms, cut: _Cut) -> list[Affected]:
    stopped = selection.stopped_clocks(terms, at=cut.at).filter(pk__gt=cut.after).order_by("pk")
    page = Dossier.objects.filter(pk__in=list(stopped.values_list("pk", flat=True)[: cut.size]))
    return [
        Affected(place=dossier.pk, dossier=dossier, old_at=dossier.due_at, new_at=new_at)
        for dossier, new_at in new_promises(page.select_related("procedure"), terms)
    ]


_LISTS: Final[Mapping[ImpactKind, Callable[[Terms, _Cut], list[Affected]]]] = MappingProxyType(
    {
        ImpactKind.PICKUP: _pickups,
        ImpactKind.APPOINTMENT_MOVED: _moved,
        ImpactKind.APPOINTMENT_CANCELLED: _cancelled,
        ImpactKind.SUPPLEMENT: _supplements,
        ImpactKind.DUE: _promises,
    }
)

#: The kinds that an issue brings about, each with a list.
KINDS: Final = tuple(_LISTS)


@dataclass(frozen=True, slots=True)
class ClosedProcedure:
    """One procedure that cannot be filed at a desk, unless a published list of urgent cases names it there."""

    procedure: Procedure
    is_listed: bool


def procedures_closed_at(terms: Terms, *, desk_id: int, at: datetime) -> list[ClosedProcedure]:
    """Return the procedures that can no longer be filed at one desk, by name."""
    closed = preview.procedures_closed(terms.only_at(desk_id)).get(desk_id, set())
    served = set(Agency.objects.filter(served_by=desk_id).order_by("pk").values_list("pk", flat=True))
    listed = {pk for procedures, agencies in selection.listed(at).items() if agencies & served for pk in procedures}
    found = Procedure.objects.filter(pk__in=closed).select_related("field").order_by("short_name", "pk")
    return [ClosedProcedure(one, one.pk in listed) for one in found]


def stored(run: ImpactRun, *, kind: ImpactKind, desk_id: int | None = None) -> QuerySet[ImpactRow]:
    """Return the rows of a snapshot, for a list: before and after as they were stored."""
    rows = run.rows.filter(kind=kind).select_related(
        "dossier__procedure", "dossier__agency", "appointment__procedure", "old_slot", "new_slot", "desk"
    )
    return rows if desk_id is None else rows.filter(desk_id=desk_id)


def stored_by_desk(run: ImpactRun) -> dict[int, dict[ImpactKind, int]]:
    """Return how many rows a snapshot holds, by desk and kind."""
    found: dict[int, dict[ImpactKind, int]] = {}
    for desk_id, kind, number in run.rows.order_by().values_list("desk_id", "kind").annotate(n=Count("pk")):
        found.setdefault(desk_id, {})[ImpactKind(kind)] = number
    return found
