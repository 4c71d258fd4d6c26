"""What an order says, as far as it does something to dossiers and appointments: stored, or still being typed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.agencies.models import Desk
from procedures.enums import AppointmentEffect, ClockEffect, CounterAct
from procedures.models import SuspensionOrder
from procedures.queries import closure_of, covers, paths_of

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Span:
    """Desks that are closed together, from one instant until another (not included)."""

    desk_ids: frozenset[int]
    starts_at: datetime
    ends_at: datetime

    @property
    def last_day(self) -> date:
        """The last day that is closed."""
        return (self.ends_at.astimezone(ZONE) - timedelta(microseconds=1)).date()

    @property
    def first_day(self) -> date:
        return self.starts_at.astimezone(ZONE).date()


@dataclass(frozen=True, slots=True)
class Terms:
    """An order as the engine reads it. Empty filters: every procedure."""

    acts: frozenset[CounterAct]
    spans: tuple[Span, ...]
    procedure_ids: frozenset[int] = frozenset()
    field_ids: frozenset[int] = frozenset()
    order_id: int | None = None
    moves_pickups: bool = True
    gives_back_supplement_days: bool = True
    supplement_extra_days: int | None = None
    appointment_effect: AppointmentEffect = AppointmentEffect.MOVE
    clock_effect: ClockEffect = ClockEffect.NONE
    basis: str = ""

    @property
    def desk_ids(self) -> frozenset[int]:
        """All desks that some span closes."""
        return frozenset().union(*(span.desk_ids for span in self.spans))

    def span_of(self, desk_id: int) -> Span:
        """Return the span that closes a desk.

        :raises StopIteration: none does.
        """
        return next(span for span in self.spans if desk_id in span.desk_ids)

    def only_at(self, desk_id: int) -> "Terms":
        """Return the same for one desk alone; a desk that stays open has no span."""
        here = tuple(replace(span, desk_ids=frozenset({desk_id})) for span in self.spans if desk_id in span.desk_ids)
        return replace(self, spans=here)


def terms_of(order: SuspensionOrder) -> Terms:
    """Return what a stored order says; two queries for its desks, three for its scopes and filters."""
    desks = Desk.objects.select_related("agency", "place").order_by("pk")
    scopes = list(order.scopes.select_related("agency", "desk").order_by("pk"))
    closed: list[tuple[int, datetime, datetime]] = []
    for desk in desks:
        paths = paths_of(desk)
        for scope in scopes:
            if covers(scope, desk.pk, paths):
                closure = closure_of(order, scope)
                closed.append((desk.pk, closure.starts_at, closure.ends_at))
    return Terms(
        acts=order.closes,
        spans=spans_of(closed),
        procedure_ids=frozenset(order.procedures.values_list("pk", flat=True)),
        field_ids=frozenset(order.fields.values_list("pk", flat=True)),
        order_id=order.pk,
        moves_pickups=order.moves_pickups,
        gives_back_supplement_days=order.gives_back_supplement_days,
        supplement_extra_days=order.supplement_extra_days,
        appointment_effect=AppointmentEffect(order.appointment_effect),
        clock_effect=ClockEffect(order.clock_effect),
        basis=order.basis_words,
    )


def spans_of(closed: Iterable[tuple[int, datetime, datetime]]) -> tuple[Span, ...]:
    """Group desks by their period. A desk named twice is closed from the first start to the last end."""
    periods: dict[int, tuple[datetime, datetime]] = {}
    for desk_id, starts_at, ends_at in closed:
        first, last = periods.get(desk_id, (starts_at, ends_at))
        periods[desk_id] = (min(first, starts_at), max(last, ends_at))
    desks: defaultdict[tuple[datetime, datetime], set[int]] = defaultdict(set)
    for desk_id, period in periods.items():
        if period[0] < period[1]:
            desks[period].add(desk_id)
    return tuple(Span(frozenset(ids), *period) for period, ids in sorted(desks.items()))
