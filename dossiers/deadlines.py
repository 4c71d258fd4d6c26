"""When a dossier is due, and which days count. Reads like the law; pure: no database, no settings, no clock.

Sources: R-numbers of the one-stop mechanism (`rulesets` gives each its article); Bộ luật Dân sự 2015 Điều 147.2
(the first day does not count) and Điều 148.5 (an end on a day off moves to the next working day). That a promise
in days ends when the office closes, and that an intake after closing counts from the next opening, is our own rule.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final, cast

from portal.kernel.workdays import (
    ONE_DAY,
    WEEKDAYS,
    Hours,
    WorkingCalendar,
    add_working_hours,
    at,
    closing,
    local,
    open_spans,
    opening,
)

# The units of a limit, as `procedures.enums.LimitUnit` stores them.
SAME_DAY: Final = "same_day"
HOUR: Final = "hour"
DAY: Final = "day"
WORKING_DAY: Final = "working_day"
SEASONAL: Final = "seasonal"
UNITS: Final = (SAME_DAY, HOUR, DAY, WORKING_DAY, SEASONAL)

#: After this hour same-day work is due on the next working day, and an intake is forwarded then (R7, R8).
CUTOFF: Final = time(15, 0)
ANSWER_WORKING_HOURS: Final = 8
SUPPLEMENT_DAYS: Final = 15


@dataclass(frozen=True, slots=True)
class Limit:
    """The time the law gives for a dossier: so many of a unit."""

    value: int | None
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"an unknown unit of time: {self.unit}")
        if self.unit in {HOUR, DAY, WORKING_DAY} and not (self.value and self.value > 0):
            raise ValueError("a limit in hours or days has a positive value")


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stands still; `to_at` is `None` while it lasts."""

    from_at: datetime
    to_at: datetime | None
    reason: str
    basis: str = ""

    def __post_init__(self) -> None:
        if self.to_at is not None and self.to_at < self.from_at:
            raise ValueError("a pause ends after it begins")


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day between receipt and promise: whether it counts, and why. `number` is its place among those that do."""

    day: date
    counted: bool
    reason: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that were passed over for one reason."""

    first: date
    last: date
    reason: str

    @property
    def is_long(self) -> bool:
        """Whether it is more than one day."""
        return self.first != self.last


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an explanation."""

    first: date
    counted: tuple[CountedDay, ...]
    skipped: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, and how it was counted.

    `law_due_at` is what the law gives; `due_at` is what is promised today, later only after an apology (R12). Both
    are `None` when the law names no day (seasonal work) or while a pause without end keeps the clock from running.
    """

    due_at: datetime | None
    days: tuple[CountedDay, ...]
    is_provisional: bool
    law_due_at: datetime | None = None

    @property
    def counted(self) -> int:
        """Number of days that count."""
        return sum(day.counted for day in self.days)

    @property
    def is_extended(self) -> bool:
        """Whether an apology moved the promise past what the law gives."""
        return self.due_at != self.law_due_at

    @property
    def months(self) -> tuple[Month, ...]:
        """The explanation by month, with days passed over for one reason taken together."""
        by_month = groupby(self.days, key=lambda day: day.day.replace(day=1))
        return tuple(_month(first, tuple(days)) for first, days in by_month)


def _month(first: date, days: tuple[CountedDay, ...]) -> Month:
    stretches = []
    for (counted, reason), group in groupby(days, key=lambda day: (day.counted, day.reason)):
        run = tuple(group)
        if not counted:
            stretches.append(Stretch(run[0].day, run[-1].day, reason))
    return Month(first, tuple(day for day in days if day.counted), tuple(stretches))


def shown_date(day: date) -> str:
    """Write a date as official papers do: two digits for the day, and for the months 1 and 2."""
    month = f"{day.month:02}" if day.month in {1, 2} else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def shown_amount(amount: timedelta) -> str:
    """Write an amount of working time in hours and minutes."""
    hours, rest = divmod(int(amount.total_seconds()), 3600)
    minutes = rest // 60
    words = [f"{hours} giờ"] if hours else []
    if minutes or not hours:
        words.append(f"{minutes} phút")
    return " ".join(words)


def counts_as_received_at(instant: datetime, *, calendar: WorkingCalendar, hours: Hours) -> datetime:
    """Return the instant from which a receipt counts.

    On a day off, or after closing, it counts as received at the opening of the next working day (our own rule).
    """
    instant = local(instant)
    day = instant.date()
    if calendar.is_working(day) and instant <= closing(hours, day):
        return instant
    return opening(hours, calendar.next_working_day(day))


