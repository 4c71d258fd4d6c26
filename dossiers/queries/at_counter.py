"""The door of the counter as a page shows it before an act: closed by what, and what may open it all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossiers.models import Dossier
from portal.agencies.models import Agency, Desk
from procedures.enums import CounterAct
from procedures.models import Exemption, Procedure
from procedures.queries import bearing_orders, closures_for
from procedures.queries.urgent import usable_exemptions
from procedures.suspension import Closure, counter_state


@dataclass(frozen=True, slots=True)
class Door:
    """One act at one counter: the order that closes it, if one does, and the exemptions an officer may name."""

    act: CounterAct
    closure: Closure | None = None
    exemptions: tuple[Exemption, ...] = ()

    @property
    def is_return(self) -> bool:
        return self.act == CounterAct.RETURN


def door_for_matter(*, agencies: Sequence[Agency], procedure: Procedure, at: datetime) -> Door:
    """Return the door of intake for a procedure at the desks of some agencies: one query when no order is in force."""
    orders = bearing_orders(at)
    if not orders:
        return Door(CounterAct.INTAKE)
    desks = Desk.objects.filter(pk__in=[one.served_by_id for one in agencies]).select_related("agency", "place")
    closures = [
        closure
        for desk in desks.order_by("pk")
        for closure in closures_for(desk=desk, procedure=procedure, since=at, orders=orders)
    ]
    return _door(CounterAct.INTAKE, closures, agencies=agencies, procedure=procedure, at=at)


def door_for_dossier(dossier: Dossier, act: CounterAct, *, at: datetime) -> Door:
    """Return the door of one dossier's desk for an act: one query when no order is in force."""
    orders = bearing_orders(at)
    if not orders:
        return Door(act)
    closures = closures_for(desk=dossier.desk, procedure=dossier.procedure, since=at, orders=orders)
    used = dossier.events.filter(exemption__isnull=False).order_by("seq").values_list("exemption", flat=True)
    return _door(
        act, closures, agencies=[dossier.agency], procedure=dossier.procedure, at=at, used_here=[*map(int, used)]
    )


def _door(
    act: CounterAct,
    closures: Sequence[Closure],
    *,
    agencies: Sequence[Agency],
    procedure: Procedure,
    at: datetime,
    used_here: Sequence[int] = (),
) -> Door:
    closed_by = counter_state(act, instant=at, closures=closures).closed_by
    if closed_by is None:
        return Door(act)
    found = usable_exemptions(agencies=agencies, procedure=procedure, act=act, at=at, used_here=used_here)
    return Door(act, closed_by, tuple(found))
