"""How an order closes counters and what opens them again. Pure: no clock, no database, no settings.

Where several orders apply, the strictest wins; an exemption overrides all (decision 7, law.md §7.2).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from procedures.enums import CounterAct, Counting, OrderState, Phase

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
DEFAULT_DAYS: Final = 14
MAX_DAYS: Final = 90
#: What an exemption opens when it does not say: face-to-face intake and return (item 5, exceptions).
OPENS_BY_DEFAULT: Final = frozenset({CounterAct.INTAKE, CounterAct.RETURN, CounterAct.APPOINTMENT})


@dataclass(frozen=True, slots=True)
class Closure:
    """One order as it bears on one desk and one procedure."""

    order_id: int
    reference: str
    basis: str
    acts: frozenset[CounterAct]
    starts_at: datetime
    ends_at: datetime

    def closes(self, act: CounterAct, instant: datetime) -> bool:
        """Tell whether the act is closed at the instant: from the first instant on, the end not included."""
        return act in self.acts and self.starts_at <= instant < self.ends_at

    @property
    def last_day(self) -> date:
        """The last day that is closed to its end, or in part."""
        return (self.ends_at.astimezone(ZONE) - timedelta(microseconds=1)).date()


@dataclass(frozen=True, slots=True)
class Opening:
    """One exemption as it bears on one matter."""

    exemption_id: int
    reference: str
    acts: frozenset[CounterAct]
    starts_at: datetime
    ends_at: datetime | None
    reason: str = ""

    def opens(self, act: CounterAct, instant: datetime) -> bool:
        """Tell whether the act may be done at the instant although an order closes it."""
        return act in self.acts and self.starts_at <= instant and (self.ends_at is None or instant < self.ends_at)


@dataclass(frozen=True, slots=True)
class CounterState:
    """Whether an act may be done face to face at an instant, by which order not, by which exemption yet."""

    closed_by: Closure | None
    opened_by: Opening | None
    reopens_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.closed_by is None or self.opened_by is not None


def counter_state(
    act: CounterAct, *, instant: datetime, closures: Collection[Closure], openings: Iterable[Opening] = ()
) -> CounterState:
    """Return what orders and exemptions say of one act at one instant.

    Of several orders the strictest is named: the one that ends last. `reopens_at` is the first instant at which no
    order closes the act, following orders that meet or overlap.
    """
    closing = [one for one in closures if one.closes(act, instant)]
    if not closing:
        return CounterState(None, None, None)
    strictest = max(closing, key=lambda one: (one.ends_at, one.order_id))
    opened = min((one for one in openings if one.opens(act, instant)), key=lambda one: one.exemption_id, default=None)
    return CounterState(strictest, opened, _reopens(act, instant, closures))


def _reopens(act: CounterAct, instant: datetime, closures: Collection[Closure]) -> datetime:
    while closing := [one.ends_at for one in closures if one.closes(act, instant)]:
        instant = max(closing)
    return instant


def shown_day(day: date) -> str:
    """Write a date as official papers do: two digits for the day, and for the months 1 and 2."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 -- January and February
    return f"{day.day:02}/{month}/{day.year}"


def last_day_of(first_day: date, days: int, counting: Counting) -> date:
    """Return the last closed day: 14 days from 22-7 end on 04-8 with the first day counted, on 05-8 without."""
    return first_day + timedelta(days=days - (1 if counting == Counting.WITH_FIRST else 0))


def days_of(first_day: date, last_day: date, counting: Counting) -> int:
    """Return the number of days by which a period is stated; the inverse of `last_day_of`."""
    return (last_day - first_day).days + (1 if counting == Counting.WITH_FIRST else 0)


def bounds(first_day: date, last_day: date, *, not_before: datetime | None = None) -> tuple[datetime, datetime]:
    """Return the instants between which counters are closed: whole days, from midnight to midnight.

    `not_before`: the instant of issue. An order that begins on the day it is issued closes from the next minute on;
    what was done at the counter earlier that day was lawful.
    """
    starts_at = datetime.combine(first_day, time(), ZONE)
    if not_before is not None and starts_at <= not_before:
        starts_at = not_before.astimezone(ZONE).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return starts_at, datetime.combine(last_day + timedelta(days=1), time(), ZONE)


def phase_of(
    state: str, *, starts_at: datetime, ends_at: datetime, instant: datetime, lifted_at: datetime | None = None
) -> Phase:
    """Return where an order stands. It follows from dates: no task has to come by first.

    One that was lifted for an instant to come closes its counters until then.
    """
    if state == OrderState.LIFTED and lifted_at is not None and instant < lifted_at:
        return Phase.SCHEDULED if instant < starts_at else Phase.IN_FORCE
    if state != OrderState.ISSUED:
        return Phase(state)
    if instant < starts_at:
        return Phase.SCHEDULED
    return Phase.IN_FORCE if instant < ends_at else Phase.ENDED


def overlap(first: tuple[datetime, datetime], second: tuple[datetime, datetime]) -> bool:
    """Tell whether two periods share an instant."""
    return first[0] < second[1] and second[0] < first[1]
