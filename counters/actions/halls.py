"""How a desk meets people: its hall, and the slots it publishes and withdraws."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from counters import law
from counters.actions.ground import refusal
from counters.models import Hall, HeadCount, Slot
from counters.permissions import desks_kept_by
from portal.accounts import permissions as accounts
from portal.accounts.models import User
from portal.agencies.models import Desk
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel import workdays
from portal.kernel.history import save_with_reason
from portal.kernel.logs import log
from portal.kernel.text import clean_line
from portal.kernel.workdays import SeasonalHours, closing, local, opening


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing: slots that are new, those that were there, days off that were passed over."""

    new: int
    known: int
    days_off: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What came of withdrawing: slots taken back, slots kept because somebody has an appointment in them."""

    gone: int
    kept: int


@transaction.atomic
def set_hall(*, desk_id: int, facts: dict[str, Any], reason: str, actor: User, at: datetime) -> Hall:
    """Set how many people a desk meets at once and in which rhythm; slots already published stay as they are.

    `facts`: values of columns of `Hall`.

    :raises RuleViolation: the actor does not administer the desk's agency, a figure is impossible, or more people are
        in the hall now than the new caps allow.
    """
    desk = Desk.objects.select_related("agency").get(pk=desk_id)
    if not accounts.administers(actor, desk.agency, on=local(at).date()):
        raise refusal(_("Việc này do quản trị của %(agency)s làm.") % {"agency": desk.agency.name})
    if not clean_line(reason):
        raise refusal(_("Nhập lý do"))
    hall = Hall.objects.filter(desk=desk).first() or Hall(desk=desk)
    for name, value in facts.items():
        setattr(hall, name, value)
    _check_figures(hall)
    _set_caps(hall)
    save_with_reason(hall, by=actor, at=at, reason=clean_line(reason)[:100])
    log.info("hall_set", desk_id=desk.pk, by=actor.pk)
    return hall


def _check_figures(hall: Hall) -> None:
    if not 1 <= hall.contact_group_max <= 2:  # noqa: PLR2004 -- two persons, official letter 1318 item 6
        raise refusal(_("Tại một quầy tiếp xúc không quá 2 người"))
    if hall.counters_open < 1:
        raise refusal(_("Cần ít nhất một quầy mở"))
    if hall.slot_minutes < 5:  # noqa: PLR2004 -- shorter ones are a typing error
        raise refusal(_("Mỗi khung giờ dài ít nhất 5 phút"))


def _set_caps(hall: Hall) -> None:
    caps = {"waiting_cap": hall.waiting_cap, "counters_cap": hall.counters_open}
    head, _is_new = HeadCount.objects.get_or_create(desk_id=hall.desk_id, defaults=caps)
    fits = HeadCount.objects.filter(
        pk=head.pk, waiting__lte=hall.waiting_cap, at_counters__lte=hall.counters_open
    ).update(**caps)
    if not fits:
        raise refusal(_("Trong sảnh đang có nhiều người hơn số mới. Giảm khi người đang chờ đã về"))


@transaction.atomic
def publish_slots(
    *,
    desk_id: int,
    first_day: date,
    last_day: date,
    actor: User,
    at: datetime,
    counters: int | None = None,
    from_time: time | None = None,
    to_time: time | None = None,
) -> Published:
    """Publish slots on the working days of a period, within the desk's hours. Publishing twice publishes once.

    `counters`: how many work; the hall's own number where not given. `from_time`, `to_time`: only that part of each
    day. A slot that would overlap one published in another rhythm is left out.

    :raises RuleViolation: the actor does not keep these slots, the period is past, too long or all days off, the
        hours lie outside office hours, or there are not so many counters.
    """
    desk, hall = _kept(desk_id, actor=actor, at=at)
    _check_period(first_day, last_day, at)
    count = hall.counters_open if counters is None else counters
    if not 1 <= count <= hall.counters_open:
        raise refusal(_("Số quầy phải từ 1 đến %(most)d") % {"most": hall.counters_open})
    days, off = _working_days(desk, first_day, last_day)
    hours = seasonal_hours(desk.agency)
    for day in days:
        _check_part_of_day(hours, day, from_time, to_time)
    wanted = [
        span
        for day in days
        for span in law.grid(
            day,
            hours.spans_on(day),
            slot_minutes=hall.slot_minutes,
            buffer_minutes=hall.buffer_minutes,
            from_time=from_time or time.min,
            to_time=to_time or time.max,
        )
        if span[0] > at
    ]
    if not wanted:
        raise refusal(_("Không còn khung giờ nào trong khoảng đã chọn"))
    new = _lay(desk, wanted, count)
    log.info("slots_published", desk_id=desk.pk, new=new, by=actor.pk)
    return Published(new, len(wanted) - new, off)


def _kept(desk_id: int, *, actor: User, at: datetime) -> tuple[Desk, Hall]:
    desk = desks_kept_by(actor, on=local(at).date()).select_related("agency", "hall").filter(pk=desk_id).first()
    if desk is None:
        raise refusal(_("Việc này do cán bộ của bộ phận hoặc quản trị cơ quan làm."))
    try:
        return desk, desk.hall
    except Hall.DoesNotExist:
        raise refusal(_("Bộ phận này chưa khai báo sảnh. Nhờ quản trị cơ quan khai báo trước")) from None


def _check_period(first_day: date, last_day: date, at: datetime) -> None:
    if last_day < first_day:
        raise refusal(_("Ngày cuối phải từ ngày đầu trở đi"))
    if first_day < local(at).date():
        raise refusal(_("Ngày đầu phải từ hôm nay trở đi"))
    if (last_day - first_day).days >= law.MOST_DAYS:
        raise refusal(_("Mỗi lần công bố nhiều nhất %(most)d ngày") % {"most": law.MOST_DAYS})


def _working_days(desk: Desk, first_day: date, last_day: date) -> tuple[list[date], tuple[date, ...]]:
    calendar = working_calendar(desk.agency)
    every = [first_day + timedelta(days=number) for number in range((last_day - first_day).days + 1)]
    days = [day for day in every if calendar.is_working(day)]
    if not days:
        day = every[0]
        raise refusal(
            _("Ngày %(day)s nghỉ: %(why)s. Chọn ngày làm việc")
            % {"day": f"{day.day:02d}/{day.month}/{day.year}", "why": calendar.reason(day)}
        )
    return days, tuple(day for day in every if not calendar.is_working(day))


def _check_part_of_day(hours: SeasonalHours, day: date, from_time: time | None, to_time: time | None) -> None:
    if from_time is not None and to_time is not None and to_time <= from_time:
        raise refusal(_("Giờ cuối phải sau giờ đầu"))
    begins = opening(hours, day) if from_time is None else workdays.at(day, from_time)
    ends = closing(hours, day) if to_time is None else workdays.at(day, to_time)
    if begins < opening(hours, day) or ends > closing(hours, day):
        spans = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours.spans_on(day))
        raise refusal(
            _("Ngày %(day)s làm việc %(hours)s. Chọn giờ trong giờ làm việc")
            % {"day": f"{day.day:02d}/{day.month}/{day.year}", "hours": spans}
        )


def _lay(desk: Desk, wanted: list[tuple[datetime, datetime]], count: int) -> int:
    """Write the slots that are new, take up those that were withdrawn; whoever comes second changes nothing."""
    inside = Slot.objects.filter(desk=desk, starts_at__lt=wanted[-1][1], ends_at__gt=wanted[0][0])
    published = list(inside.filter(is_withdrawn=False).order_by("starts_at").values_list("starts_at", "ends_at"))
    withdrawn = {one.starts_at: one for one in inside.filter(is_withdrawn=True).order_by("pk")}
    free = list(_apart(wanted, published))
    again = [withdrawn[begins].pk for begins, _ends in free if begins in withdrawn]
    ends_at = dict(free)
    for slot in Slot.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=again).order_by("pk"):
        slot.is_withdrawn, slot.capacity, slot.ends_at = False, max(count, slot.taken), ends_at[slot.starts_at]
        slot.save(update_fields=["is_withdrawn", "capacity", "ends_at"])
    fresh = [(begins, ends) for begins, ends in free if begins not in withdrawn]
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(
                Slot(desk=desk, starts_at=begins, ends_at=ends, capacity=count) for begins, ends in fresh
            )
    except IntegrityError:
        raise refusal(_("Người khác vừa công bố các khung này. Tải lại trang để xem")) from None
    return len(free)


def _apart(
    wanted: list[tuple[datetime, datetime]], published: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the wanted spans that overlap no published one; both come in order."""
    place = 0
    for begins, ends in wanted:
        while place < len(published) and published[place][1] <= begins:
            place += 1
        if place == len(published) or published[place][0] >= ends:
            yield begins, ends


@transaction.atomic
def withdraw_slots(*, desk_id: int, first_day: date, last_day: date, actor: User, at: datetime) -> Withdrawn:
    """Take back the slots to come of a period in which nobody has an appointment.

    :raises RuleViolation: the actor does not keep these slots, or the period is turned round.
    """
    desk, _hall = _kept(desk_id, actor=actor, at=at)
    if last_day < first_day:
        raise refusal(_("Ngày cuối phải từ ngày đầu trở đi"))
    begins = max(at, _midnight(first_day))
    inside = Slot.objects.filter(
        desk=desk, is_withdrawn=False, starts_at__gt=begins, starts_at__lt=_midnight(last_day + timedelta(days=1))
    )
    gone = inside.filter(taken=0).update(is_withdrawn=True)
    log.info("slots_withdrawn", desk_id=desk.pk, gone=gone, by=actor.pk)
    return Withdrawn(gone, inside.count())


def _midnight(day: date) -> datetime:
    return workdays.at(day, time.min)
