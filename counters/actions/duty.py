"""Desks under an order: who is on duty, where people wait, what is checked every day (items 5d, 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from counters import permissions
from counters.actions.ground import refusal
from counters.enums import CheckItem, HalfDay
from counters.models import DutyShift, Hall, SafetyCheck, SafetyPoint, WaitingRoom
from notifications.actions import tell
from notifications.enums import Kind
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.accounts.roles import roles_held
from portal.agencies.models import Desk
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel import locks
from portal.kernel.history import save_with_reason
from portal.kernel.text import clean_line
from portal.kernel.workdays import closing, local

#: Officers on duty at once where a desk says nothing of its own.
DUTY_CAP: Final = 4
#: Points that one run of the escalation takes.
POINTS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one item of the daily check."""

    is_good: bool
    remark: str = ""


@transaction.atomic
def plan_shift(
    *, desk_id: int, day: date, half: HalfDay, officer_id: int, responsible_for: str, actor: User, at: datetime
) -> DutyShift:
    """Put an officer of the desk on duty for half a day, for something.

    :raises RuleViolation: the actor does not plan duty here, the day is past or free, the officer is not of the desk
        or on duty already, there are as many as may be, or nothing is said of what for.
    """
    desk = _desk(desk_id)
    _check_plans(actor, desk, day, at)
    if not working_calendar(desk.agency).is_working(day):
        raise refusal(_("Ngày này là ngày nghỉ. Chọn một ngày làm việc."))
    locks.own(f"duty:{day}:{half}")
    return _put(desk, day, half, officer_id, responsible_for, actor, at)


@transaction.atomic
def substitute(*, shift_id: int, officer_id: int, reason: str, actor: User, at: datetime) -> DutyShift:
    """Let somebody stand in for an officer on duty; the roster keeps who was to come, and why not.

    :raises RuleViolation: as for `plan_shift`, the shift was cancelled, or there is no reason.
    """
    shift = _shift(shift_id)
    _check_plans(actor, shift.desk, shift.day, at)
    if not reason.strip():
        raise refusal(_("Nhập lý do thay người trực."))
    locks.own(f"duty:{shift.day}:{shift.half}")
    _end(shift, at)
    return _put(
        shift.desk, shift.day, HalfDay(shift.half), officer_id, shift.responsible_for, actor, at,
        stands_in_for=shift.officer, reason=reason,
    )  # fmt: skip


@transaction.atomic
def cancel_shift(*, shift_id: int, actor: User, at: datetime) -> DutyShift:
    """Take an officer off the roster; the row is kept.

    :raises RuleViolation: the actor does not plan duty here, the day is past, or the shift was cancelled.
    """
    shift = _shift(shift_id)
    _check_plans(actor, shift.desk, shift.day, at)
    _end(shift, at)
    return shift


def _desk(desk_id: int) -> Desk:
    return Desk.objects.select_related("agency").get(pk=desk_id)


def _shift(shift_id: int) -> DutyShift:
    rows = DutyShift.objects.select_related("desk__agency", "officer")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=shift_id)


def _end(shift: DutyShift, at: datetime) -> None:
    if shift.cancelled_at is not None:
        raise refusal(_("Ca trực này đã hủy hoặc đã có người thay."))
    shift.cancelled_at = at
    shift.save(update_fields=["cancelled_at"])


def _check_plans(actor: User, desk: Desk, day: date, at: datetime) -> None:
    today = local(at).date()
    if not permissions.plans_duty(roles_held(actor, on=today), desk):
        raise refusal(_("Lịch trực do cán bộ của quầy, lãnh đạo hoặc quản trị của cơ quan xếp."))
    if day < today:
        raise refusal(_("Ngày này đã qua. Chọn từ hôm nay trở đi."))


def _put(
    desk: Desk,
    day: date,
    half: HalfDay,
    officer_id: int,
    responsible_for: str,
    actor: User,
    at: datetime,
    *,
    stands_in_for: User | None = None,
    reason: str = "",
) -> DutyShift:
    members = Membership.objects.held_on(day).filter(user=officer_id, desk=desk, role=Role.ONE_STOP_OFFICER)
    if not members.exists():
        raise refusal(_("Người này không phải là cán bộ của quầy vào ngày đó."))
    on_duty = DutyShift.objects.filter(day=day, half=half, cancelled_at=None)
    if on_duty.filter(officer=officer_id).exists():
        raise refusal(_("Người này đã có ca trực vào buổi đó."))
    hall = Hall.objects.filter(desk=desk).first()
    cap = hall.duty_cap if hall else DUTY_CAP
    if on_duty.filter(desk=desk).count() >= cap:
        raise refusal(_("Mỗi buổi không quá %(cap)d người trực ở quầy này.") % {"cap": cap})
    what = clean_line(responsible_for)
    if not what:
        raise refusal(_("Ghi người trực phụ trách việc gì."))
    return DutyShift.objects.create(
        desk=desk,
        day=day,
        half=half,
        officer_id=officer_id,
        responsible_for=what,
        stands_in_for=stands_in_for,
        substitution_reason=clean_line(reason),
        entered_by=actor,
        entered_at=at,
    )


