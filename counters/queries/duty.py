"""The roster of a week, the checks of a day, and what is still to be put right."""

from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from counters.models import DutyShift, SafetyCheck, SafetyPoint, WaitingRoom
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.agencies.models import Desk

WEEK = timedelta(days=7)
#: Points still open that a page shows, the oldest first.
OPEN_SHOWN = 50


def week_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def shifts_of(desk: Desk, monday: date) -> list[DutyShift]:
    """Return who is on duty at a desk in one week, in the order in which they come."""
    rows = DutyShift.objects.filter(desk=desk, day__gte=monday, day__lt=monday + WEEK, cancelled_at=None)
    return list(rows.select_related("officer", "stands_in_for").order_by("day", "pk"))


def officers_of(desk: Desk, *, on: date) -> list[User]:
    """Return the officers of a desk on a day, by name."""
    members = Membership.objects.held_on(on).filter(desk=desk, role=Role.ONE_STOP_OFFICER)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("full_name", "pk"))


def rooms_of(desk: Desk) -> list[WaitingRoom]:
    """Return the places where people wait at a desk, by name."""
    return list(WaitingRoom.objects.filter(desk=desk).order_by("name", "pk"))


def checks_of(desk: Desk, day: date) -> list[SafetyCheck]:
    """Return the checks of a desk on one day, latest first, with all that was found."""
    points = SafetyPoint.objects.select_related("solved_by").order_by("pk")
    rows = SafetyCheck.objects.filter(desk=desk, day=day).select_related("checked_by", "room", "photo")
    return list(rows.prefetch_related(Prefetch("points", queryset=points)).order_by("-pk"))


def checked_before(desk: Desk, day: date) -> date | None:
    """Return the latest day before `day` on which a desk was checked."""
    earlier = SafetyCheck.objects.filter(desk=desk, day__lt=day).order_by("-day", "-pk")
    return earlier.values_list("day", flat=True).first()


def open_points(desk: Desk) -> QuerySet[SafetyPoint]:
    """Return what was not in order at a desk and is not put right, the oldest first."""
    rows = SafetyPoint.objects.filter(check_made__desk=desk, is_good=False, solved_at=None)
    return rows.select_related("check_made__room").order_by("pk")[:OPEN_SHOWN]
