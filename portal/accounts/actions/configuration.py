"""The configuration of agencies, changed by those who administer them: contact points, hours, days off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts import permissions
from portal.accounts.actions.ground import check_administers, day_of, reason_given, refusal
from portal.accounts.models import User
from portal.agencies.enums import ContactKind, DayKind
from portal.agencies.models import Agency, CalendarDay, ContactPoint, OfficeHours
from portal.kernel.history import delete_with_reason, save_with_reason
from portal.kernel.logs import log
from portal.kernel.text import clean_line


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of one weekday (0 is Monday)."""

    weekday: int
    opens: time
    closes: time


@transaction.atomic
def add_contact_point(
    *, agency_id: int, kind: ContactKind, value: str, note: str, reason: str, actor: User, at: datetime
) -> ContactPoint:
    """Publish one more way to reach an agency.

    :raises RuleViolation: the actor does not administer the agency, or the point is there already.
    """
    agency = _locked_agency(agency_id, actor=actor, at=at)
    why = reason_given(reason)
    point = ContactPoint(agency=agency, kind=kind, value=clean_line(value), note=clean_line(note))
    if ContactPoint.objects.filter(agency=agency, kind=kind, value=point.value).exists():
        raise refusal(_("Đầu mối liên hệ này đã có."))
    save_with_reason(point, by=actor, at=at, reason=why)
    log.info("contact_point_added", agency_id=agency.pk, by=actor.pk)
    return point


@transaction.atomic
def remove_contact_point(*, point_id: int, reason: str, actor: User, at: datetime) -> None:
    """Withdraw a way to reach an agency.

    :raises RuleViolation: the actor does not administer the agency.
    """
    point = ContactPoint.objects.select_related("agency").get(pk=point_id)
    _locked_agency(point.agency_id, actor=actor, at=at)
    delete_with_reason(point, by=actor, at=at, reason=reason_given(reason))
    log.info("contact_point_removed", agency_id=point.agency_id, by=actor.pk)


@transaction.atomic
def set_office_hours(
    *, agency_id: int, valid_from: date, spans: Sequence[Span], reason: str, actor: User, at: datetime
) -> None:
    """Set the hours of an agency from a date on; hours that began earlier stay as they were until then.

    :raises RuleViolation: the actor does not administer the agency, the date is past, or spans overlap.
    """
    agency = _locked_agency(agency_id, actor=actor, at=at)
    why = reason_given(reason)
    if valid_from < day_of(at):
        raise refusal(_("Ngày áp dụng phải từ hôm nay trở đi: hẹn đã trao tính theo giờ cũ"))
    if not spans:
        raise refusal(_("Nhập giờ làm việc của ít nhất một ngày trong tuần"))
    _check_spans(spans)
    for old in OfficeHours.objects.filter(agency=agency, valid_from=valid_from).order_by("pk"):
        delete_with_reason(old, by=actor, at=at, reason=why)
    for span in spans:
        row = OfficeHours(
            agency=agency, valid_from=valid_from, weekday=span.weekday, opens=span.opens, closes=span.closes
        )
        save_with_reason(row, by=actor, at=at, reason=why)
    log.info("office_hours_set", agency_id=agency.pk, by=actor.pk)


@transaction.atomic
def mark_day(
    *,
    agency_id: int | None,
    day: date,
    kind: DayKind,
    name: str,
    source: str,
    reason: str,
    actor: User,
    at: datetime,
) -> CalendarDay:
    """Say that a day differs from its weekday, for one agency, or for all (`agency_id` None).

    A made-up day is worked, every other kind is not. Dates already promised are not moved by it.

    :raises RuleViolation: the actor does not administer whom it concerns, or the day is past.
    """
    _check_may_mark(agency_id, actor=actor, at=at)
    why = reason_given(reason)
    if day < day_of(at):
        raise refusal(_("Ngày đã qua không sửa được: hẹn đã trao tính theo lịch cũ"))
    row = CalendarDay.objects.select_for_update(of=("self",), no_key=True).filter(agency=agency_id, day=day).first()
    row = row or CalendarDay(agency_id=agency_id, day=day)
    row.kind = kind
    row.is_working = kind == DayKind.MADE_UP
    row.name = clean_line(name)
    row.source = clean_line(source)
    row.is_provisional = False
    save_with_reason(row, by=actor, at=at, reason=why)
    log.info("day_marked", agency_id=agency_id, by=actor.pk)
    return row


@transaction.atomic
def unmark_day(*, day_id: int, reason: str, actor: User, at: datetime) -> None:
    """Let a day to come be as its weekday, or as the calendar above says.

    :raises RuleViolation: the actor does not administer whom it concerns, or the day is past.
    """
    row = CalendarDay.objects.select_for_update(of=("self",), no_key=True).get(pk=day_id)
    _check_may_mark(row.agency_id, actor=actor, at=at)
    if row.day < day_of(at):
        raise refusal(_("Ngày đã qua không sửa được: hẹn đã trao tính theo lịch cũ"))
    delete_with_reason(row, by=actor, at=at, reason=reason_given(reason))
    log.info("day_unmarked", agency_id=row.agency_id, by=actor.pk)


def _locked_agency(agency_id: int, *, actor: User, at: datetime) -> Agency:
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_id)
    check_administers(actor, agency, on=day_of(at))
    return agency


def _check_may_mark(agency_id: int | None, *, actor: User, at: datetime) -> None:
    if agency_id is not None:
        _locked_agency(agency_id, actor=actor, at=at)
    elif not permissions.administers_province(actor, on=day_of(at)):
        raise refusal(_("Lịch chung do quản trị tỉnh sửa."))


def _check_spans(spans: Sequence[Span]) -> None:
    ordered = sorted(spans, key=lambda span: (span.weekday, span.opens))
    for span in ordered:
        if span.closes <= span.opens:
            raise refusal(_("Giờ đóng cửa phải sau giờ mở cửa"))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            raise refusal(_("Hai khoảng giờ trong một ngày không được chồng nhau"))
