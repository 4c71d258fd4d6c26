"""The roster of a week and the daily check of a desk, to be posted on the wall."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import override

from counters.enums import CheckItem, HalfDay
from counters.models import DutyShift, SafetyCheck, SafetyPoint, WaitingRoom
from portal.agencies.models import Desk
from portal.kernel.typesetting import typeset
from portal.kernel.workdays import WEEKDAYS, local

_TEMPLATES: Final = Path(__file__).parent / "templates"


def roster_pdf(desk: Desk, monday: date, shifts: Iterable[DutyShift], *, at: datetime) -> bytes:
    """Return the roster of the week that begins on `monday`."""
    shown = list(shifts)
    with override(settings.LANGUAGE_CODE):  # papers of the desk are Vietnamese, whoever prints them
        rows = [
            [f"{WEEKDAYS[day.weekday()]} {_day(day)}", *(_on_duty(shown, day, half) for half in HalfDay)]
            for day in (monday + timedelta(days=number) for number in range(7))
        ]
        name = f"Lịch trực {desk.name}, tuần từ {_day(monday)} đến {_day(monday + timedelta(days=6))}"
        heads = ["Ngày", *(str(half.label) for half in HalfDay)]
    return typeset(_TEMPLATES / "roster.typ", {"name": name, "desk": desk.name, "heads": heads, "rows": rows}, at=at)


def check_pdf(
    desk: Desk, day: date, checks: Iterable[SafetyCheck], rooms: Iterable[WaitingRoom], *, at: datetime
) -> bytes:
    """Return the daily check of a desk: what was found, or an empty sheet to fill in by hand."""
    with override(settings.LANGUAGE_CODE):
        made = [
            {
                "place": one.room.name if one.room else "Khu vực quầy",
                "who": f"{one.checked_by.full_name}, {local(one.checked_at):%H:%M}",
                "note": one.note,
                "points": [_point(point) for point in one.points.all()],
            }
            for one in checks
        ]
        empty = [[str(item.label), "", ""] for item in CheckItem]
        places = ["Khu vực quầy", *(room.name for room in rooms)]
        blank = [{"place": place, "who": "", "note": "", "points": empty} for place in places]
        name = f"Phiếu kiểm tra phòng dịch hằng ngày, {desk.name}, {_day(day)}"
    return typeset(_TEMPLATES / "check.typ", {"name": name, "desk": desk.name, "checks": made or blank}, at=at)


def _line(shift: DutyShift) -> str:
    stands_in = f" (thay {shift.stands_in_for.full_name})" if shift.stands_in_for else ""
    return f"{shift.officer.full_name}{stands_in}: {shift.responsible_for}"


def _on_duty(shifts: list[DutyShift], day: date, half: HalfDay) -> str:
    return "\n".join(_line(one) for one in shifts if (one.day, one.half) == (day, half))


def _point(point: SafetyPoint) -> list[str]:
    solved = f" – đã khắc phục: {point.solution}" if point.solution else ""
    return [str(CheckItem(point.item).label), "Đạt" if point.is_good else "Chưa đạt", point.remark + solved]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
