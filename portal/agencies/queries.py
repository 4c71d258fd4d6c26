"""Which days and hours an agency works, which desk receives for it, and agencies as choices.

Configuration is read once per process and again when its stamp changes: one query while nothing did.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import F, Func, IntegerField, QuerySet, Subquery

from portal.agencies.enums import DayKind
from portal.agencies.models import Agency, CalendarDay, Desk, OfficeHours
from portal.kernel import workdays
from portal.kernel.part_fields import Groups
from portal.kernel.workdays import CalendarRow, SeasonalHours, WorkingCalendar

#: The role of the communes, as procedures name it.
COMMUNE_TEMPLATE: Final = "UBND_XA"
#: The one number of the province that guides whoever calls.
HELP_PHONE: Final = "(0232) 000 0000"
_Rows = dict[date, CalendarRow]


@dataclass(frozen=True)
class _Snapshot:
    """All calendars and hours at one stamp. Keys are paths of agencies; the empty path is the nation."""

    days: Mapping[str, _Rows]
    hours: Mapping[str, SeasonalHours]
    known_from: date | None
    known_until: date | None
    calendars: dict[tuple[str, ...], WorkingCalendar] = field(default_factory=dict)

    def calendar(self, path: str) -> WorkingCalendar:
        """Lay the rows of an agency over its province's, and those over the nation's."""
        holders = tuple(key for key in dict.fromkeys(("", _root(path), path)) if key in self.days)
        if holders not in self.calendars:
            rows: _Rows = {}
            for holder in holders:
                rows.update(self.days[holder])
            self.calendars[holders] = WorkingCalendar(rows, known_until=self.known_until, known_from=self.known_from)
        return self.calendars[holders]

    def seasons(self, path: str) -> SeasonalHours:
        """Return the hours of the agency, else of the nearest agency above it that has some."""
        keys = path.rstrip("/").split("/")
        above = ("/".join(keys[:length]) + "/" for length in range(len(keys), 0, -1))
        return next((self.hours[key] for key in above if key in self.hours), _NO_SEASONS)


_NO_SEASONS: Final = SeasonalHours(())
_latest: dict[str, tuple[Any, _Snapshot]] = {}


def working_calendar(agency: Agency) -> WorkingCalendar:
    """Return the days on which `agency` works: its own rows, then its province's, the nation's, the weekday rule."""
    return _snapshot(agency).calendar(agency.path)


def seasonal_hours(agency: Agency) -> SeasonalHours:
    """Return the office hours of `agency` through the seasons; without rows of its own, its parent's."""
    return _snapshot(agency).seasons(agency.path)


def office_hours(agency: Agency, on: date) -> workdays.OfficeHours:
    """Return the office hours of `agency` in force on one day."""
    return seasonal_hours(agency).on(on)


def receiving_desk(agency: Agency) -> Desk | None:
    """Return the one-stop desk that receives for `agency`."""
    return agency.served_by


def _root(path: str) -> str:
    return path.partition("/")[0] + "/"


def _snapshot(agency: Agency) -> _Snapshot:
    stamp = _stamp(agency)
    held = _latest.get("snapshot")
    if held is None or held[0] != stamp:
        held = _latest["snapshot"] = (stamp, _read())
    return held[1]


def _stamp(agency: Agency) -> Any:
    """Return what changes with any change of configuration, deletions included, in one query."""
    sql, parameters = _stamp_query(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, (*parameters, agency.pk))
        return cursor.fetchone()


@lru_cache(maxsize=2)
def _stamp_query(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Write the question for the stamp once: it is asked with every promise, and writing it takes ten times longer."""
    marks = (*_marks(CalendarDay), *_marks(OfficeHours))
    sql, parameters = Agency.objects.filter(pk=0).values_list(*marks).order_by("pk").query.sql_with_params()
    return sql, tuple(parameters[:-1])


def _marks(model: type[CalendarDay] | type[OfficeHours]) -> tuple[Subquery, ...]:
    rows = model.objects.order_by()
    changes = model.history.order_by("-history_id")
    return (
        Subquery(rows.annotate(n=Func(F("pk"), function="COUNT", output_field=IntegerField())).values("n")),
        Subquery(rows.order_by("-pk").values("pk")[:1]),
        Subquery(changes.values("history_id")[:1]),
        Subquery(changes.values("history_date")[:1]),
    )


def _read() -> _Snapshot:
    days: defaultdict[str, _Rows] = defaultdict(dict)
    holidays: list[tuple[date, bool]] = []
    for path, day, kind, is_working, name, is_provisional in CalendarDay.objects.order_by("pk").values_list(
        "agency__path", "day", "kind", "is_working", "name", "is_provisional"
    ):
        days[path or ""][day] = CalendarRow(is_working=is_working, name=name, is_provisional=is_provisional)
        if path is None and kind == DayKind.HOLIDAY:
            holidays.append((day, is_provisional))
    # A year is known once all its national holidays are decided; without any, none is.
    open_years = {day.year for day, is_provisional in holidays if is_provisional}
    known = sorted({day.year for day, _ in holidays} - open_years)
    return _Snapshot(
        days=dict(days),
        hours=_read_hours(),
        known_from=date(known[0], 1, 1) if known else None,
        known_until=date(known[-1], 12, 31) if known else date.min,
    )


def _read_hours() -> dict[str, SeasonalHours]:
    spans: defaultdict[str, defaultdict[date, defaultdict[int, list[workdays.Span]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for path, since, weekday, opens, closes in OfficeHours.objects.order_by("opens", "pk").values_list(
        "agency__path", "valid_from", "weekday", "opens", "closes"
    ):
        spans[path][since][weekday].append((opens, closes))
    return {
        path: SeasonalHours(
            tuple(
                (since, workdays.OfficeHours({weekday: tuple(day) for weekday, day in week.items()}))
                for since, week in sorted(seasons.items())
            )
        )
        for path, seasons in spans.items()
    }


def communes() -> Groups:
    """Return the communes of the province by district, for a list of choices: one query."""
    every = Agency.objects.with_template(COMMUNE_TEMPLATE).select_related("parent")
    return grouped(every.order_by("parent__path", "name", "pk"))


def grouped(agencies: QuerySet[Agency]) -> Groups:
    """Return agencies by the agency above them, for a list of choices; fetch `parent` with them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for agency in agencies:
        above = agency.parent.name.removeprefix("UBND ") if agency.parent else ""
        groups.setdefault(above, []).append((agency.key, agency.name.removeprefix("UBND ")))
    return tuple((above, tuple(options)) for above, options in groups.items())
