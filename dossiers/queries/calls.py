"""Whose result waits at the counter, who was reached and with what outcome, and how far each agency has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncDate

from dossiers.enums import ContactOutcome, PostalState, ReturnMethod, Status
from dossiers.models import ContactAttempt, Dossier, DossierQuerySet, PostalReturn
from portal.agencies.models import Agency, Desk
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.workdays import Hours, WorkingCalendar, closing, local
from procedures.enums import CounterAct
from procedures.models import SuspensionOrder
from procedures.queries import bearing_orders, closure_of, closures_for, covers, paths_of
from procedures.suspension import Closure, counter_state

#: Places in the list: never reached, to be tried again by now, the rest.
NEVER, AGAIN, LATER = 0, 1, 2
#: Outcomes of an attempt that reached nobody.
NOT_REACHED: Final = (ContactOutcome.UNREACHABLE, ContactOutcome.WRONG_NUMBER)
#: The order of the list; the longest wait first within each place.
CALL_ORDER: Final = ("place", "decided_at", "pk")


def closing_order(dossier: Dossier, *, at: datetime) -> Closure | None:
    """Return the order that closes the counter for the return of this result, the one that ends last."""
    closures = closures_for(desk=dossier.desk, procedure=dossier.procedure, since=at)
    return counter_state(CounterAct.RETURN, instant=at, closures=closures).closed_by


def returns_closed(desk: Desk, *, at: datetime) -> tuple[Q, Closure | None]:
    """Return which dossiers an order keeps from being handed over at a desk, and the closure that ends last.

    Without an order: every dossier, and `None`.
    """
    conditions, found, paths = [], [], paths_of(desk)
    for order in bearing_orders(at):
        closures = [closure_of(order, scope) for scope in order.scopes.all() if covers(scope, desk.pk, paths)]
        closing = [one for one in closures if one.closes(CounterAct.RETURN, at)]
        if closing:
            conditions.append(_concerned(order))
            found += closing
    if not found:
        return Q(), None
    return _any_of(conditions), max(found, key=lambda one: (one.ends_at, one.order_id))


def _any_of(conditions: list[Q]) -> Q:
    """Return what one of the conditions holds for; an empty one holds for all, which `|` forgets."""
    return reduce(or_, conditions) if all(conditions) else Q()


def _concerned(order: SuspensionOrder) -> Q:
    procedures, fields = list(order.procedures.all()), list(order.fields.all())
    if not procedures and not fields:
        return Q()
    return Q(procedure__in=procedures) | Q(procedure__field__in=fields)


def waiting_at(visible: DossierQuerySet, desk: Desk) -> DossierQuerySet:
    """Return the results that are ready and wait for their owners at the counter of a desk."""
    return visible.filter(desk=desk, status=Status.DECIDED, return_method=ReturnMethod.IN_PERSON)


def in_call_order(rows: DossierQuerySet, *, at: datetime) -> DossierQuerySet:
    """Return `rows` with what was reached last, and `place`: sort them by `CALL_ORDER`."""
    latest = ContactAttempt.objects.filter(dossier=OuterRef("pk")).order_by("-happened_at", "-pk")
    return rows.annotate(
        called_at=Subquery(latest.values("happened_at")[:1]),
        last_outcome=Subquery(latest.values("outcome")[:1]),
        next_call_at=Subquery(latest.values("next_attempt_at")[:1]),
    ).annotate(
        place=Case(
            When(called_at__isnull=True, then=Value(NEVER)),
            When(next_call_at__lte=at, then=Value(AGAIN)),
            default=Value(LATER),
            output_field=IntegerField(),
        )
    )


def at_place(rows: DossierQuerySet, place: int) -> DossierQuerySet:
    """Return those of the rows of `in_call_order` that stand at one place."""
    return rows.filter(Q(("place", place)))


def counts_by_place(rows: DossierQuerySet) -> dict[int, int]:
    """Return how many of the rows of `in_call_order` stand at each place, in one query."""
    found = dict(rows.order_by().values_list(F("place")).annotate(n=Count("pk")))
    return {place: found.get(place, 0) for place in (NEVER, AGAIN, LATER)}


def sent_by_post(visible: DossierQuerySet, desk: Desk) -> DossierQuerySet:
    """Return the results of a desk that their owners agreed to get by post and the post does not have yet."""
    asked = PostalReturn.objects.filter(dossier=OuterRef("pk"), state=PostalState.REQUESTED)
    return visible.filter(Exists(asked), desk=desk, status=Status.DECIDED)


def call_by(ready_at: datetime, closure: Closure, *, calendar: WorkingCalendar, hours: Hours) -> datetime:
    """Return until when the owner of a result is to be called: one working day from the result (law.md §7.6).

    What was ready before the counter closed is counted from its closing.
    """
    begins = local(max(ready_at, closure.starts_at)).date()
    return closing(hours, calendar.next_working_day(begins))


def office_of(desk: Desk) -> tuple[WorkingCalendar, Hours]:
    """Return the working days and the hours of a desk."""
    return working_calendar(desk.agency), seasonal_hours(desk.agency)


def attempts_of(dossier: Dossier) -> QuerySet[ContactAttempt]:
    """Return every attempt to reach the owner of a result, latest first, with what was agreed."""
    rows = ContactAttempt.objects.filter(dossier=dossier).select_related("officer", "order", "postal_return")
    return rows.order_by("-happened_at", "-pk")


def postal_returns_of(dossier: Dossier) -> QuerySet[PostalReturn]:
    """Return what the owner agreed to be sent, latest first."""
    return PostalReturn.objects.filter(dossier=dossier).select_related("recorded_by").order_by("-consented_at", "-pk")


def open_postal_return(dossier: Dossier) -> PostalReturn | None:
    """Return what is to go by post and is not dispatched yet."""
    return PostalReturn.objects.filter(dossier=dossier, state=PostalState.REQUESTED).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one agency has come with reaching the owners of its results."""

    agency: Agency
    ready: int
    reached: int
    post: int
    online: int
    will_wait: int
    unreachable: int
    wrong_number: int
    urgent: int
    by_themselves: int
    returned: int
    median_days: int | None
    slowest_days: int | None

    @property
    def not_reached_yet(self) -> int:
        """Owners who were tried and did not answer, or whose number is wrong."""
        return self.unreachable + self.wrong_number

    @property
    def reached_percent(self) -> int:
        """Owners reached, of a hundred."""
        return round(100 * self.reached / self.ready) if self.ready else 0

    @property
    def post_percent(self) -> int:
        """Owners who agreed to get the result by post, of a hundred."""
        return round(100 * self.post / self.ready) if self.ready else 0