@dataclass(frozen=True, slots=True)
class _Count:
    """All that a day is judged by."""

    begins_at: datetime
    calendar: WorkingCalendar
    hours: Hours
    pauses: Sequence[Pause]

    def pause_on(self, day: date) -> Pause | None:
        """Return the pause that touches the working time of `day`; on a day off, any hour of it."""
        spans = (
            open_spans(day, self.hours)
            if self.calendar.is_working(day)
            else [(at(day, time.min), at(day, time.min) + ONE_DAY)]
        )
        for pause in self.pauses:
            for opens, closes in spans:
                if pause.from_at < closes and (pause.to_at is None or max(pause.from_at, opens) < pause.to_at):
                    return pause
        return None

    def is_free(self, day: date) -> bool:
        """Tell whether work is done on `day`: no day off, no pause."""
        return self.calendar.is_working(day) and self.pause_on(day) is None

    def why_not(self, day: date) -> str:
        """Say why `day` does not count."""
        if not self.calendar.is_working(day):
            return self.calendar.reason(day)
        pause = self.pause_on(day)
        return pause.reason if pause else ""

    def never_ends(self, day: date) -> bool:
        """Tell whether the clock stands on `day` for a time that nobody knows."""
        pause = self.pause_on(day)
        return pause is not None and pause.to_at is None

    def following(self, day: date) -> Iterator[date]:
        """Go on from day to day after `day`, until a pause that has no end."""
        while not self.never_ends(day := day + ONE_DAY):
            yield day


_Counted = tuple[datetime | None, list[CountedDay]]


def _numbered(word: str, number: int, note: str) -> str:
    return f"{word} thứ {number}: {note}" if note else f"{word} thứ {number}"


def _working_days(number: int, of: _Count) -> _Counted:
    """Count N working days; the day of receipt is day 0 (R6, Bộ luật Dân sự 2015 Điều 147.2)."""
    received_on = of.begins_at.date()
    days = [CountedDay(received_on, counted=False, reason="Ngày tiếp nhận, chưa tính")]
    reached = 0
    for day in of.following(received_on):
        if not of.is_free(day):
            days.append(CountedDay(day, counted=False, reason=of.why_not(day)))
            continue
        reached += 1
        reason = _numbered("Ngày làm việc", reached, of.calendar.reason(day))
        days.append(CountedDay(day, counted=True, reason=reason, number=reached))
        if reached == number:
            return closing(of.hours, day), days
    return None, days


def _calendar_days(number: int, of: _Count) -> _Counted:
    """Count N days on end; an end on a day off moves to the next working day (Bộ luật Dân sự 2015 Điều 148.5)."""
    received_on = of.begins_at.date()
    days = [CountedDay(received_on, counted=False, reason="Ngày tiếp nhận, chưa tính")]
    reached = 0
    for day in of.following(received_on):
        pause = of.pause_on(day)
        if reached < number and pause:
            days.append(CountedDay(day, counted=False, reason=pause.reason))
        elif reached < number:
            reached += 1
            reason = _numbered("Ngày", reached, of.calendar.reason(day))
            days.append(CountedDay(day, counted=True, reason=reason, number=reached))
        elif of.is_free(day):
            moved = "Ngày cuối của thời hạn là ngày nghỉ, hạn chuyển sang ngày này"
            days.append(CountedDay(day, counted=False, reason=moved))
        else:
            days.append(CountedDay(day, counted=False, reason=of.why_not(day)))
        if reached == number and of.is_free(day):
            return closing(of.hours, day), days
    return None, days


def _same_day(cutoff: time, of: _Count) -> _Counted:
    """Promise the day of receipt itself; after 15:00 the next working day (law.md §1.3 rule 1)."""
    received_on = of.begins_at.date()
    days = []
    start = received_on - ONE_DAY
    if of.begins_at.time() > cutoff:
        late = f"Nhận sau {cutoff.hour} giờ, trả vào ngày làm việc tiếp theo"
        days.append(CountedDay(received_on, counted=False, reason=late))
        start = received_on
    for day in of.following(start):
        if of.is_free(day):
            reason = "Trả ngay trong ngày tiếp nhận" if day == received_on else "Trả vào ngày làm việc tiếp theo"
            days.append(CountedDay(day, counted=True, reason=reason, number=1))
            return closing(of.hours, day), days
        days.append(CountedDay(day, counted=False, reason=of.why_not(day)))
    return None, days


def _working_hours(number: int, of: _Count) -> _Counted:
    """Count N hours in which the office is open and no pause holds (law.md §1.3 rule 4)."""
    closures = [(pause.from_at, pause.to_at) for pause in of.pauses]
    time_worked = add_working_hours(
        of.begins_at, timedelta(hours=number), calendar=of.calendar, hours=of.hours, closures=closures
    )
    days, reached = [], 0
    for walked in time_worked.days:
        if walked.worked:
            reached += 1
            amount = f"Tính {shown_amount(walked.worked)} làm việc"
            reason = f"{amount}: {walked.reason}" if walked.reason else amount
            days.append(CountedDay(walked.day, counted=True, reason=reason, number=reached))
        else:
            reason = of.why_not(walked.day) or "Đã hết giờ làm việc"
            days.append(CountedDay(walked.day, counted=False, reason=reason))
    return time_worked.ends_at, days


