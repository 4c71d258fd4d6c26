"""Which slots somebody can choose from, day by day, and why others not."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from counters.enums import Purpose
from counters.models import Hall, Slot
from counters.queries.competence import competent_agency
from portal.agencies.models import Desk
from portal.kernel.workdays import local
from procedures.enums import CounterAct
from procedures.models import Exemption, Procedure
from procedures.queries import closures_for, openings_for
from procedures.suspension import Closure, counter_state


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a desk: the slots with a place left, how many are full, and the order that closes others."""

    day: date
    free: tuple[Slot, ...]
    full: int
    closed_by: Closure | None

    @property
    def left(self) -> int:
        """How many places are left."""
        return sum(slot.capacity - slot.taken for slot in self.free)

    @property
    def is_full(self) -> bool:
        """Whether somebody may stand in line for it."""
        return not self.free and self.full > 0 and self.closed_by is None


def days_to_choose(
    *,
    desk: Desk,
    purpose: Purpose,
    procedure: Procedure | None,
    at: datetime,
    exemption: Exemption | None = None,
    lead: bool = True,
    also: Sequence[Slot] = (),
) -> list[Day]:
    """Return the days on which a desk (its `hall`, `agency` and `place` are read) has slots, the next first.

    `exemption`: what the visitor relies on while counters are closed; slots after its end are left out. `lead`: leave
    out what can only be booked at the desk. `also`: slots that are not to be offered, such as the one to be left.
    """
    hall: Hall = desk.hall
    earliest = at + timedelta(minutes=hall.lead_minutes) if lead else at
    inside = Slot.objects.filter(desk=desk, is_withdrawn=False, starts_at__gte=earliest)
    inside = inside.filter(starts_at__lt=at + timedelta(days=hall.horizon_days + 1))
    if exemption is not None and exemption.valid_until is not None:
        inside = inside.filter(starts_at__lt=exemption.valid_until)
    closed_at = _closed_at(desk, purpose, procedure, exemption, at)
    free: defaultdict[date, list[Slot]] = defaultdict(list)
    full: defaultdict[date, int] = defaultdict(int)
    closed: dict[date, Closure] = {}
    days: dict[date, None] = {}
    for slot in inside.exclude(pk__in=[one.pk for one in also]).order_by("starts_at", "pk"):
        day = local(slot.starts_at).date()
        days[day] = None
        closure = closed_at(slot.starts_at)
        if closure is not None:
            closed[day] = closure
        elif slot.taken < slot.capacity:
            free[day].append(slot)
        else:
            full[day] += 1
    return [Day(day, tuple(free[day]), full[day], closed.get(day)) for day in days]


def _closed_at(
    desk: Desk, purpose: Purpose, procedure: Procedure | None, exemption: Exemption | None, at: datetime
) -> Callable[[datetime], Closure | None]:
    """Return what tells the order that closes an instant for this visit, if nothing opens it."""
    closures = closures_for(desk=desk, procedure=procedure, since=at)
    if not closures:
        return lambda _instant: None
    agency = (competent_agency(procedure, desk) if procedure else None) or (
        exemption.agency if exemption else desk.agency
    )
    openings = openings_for(agency=agency, procedure=procedure, at=at, chosen=exemption)
    acts = (CounterAct.APPOINTMENT, CounterAct.RETURN if purpose == Purpose.PICK_UP else CounterAct.INTAKE)

    def closed(instant: datetime) -> Closure | None:
        states = [counter_state(act, instant=instant, closures=closures, openings=openings) for act in acts]
        return next((state.closed_by for state in states if not state.is_open), None)

    return closed


def nearest(days: Sequence[Day], to: datetime, *, most: int = 4) -> list[Slot]:
    """Return the free slots that lie nearest to an instant, in the order of the clock."""
    free = [slot for day in days for slot in day.free]
    closest = sorted(free, key=lambda slot: (abs(slot.starts_at - to), slot.starts_at))[:most]
    return sorted(closest, key=lambda slot: slot.starts_at)
