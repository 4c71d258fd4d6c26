"""What an order reaches: counters, acts and procedures, from when to when; where it stands; which others it meets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from portal.agencies.models import Desk
from procedures.enums import CounterAct, Phase
from procedures.models import OrderScope, Procedure, SuspensionOrder
from procedures.queries.closures import closure_of, desks_under
from procedures.suspension import overlap, phase_of

Period = tuple[datetime, datetime]
#: So long after an end a scheduler that was away still writes it into the log.
CATCH_UP: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Span:
    """Desks that close together, from one instant to another."""

    desk_ids: frozenset[int]
    period: Period


@dataclass(frozen=True, slots=True)
class Reach:
    """What an order closes, as far as another may not close it too without saying how they belong together."""

    acts: frozenset[CounterAct]
    #: None: every procedure.
    procedure_ids: frozenset[int] | None
    spans: tuple[Span, ...]

    def meets(self, other: "Reach") -> bool:
        """Tell whether both close the same act for the same procedure at the same desk at one instant."""
        if not self.acts & other.acts or not self._same_procedure(other):
            return False
        return any(
            overlap(mine.period, theirs.period) and mine.desk_ids & theirs.desk_ids
            for mine in self.spans
            for theirs in other.spans
        )

    def _same_procedure(self, other: "Reach") -> bool:
        if self.procedure_ids is None or other.procedure_ids is None:
            return True
        return bool(self.procedure_ids & other.procedure_ids)


def reach_of(order: SuspensionOrder) -> Reach:
    """Return what a stored order closes, with the dates that its scopes have of their own."""
    scopes = [*order.scopes.select_related("agency", "desk").order_by("pk")]
    spans = tuple(Span(desks_of([scope]), period_of_scope(order, scope)) for scope in scopes)
    chosen = [*order.procedures.order_by("pk").values_list("pk", flat=True)]
    fields = [*order.fields.order_by("pk").values_list("pk", flat=True)]
    return Reach(order.closes, procedures_of(chosen, fields), spans)


def procedures_of(procedure_ids: Iterable[int], field_ids: Iterable[int]) -> frozenset[int] | None:
    """Return the procedures that a filter names, themselves or by their field; None when it names none: all."""
    chosen, fields = set(procedure_ids), set(field_ids)
    if not chosen and not fields:
        return None
    found = Procedure.objects.filter(Q(pk__in=chosen) | Q(field__in=fields)).order_by("pk")
    return frozenset(found.values_list("pk", flat=True))


def desks_of(scopes: Sequence[OrderScope]) -> frozenset[int]:
    """Return the desks that scopes close, stored or not yet."""
    if not scopes:
        return frozenset()
    under = Q()
    for scope in scopes:
        under |= desks_under(scope)
    return frozenset(Desk.objects.filter(under).order_by("pk").values_list("pk", flat=True))


def period_of_scope(order: SuspensionOrder, scope: OrderScope) -> Period:
    """Return from when to when the counters of one scope are closed, an earlier end included."""
    closure = closure_of(order, scope)
    return closure.starts_at, closure.ends_at


def period_of(order: SuspensionOrder) -> Period:
    """Return the first instant at which the order closes anything, and the first at which it closes nothing more."""
    periods = [period_of_scope(order, scope) for scope in order.scopes.all()]
    if not periods:
        return order.starts_at, order.ends_at
    return min(starts for starts, _ends in periods), max(ends for _starts, ends in periods)


def phase_at(order: SuspensionOrder, at: datetime) -> Phase:
    """Return where an order stands, places that joined with dates of their own included."""
    starts_at, ends_at = period_of(order)
    return phase_of(order.state, starts_at=starts_at, ends_at=ends_at, instant=at, lifted_at=order.lifted_at)


def related_orders(order: SuspensionOrder) -> frozenset[int]:
    """Return the orders that an order extends, replaces or adds to, and those that do so to it, at any remove."""
    above: set[int] = set()
    upper = order.related_to_id
    while upper is not None and upper not in above:
        above.add(upper)
        upper = SuspensionOrder.objects.filter(pk=upper).order_by("pk").values_list("related_to", flat=True)[0]
    below: set[int] = set()
    followers = {order.pk}
    while followers:
        lower = SuspensionOrder.objects.issued().filter(related_to__in=followers).exclude(pk__in=below)
        followers = set(lower.order_by("pk").values_list("pk", flat=True))
        below |= followers
    return frozenset(above | below)


def orders_meeting(
    reach: Reach, *, own: SuspensionOrder | None = None, related: Iterable[int] = ()
) -> list[SuspensionOrder]:
    """Return the issued orders that close something `reach` closes too and are not declared to belong with it."""
    if not reach.spans:
        return []
    since = min(span.period[0] for span in reach.spans)
    others = SuspensionOrder.objects.not_over(since).exclude(pk__in=[*related, *([own.pk] if own else [])])
    return [one for one in others.order_by("pk") if reach.meets(reach_of(one))]


def orders_to_note(*, at: datetime) -> list[int]:
    """Return issued orders that began by `at` and were not over two months before: the log of others is complete."""
    since = at - CATCH_UP
    begun = Q(starts_at__lte=at) | Q(scopes__starts_at__lte=at)
    recent = Q(ends_at__gt=since) | Q(scopes__ends_at__gt=since)
    found = SuspensionOrder.objects.issued().filter(begun).filter(recent)
    return list(dict.fromkeys(found.order_by("starts_at", "pk").values_list("pk", flat=True)))
