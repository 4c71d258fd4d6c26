"""What an order will do, counted on the data as it stands: the same selection that the issue stores."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from counters.models import Appointment, Hall, Slot
from dossiers.models import Dossier
from dossiers.suspension_impact import moving, selection
from dossiers.suspension_impact.terms import ZONE, Span, Terms
from portal.agencies.models import Agency, Desk
from portal.agencies.queries import seasonal_hours, working_calendar
from procedures.enums import Channel, CounterAct, RevisionState
from procedures.models import Procedure

#: Pick-ups a day of a desk whose hall says nothing.
PICKUPS_A_DAY: Final = 48
#: Working days over which the wave after the end is spread at most.
SPREAD_DAYS: Final = 40
KEYS: Final = (
    "procedures_closed", "appointments_moved", "appointments_cancelled", "pickups", "supplements", "due_moved",
    "people", "in_portal", "by_email", "unreachable",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """What happens at one counter."""

    desk_id: int
    agency_id: int
    name: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WaveDay:
    """How many pick-ups and moved appointments the closed counters together get on one day after the end."""

    day: date
    expected: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Exact figures at one instant."""

    counts: Mapping[str, int]
    by_agency: tuple[AgencyLine, ...]
    wave: tuple[WaveDay, ...]


def preview(terms: Terms, *, at: datetime) -> Preview:
    """Count what an order would do if it were issued at `at`. Nothing is written."""
    picked, booked = selection.pickups(terms, at=at), selection.appointments(terms, at=at)
    waiting = by_desk(picked.order_by().values_list("desk_id").annotate(n=Count("pk")))
    held = moving.counted(moving.pairs(terms, after_period(terms, at=at), at=at))
    late = by_desk(
        selection.late_supplements(terms, at=at).order_by().values_list("dossier__desk_id").annotate(n=Count("pk"))
    )
    stopped = by_desk(selection.stopped_clocks(terms, at=at).order_by().values_list("desk_id").annotate(n=Count("pk")))
    closed = procedures_closed(terms)
    figures: dict[str, Mapping[int, int]] = {
        "procedures_closed": {desk: len(keys) for desk, keys in closed.items()},
        "appointments_moved": {desk: moved for desk, (moved, _cancelled) in held.items()},
        "appointments_cancelled": {desk: cancelled for desk, (_moved, cancelled) in held.items()},
        "pickups": waiting,
        "supplements": late,
        "due_moved": stopped,
    }
    counts = {key: sum(by_desk.values()) for key, by_desk in figures.items()}
    counts["procedures_closed"] = len(set().union(*closed.values()))
    counts |= _people(terms, picked, booked, at=at)
    return Preview(counts, _lines(terms, figures), _wave(terms, waiting, at=at))


def by_desk(rows: QuerySet[Any, Any]) -> dict[int, int]:
    """Return a grouped count as a mapping."""
    return dict(rows)


def _lines(terms: Terms, figures: Mapping[str, Mapping[int, int]]) -> tuple[AgencyLine, ...]:
    desks = Desk.objects.filter(pk__in=terms.desk_ids).select_related("agency").order_by("agency__path")
    return tuple(
        AgencyLine(
            desk.pk, desk.agency_id, desk.name, {key: by_desk.get(desk.pk, 0) for key, by_desk in figures.items()}
        )
        for desk in desks
    )


def procedures_closed(terms: Terms) -> dict[int, set[int]]:
    """Return, by desk, the published procedures that can no longer be filed at its counter."""
    if CounterAct.INTAKE not in terms.acts:
        return {}
    wanted = Procedure.objects.published().filter(
        revisions__state=RevisionState.PUBLISHED, revisions__offers__channel=Channel.IN_PERSON
    )
    if terms.procedure_ids or terms.field_ids:
        wanted = wanted.filter(Q(pk__in=terms.procedure_ids) | Q(field_id__in=terms.field_ids))
    served = Agency.objects.filter(served_by__in=terms.desk_ids).order_by("pk")
    by_agency: dict[int, int] = {}
    by_template: defaultdict[str, set[int]] = defaultdict(set)
    for pk, template, desk_id in served.values_list("pk", "template", "served_by_id"):
        by_agency[pk] = desk_id
        by_template[template].add(desk_id)
    closed: defaultdict[int, set[int]] = defaultdict(set)
    for pk, responsible_id, template in wanted.order_by("pk").values_list("pk", "responsible", "responsible_template"):
        desks = (
            by_template[template]
            if template
            else {by_agency[responsible_id]} & {*by_agency.values()}
            if responsible_id in by_agency
            else set()
        )
        for desk_id in desks:
            closed[desk_id].add(pk)
    return dict(closed)


