"""Accounts: registered, changed, closed and opened again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.accounts import permissions
from portal.accounts.actions.ground import (
    SOURCE,
    check_administers,
    check_not_oneself,
    day_of,
    reason_given,
    refusal,
)
from portal.accounts.actions.terms import appoint, revoke_all_given_by
from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Citizen, Membership, User
from portal.agencies.models import Agency
from portal.kernel import outbox
from portal.kernel.errors import RuleViolation
from portal.kernel.history import REASON_MAX_LENGTH, save_with_reason
from portal.kernel.logs import log
from portal.kernel.sealed import fingerprint
from portal.kernel.text import clean_line, fold


class AlreadyRegistered(RuleViolation):
    """Another account bears this phone number, e-mail address or personal number; `field` says which."""

    def __init__(self, field: str) -> None:
        messages = {
            "phone": _("Số điện thoại này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu"),
            "email": _("Thư điện tử này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu"),
            "national_id": _("Số căn cước này đã ghi ở tài khoản khác. Mang căn cước đến bộ phận một cửa để đối chiếu"),
        }
        super().__init__(messages[field], source=SOURCE)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person tells of himself, cleaned. Officers tell name, phone and e-mail only."""

    full_name: str
    phone: str
    email: str = ""
    national_id: str = ""
    national_id_issued_on: date | None = None
    birth_on: date | None = None
    sex: str = ""
    address_line: str = ""
    commune_id: int | None = None


@transaction.atomic
def register_citizen(*, full_name: str, phone: str, email: str = "", password: str, at: datetime) -> User:
    """Open the account of a citizen. `phone` is E.164.

    :raises AlreadyRegistered: the phone number or the address is another account's.
    :raises RuleViolation: the password is too weak.
    """
    user = _new_user(AccountKind.CITIZEN, full_name=full_name, phone=phone, email=email, at=at)
    _set_password(user, password)
    _save(user)
    Citizen.objects.create(user=user)
    log.info("citizen_registered", user_id=user.pk)
    return user


@transaction.atomic
def register_officer(
    *,
    full_name: str,
    phone: str,
    email: str,
    agency_id: int,
    role: Role,
    title: str,
    valid_from: date,
    reason: str,
    actor: User,
    at: datetime,
) -> User:
    """Open the account of a member of staff with the first role; a link to choose a password is owed by e-mail.

    :raises AlreadyRegistered: the phone number or the address is another account's.
    :raises RuleViolation: the actor does not administer the agency, or the role may not be given so.
    """
    if not email:
        raise refusal(_("Nhập thư điện tử: đường dẫn đặt mật khẩu được gửi đến đó"))
    check_administers(actor, Agency.objects.get(pk=agency_id), on=day_of(at))
    user = _new_user(AccountKind.STAFF, full_name=full_name, phone=phone, email=email, at=at)
    user.set_unusable_password()
    _save(user)
    appoint(
        user_id=user.pk,
        agency_id=agency_id,
        role=role,
        title=title,
        valid_from=valid_from,
        reason=reason,
        actor=actor,
        at=at,
    )
    _owe_reset_link(user, at=at)
    log.info("officer_registered", user_id=user.pk, by=actor.pk)
    return user


@transaction.atomic
def change_profile(*, user_id: int, profile: Profile) -> User:
    """Change what a person tells of himself. Officers have no citizen's facts here.

    :raises AlreadyRegistered: phone number, address or personal number are another account's.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    user.full_name = clean_line(profile.full_name)
    user.full_name_folded = fold(user.full_name)
    user.phone = profile.phone or None
    user.email = profile.email.lower() or None
    _check_free(user)
    _save(user, ["full_name", "full_name_folded", "phone", "email"])
    if user.is_citizen:
        _change_citizen(user, profile)
    log.info("profile_changed", user_id=user.pk)
    return user


@transaction.atomic
def change_password(*, user_id: int, password: str) -> User:
    """Set a new password; every other session of the account ends by it.

    :raises RuleViolation: the password is too weak.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    _set_password(user, password)
    user.save(update_fields=["password"])
    log.info("password_changed", user_id=user.pk)
    return user


