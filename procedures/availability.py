"""Which ways of filing and of getting a result are open at an instant, why not, and when. Pure: no clock, no database.

The one function every door asks: catalogue, wizard, counter, booking, API.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from portal.kernel.workdays import (
    Hours,
    WorkingCalendar,
    add_working_hours,
    at,
    closing,
    local,
    opening,
)
from procedures.enums import Channel, CounterAct, LimitUnit
from procedures.suspension import Closure, CounterState, Opening, counter_state

#: A same-day matter received after this hour is answered on the next working day (law.md §1.3 rule 1).
SAME_DAY_UNTIL: Final = time(15, 0)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One way of filing and of getting the result, at one instant."""

    channel: Channel
    is_offered: bool
    is_open: bool
    reason: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    #: The order that closes the counter, and what opens it all the same; both empty outside orders.
    closed_by: Closure | None = None
    opened_by: Opening | None = None


def availability(
    offered: Collection[str],
    *,
    instant: datetime,
    calendar: WorkingCalendar,
    hours: Hours,
    in_person_reason: str = "",
    act: CounterAct = CounterAct.INTAKE,
    closures: Collection[Closure] = (),
    openings: Collection[Opening] = (),
) -> tuple[ChannelState, ...]:
    """Return the state of each channel at `instant`, the network first.

    `offered`: channels of the revision in force. `in_person_reason`: why the procedure is done at the counter only.
    `closures`, `openings`: the orders and exemptions that bear on the desk and the matter.
    """
    orders = counter_state(act, instant=instant, closures=closures, openings=openings)
    return (
        _online(offered, in_person_reason),
        _post(offered, in_person_reason),
        _counter(offered, orders, instant=local(instant), calendar=calendar, hours=hours),
    )


def instead_of_counter(states: Collection[ChannelState]) -> tuple[ChannelState, ...]:
    """Return the ways that stay open while an order closes the counter; empty where none does."""
    closed = any(state.closed_by is not None and state.opened_by is None for state in states)
    return tuple(state for state in states if closed and state.is_open and state.channel != Channel.IN_PERSON)


def _online(offered: Collection[str], in_person_reason: str) -> ChannelState:
    if Channel.ONLINE in offered:
        return ChannelState(Channel.ONLINE, is_offered=True, is_open=True, reason=_("24 giờ mỗi ngày, 7 ngày mỗi tuần"))
    reason = in_person_reason or _("Thủ tục này chưa nhận hồ sơ trực tuyến")
    return ChannelState(Channel.ONLINE, is_offered=False, is_open=False, reason=reason)


def _post(offered: Collection[str], in_person_reason: str) -> ChannelState:
    if Channel.POST in offered:
        reason = _("Gửi tại bưu cục, tính là nhận khi hồ sơ đến bộ phận một cửa")
        return ChannelState(Channel.POST, is_offered=True, is_open=True, reason=reason)
    reason = in_person_reason or _("Thủ tục này chưa nhận hồ sơ qua bưu điện")
    return ChannelState(Channel.POST, is_offered=False, is_open=False, reason=reason)


def _counter(
    offered: Collection[str], orders: CounterState, *, instant: datetime, calendar: WorkingCalendar, hours: Hours
) -> ChannelState:
    if Channel.IN_PERSON not in offered:
        reason = _("Thủ tục này không nhận hồ sơ tại quầy")
        return ChannelState(Channel.IN_PERSON, is_offered=False, is_open=False, reason=reason)
    if orders.closed_by is not None and orders.opened_by is None:
        return _suspended(orders, orders.closed_by, calendar, hours)
    by_hours = _by_hours(instant, calendar=calendar, hours=hours)
    return replace(by_hours, closed_by=orders.closed_by, opened_by=orders.opened_by)


def _suspended(orders: CounterState, closure: Closure, calendar: WorkingCalendar, hours: Hours) -> ChannelState:
    assert orders.reopens_at is not None  # noqa: S101 -- what is closed opens again
    reopens = local(orders.reopens_at)
    last_day = (reopens - timedelta(microseconds=1)).date()
    # After an order the counter opens with the first office hour, not at midnight.
    opens_at = max(reopens, opening(hours, calendar.first_working_day(reopens.date())))
    return ChannelState(
        Channel.IN_PERSON,
        is_offered=True,
        is_open=False,
        reason=_("Tạm ngừng đến hết %(day)s. Căn cứ: %(basis)s")
        % {"day": f"{last_day.day:02d}/{last_day.month}/{last_day.year}", "basis": closure.basis},
        opens_at=opens_at,
        closed_by=closure,
    )


def _by_hours(instant: datetime, *, calendar: WorkingCalendar, hours: Hours) -> ChannelState:
    day = instant.date()
    if not calendar.is_working(day):
        return _closed(calendar.reason(day), opening(hours, calendar.next_working_day(day)))
    for begins, ends in hours.spans_on(day):
        if instant < at(day, begins):
            return _closed(_("Ngoài giờ làm việc"), at(day, begins))
        if instant < at(day, ends):
            return ChannelState(
                Channel.IN_PERSON, is_offered=True, is_open=True, reason=_("Đang mở cửa"), closes_at=at(day, ends)
            )
    return _closed(_("Đã hết giờ làm việc"), opening(hours, calendar.next_working_day(day)))


def _closed(reason: str, opens_at: datetime) -> ChannelState:
    return ChannelState(Channel.IN_PERSON, is_offered=True, is_open=False, reason=reason, opens_at=opens_at)


def counted_from(instant: datetime, *, calendar: WorkingCalendar, hours: Hours) -> datetime:
    """Return the instant at which a dossier filed at `instant` counts as received (decision 19)."""
    instant = local(instant)
    day = instant.date()
    if calendar.is_working(day) and instant <= closing(hours, day):
        return instant
    return opening(hours, calendar.next_working_day(day))


def likely_due(
    value: int | None, unit: str, *, instant: datetime, calendar: WorkingCalendar, hours: Hours
) -> datetime | None:
    """Return the instant that a dossier complete and accepted at `instant` would be promised; none without a limit.

    For the page of a procedure only: what is promised to a dossier is counted by its own clock.
    """
    begins = counted_from(instant, calendar=calendar, hours=hours)
    if unit == LimitUnit.HOUR:
        amount = timedelta(hours=value or 0)
        return add_working_hours(begins, amount, calendar=calendar, hours=hours).ends_at if value else None
    day = _due_day(value, unit, begins, calendar)
    return None if day is None else closing(hours, day)


def _due_day(value: int | None, unit: str, begins: datetime, calendar: WorkingCalendar) -> date | None:
    day = begins.date()
    if unit == LimitUnit.SAME_DAY:
        in_time = begins.time() <= SAME_DAY_UNTIL
        return day if in_time else calendar.next_working_day(day)
    if unit == LimitUnit.WORKING_DAY and value:
        return calendar.add_working_days(day, value)
    if unit == LimitUnit.DAY and value:
        return calendar.first_working_day(day + timedelta(days=value))
    return None
