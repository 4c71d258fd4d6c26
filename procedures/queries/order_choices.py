"""What an order can name: places, agencies and desks as choices; and what its days are on the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from portal.agencies.enums import ContactKind, Level
from portal.agencies.models import Agency, ContactPoint, Desk
from portal.agencies.queries import office_hours, working_calendar
from portal.kernel.workdays import opening
from procedures.enums import ScopeKind
from procedures.models import OrderScope
from procedures.queries.orders import desks_of


@dataclass(frozen=True, slots=True)
class ScopeOption:
    """One thing a scope can name, under the heading where it stands in a list."""

    value: str
    label: str
    group: str
    kind: ScopeKind
    agency_id: int | None = None
    desk_id: int | None = None
    #: The province and its districts are always there to be ticked.
    is_common: bool = False


def scope_options() -> list[ScopeOption]:
    """Return all that an order can close: the province, places, agencies of the province, desks. Two queries."""
    agencies = list(Agency.objects.select_related("parent").order_by("path", "pk"))
    desks = list(Desk.objects.select_related("agency", "place").order_by("agency__path", "pk"))
    paths = {path for desk in desks for path in (desk.agency.path, desk.place.path if desk.place else "")}
    options = [_of_agency(one) for one in agencies if any(path.startswith(one.path) for path in paths)]
    return [*sorted(options, key=lambda one: one.kind != ScopeKind.AGENCY), *map(_of_desk, desks)]


def _of_agency(agency: Agency) -> ScopeOption:
    if agency.parent is None:
        return ScopeOption(
            f"agency:{agency.key}", _("Toàn tỉnh"), _("Cả tỉnh"), ScopeKind.AGENCY, agency.pk, is_common=True
        )
    if agency.level == Level.PROVINCE:
        return ScopeOption(f"agency:{agency.key}", agency.name, _("Cơ quan cấp tỉnh"), ScopeKind.AGENCY, agency.pk)
    name = agency.name.removeprefix("UBND ")
    name = name[:1].upper() + name[1:]
    is_district = agency.level == Level.DISTRICT
    group = _("Huyện, thị xã, thành phố") if is_district else agency.parent.name.removeprefix("UBND ")
    return ScopeOption(f"place:{agency.key}", name, group, ScopeKind.PLACE, agency.pk, is_common=is_district)


def _of_desk(desk: Desk) -> ScopeOption:
    value = f"desk:{desk.agency.key}"
    return ScopeOption(value, desk.name, _("Từng bộ phận Một cửa"), ScopeKind.DESK, desk_id=desk.pk)


def contacts_known(scopes: Sequence[OrderScope], *, limit: int = 40) -> list[dict[str, str]]:
    """Return whom to call at the agencies whose desks scopes close, as their contact points say: two queries."""
    agencies = Agency.objects.filter(desk__in=desks_of(scopes)).order_by("path", "pk")[:limit]
    points = ContactPoint.objects.filter(agency__in=[one.pk for one in agencies]).order_by("pk")
    found: dict[int, dict[str, str]] = {}
    for point in points:
        if point.kind in {ContactKind.PHONE, ContactKind.EMAIL}:
            found.setdefault(point.agency_id, {}).setdefault(str(point.kind), point.value)
    return [{"agency": one.name, **found[one.pk]} for one in agencies if one.pk in found]


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """What a period of closing is on the calendar of an agency."""

    last_day: date
    working_days: int
    reopens_at: datetime


def period_facts(agency: Agency, first_day: date, last_day: date) -> PeriodFacts:
    """Return how many working days a period holds, and when the counters of `agency` open after it."""
    calendar = working_calendar(agency)
    days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    opens_on = calendar.first_working_day(last_day + timedelta(days=1))
    return PeriodFacts(
        last_day, sum(calendar.is_working(day) for day in days), opening(office_hours(agency, opens_on), opens_on)
    )


def desk_of_agency(key: str) -> Desk | None:
    """Return the desk that an agency keeps, by the key of the agency."""
    return Desk.objects.select_related("agency").filter(agency__key=key).first()