@transaction.atomic
def ask_password_reset(*, email: str, at: datetime) -> None:
    """Owe a link by which the account of this address, if there is one, gets a new password."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is not None:
        _owe_reset_link(user, at=at)


@transaction.atomic
def deactivate(*, user_id: int, reason: str, actor: User, at: datetime) -> User:
    """Close an account of staff: it cannot sign in, its sessions end at once, roles it lent come back.

    :raises RuleViolation: the own account, or one that holds roles outside what the actor administers.
    """
    user = _account_to_decide_on(user_id, actor=actor, at=at)
    why = reason_given(reason)
    user.is_active = False
    user.save(update_fields=["is_active"])
    revoke_all_given_by(user, reason=why, actor=actor, at=at)
    _note_on_memberships(user, gettext_noop("Khóa tài khoản: %(reason)s") % {"reason": why}, actor=actor, at=at)
    log.info("account_deactivated", user_id=user.pk, by=actor.pk)
    return user


@transaction.atomic
def activate(*, user_id: int, reason: str, actor: User, at: datetime) -> User:
    """Open a closed account of staff again. Lent roles do not come back by it.

    :raises RuleViolation: the own account, or one that holds roles outside what the actor administers.
    """
    user = _account_to_decide_on(user_id, actor=actor, at=at)
    why = reason_given(reason)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _note_on_memberships(user, gettext_noop("Mở tài khoản: %(reason)s") % {"reason": why}, actor=actor, at=at)
    log.info("account_activated", user_id=user.pk, by=actor.pk)
    return user


def _new_user(kind: AccountKind, *, full_name: str, phone: str, email: str, at: datetime) -> User:
    name = clean_line(full_name)
    user = User(
        kind=kind,
        full_name=name,
        full_name_folded=fold(name),
        phone=phone or None,
        email=email.lower() or None,
        joined_at=at,
    )
    _check_free(user)
    return user


def _set_password(user: User, password: str) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as weak:
        raise refusal(" ".join(weak.messages)) from None
    user.set_password(password)


def _check_free(user: User) -> None:
    others = User.objects.exclude(pk=user.pk)
    if user.phone and others.filter(phone=user.phone).exists():
        raise AlreadyRegistered("phone")
    if user.email and others.filter(email=user.email).exists():
        raise AlreadyRegistered("email")


def _save(user: User, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=fields)
    except IntegrityError as taken:
        # Two registrations in the same instant: the database lets one through.
        raise AlreadyRegistered("email" if "email" in str(taken) else "phone") from None


def _change_citizen(user: User, profile: Profile) -> None:
    citizen, _is_new = Citizen.objects.get_or_create(user=user)
    printed = fingerprint(profile.national_id)
    if printed and Citizen.objects.exclude(pk=citizen.pk).filter(national_id_print=printed).exists():
        raise AlreadyRegistered("national_id")
    citizen.national_id = profile.national_id
    citizen.national_id_print = printed
    citizen.national_id_issued_on = profile.national_id_issued_on
    citizen.birth_on = profile.birth_on
    citizen.sex = profile.sex
    citizen.address_line = clean_line(profile.address_line)
    citizen.commune_id = profile.commune_id
    try:
        with transaction.atomic():
            citizen.save()
    except IntegrityError:
        raise AlreadyRegistered("national_id") from None


def _account_to_decide_on(user_id: int, *, actor: User, at: datetime) -> User:
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_id)
    check_not_oneself(actor, user)
    today = day_of(at)
    if not permissions.administers_account(actor, user, on=today):
        raise refusal(_("Tài khoản này có vai trò ngoài phạm vi của Ông/Bà. Việc này do quản trị cấp trên làm."))
    return user


def _note_on_memberships(user: User, reason: str, *, actor: User, at: datetime) -> None:
    """Write into the history of each role that still holds what happened to the account that holds it."""
    for membership in Membership.objects.filter(user=user).exclude(valid_until__lt=day_of(at)).order_by("pk"):
        save_with_reason(membership, by=actor, at=at, reason=reason[:REASON_MAX_LENGTH], fields=["valid_until"])


def _owe_reset_link(user: User, *, at: datetime) -> None:
    # The link itself is made when the letter is: no secret waits in the table.
    outbox.owe(
        key=f"password_reset:{user.key}:{at:%Y%m%d%H%M%S}",
        lane="mail",
        kind="password_reset",
        payload={"user_id": user.pk},
        at=at,
    )
