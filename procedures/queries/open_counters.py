"""Which counters are open for a procedure at an instant: at one agency, or of all that are competent for it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.agencies.models import Agency
from portal.kernel.workdays import Hours, WorkingCalendar
from procedures.availability import ChannelState, availability
from procedures.enums import Channel, CounterAct
from procedures.models import Exemption, Procedure, SuspensionOrder
from procedures.queries.closures import bearing_orders, closures_for, opening_of, openings_for
from procedures.suspension import Closure, Opening, counter_state


@dataclass(frozen=True, slots=True)
class CounterShare:
    """Of the desks that receive for one procedure: how many there are, how many an order closes now, and which order.

    Of several orders the one that ends last is named.
    """

    desks: int
    closed: int
    closures: tuple[Closure, ...]

    @property
    def is_all(self) -> bool:
        return 0 < self.desks == self.closed

    @property
    def is_some(self) -> bool:
        return 0 < self.closed < self.desks


_NOWHERE = CounterShare(0, 0, ())


def bearing_on(
    agency: Agency | None, procedure: Procedure, *, at: datetime, orders: Iterable[SuspensionOrder] | None = None
) -> tuple[tuple[Closure, ...], tuple[Opening, ...]]:
    """Return the orders that bear on the desk of an agency for a procedure, and what opens it: one query without any.

    Fetch `served_by__agency` and `served_by__place` with the agency.
    """
    if agency is None or agency.served_by is None:
        return (), ()
    found = bearing_orders(at) if orders is None else orders
    closures = closures_for(desk=agency.served_by, procedure=procedure, since=at, orders=found)
    return closures, openings_for(agency=agency, procedure=procedure, at=at) if closures else ()


def counter_shares(
    procedures: Collection[Procedure], *, act: CounterAct, at: datetime, orders: Collection[SuspensionOrder]
) -> Mapping[int, CounterShare]:
    """Return by procedure how many of the competent desks are closed: no query without orders, else two for all."""
    if not orders:
        return {}
    agencies = list(_competent(procedures))
    listed = list(
        Exemption.objects.granted_at(at)
        .listed()
        .filter(procedure__in=procedures)
        .select_related("agency")
        .order_by("pk")
    )
    return {
        procedure.pk: _share(
            procedure,
            [one for one in agencies if _is_competent(one, procedure)],
            [one for one in listed if one.procedure_id == procedure.pk],
            act=act,
            at=at,
            orders=orders,
        )
        for procedure in procedures
    }


def _competent(procedures: Collection[Procedure]) -> Iterable[Agency]:
    templates = {one.responsible_template for one in procedures if one.responsible_id is None}
    named = {one.responsible_id for one in procedures if one.responsible_id is not None}
    agencies = Agency.objects.select_related("served_by__agency", "served_by__place").filter(served_by__isnull=False)
    return agencies.filter(Q(pk__in=named) | Q(template__in=templates)).order_by("path", "pk")


def _is_competent(agency: Agency, procedure: Procedure) -> bool:
    if procedure.responsible_id is not None:
        return agency.pk == procedure.responsible_id
    return agency.template == procedure.responsible_template


def _share(
    procedure: Procedure,
    agencies: Collection[Agency],
    listed: Collection[Exemption],
    *,
    act: CounterAct,
    at: datetime,
    orders: Collection[SuspensionOrder],
) -> CounterShare:
    closed: list[tuple[Closure, ...]] = []
    for agency in agencies:
        assert agency.served_by is not None  # noqa: S101 -- asked for in _competent
        closures = closures_for(desk=agency.served_by, procedure=procedure, since=at, orders=orders)
        openings = [opening_of(one) for one in listed if agency.path.startswith(one.agency.path)]
        if not counter_state(act, instant=at, closures=closures, openings=openings).is_open:
            closed.append(closures)
    last = max(closed, key=lambda some: max(one.ends_at for one in some), default=())
    return CounterShare(len(agencies), len(closed), last)


def channel_states(
    procedure: Procedure,
    offered: Collection[str],
    *,
    agency: Agency | None,
    calendar: WorkingCalendar,
    hours: Hours,
    at: datetime,
    orders: Collection[SuspensionOrder] | None = None,
) -> tuple[ChannelState, ...]:
    """Return which ways of filing are open at `agency`, or wherever the procedure is done while none is chosen.

    One query for orders; more only while there are some.
    """
    found = bearing_orders(at) if orders is None else orders
    share = _NOWHERE
    closures: tuple[Closure, ...] = ()
    openings: tuple[Opening, ...] = ()
    if agency is not None:
        closures, openings = bearing_on(agency, procedure, at=at, orders=found)
    elif found:
        share = counter_shares([procedure], act=CounterAct.INTAKE, at=at, orders=found).get(procedure.pk, _NOWHERE)
        closures = share.closures if share.is_all else ()
    states = availability(
        offered,
        instant=at,
        calendar=calendar,
        hours=hours,
        in_person_reason=procedure.in_person_reason,
        closures=closures,
        openings=openings,
    )
    return tuple(_with_share(state, share) for state in states) if share.is_some else states


def _with_share(state: ChannelState, share: CounterShare) -> ChannelState:
    if state.channel != Channel.IN_PERSON or not state.is_offered:
        return state
    some = ngettext(
        "%(n)d nơi đang tạm ngừng quầy, chọn nơi để biết",
        "%(n)d nơi đang tạm ngừng quầy, chọn nơi để biết",
        share.closed,
    ) % {"n": share.closed}
    return replace(state, reason=_("%(reason)s. %(some)s") % {"reason": state.reason, "some": some})