def to_be_reached(visible: DossierQuerySet, *, since: datetime) -> DossierQuerySet:
    """Return the results that wait at a counter, and those whose owners were reached or chose the post since."""
    tried = ContactAttempt.objects.filter(happened_at__gte=since).values("dossier")
    chosen = PostalReturn.objects.filter(consented_at__gte=since, attempt__isnull=True).values("dossier")
    waits = Q(status=Status.DECIDED, return_method=ReturnMethod.IN_PERSON)
    return visible.filter(waits | Q(pk__in=tried) | Q(pk__in=chosen))


def agencies_to_call_for(visible: DossierQuerySet, *, since: datetime) -> QuerySet[Agency]:
    """Return the agencies of which results wait, or were offered, since then."""
    return Agency.objects.filter(pk__in=to_be_reached(visible, since=since).values("agency"))


def progress_of(
    agencies: Sequence[Agency], visible: DossierQuerySet, *, since: datetime, until: datetime
) -> list[Progress]:
    """Return how far each of `agencies` has come, in two queries."""
    ids = [agency.pk for agency in agencies]
    counts = _counts(to_be_reached(visible, since=since).filter(agency__in=ids), since=since)
    days = _days_to_hand(visible.filter(agency__in=ids), since=since, until=until)
    return [_line(agency, counts.get(agency.pk, {}), days.get(agency.pk, {})) for agency in agencies]


def _counts(rows: DossierQuerySet, *, since: datetime) -> dict[int, Mapping[str, Any]]:
    latest = ContactAttempt.objects.filter(dossier=OuterRef("pk"), happened_at__gte=since)
    own = PostalReturn.objects.filter(
        dossier=OuterRef("pk"), attempt__isnull=True, consented_at__gte=since, state=PostalState.REQUESTED
    )
    marked = rows.annotate(
        said=Subquery(latest.order_by("-happened_at", "-pk").values("outcome")[:1]), chose_post=Exists(own)
    )
    outcomes = {str(one): Count("pk", filter=Q(said=one, chose_post=False)) for one in ContactOutcome}
    counted = (
        marked.order_by()
        .values("agency")
        .annotate(
            ready=Count("pk"),
            reached=Count("pk", filter=Q(said__isnull=False) & ~Q(said__in=NOT_REACHED) | Q(chose_post=True)),
            own=Count("pk", filter=Q(chose_post=True)),
            **outcomes,
        )
    )
    return {row["agency"]: row for row in counted}


def _days_to_hand(rows: DossierQuerySet, *, since: datetime, until: datetime) -> dict[int, dict[int, int]]:
    """Return, by agency, how many results were in hand how many days after they were ready."""
    pairs = (
        rows.filter(status=Status.RETURNED, returned_at__gte=since, returned_at__lte=until)
        .order_by()
        .values_list("agency", TruncDate("decided_at"), TruncDate("returned_at"))
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[int, int]] = {}
    for agency, ready_on, given_on, number in pairs:
        days = found.setdefault(agency, {})
        waited = (given_on - ready_on).days
        days[waited] = days.get(waited, 0) + number
    return found


def _line(agency: Agency, counts: Mapping[str, Any], days: dict[int, int]) -> Progress:
    own = counts.get("own", 0)
    return Progress(
        agency=agency,
        ready=counts.get("ready", 0),
        reached=counts.get("reached", 0),
        post=counts.get(ContactOutcome.AGREED_POST, 0) + own,
        online=counts.get(ContactOutcome.AGREED_ONLINE, 0),
        will_wait=counts.get(ContactOutcome.WILL_WAIT, 0),
        unreachable=counts.get(ContactOutcome.UNREACHABLE, 0),
        wrong_number=counts.get(ContactOutcome.WRONG_NUMBER, 0),
        urgent=counts.get(ContactOutcome.URGENT, 0),
        by_themselves=own,
        returned=sum(days.values()),
        median_days=share_of(days, 50),
        slowest_days=share_of(days, 90),
    )


def share_of(days: dict[int, int], percent: int) -> int | None:
    """Return within how many days `percent` of a hundred were in hand: the nearest rank. None for none."""
    total, seen = sum(days.values()), 0
    for waited in sorted(days):
        seen += days[waited]
        if 100 * seen >= percent * total:
            return waited
    return None
