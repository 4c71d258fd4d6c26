"""Lay down the agencies, desks, contact points, hours and calendar of the province. Safe to run again.

What an administrator may have changed since (contact points, hours, a day of the calendar) is never overwritten:
only what is missing is added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from portal.agencies.enums import ContactKind, Level
from portal.agencies.models import Agency, CalendarDay, ContactPoint, Desk, OfficeHours
from portal.kernel.text import fold, slug

Row = Mapping[str, Any]

ROOT: Final = "UBND_TINH"
PROVINCIAL_DESK: Final = "TTHCC"
#: The town in which the provincial centre stands.
CAPITAL: Final = "UBND_DONG_HOI"
HOURS_FROM: Final = date(2020, 1, 1)
HOURS: Final = ((time(7, 0), time(11, 30)), (time(13, 30), time(17, 0)))
REASON: Final = "Nạp danh mục"
DEMO_NOTE: Final = "Dữ liệu minh họa"

#: Vertical bodies (ngành dọc) whose dossiers the provincial centre receives; the others receive none here.
VERTICAL_AT_CENTRE: Final = frozenset({"CONG_AN_TINH", "BHXH_TINH", "CUC_THUE", "VPDKDD"})
ABBREVIATIONS: Final = {
    "VP_HDND_UBND": "VP",
    "PHONG_NOI_VU": "PNV",
    "PHONG_TU_PHAP": "PTP",
    "PHONG_TCKH": "TCKH",
    "PHONG_TNMT": "TNMT",
    "PHONG_LDTBXH": "LĐTBXH",
    "PHONG_VHTT": "VHTT",
    "PHONG_GDDT": "GDĐT",
    "PHONG_Y_TE": "PYT",
    "PHONG_NN": "PNN",
    "PHONG_KTHT": "KTHT",
    "THANH_TRA_HUYEN": "TTr",
    "CONG_AN_HUYEN": "CAH",
    "CN_VPDKDD": "CNVPĐKĐĐ",
    "UBND_XA": "UBND",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows there are now, and how many of them were added or changed."""

    agencies: int
    desks: int
    contact_points: int
    office_hours: int
    calendar_days: int
    added: int
    changed: int


@transaction.atomic
def load_agencies(agencies: Sequence[Row], days: Sequence[Row], *, province: str) -> Loaded:
    """Lay down everything of `agencies.json` and `calendar.json`. `province` is the place on its documents."""
    added, changed = _agencies(agencies, province=province)
    by_key = Agency.objects.in_bulk(field_name="key")
    added += _desks(agencies, by_key)
    changed += _served_by(agencies, by_key)
    added += _contact_points(by_key)
    added += _office_hours(by_key[ROOT])
    added += _calendar(days)
    return Loaded(
        agencies=len(by_key),
        desks=Desk.objects.count(),
        contact_points=ContactPoint.objects.count(),
        office_hours=OfficeHours.objects.count(),
        calendar_days=CalendarDay.objects.count(),
        added=added,
        changed=changed,
    )


def _place(row: Row, by_key: Mapping[str, Row], province: str) -> str:
    """Return the place a document of this agency is dated from: its own territory's name."""
    while not row.get("unit_type"):
        if not row["parent"]:
            return province
        row = by_key[row["parent"]]
    name: str = row["name"].split(",")[0]
    return name.removeprefix("UBND ").removeprefix(row["unit_type"]).strip()


def _path(row: Row, by_key: Mapping[str, Row]) -> str:
    above = _path(by_key[row["parent"]], by_key) if row["parent"] else ""
    return f"{above}{row['key']}/"


def _columns(row: Row, by_key: Mapping[str, Row], province: str) -> dict[str, Any]:
    is_committee = row["key"].startswith("UBND_") and "." not in row["key"]
    return {
        "code": row["code"],
        "code_is_official": row["code_status"] == "verified",
        "name": row["name"],
        "name_folded": fold(row["name"]),
        "abbreviation": row.get("abbr") or ABBREVIATIONS.get(row.get("template", ""), "UBND" if is_committee else ""),
        "level": row["level"],
        "path": _path(row, by_key),
        "template": row.get("template", ""),
        "head_title": row.get("head_title", ""),
        "place_name": _place(row, by_key, province),
        "gso_code": row.get("gso_code", ""),
        "successor_2025": row.get("successor_2025") or "",
    }