def after_period(terms: Terms, *, at: datetime) -> QuerySet[Slot]:
    """Return slots with a place left, after the period of their desk."""
    later = Q(pk__in=[])
    for span in terms.spans:
        later |= Q(desk_id__in=span.desk_ids, starts_at__gte=max(span.ends_at, at))
    return Slot.objects.free().filter(later)


def _people(
    terms: Terms, picked: QuerySet[Dossier, Any], booked: QuerySet[Appointment, Any], *, at: datetime
) -> dict[str, int]:
    """Count whom the order concerns, each once: with an account; by e-mail only; by neither, to be called."""
    late = Dossier.objects.filter(pk__in=selection.late_supplements(terms, at=at).values("dossier_id"))
    stopped = selection.stopped_clocks(terms, at=at)
    dossiers = [picked, late, stopped]
    accounts = _distinct(
        *[one.order_by().filter(applicant__isnull=False).values_list("applicant_id", flat=True) for one in dossiers],
        booked.order_by().filter(person__isnull=False).values_list("person_id", flat=True),
    )
    mails = _distinct(
        *[
            one.order_by().filter(applicant=None).exclude(applicant_email="").values_list("applicant_email", flat=True)
            for one in dossiers
        ],
        booked.order_by().filter(person=None).exclude(email="").values_list("email", flat=True),
    )
    phones = _distinct(
        *[
            one.order_by().filter(applicant=None, applicant_email="").values_list("applicant_phone", flat=True)
            for one in dossiers
        ],
        booked.order_by().filter(person=None, email="").values_list("phone", flat=True),
    )
    return {"people": accounts + mails + phones, "in_portal": accounts, "by_email": mails, "unreachable": phones}


def _distinct(first: QuerySet[Any, Any], *others: QuerySet[Any, Any]) -> int:
    return first.union(*others).count()


def _wave(terms: Terms, waiting: Mapping[int, int], *, at: datetime) -> tuple[WaveDay, ...]:
    expected: defaultdict[date, int] = defaultdict(int)
    room: defaultdict[date, int] = defaultdict(int)
    for day in reopening(terms, waiting, at=at):
        expected[day.day] += day.expected
        room[day.day] += day.capacity
    return tuple(WaveDay(day, expected[day], room[day]) for day in sorted(expected))


@dataclass(frozen=True, slots=True)
class DeskDay:
    """One of the first working days of a desk after the end, with the pick-ups appointed to it."""

    desk_id: int
    ordinal: int
    day: date
    capacity: int
    expected: int


def reopening(terms: Terms, waiting: Mapping[int, int], *, at: datetime) -> list[DeskDay]:
    """Spread the pick-ups of each desk over its first working days after the period, as many a day as it takes."""
    halls = {hall.desk_id: hall for hall in Hall.objects.filter(desk__in=waiting).order_by("pk")}
    desks = Desk.objects.filter(pk__in=waiting).select_related("agency").order_by("pk")
    found = []
    for desk in desks:
        number = waiting[desk.pk]
        span = terms.span_of(desk.pk)
        capacity = max(_a_day(desk, halls.get(desk.pk), span), -(-number // SPREAD_DAYS))
        days = _working_days(desk, max(span.last_day, at.astimezone(ZONE).date()))
        for ordinal, day in enumerate(islice(days, -(-number // capacity)), start=1):
            expected = min(capacity, number - (ordinal - 1) * capacity)
            found.append(DeskDay(desk.pk, ordinal, day, capacity, expected))
    return found


def _working_days(desk: Desk, after: date) -> Any:
    calendar = working_calendar(desk.agency)
    while True:
        after = calendar.next_working_day(after)
        yield after


def _a_day(desk: Desk, hall: Hall | None, span: Span) -> int:
    """Return how many people a desk meets on the first working day after the period."""
    if hall is None:
        return PICKUPS_A_DAY
    day = working_calendar(desk.agency).next_working_day(span.last_day)
    spans = seasonal_hours(desk.agency).spans_on(day)
    open_for = sum((datetime.combine(day, until) - datetime.combine(day, since) for since, until in spans), timedelta())
    slots = open_for // timedelta(minutes=hall.slot_minutes + hall.buffer_minutes)
    return max(1, slots * hall.counters_open)
