"""Telling the press of an order, noting who carried it, and what each agency tells of its channels."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from notifications.actions import tell
from notifications.enums import Kind
from portal.accounts.models import User
from portal.accounts.permissions import administers
from portal.agencies.models import Agency
from portal.kernel.errors import RuleViolation
from portal.kernel.history import save_with_reason
from portal.kernel.logs import log
from portal.kernel.text import clean, clean_line
from procedures import permissions
from procedures.actions.publishing import OUR_CONVENTION
from procedures.enums import Channel, CounterAct, OrderState
from procedures.models import ChannelGuidance, PressCarriage, PressContact, SuspensionOrder


@transaction.atomic
def announce(*, order_id: int, actor: User, at: datetime) -> int:
    """Send the release on this version of an order to every press contact; those who have it get none again.

    Returns how many are sent.

    :raises RuleViolation: the order is a draft, the actor may not issue orders, nobody is left to be told.
    """
    _check_province(actor, at)
    order = SuspensionOrder.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)
    if order.state not in {OrderState.ISSUED, OrderState.LIFTED}:
        raise RuleViolation(_("Bản nháp không gửi cho báo chí."), source=OUR_CONVENTION)
    has_it = PressCarriage.objects.filter(order=order, version=order.version, sent_at__isnull=False).values("contact")
    contacts = PressContact.objects.filter(is_active=True).exclude(pk__in=has_it).order_by("pk")
    for contact in contacts:
        PressCarriage.objects.update_or_create(
            order=order, contact=contact, version=order.version, defaults={"sent_at": at, "logged_by": actor}
        )
        tell(
            kind=Kind.PRESS,
            recipient_id=None,
            email=contact.email,
            reference=order.reference,
            link=reverse("procedures:notice_texts", args=[order.reference]),
            key=f"press:{order.pk}:{order.version}:{contact.pk}",
            at=at,
        )
    if not contacts:
        raise RuleViolation(
            _("Không còn đầu mối báo chí nào chưa nhận bản này. Thêm đầu mối rồi gửi lại."), source=OUR_CONVENTION
        )
    log.info("press_told", order=order.reference, version=order.version, contacts=len(contacts), by=actor.pk)
    return len(contacts)


@transaction.atomic
def note_carried(
    *, order_id: int, contact_id: int, carried_at: datetime, where: str, actor: User, at: datetime
) -> PressCarriage:
    """Note that an outlet carried the announcement of an order: when, and where to find it.

    :raises RuleViolation: the actor may not, the instant is yet to come or before the issue, no place is named.
    """
    _check_province(actor, at)
    order = SuspensionOrder.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)
    if order.issued_at is None or not order.issued_at <= carried_at <= at:
        raise RuleViolation(_("Lúc đưa tin phải sau khi ban hành và không ở tương lai."), source=OUR_CONVENTION)
    if not clean_line(where):
        raise RuleViolation(_("Ghi địa chỉ bài viết hoặc chương trình."), source=OUR_CONVENTION)
    carriage, _is_new = PressCarriage.objects.update_or_create(
        order=order,
        contact_id=contact_id,
        version=order.version,
        defaults={"carried_at": carried_at, "where": clean_line(where)[:300], "logged_by": actor},
    )
    log.info("press_carried", order=order.reference, version=order.version, by=actor.pk)
    return carriage


@transaction.atomic
def keep_press_contact(
    *, contact_id: int | None, outlet: str, email: str, is_active: bool, reason: str, actor: User, at: datetime
) -> PressContact:
    """Add a newspaper or station, or change one.

    :raises RuleViolation: the actor may not, or the outlet is there already.
    """
    _check_province(actor, at)
    contact = PressContact.objects.select_for_update().get(pk=contact_id) if contact_id else PressContact()
    contact.outlet, contact.email, contact.is_active = clean_line(outlet), email, is_active
    if PressContact.objects.filter(outlet=contact.outlet).exclude(pk=contact.pk or 0).exists():
        raise RuleViolation(_("Cơ quan báo chí này đã có."), source=OUR_CONVENTION)
    save_with_reason(contact, by=actor, at=at, reason=reason)
    return contact


@transaction.atomic
def tell_guidance(
    *,
    agency_id: int,
    channel: Channel,
    act: CounterAct,
    text_vi: str,
    text_en: str,
    phone: str,
    hours: str,
    reason: str,
    actor: User,
    at: datetime,
) -> ChannelGuidance:
    """Say how to file at an agency, or to get results, on one channel.

    :raises RuleViolation: the actor does not administer the agency.
    """
    agency = Agency.objects.select_for_update().get(pk=agency_id)
    if not administers(actor, agency, on=localdate(at)):
        raise RuleViolation(_("Ông/Bà không quản trị cơ quan này."), source=OUR_CONVENTION)
    row = ChannelGuidance.objects.filter(agency=agency, channel=channel, act=act).order_by("pk").first()
    guidance = row or ChannelGuidance(agency=agency, channel=channel, act=act)
    guidance.text_vi, guidance.text_en = clean(text_vi), clean(text_en)
    guidance.phone, guidance.hours = clean_line(phone), clean_line(hours)
    save_with_reason(guidance, by=actor, at=at, reason=reason)
    return guidance


def _check_province(actor: User, at: datetime) -> None:
    if permissions.issuing_role(actor, on=localdate(at)) is None:
        raise RuleViolation(_("Việc này do quản trị của tỉnh hoặc lãnh đạo tỉnh làm."), source=OUR_CONVENTION)