def _agencies(rows: Sequence[Row], *, province: str) -> tuple[int, int]:
    by_key = {row["key"]: row for row in rows}
    stored = Agency.objects.in_bulk(field_name="key")
    fresh, changed = [], []
    for row in rows:
        columns = _columns(row, by_key, province)
        agency = stored.get(row["key"])
        if agency is None:
            fresh.append(Agency(key=row["key"], **columns))
        elif any(getattr(agency, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(agency, name, value)
            changed.append(agency)
    bulk_create_with_history(fresh, Agency, default_change_reason=REASON)
    if changed:
        names = list(_columns(rows[0], by_key, province))
        bulk_update_with_history(changed, Agency, names, default_change_reason=REASON)
    stored = Agency.objects.in_bulk(field_name="key")
    moved = []
    for row in rows:
        parent = stored[row["parent"]].pk if row["parent"] else None
        if stored[row["key"]].parent_id != parent:
            stored[row["key"]].parent_id = parent
            moved.append(stored[row["key"]])
    Agency.objects.bulk_update(moved, ["parent"])
    return len(fresh), len(changed)


def _desks(rows: Sequence[Row], by_key: Mapping[str, Agency]) -> int:
    known = set(Desk.objects.values_list("agency__key", flat=True))
    fresh = [
        Desk(
            agency=by_key[row["key"]],
            name=row["name"] if row["key"] == PROVINCIAL_DESK else f"Bộ phận Một cửa {row['name']}",
            # The centre belongs to the province and stands in the capital: orders for that place close it too.
            place=by_key.get(CAPITAL) if row["key"] == PROVINCIAL_DESK else None,
        )
        for row in rows
        if row.get("desk") and row["key"] not in known
    ]
    bulk_create_with_history(fresh, Desk, default_change_reason=REASON)
    return len(fresh)


def _desk_of(row: Row, desks: Mapping[str, Desk]) -> Desk | None:
    """Return the desk that receives for an agency: its own, its district's, or the provincial centre."""
    if row["key"] in desks:
        return desks[row["key"]]
    if row["level"] != Level.PROVINCE:
        return desks.get(row["parent"])
    if row.get("vertical") and row["key"] not in VERTICAL_AT_CENTRE:
        return None
    return desks[PROVINCIAL_DESK]


def _served_by(rows: Sequence[Row], by_key: Mapping[str, Agency]) -> int:
    desks = {desk.agency.key: desk for desk in Desk.objects.select_related("agency")}
    changed = []
    for row in rows:
        agency = by_key[row["key"]]
        desk = _desk_of(row, desks)
        if desk is not None and agency.served_by_id is None:
            agency.served_by = desk
            changed.append(agency)
    Agency.objects.bulk_update(changed, ["served_by"])
    return len(changed)


def _contact_points(by_key: Mapping[str, Agency]) -> int:
    """Give each agency that has none a telephone and an e-mail address that are plainly for show."""
    known = set(ContactPoint.objects.values_list("agency_id", "kind"))
    fresh = []
    for number, (key, agency) in enumerate(sorted(by_key.items(), key=lambda item: item[1].path)):
        values = {
            ContactKind.PHONE: f"0232 000 {number % 100:04d}",
            ContactKind.EMAIL: f"{slug(key.replace('UBND_', ''))}@quangbinh.example",
        }
        fresh += [
            ContactPoint(agency=agency, kind=kind, value=value, note=DEMO_NOTE, is_demo=True)
            for kind, value in values.items()
            if (agency.pk, kind) not in known
        ]
    bulk_create_with_history(fresh, ContactPoint, default_change_reason=REASON)
    return len(fresh)


def _office_hours(root: Agency) -> int:
    if OfficeHours.objects.filter(agency=root).exists():
        return 0
    fresh = [
        OfficeHours(agency=root, valid_from=HOURS_FROM, weekday=weekday, opens=opens, closes=closes)
        for weekday in range(5)
        for opens, closes in HOURS
    ]
    bulk_create_with_history(fresh, OfficeHours, default_change_reason=REASON)
    return len(fresh)


def _calendar(days: Sequence[Row]) -> int:
    known = set(CalendarDay.objects.filter(agency=None).values_list("day", flat=True))
    fresh = [
        CalendarDay(
            agency=None,
            day=date.fromisoformat(row["date"]),
            kind=row["kind"],
            is_working=row["working"],
            name=row["name"],
            source=row["source"],
            is_provisional=row.get("provisional", False),
        )
        for row in days
        if date.fromisoformat(row["date"]) not in known
    ]
    bulk_create_with_history(fresh, CalendarDay, default_change_reason=REASON)
    return len(fresh)
