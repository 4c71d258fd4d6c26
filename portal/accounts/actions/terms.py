"""Roles: given, ended, lent for some days, taken back."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts import permissions
from portal.accounts.actions.ground import (
    check_administers,
    check_not_oneself,
    day_of,
    reason_given,
    refusal,
)
from portal.accounts.enums import Role
from portal.accounts.models import Delegation, Membership, User
from portal.agencies.models import Agency, Desk
from portal.kernel.history import save_with_reason
from portal.kernel.logs import log
from portal.kernel.text import clean_line

DELEGATION_MAX_DAYS: Final = 180


@transaction.atomic
def appoint(
    *,
    user_id: int,
    agency_id: int,
    role: Role,
    title: str = "",
    valid_from: date,
    valid_until: date | None = None,
    reason: str,
    actor: User,
    at: datetime,
) -> Membership:
    """Give a member of staff a role at an agency, for a time. One-stop officers sit at the desk that serves it.

    :raises RuleViolation: the actor may not give it, gives it to himself, or the dates do not fit.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    agency = Agency.objects.select_related("served_by").get(pk=agency_id)
    today = day_of(at)
    _check_may_give(actor, user, agency, role, today=today)
    if not user.is_officer or not user.is_active:
        raise refusal(_("Chỉ giao vai trò cho tài khoản cán bộ đang hoạt động."))
    if valid_from < today:
        raise refusal(_("Ngày bắt đầu phải từ hôm nay trở đi"))
    _check_order(valid_from, valid_until)
    why = reason_given(reason)
    held = Membership.objects.filter(user=user, agency=agency, role=role).exclude(valid_until__lt=valid_from)
    if held.exists():
        raise refusal(_("Người này đang giữ đúng vai trò ấy ở cơ quan này."))
    membership = Membership(
        user=user,
        agency=agency,
        desk=_desk_for(role, agency),
        role=role,
        title=clean_line(title),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    try:
        with transaction.atomic():
            save_with_reason(membership, by=actor, at=at, reason=why)
    except IntegrityError:
        raise refusal(_("Người này đang giữ đúng vai trò ấy ở cơ quan này.")) from None
    log.info("role_given", membership_id=membership.pk, role=role.value, by=actor.pk)
    return membership


@transaction.atomic
def end_membership(*, membership_id: int, last_day: date, reason: str, actor: User, at: datetime) -> Membership:
    """Set the last day of a role; yesterday ends it at once. What was lent by it ends with it.

    :raises RuleViolation: the actor may not end it, it is his own, or the day does not fit.
    """
    membership = _locked_membership(membership_id)
    today = day_of(at)
    _check_may_give(actor, membership.user, membership.agency, Role(membership.role), today=today)
    if last_day < today - timedelta(days=1):
        raise refusal(_("Ngày cuối phải từ hôm qua trở đi: việc đã làm trong vai trò này giữ nguyên hiệu lực"))
    if last_day < membership.valid_from:
        raise refusal(
            _("Ngày cuối phải từ ngày bắt đầu (%(day)s) trở đi") % {"day": f"{membership.valid_from:%d/%m/%Y}"}
        )
    why = reason_given(reason)
    membership.valid_until = last_day
    save_with_reason(membership, by=actor, at=at, reason=why, fields=["valid_until"])
    lent = Delegation.objects.select_for_update(no_key=True).filter(
        membership=membership, revoked_at__isnull=True, ends_on__gt=last_day
    )
    for delegation in lent.order_by("pk"):
        _shorten(delegation, last_day=last_day, reason=why, actor=actor, at=at)
    log.info("role_ended", membership_id=membership.pk, by=actor.pk)
    return membership


@transaction.atomic
def delegate(
    *, membership_id: int, deputy_id: int, starts_on: date, ends_on: date, reason: str, actor: User, at: datetime
) -> Delegation:
    """Lend a role for some days to a colleague at the same agency; the first and the last day count.

    The holder lends the own role; an administrator of the agency may do it for him.

    :raises RuleViolation: the role is neither the actor's nor under him, the deputy does not fit, or the dates.
    """
    membership = _locked_membership(membership_id)
    deputy = User.objects.get(pk=deputy_id)
    _check_may_lend(actor, membership, deputy, today=day_of(at))
    _check_days(membership, starts_on, ends_on, today=day_of(at))
    if deputy.pk == membership.user_id:
        raise refusal(_("Chọn một người khác người giữ vai trò"))
    colleagues = Membership.objects.held_on(starts_on).filter(agency_id=membership.agency_id)
    if not deputy.is_officer or not colleagues.filter(user=deputy).exists():
        raise refusal(
            _("Chọn một cán bộ giữ vai trò tại %(agency)s vào ngày bắt đầu") % {"agency": membership.agency.name}
        )
    overlapping = Delegation.objects.filter(
        membership=membership, revoked_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if overlapping.exists():
        raise refusal(_("Vai trò này đã được ủy quyền trong những ngày ấy. Thu hồi ủy quyền cũ trước"))
    delegation = Delegation(
        membership=membership, deputy=deputy, starts_on=starts_on, ends_on=ends_on, reason=reason_given(reason)
    )
    save_with_reason(delegation, by=actor, at=at, reason=delegation.reason)
    log.info("role_lent", delegation_id=delegation.pk, by=actor.pk)
    return delegation


@transaction.atomic
def revoke_delegation(*, delegation_id: int, reason: str, actor: User, at: datetime) -> Delegation:
    """Take a lent role back at once.

    :raises RuleViolation: it is neither the actor's role nor under him, or it has ended.
    """
    delegation = (
        Delegation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("membership__agency")
        .get(pk=delegation_id)
    )
    today = day_of(at)
    if delegation.membership.user_id != actor.pk:
        check_administers(actor, delegation.membership.agency, on=today)
    if delegation.revoked_at is not None or delegation.ends_on < today:
        raise refusal(_("Ủy quyền này đã hết hiệu lực."))
    _revoke(delegation, reason=reason_given(reason), actor=actor, at=at)
    log.info("role_taken_back", delegation_id=delegation.pk, by=actor.pk)
    return delegation


def revoke_all_given_by(user: User, *, reason: str, actor: User, at: datetime) -> None:
    """Take back every role that `user` lent and that still holds or will; part of the transaction of an act."""
    lent = Delegation.objects.select_for_update(of=("self",), no_key=True).filter(
        membership__user=user, revoked_at__isnull=True, ends_on__gte=day_of(at)
    )
    for delegation in lent.order_by("pk"):
        _revoke(delegation, reason=reason, actor=actor, at=at)


def _locked_membership(membership_id: int) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("agency", "user").get(pk=membership_id)


def _revoke(delegation: Delegation, *, reason: str, actor: User, at: datetime) -> None:
    delegation.revoked_at = at
    save_with_reason(delegation, by=actor, at=at, reason=reason, fields=["revoked_at"])


def _shorten(delegation: Delegation, *, last_day: date, reason: str, actor: User, at: datetime) -> None:
    if delegation.starts_on > last_day:
        _revoke(delegation, reason=reason, actor=actor, at=at)
        return
    delegation.ends_on = last_day
    save_with_reason(delegation, by=actor, at=at, reason=reason, fields=["ends_on"])


def _check_may_give(actor: User, user: User, agency: Agency, role: Role, *, today: date) -> None:
    check_not_oneself(actor, user)
    check_administers(actor, agency, on=today)
    if role in permissions.GIVEN_BY_PROVINCE and not permissions.administers_province(actor, on=today):
        raise refusal(_("Vai trò “%(role)s” do quản trị tỉnh giao và chấm dứt.") % {"role": role.label})


def _check_may_lend(actor: User, membership: Membership, deputy: User, *, today: date) -> None:
    if membership.user_id == actor.pk:
        return
    _check_may_give(actor, membership.user, membership.agency, Role(membership.role), today=today)
    check_not_oneself(actor, deputy)


def _check_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise refusal(_("Ngày kết thúc phải từ ngày bắt đầu (%(day)s) trở đi") % {"day": f"{first:%d/%m/%Y}"})


def _check_days(membership: Membership, starts_on: date, ends_on: date, *, today: date) -> None:
    if starts_on < today:
        raise refusal(_("Ngày bắt đầu phải từ hôm nay trở đi"))
    _check_order(starts_on, ends_on)
    if ends_on - starts_on >= timedelta(days=DELEGATION_MAX_DAYS):
        raise refusal(_("Mỗi lần ủy quyền dài nhất %(days)d ngày") % {"days": DELEGATION_MAX_DAYS})
    if membership.valid_from > starts_on or (membership.valid_until and membership.valid_until < ends_on):
        raise refusal(_("Người ủy quyền phải giữ vai trò này trong suốt những ngày ủy quyền"))


def _desk_for(role: Role, agency: Agency) -> Desk | None:
    if role != Role.ONE_STOP_OFFICER:
        return None
    if agency.served_by is None:
        raise refusal(_("%(agency)s chưa có bộ phận một cửa phục vụ.") % {"agency": agency.name})
    return agency.served_by
