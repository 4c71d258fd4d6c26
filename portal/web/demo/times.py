"""Believable instants: acts fall into office hours of working days, and never after now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from portal.kernel.workdays import SeasonalHours, WorkingCalendar, at, local

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Office:
    """The days and hours in which one desk and its agencies work."""

    calendar: WorkingCalendar
    hours: SeasonalHours
    dice: Random

    def days_before(self, day: date, number: int) -> date:
        """Return the working day that lies `number` working days before `day`."""
        while number > 0 or not self.calendar.is_working(day):
            day -= timedelta(days=1)
            number -= self.calendar.is_working(day)
        return day

    def some_time_on(self, day: date) -> datetime:
        """Return an instant of the office hours of a working day, before the last hour."""
        opens, closes = self.dice.choice(self.hours.spans_on(day))
        minutes = (closes.hour - opens.hour - 1) * 60 + closes.minute - opens.minute
        return at(day, opens) + self.dice.randrange(5, max(minutes, 6)) * MINUTE

    def after(self, instant: datetime, working_days: int) -> datetime:
        """Return an instant so many working days later; for none, a little later on the same day if it is worked."""
        day = local(instant).date()
        if working_days == 0:
            soon = instant + self.dice.randrange(12, 55) * MINUTE
            opened = any(
                at(day, opens) <= soon <= at(day, closes)
                for opens, closes in (self.hours.spans_on(day) if self.calendar.is_working(day) else ())
            )
            if opened:
                return soon
        return self.some_time_on(self.calendar.add_working_days(day, max(working_days, 1)))
