"""What partners report about deliveries: receipts over HTTP, bounces and complaints by mail or from a relay."""

import json
from datetime import datetime
from typing import Any, Final

from notifications.actions import outcomes
from notifications.channels.letters import number_of
from notifications.channels.partners import reference_of
from notifications.enums import Channel, SuppressionReason
from notifications.models import Delivery
from portal.kernel.enums import InboundState
from portal.kernel.inbox import APPLIED, IGNORED, Verdict
from portal.kernel.models import InboundEvent

_MALFORMED: Final = Verdict(InboundState.REFUSED, "malformed")
_UNKNOWN: Final = Verdict(InboundState.REFUSED, "unknown_reference")


def apply_sms(event: InboundEvent) -> Verdict:
    """Act on a receipt of the SMS gateway: {"reference": …, "status": "delivered" | "undelivered" | "sent"}."""
    told = _read(event)
    delivery = _delivery(str(told.get("reference", "")), Channel.SMS)
    if delivery is None:
        return _UNKNOWN if told else _MALFORMED
    at = event.received_at
    if told.get("status") == "delivered":
        return _verdict(outcomes.note_delivered(delivery, at=at))
    if told.get("status") == "undelivered":
        return _verdict(outcomes.note_failed(delivery, cause="undelivered", at=at))
    return IGNORED


def apply_zalo(event: InboundEvent) -> Verdict:
    """Act on an event of the official account: that a person received a message of ours."""
    told = _read(event)
    message = told.get("message")
    if not isinstance(message, dict):
        return _MALFORMED
    if told.get("event_name") != "user_received_message":
        return IGNORED
    delivery = _delivery(str(message.get("tracking_id", "")), Channel.ZALO)
    return _verdict(outcomes.note_delivered(delivery, at=event.received_at)) if delivery else _UNKNOWN


def apply_relay(event: InboundEvent) -> Verdict:
    """Act on a report of the mail relay: {"message_id", "event": "bounce" | "complaint" | "delivered", "code"}."""
    told = _read(event)
    name, what = str(told.get("message_id", "")), told.get("event")
    if what not in {"bounce", "complaint", "delivered"}:
        return IGNORED if told else _MALFORMED
    delivery = mail_named(name)
    if delivery is None:
        return _UNKNOWN
    if what == "delivered":
        return _verdict(outcomes.note_delivered(delivery, at=event.received_at))
    return _verdict(
        returned(delivery, is_complaint=what == "complaint", code=str(told.get("code", "")), at=event.received_at)
    )


def returned(delivery: Delivery, *, is_complaint: bool, code: str, at: datetime) -> bool:
    """Act on a mail that came back or was complained of: nothing goes to its address any more. Returns if news."""
    if is_complaint:
        return outcomes.suppress_print(delivery, reason=SuppressionReason.COMPLAINT, detail=code, at=at)
    failed = outcomes.note_failed(delivery, cause=code or "bounce", at=at)
    held = outcomes.suppress_print(delivery, reason=SuppressionReason.BOUNCE, detail=code, at=at)
    return failed or held


def mail_named(name: str) -> Delivery | None:
    """Return the delivery whose mail bears a Message-ID; None unless it is one of ours, which nobody can guess."""
    number = number_of(name)
    return Delivery.objects.filter(message=number, channel=Channel.EMAIL).first() if number else None


def _delivery(reference: str, channel: Channel) -> Delivery | None:
    """Return the delivery of a reference of ours. The reference bears its number: the record may still be under way."""
    number = reference.removeprefix("mc").partition("-")[0]
    if not number.isascii() or not number.isdigit() or len(number) > 18 or reference_of(int(number)) != reference:  # noqa: PLR2004 -- what fits a key
        return None
    return Delivery.objects.filter(pk=int(number), channel=channel).first()


def _read(event: InboundEvent) -> dict[str, Any]:
    try:
        told = json.loads(bytes(event.body))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _verdict(is_news: bool) -> Verdict:  # noqa: FBT001 -- the only argument
    return APPLIED if is_news else IGNORED
