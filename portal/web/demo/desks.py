"""What the demo desks wrote down of their days: who is on duty, what was checked, whom they called about results."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from counters.actions import duty
from counters.actions.duty import Found
from counters.enums import CheckItem, HalfDay
from dossiers import actions
from dossiers.enums import ContactOutcome, ContactWay, ReturnMethod, Status
from dossiers.models import Dossier
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.agencies.models import Agency, Desk
from portal.agencies.queries import working_calendar
from portal.kernel.workdays import ONE_DAY, VIETNAM, WorkingCalendar, local
from portal.web.demo.people import BAC_LY

#: Desks that keep a roster and daily checks, with the officer who keeps them.
DESKS: Final = (("TTHCC", "mot_cua_tinh"), (BAC_LY, "mot_cua_xa"))
DUTY_DAYS, CHECKED_DAYS = 5, 3
RESPONSIBLE: Final = {HalfDay.MORNING: "Hướng dẫn, đo thân nhiệt", HalfDay.AFTERNOON: "Trả kết quả"}
WRONG: Final = Found(is_good=False, remark="Hết nước sát khuẩn ở cửa vào")
#: What came of the first calls at a desk, in the order of the results that wait.
CALLS: Final = (
    (ContactWay.PHONE, ContactOutcome.UNREACHABLE, "Không nghe máy, gọi hai lần"),
    (ContactWay.ZALO, ContactOutcome.WILL_WAIT, "Xin đến nhận vào tuần sau"),
    (ContactWay.PHONE, ContactOutcome.WRONG_NUMBER, "Người nghe máy không quen người nộp"),
    (ContactWay.PHONE, ContactOutcome.WILL_WAIT, "Nhờ con đến nhận thay"),
)


def keep_desks(*, agencies: Mapping[str, Agency], users: Mapping[str, User], now: datetime) -> None:
    """Write rosters of the next days, checks of the last ones, and the calls of yesterday."""
    for key, officer in DESKS:
        desk = agencies[key].desk
        calendar = working_calendar(agencies[key])
        _roster(desk, users[officer], calendar, now)
        _checks(desk, users[officer], calendar, now)
        _calls(desk, users[officer], now)


def _roster(desk: Desk, officer: User, calendar: WorkingCalendar, now: datetime) -> None:
    held = Membership.objects.held_on(local(now).date()).filter(desk=desk, role=Role.ONE_STOP_OFFICER)
    team = list(held.order_by("user").values_list("user", flat=True))
    for place, day in enumerate(_days(calendar, local(now).date() - ONE_DAY, DUTY_DAYS)):
        for half, what in RESPONSIBLE.items():
            chosen = team[(place + (half == HalfDay.AFTERNOON)) % len(team)]
            duty.plan_shift(
                desk_id=desk.pk, day=day, half=half, officer_id=chosen, responsible_for=what, actor=officer, at=now
            )


def _checks(desk: Desk, officer: User, calendar: WorkingCalendar, now: datetime) -> None:
    for place, day in enumerate(_days_before(calendar, local(now).date(), CHECKED_DAYS)):
        at = datetime.combine(day, time(7, 10), VIETNAM)
        found = dict.fromkeys(CheckItem, Found(is_good=True))
        if place == CHECKED_DAYS - 1:
            found[CheckItem.DISINFECTION] = WRONG
        check = duty.record_check(
            desk_id=desk.pk, room_id=None, found=found, note="", photo_id=None, actor=officer, at=at
        )
        for point in check.points.filter(is_good=False).order_by("pk"):
            duty.solve_point(
                point_id=point.pk, solution="Đã thay bình mới", actor=officer, at=at + timedelta(minutes=40)
            )


def _calls(desk: Desk, officer: User, now: datetime) -> None:
    at = now - ONE_DAY
    waiting = Dossier.objects.filter(
        desk=desk, status=Status.DECIDED, return_method=ReturnMethod.IN_PERSON, decided_at__lt=at
    )
    for dossier, (way, outcome, note) in zip(waiting.order_by("decided_at", "pk"), CALLS, strict=False):
        again = now + timedelta(hours=2) if outcome == ContactOutcome.UNREACHABLE else None
        actions.log_attempt(
            dossier_id=dossier.pk, actor=officer, seen=None, way=way, outcome=outcome, note=note, at=at,
            next_attempt_at=again,
        )  # fmt: skip


def _days(calendar: WorkingCalendar, after: date, number: int) -> Iterator[date]:
    for _one in range(number):
        after = calendar.next_working_day(after)
        yield after


def _days_before(calendar: WorkingCalendar, day: date, number: int) -> Iterable[date]:
    """Return the last working days before `day`, the latest first."""
    while number:
        day -= ONE_DAY
        if calendar.is_working(day):
            number -= 1
            yield day