def _days_before(
    started_at: datetime, restarted_at: datetime | None, begins_on: date, calendar: WorkingCalendar
) -> list[CountedDay]:
    """Explain the days from the true receipt until the day from which it counts."""
    days = []
    for number in range((begins_on - started_at.date()).days):
        day = started_at.date() + timedelta(days=number)
        if restarted_at is not None and day < restarted_at.date():
            reason = f"Không tính: thời hạn tính lại từ đầu từ ngày {shown_date(restarted_at.date())}"
        else:
            reason = calendar.reason(day) if not calendar.is_working(day) else "Nhận sau giờ làm việc"
        days.append(CountedDay(day, counted=False, reason=reason))
    return days


def promise(
    *,
    started_at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    hours: Hours,
    pauses: Sequence[Pause] = (),
    restarted_at: datetime | None = None,
    extended_to: datetime | None = None,
    cutoff: time = CUTOFF,
) -> Promise:
    """Promise an instant for a dossier received at `started_at`, and explain each day until it.

    Time counts from a complete and valid receipt (R6) and anew from `restarted_at`, when what was missing came
    (R9). A day that a pause touches in its working time does not count; hours lose just what the pause takes. An
    apology (`extended_to`, R12) moves the promise, never what the law gives. A promise in days ends when the
    office closes.

    :raises ValueError: an instant without a zone, or a restart before the receipt.
    """
    started_at = local(started_at)
    restarted_at = None if restarted_at is None else local(restarted_at)
    if restarted_at is not None and restarted_at < started_at:
        raise ValueError("a restart comes after the receipt")
    if limit.unit == SEASONAL:
        return Promise(None, (), is_provisional=False)
    begins_at = counts_as_received_at(restarted_at or started_at, calendar=calendar, hours=hours)
    of = _Count(begins_at, calendar, hours, pauses)
    law_due_at, counted = _count(limit, cutoff, of)
    if restarted_at and limit.unit in {DAY, WORKING_DAY}:
        counted[0] = CountedDay(counted[0].day, counted=False, reason="Ngày nhận đủ hồ sơ, chưa tính")
    days = (*_days_before(started_at, restarted_at, begins_at.date(), calendar), *counted)
    return Promise(
        due_at=max(law_due_at, local(extended_to)) if law_due_at and extended_to else law_due_at,
        days=days,
        is_provisional=not all(calendar.is_known(day.day) for day in days),
        law_due_at=law_due_at,
    )


def _count(limit: Limit, cutoff: time, of: _Count) -> _Counted:
    if limit.unit == SAME_DAY:
        return _same_day(cutoff, of)
    by_unit: dict[str, Callable[[int, _Count], _Counted]] = {
        HOUR: _working_hours,
        DAY: _calendar_days,
        WORKING_DAY: _working_days,
    }
    return by_unit[limit.unit](limit.value or 0, of)


def answer_due(
    submitted_at: datetime, hours: int = ANSWER_WORKING_HOURS, *, calendar: WorkingCalendar, office_hours: Hours
) -> datetime:
    """Return until when the desk answers an online dossier: so many working hours from its submission (R5)."""
    answer = promise(started_at=submitted_at, limit=Limit(hours, HOUR), calendar=calendar, hours=office_hours)
    return cast("datetime", answer.due_at)  # without a pause, hours always end


def forward_due(received_at: datetime, *, calendar: WorkingCalendar, hours: Hours, cutoff: time = CUTOFF) -> datetime:
    """Return until when a dossier goes on to the agency: the closing of the day of receipt (R8).

    Received after 15:00, it goes on at the opening of the next working day.
    """
    begins_at = counts_as_received_at(received_at, calendar=calendar, hours=hours)
    if begins_at.time() > cutoff:
        return opening(hours, calendar.next_working_day(begins_at.date()))
    return closing(hours, begins_at.date())


def supplement_answer_until(asked_on: date, days: int = SUPPLEMENT_DAYS, *, calendar: WorkingCalendar) -> date:
    """Return the last day on which the applicant may answer a request for what is missing (R10).

    The day of the request does not count; an end on a day off moves to the next working day.
    """
    return calendar.first_working_day(asked_on + timedelta(days=days))


def shown_weekday(day: date) -> str:
    """Name the day of the week."""
    return WEEKDAYS[day.weekday()]
