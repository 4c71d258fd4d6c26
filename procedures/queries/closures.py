"""Which orders bear on a desk and a procedure, which counters an order closes, what is exempted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex

from portal.agencies.models import Agency, Desk
from portal.kernel import locks
from procedures.enums import CounterAct, ExemptionKind, OrderState, ScopeKind
from procedures.models import Exemption, OrderScope, Procedure, SuspensionOrder
from procedures.queries.board import board
from procedures.suspension import OPENS_BY_DEFAULT, Closure, Opening

#: Face-to-face acts share this lock; whoever changes orders owns it. So no act slips past an order being issued.
LOCK: Final = "suspension orders"


def hold_orders_steady() -> None:
    """Keep orders as they are until the caller's transaction ends: call before an act at the counter."""
    locks.share(LOCK)


def change_orders() -> None:
    """Wait until acts at the counter that are under way have ended, then keep new ones out: call before a change."""
    locks.own(LOCK)
    board.forget()


def bearing_orders(since: datetime) -> list[SuspensionOrder]:
    """Return issued orders that are not over at `since`, scopes and filters fetched: one query when there is none."""
    return list(
        SuspensionOrder.objects.not_over(since)
        .prefetch_related("scopes__agency", "scopes__desk", "procedures", "fields")
        .order_by("pk")
    )


def closures_for(
    *, desk: Desk, procedure: Procedure | None, since: datetime, orders: Iterable[SuspensionOrder] | None = None
) -> tuple[Closure, ...]:
    """Return the closures that bear on one desk (its `agency` and `place` are read) for one procedure.

    `procedure` None: what holds for every procedure, so orders about some procedures only are left out. `orders`:
    from `bearing_orders`, for pages that ask for many desks.
    """
    found = bearing_orders(since) if orders is None else orders
    paths = paths_of(desk)
    return tuple(
        closure
        for order in found
        if concerns(order, procedure)
        for scope in order.scopes.all()
        if covers(scope, desk.pk, paths)
        for closure in [closure_of(order, scope)]
    )


def paths_of(desk: Desk) -> tuple[str, ...]:
    """Return where a desk stands in the tree of agencies: by whom it is kept, and the place it stands in."""
    return (desk.agency.path, desk.place.path) if desk.place else (desk.agency.path,)


def covers(scope: OrderScope, desk_id: int, paths: tuple[str, ...]) -> bool:
    """Tell whether a scope closes a desk. A scope by agency follows the tree, one by place also where desks stand."""
    if scope.kind == ScopeKind.DESK:
        return scope.desk_id == desk_id
    assert scope.agency is not None  # noqa: S101 -- held by order_scope_names_one
    over = paths if scope.kind == ScopeKind.PLACE else paths[:1]
    return any(path.startswith(scope.agency.path) for path in over)


def concerns(order: SuspensionOrder, procedure: Procedure | None) -> bool:
    """Tell whether an order is about a procedure: about all, about its field, or about itself."""
    procedures = {one.pk for one in order.procedures.all()}
    fields = {one.pk for one in order.fields.all()}
    if not procedures and not fields:
        return True
    return procedure is not None and (procedure.pk in procedures or procedure.field_id in fields)


def closure_of(order: SuspensionOrder, scope: OrderScope) -> Closure:
    """Return an order as it bears on the counters of one scope: with the scope's own dates where it has some."""
    starts_at = scope.starts_at or order.starts_at
    ends_at = scope.ends_at or order.ends_at
    if order.state == OrderState.LIFTED and order.lifted_at is not None:
        ends_at = max(starts_at, min(ends_at, order.lifted_at))
    return Closure(order.pk, order.reference, order.basis_words, order.closes, starts_at, ends_at)


def desks_under(scope: OrderScope) -> Q:
    """Return the condition on desks that a scope closes."""
    if scope.kind == ScopeKind.DESK:
        return Q(pk=scope.desk_id)
    assert scope.agency is not None  # noqa: S101 -- held by order_scope_names_one
    under = Q(agency__path__startswith=scope.agency.path)
    return under | Q(place__path__startswith=scope.agency.path) if scope.kind == ScopeKind.PLACE else under


def openings_for(
    *, agency: Agency, procedure: Procedure | None, at: datetime, chosen: Exemption | None = None, reference: str = ""
) -> tuple[Opening, ...]:
    """Return what opens a counter for one matter: the published entry of its procedure, the decision on its case.

    A list holds for its agency and everything below. `chosen`: the exemption the officer names (a decision on this
    case, or an entry that describes a kind of case). `reference`: of the dossier whose result was asked for.
    """
    above = Exemption.objects.granted_at(at).annotate(_at=StrIndex(Value(agency.path), F("agency__path"))).filter(_at=1)
    fits = Q(pk__in=[])
    if procedure is not None:
        fits |= Q(kind=ExemptionKind.LISTED, procedure=procedure)
    if reference:
        fits |= Q(kind=ExemptionKind.CASE, dossier_reference=reference)
    if chosen is not None:
        fits |= Q(pk=chosen.pk) & (Q(procedure__isnull=True) | Q(procedure=procedure))
    return tuple(opening_of(one) for one in above.filter(fits).order_by("pk"))


def opening_of(exemption: Exemption) -> Opening:
    """Return an exemption as the pure rules read it."""
    assert exemption.valid_from is not None  # noqa: S101 -- held by exemption_granted_from_an_instant
    # Whoever may come may also book the slot to come in.
    acts = frozenset({CounterAct(exemption.act), CounterAct.APPOINTMENT}) if exemption.act else OPENS_BY_DEFAULT
    return Opening(
        exemption.pk, exemption.reference, acts, exemption.valid_from, exemption.valid_until, exemption.reason
    )
