"""What pages read of runs, counters and people under orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from dossiers.enums import ImpactKind, ImpactPurpose, ReturnMethod, Status
from dossiers.models import Dossier, ImpactRun
from portal.accounts.roles import HeldRole
from portal.agencies.models import Agency, Desk
from procedures.enums import CounterAct, ExemptionState
from procedures.models import Exemption, OrderContact, SuspensionOrder
from procedures.queries import bearing_orders, closure_of, covers, paths_of
from procedures.suspension import ZONE, Closure


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: rows stored, rows dealt with, people told."""

    words: str
    taken_at: datetime
    rows: int
    done: int
    is_done: bool
    is_told: bool
    kinds: tuple[tuple[str, int], ...]


def runs_of(order: SuspensionOrder) -> list[ImpactRun]:
    """Return the latest runs of an order, the newest first."""
    return list(order.impact_runs.order_by("-pk")[:8])


def latest_run(order: SuspensionOrder) -> ImpactRun | None:
    """Return the run whose rows tell what the order did; none before its issue."""
    return order.impact_runs.exclude(purpose=ImpactPurpose.SWEEP).order_by("-pk").first()


def progress_of(run: ImpactRun) -> Progress:
    """Return how far a run is; rows of one run have consecutive numbers."""
    rows = run.last_row - run.first_row + 1 if run.last_row else 0
    done = rows if run.done_at else max(0, run.through_row - run.first_row + 1) if run.through_row else 0
    kinds = tuple((str(ImpactKind(kind).label), int(number)) for kind, number in sorted(run.done.items()))
    return Progress(
        str(ImpactPurpose(run.purpose).label),
        run.taken_at,
        rows,
        min(done, rows),
        run.done_at is not None,
        run.told_at is not None,
        kinds,
    )


@dataclass(frozen=True, slots=True)
class ClosedCounter:
    """What orders say of one act at one desk at an instant."""

    act: str
    is_closed: bool
    until: datetime | None
    since: datetime | None
    order: SuspensionOrder | None
    #: It is about some procedures only.
    is_partial: bool = False

    @property
    def last_day(self) -> date | None:
        """The last day that is closed."""
        return (self.until - timedelta(microseconds=1)).astimezone(ZONE).date() if self.until else None


def desks_concerned(held: Iterable[HeldRole]) -> list[Desk]:
    """Return the desks at which somebody receives, or that receive for the agencies where he works."""
    desk_ids = {one.desk_id for one in held if one.desk_id}
    paths = {one.agency_path for one in held}
    agencies = {one.agency_id for one in held}
    mine = Q(pk__in=desk_ids) | Q(agency__in=agencies) | Q(served_agencies__in=agencies)
    # Whoever works for the whole province sees the desks of the province's own agencies.
    roots = [path for path in paths if path.count("/") == 1]
    for path in roots:
        mine |= Q(agency__path__startswith=path, agency__level="tinh")
    return list(Desk.objects.filter(mine).distinct().select_related("agency", "place").order_by("agency__path", "pk"))


def counters_of(desk: Desk, orders: Iterable[SuspensionOrder], at: datetime) -> list[ClosedCounter]:
    """Return what is closed at a desk at an instant, or will be; acts that no order touches stay open."""
    paths = paths_of(desk)
    bearing = [
        (order, closure_of(order, scope))
        for order in orders
        for scope in order.scopes.all()
        if covers(scope, desk.pk, paths)
    ]
    return [
        _counter(act, [one for one in bearing if act in one[0].closes and one[1].ends_at > at], at)
        for act in CounterAct
    ]


def _counter(act: CounterAct, bearing: list[tuple[SuspensionOrder, Closure]], at: datetime) -> ClosedCounter:
    if not bearing:
        return ClosedCounter(str(act.label), False, None, None, None)
    now = [one for one in bearing if one[1].starts_at <= at]
    if now:
        # What closes every procedure is named before what closes some; then what ends last.
        order, closure = max(now, key=lambda one: (not _is_partial(one[0]), one[1].ends_at))
    else:
        order, closure = min(bearing, key=lambda one: one[1].starts_at)
    return ClosedCounter(str(act.label), bool(now), closure.ends_at, closure.starts_at, order, _is_partial(order))


def _is_partial(order: SuspensionOrder) -> bool:
    return bool(order.procedures.all() or order.fields.all())


def contacts_of(orders: Iterable[SuspensionOrder], desks: Iterable[Desk]) -> list[OrderContact]:
    """Return what the public is told about whom to call at the agencies that keep these desks."""
    named = OrderContact.objects.filter(
        order__in=[order.pk for order in orders], agency__in=[desk.agency_id for desk in desks]
    )
    return list(named.select_related("agency").order_by("agency__path", "pk"))


def orders_bearing(at: datetime) -> list[SuspensionOrder]:
    """Return the orders that close something at an instant or later."""
    return bearing_orders(at)


def urgent_waiting(agencies: Iterable[int]) -> QuerySet[Exemption]:
    """Return the urgent requests that wait for a decision of these agencies."""
    return Exemption.objects.cases().filter(state=ExemptionState.REQUESTED, agency__in=list(agencies))


def results_waiting(desks: Iterable[Desk]) -> QuerySet[Dossier]:
    """Return the results that wait at closed desks for somebody who wanted to fetch them: to be called."""
    waiting = Dossier.objects.filter(desk__in=[desk.pk for desk in desks], status=Status.DECIDED)
    return waiting.filter(return_method=ReturnMethod.IN_PERSON)


def served_by(desks: Iterable[Desk]) -> list[int]:
    """Return the agencies for which desks receive."""
    served = Agency.objects.filter(served_by__in=[desk.pk for desk in desks]).order_by("pk")
    return list(served.values_list("pk", flat=True))