@transaction.atomic
def keep_room(
    *,
    desk_id: int,
    name: str,
    cap: int,
    is_open: bool,
    reason: str,
    actor: User,
    at: datetime,
    room_id: int | None = None,
) -> WaitingRoom:
    """Open a place where people wait, or change how many it takes and whether it is open.

    :raises RuleViolation: the actor is not of the desk, the name is used or empty, or it would take nobody.
    """
    desk = _desk(desk_id)
    _check_keeps(actor, desk, at)
    name = clean_line(name)
    if not name or cap < 1:
        raise refusal(_("Nhập tên phòng chờ và số người từ 1 trở lên."))
    if WaitingRoom.objects.filter(desk=desk, name=name).exclude(pk=room_id or 0).exists():
        raise refusal(_("Quầy đã có phòng chờ mang tên này."))
    room = WaitingRoom.objects.select_for_update(no_key=True).get(pk=room_id, desk=desk) if room_id else None
    room = room or WaitingRoom(desk=desk)
    room.name, room.cap, room.is_open = name, cap, is_open
    save_with_reason(room, by=actor, at=at, reason=clean_line(reason)[:100])
    return room


@transaction.atomic
def record_check(
    *,
    desk_id: int,
    room_id: int | None,
    found: Mapping[CheckItem, Found],
    note: str,
    photo_id: int | None,
    actor: User,
    at: datetime,
) -> SafetyCheck:
    """Keep one daily check of a desk or of one of its rooms: every item, and what is wrong with those not in order.

    :raises RuleViolation: the actor is not of the desk, an item is missing, or one not in order has no remark.
    """
    desk = _desk(desk_id)
    _check_keeps(actor, desk, at)
    if set(found) != set(CheckItem):
        raise refusal(_("Đánh giá đủ các mục kiểm tra."))
    for item, one in found.items():
        if not one.is_good and not one.remark.strip():
            raise refusal(_("Ghi điều chưa đạt của mục “%(item)s”.") % {"item": item.label})
    room = WaitingRoom.objects.get(pk=room_id, desk=desk) if room_id else None
    check = SafetyCheck.objects.create(
        desk=desk,
        room=room,
        day=local(at).date(),
        checked_by=actor,
        checked_at=at,
        note=clean_line(note),
        photo_id=photo_id,
    )
    SafetyPoint.objects.bulk_create(
        SafetyPoint(check_made=check, item=item, is_good=found[item].is_good, remark=clean_line(found[item].remark))
        for item in CheckItem
    )
    return check


@transaction.atomic
def solve_point(*, point_id: int, solution: str, actor: User, at: datetime) -> SafetyPoint:
    """Say how something that was not in order was put right.

    :raises RuleViolation: the actor is not of the desk, it was in order or put right already, or nothing is said.
    """
    rows = SafetyPoint.objects.select_related("check_made__desk__agency")
    point = rows.select_for_update(of=("self",), no_key=True).get(pk=point_id)
    _check_keeps(actor, point.check_made.desk, at)
    if point.is_good or point.solved_at is not None:
        raise refusal(_("Mục này đã đạt hoặc đã được khắc phục."))
    if not solution.strip():
        raise refusal(_("Ghi đã khắc phục thế nào."))
    point.solution, point.solved_at, point.solved_by = clean_line(solution), at, actor
    point.save(update_fields=["solution", "solved_at", "solved_by"])
    return point


def _check_keeps(actor: User, desk: Desk, at: datetime) -> None:
    if not permissions.works_at(actor, desk.pk, on=local(at).date()):
        raise refusal(_("Việc này do cán bộ của quầy làm."))


@transaction.atomic
def escalate_open(*, at: datetime) -> int:
    """Tell leaders, once for each check, of what was not put right by the end of its day; return of how many points."""
    rows = SafetyPoint.objects.filter(
        is_good=False, solved_at=None, escalated_at=None, check_made__day__lte=local(at).date()
    )
    points = rows.select_related("check_made__desk__agency").select_for_update(of=("self",), no_key=True)
    late = [point for point in points.order_by("pk")[:POINTS_AT_ONCE] if _day_is_over(point.check_made, at)]
    for check in {point.check_made_id: point.check_made for point in late}.values():
        _tell_leaders(check, at)
    return SafetyPoint.objects.filter(pk__in=[point.pk for point in late]).update(escalated_at=at)


def _day_is_over(check: SafetyCheck, at: datetime) -> bool:
    return closing(seasonal_hours(check.desk.agency), check.day) <= at


def _tell_leaders(check: SafetyCheck, at: datetime) -> None:
    agency = check.desk.agency
    leaders = Membership.objects.held_on(local(at).date()).filter(agency=agency, role=Role.LEADER)
    for user_id in sorted(set(leaders.order_by("user").values_list("user", flat=True))):
        tell(
            kind=Kind.SAFETY_OPEN,
            recipient_id=user_id,
            email="",
            reference=f"{check.day:%d/%m/%Y}",
            link=f"{reverse('counters:checks')}?quay={agency.key}&ngay={check.day.isoformat()}",
            facts={"day": check.day, "office": agency.name},
            key=f"safety:{check.pk}:{user_id}",
            at=at,
        )
