"""Halls of the demo desks, their slots of the next two weeks, and a few appointments of the demo citizens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from counters import actions
from counters.actions import Visit, Visitor
from counters.enums import Purpose
from counters.models import Hall, HeadCount, Slot
from portal.accounts.models import User
from portal.agencies.models import Agency, Desk
from portal.kernel.history import save_with_reason
from portal.kernel.workdays import local
from portal.web.demo import words
from portal.web.demo.people import BAC_LY, QUANG_PHU
from procedures.models import ProcedureRevision

DAYS: Final = 14
#: Desks of the demo: who works there, how many counters are open.
DESKS: Final = (
    ("TTHCC", "mot_cua_tinh", 4),
    ("UBND_DONG_HOI", "mot_cua_dong_hoi", 3),
    (BAC_LY, "mot_cua_xa", 2),
    (QUANG_PHU, "mot_cua_quang_phu", 1),
)
#: Who books at which desk for which procedure, on which of the next working days, in which of its slots.
VISITS: Final = (
    ("cong_dan", BAC_LY, "khai_sinh", 1, 4),
    ("cong_dan", "TTHCC", "lltp", 3, 6),
    ("cong_dan_2", BAC_LY, "khai_sinh", 1, 5),
    ("nguoi_dan_40", "TTHCC", "lltp", 1, 2),
    ("nguoi_dan_41", "TTHCC", "lltp", 1, 2),
)


def open_halls(
    *,
    agencies: Mapping[str, Agency],
    users: Mapping[str, User],
    revisions: Mapping[str, ProcedureRevision],
    now: datetime,
) -> None:
    """Describe the halls, publish their slots, book what the demo citizens book."""
    for key, officer, counters in DESKS:
        desk = agencies[key].desk
        hall = Hall(desk=desk, counters_open=counters, waiting_cap=2 * counters)
        save_with_reason(hall, by=None, at=now, reason=words.MARK)
        HeadCount.objects.create(desk=desk, waiting_cap=hall.waiting_cap, counters_cap=counters)
        today = local(now).date()
        actions.publish_slots(
            desk_id=desk.pk, first_day=today, last_day=today + timedelta(days=DAYS), actor=users[officer], at=now
        )
    for person, key, procedure, day, place in VISITS:
        slot = _slot(agencies[key].desk, day, place, now)
        visit = Visit(Purpose.FILE, revisions[procedure].procedure)
        who = users[person]
        visitor = Visitor(who.full_name, who, who.phone or "", who.email or "")
        actions.book(slot_id=slot.pk, visitor=visitor, visit=visit, actor=who, at=now)


def _slot(desk: Desk, day: int, place: int, now: datetime) -> Slot:
    """Return one slot of the n-th day on which the desk has slots after today."""
    today = local(now).date()
    slots = list(Slot.objects.free().filter(desk=desk, starts_at__gt=now).order_by("starts_at", "pk"))
    days = sorted({local(one.starts_at).date() for one in slots if local(one.starts_at).date() > today})
    chosen = [one for one in slots if local(one.starts_at).date() == days[day - 1]]
    return chosen[min(place, len(chosen) - 1)]
