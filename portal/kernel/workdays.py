"""Working days and working hours over an explicit calendar. Pure: no clock, no database, no settings."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Protocol

#: The hour of Viet Nam, without summer time. A fixed offset: the same on a machine that has no time zone tables.
VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
ONE_DAY: Final = timedelta(days=1)
_NOTHING: Final = timedelta(0)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_SATURDAY: Final = 5

Span = tuple[time, time]
#: A stretch of time in which no work is done; `None` ends it never.
Closure = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A day that differs from its weekday, in either direction."""

    is_working: bool
    name: str
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that was passed over, and why."""

    day: date
    reason: str


def local(instant: datetime) -> datetime:
    """Return `instant` as Viet Nam reads it.

    :raises ValueError: the instant bears no zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant.astimezone(VIETNAM)


def at(day: date, hour: time) -> datetime:
    """Return the instant at which Viet Nam's clocks show `hour` on `day`."""
    return datetime.combine(day, hour, VIETNAM)


class Hours(Protocol):
    """What knows the hours of an office on a working day."""

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the spans in which the office is open on the working day `day`, in order, at least one."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of an office by weekday (0 is Monday).

    A working day whose weekday has no hours of its own, such as a Saturday that makes up for another day, keeps
    the hours of the first weekday that has some.
    """

    spans: Mapping[int, tuple[Span, ...]]

    def __post_init__(self) -> None:
        if not any(self.spans.values()):
            raise ValueError("an office without hours")
        for spans in self.spans.values():
            edges = [edge for span in spans for edge in span]
            if edges != sorted(set(edges)):
                raise ValueError("office hours overlap or stand out of order")

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the spans in which the office is open on the working day `day`."""
        own = self.spans.get(day.weekday())
        return own or next(self.spans[weekday] for weekday in sorted(self.spans) if self.spans[weekday])


#: Eight hours a day (law.md §1.3 rule 4); an agency's own rows outrank them.
DEFAULT_HOURS: Final = OfficeHours(
    dict.fromkeys(range(5), ((time(7, 0), time(11, 30)), (time(13, 30), time(17, 0)))),
)


