"""Which dossiers and appointments an order touches. One selection for preview, issue and sweep, so that they agree."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate

from counters.enums import AppointmentState
from counters.models import Appointment
from dossiers.enums import ReturnMethod, Status
from dossiers.models import ClockPause, Dossier, Supplement
from dossiers.suspension_impact.terms import ZONE, Span, Terms
from portal.agencies.models import Agency
from portal.kernel.workdays import ONE_DAY, WorkingCalendar
from procedures.enums import Channel, ClockEffect, CounterAct, ExemptionKind
from procedures.models import Exemption

#: Those whose result is ready, and those whose result is promised inside the period.
PICKED_UP_LATER: Final = (Status.DECIDED, Status.RECEIVED, Status.PROCESSING)
_NONE: Final = Q(pk__in=[])


def pickups(terms: Terms, *, at: datetime) -> QuerySet[Any, Any]:
    """Return pick-ups at the counter that the period makes impossible, numbered by desk in the order of waiting.

    A result that is ready, or promised inside the period, is picked up after it (law.md §7.4 b). Rows: id, desk_id,
    agency_id, old_on, place (from 1 within the desk).
    """
    if CounterAct.RETURN not in terms.acts or not terms.moves_pickups:
        return _picked(Dossier.objects.none())
    closed = _NONE
    for span in terms.spans:
        moved = Q(pickup_on__isnull=True) | Q(pickup_on__lte=span.last_day)
        promised = Q(status__in=PICKED_UP_LATER[1:], due_at__gte=span.starts_at, due_at__lt=span.ends_at)
        if terms.clock_effect == ClockEffect.PAUSE:
            promised = _NONE  # their promise moves out of the period
        closed |= Q(desk_id__in=span.desk_ids) & moved & (Q(status=Status.DECIDED) | promised)
    found = Dossier.objects.filter(closed, return_method=ReturnMethod.IN_PERSON).filter(_about(terms, ""))
    return _picked(found.exclude(_exempted(at)))


def _picked(found: QuerySet[Dossier]) -> QuerySet[Any, Any]:
    promised_on = TruncDate("due_at", tzinfo=ZONE)
    return found.annotate(
        old_on=Coalesce(F("pickup_on"), promised_on, output_field=DateField()),
        place=Window(RowNumber(), partition_by=F("desk_id"), order_by=[F("due_at").asc(), F("pk").asc()]),
    ).values("id", "desk_id", "agency_id", "old_on", "place")


def late_supplements(terms: Terms, *, at: datetime) -> QuerySet[Supplement]:
    """Return supplements on paper whose last day falls into the period, not answered yet (law.md §7.4 c)."""
    if CounterAct.INTAKE not in terms.acts or not terms.gives_back_supplement_days:
        return Supplement.objects.none()
    closed = _NONE
    for span in terms.spans:
        closed |= Q(
            dossier__desk_id__in=span.desk_ids,
            answer_until__gte=span.first_day,
            answer_until__lte=span.last_day,
        )
    return (
        Supplement.objects.filter(closed, closed_at__isnull=True, answered_at__isnull=True)
        .filter(dossier__status=Status.SUPPLEMENT, dossier__channel=Channel.IN_PERSON)
        .filter(_about(terms, "dossier__"))
        .exclude(_exempted(at, "dossier__"))
    )


def stopped_clocks(terms: Terms, *, at: datetime) -> QuerySet[Dossier]:
    """Return running dossiers whose time limit stands still, when the order says so; each once per order."""
    if terms.clock_effect != ClockEffect.PAUSE:
        return Dossier.objects.none()
    closed = _NONE
    for span in terms.spans:
        untouched = ~Exists(ClockPause.objects.filter(dossier=OuterRef("pk"), order=terms.order_id, to_at=span.ends_at))
        closed |= Q(untouched, desk_id__in=span.desk_ids, due_at__gte=span.starts_at)
    found = Dossier.objects.filter(closed, status__in=[Status.RECEIVED, Status.PROCESSING])
    return found.filter(_about(terms, "")).exclude(_exempted(at))


def appointments(terms: Terms, *, at: datetime) -> QuerySet[Any, Any]:
    """Return appointments inside the period that nothing exempts, numbered by desk in the order of their slots.

    Rows: id, desk_id, slot_id, person_id, place (from 1 within the desk).
    """
    found = Appointment.objects.none()
    if CounterAct.APPOINTMENT in terms.acts:
        found = (
            Appointment.objects.filter(in_period(terms), exemption__isnull=True)
            # An order about some procedures leaves alone who did not say what they come for.
            .filter(_about(terms, ""))
            .exclude(_exempted_appointment(at))
        )
    return found.annotate(
        place=Window(
            RowNumber(), partition_by=F("slot__desk_id"), order_by=[F("slot__starts_at").asc(), F("pk").asc()]
        ),
    ).values("id", "slot_id", "person_id", "place", desk_id=F("slot__desk_id"))


def in_period(terms: Terms) -> Q:
    """Return the condition on appointments still to come in slots that the order closes."""
    closed = _NONE
    for span in terms.spans:
        closed |= Q(
            slot__desk_id__in=span.desk_ids, slot__starts_at__gte=span.starts_at, slot__starts_at__lt=span.ends_at
        )
    return closed & Q(state__in=[AppointmentState.HELD, AppointmentState.BOOKED])


def _about(terms: Terms, to: str) -> Q:
    if not terms.procedure_ids and not terms.field_ids:
        return Q()
    return Q(**{f"{to}procedure_id__in": terms.procedure_ids}) | Q(**{f"{to}procedure__field_id__in": terms.field_ids})


def listed(at: datetime) -> dict[frozenset[int], frozenset[int]]:
    """Return what published lists exempt: procedures, by the agencies for which they are listed (with all below)."""
    entries = Exemption.objects.granted_at(at).filter(kind=ExemptionKind.LISTED, procedure__isnull=False)
    by_path: defaultdict[str, set[int]] = defaultdict(set)
    for path, procedure_id in entries.order_by("pk").values_list("agency__path", "procedure_id"):
        assert procedure_id is not None  # noqa: S101 -- filtered
        by_path[path].add(procedure_id)
    if not by_path:
        return {}
    by_procedures: defaultdict[frozenset[int], set[int]] = defaultdict(set)
    for pk, own in Agency.objects.order_by("pk").values_list("pk", "path"):
        for path, procedures in by_path.items():
            if own.startswith(path):
                by_procedures[frozenset(procedures)].add(pk)
    return {procedures: frozenset(agencies) for procedures, agencies in by_procedures.items()}


def _exempted(at: datetime, to: str = "") -> Q:
    exempted = _NONE
    for procedures, agencies in listed(at).items():
        exempted |= Q(**{f"{to}procedure_id__in": procedures, f"{to}agency_id__in": agencies})
    return exempted


def _exempted_appointment(at: datetime) -> Q:
    exempted = _NONE
    for procedures, agencies in listed(at).items():
        exempted |= Q(procedure_id__in=procedures, slot__desk__served_agencies__in=agencies)
    return exempted


def new_until(span: Span, until: date, extra_days: int | None, calendar: WorkingCalendar) -> date:
    """Return the new last day for a supplement: as many working days after the end as were lost, or `extra_days`."""
    lost = extra_days
    if lost is None:
        lost = max(1, calendar.working_days_between(span.first_day - ONE_DAY, until))
    return calendar.add_working_days(span.last_day, lost)