@dataclass(frozen=True, slots=True)
class SeasonalHours:
    """Hours that change with the season: each entry holds from its date on."""

    seasons: tuple[tuple[date, OfficeHours], ...]
    before: OfficeHours = DEFAULT_HOURS

    def on(self, day: date) -> OfficeHours:
        """Return the hours in force on `day`."""
        begun = [(since, hours) for since, hours in self.seasons if since <= day]
        return max(begun, key=lambda season: season[0])[1] if begun else self.before

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the spans in which the office is open on the working day `day`."""
        return self.on(day).spans_on(day)


def opening(hours: Hours, day: date) -> datetime:
    """Return the instant at which the office opens on the working day `day`."""
    return at(day, hours.spans_on(day)[0][0])


def closing(hours: Hours, day: date) -> datetime:
    """Return the instant at which the office closes on the working day `day`."""
    return at(day, hours.spans_on(day)[-1][1])


def _weekdays_until(day: date) -> int:
    """Count Mondays to Fridays from the first Monday of the calendar until `day`, inclusive."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked. Rows outrank the rule that Saturday and Sunday are free.

    Outside `known_from` … `known_until` the days off are not decided yet, or not recorded: `is_known` says so.
    """

    days: Mapping[date, CalendarRow]
    known_until: date | None = None
    known_from: date | None = None
    _exceptions: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _sums: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        exceptions = sorted(day for day, row in self.days.items() if row.is_working != (day.weekday() < _SATURDAY))
        sums = [0]
        for day in exceptions:
            sums.append(sums[-1] + (1 if self.days[day].is_working else -1))
        object.__setattr__(self, "_exceptions", tuple(exceptions))
        object.__setattr__(self, "_sums", tuple(sums))

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on `day`."""
        row = self.days.get(day)
        return row.is_working if row else day.weekday() < _SATURDAY

    def reason(self, day: date) -> str:
        """Say why `day` is free, or worked against its weekday; empty for an ordinary working day."""
        row = self.days.get(day)
        if row:
            return f"{row.name} (dự kiến)" if row.is_provisional else row.name
        return WEEKDAYS[day.weekday()] if day.weekday() >= _SATURDAY else ""

    def is_known(self, day: date) -> bool:
        """Tell whether it is decided if `day` is worked."""
        row = self.days.get(day)
        return (
            not (row and row.is_provisional)
            and (self.known_until is None or day <= self.known_until)
            and (self.known_from is None or day >= self.known_from)
        )

    def ordinal(self, day: date) -> int:
        """Return the running number of the last working day until `day`; a difference of two counts those between."""
        return _weekdays_until(day) + self._sums[bisect_right(self._exceptions, day)]

    def working_days_between(self, after: date, until: date) -> int:
        """Count the working days after `after` and until `until`, inclusive; negative when `until` is earlier."""
        return self.ordinal(until) - self.ordinal(after)

    def add_working_days(self, day: date, number: int) -> date:
        """Return the `number`-th working day after `day`; before it when negative; `day` itself for zero."""
        if number == 0:
            return day
        reach = timedelta(days=7 * ((abs(number) + len(self._exceptions)) // 5 + 2))
        if number > 0:
            return self._numbered(self.ordinal(day) + number, day, day + reach)
        return self._numbered(self.ordinal(day - ONE_DAY) + number + 1, day - reach, day)

    def _numbered(self, target: int, low: date, high: date) -> date:
        """Find the first day whose ordinal is `target`; it lies after `low - 1` and not after `high`."""
        while low < high:
            middle = low + timedelta(days=(high - low).days // 2)
            if self.ordinal(middle) < target:
                low = middle + ONE_DAY
            else:
                high = middle
        return low

    def first_working_day(self, day: date) -> date:
        """Return `day` if it is worked, else the next day that is."""
        return day if self.is_working(day) else self.next_working_day(day)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.add_working_days(day, 1)

    def days_off(self, after: date, until: date) -> tuple[DayOff, ...]:
        """Return the free days after `after` and until `until`, each with its reason."""
        span = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
        return tuple(DayOff(day, self.reason(day)) for day in span if not self.is_working(day))


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """How much of one day was worked; `reason` says why not, or why against its weekday."""

    day: date
    worked: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class WorkedTime:
    """A stretch of working time. `ends_at` is `None` when a closure without end keeps it from ending."""

    ends_at: datetime | None
    days: tuple[WorkedDay, ...]


def open_spans(
    day: date, hours: Hours, closures: Iterable[Closure] = (), not_before: datetime | None = None
) -> list[tuple[datetime, datetime]]:
    """Return what is left of a working day once closures, and what lies before `not_before`, are taken away."""
    spans = [(at(day, opens), at(day, closes)) for opens, closes in hours.spans_on(day)]
    cuts = [(begins, ends or _NEVER) for begins, ends in closures]
    if not_before is not None:
        cuts.append((at(day, time.min), not_before))
    for begins, ends in cuts:
        pieces = [piece for start, stop in spans for piece in ((start, min(stop, begins)), (max(start, ends), stop))]
        spans = [(start, stop) for start, stop in pieces if start < stop]
    return spans


def add_working_hours(
    starts_at: datetime,
    amount: timedelta,
    *,
    calendar: WorkingCalendar,
    hours: Hours,
    closures: Sequence[Closure] = (),
) -> WorkedTime:
    """Walk `amount` of office hours on from `starts_at`, past days off, breaks and closures.

    :raises ValueError: `amount` is not positive, or the instant bears no zone.
    """
    if amount <= _NOTHING:
        raise ValueError("an amount of working time is positive")
    starts_at = local(starts_at)
    left, day, walked = amount, starts_at.date(), []
    while True:
        worked = _NOTHING
        for begins, ends in open_spans(day, hours, closures, starts_at) if calendar.is_working(day) else ():
            taken = min(ends - begins, left)
            worked, left = worked + taken, left - taken
            if not left:
                walked.append(WorkedDay(day, worked, calendar.reason(day)))
                return WorkedTime(begins + taken, tuple(walked))
        walked.append(WorkedDay(day, worked, calendar.reason(day)))
        day += ONE_DAY
        if any(ends is None and begins <= at(day, time.min) for begins, ends in closures):
            return WorkedTime(None, tuple(walked))
