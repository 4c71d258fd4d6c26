"""What became of a delivery: recorded by rank, so that reports may come late, twice and in any order."""

from datetime import datetime
from typing import Final

from django.db import transaction

from notifications.channels.addresses import Address
from notifications.enums import Channel, DeliveryState, SuppressionReason
from notifications.models import WAITING, Delivery, Suppression
from notifications.routing import is_done_when_sent
from portal.kernel.logs import log

CAUSE_MAX_LENGTH: Final = 200
#: A report changes a delivery that stands below it. That it arrived is the last word: a person has it.
_BELOW: Final = {
    DeliveryState.SENT: (*WAITING,),
    DeliveryState.SUPPRESSED: (*WAITING,),
    DeliveryState.FAILED: (*WAITING, DeliveryState.SENT),
    DeliveryState.DELIVERED: (*WAITING, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED),
}


def note_sent(delivery: Delivery, *, reference: str, attempts: int, at: datetime) -> bool:
    """Record that a partner took a message. Where nothing more can be known of it, no other channel is needed."""
    facts: dict[str, object] = {"provider_reference": reference, "attempts": attempts, "sent_at": at, "cause": ""}
    if is_done_when_sent(delivery.channel):
        facts["deliver_by"] = None
    return _change(delivery.pk, DeliveryState.SENT, facts)


def note_delivered(delivery: Delivery, *, at: datetime) -> bool:
    """Record that a message arrived, whatever was said before. Returns whether that was news."""
    facts: dict[str, object] = {"delivered_at": at, "deliver_by": None, "cause": ""}
    if delivery.sent_at is None:  # the receipt overtook our own record
        facts["sent_at"] = at
    return _change(delivery.pk, DeliveryState.DELIVERED, facts)


def note_failed(delivery: Delivery, *, cause: str, at: datetime, attempts: int = 0) -> bool:
    """Record that a message will not arrive by this channel; the next one is tried soon."""
    facts: dict[str, object] = {"cause": cause[:CAUSE_MAX_LENGTH], "deliver_by": at}
    if attempts:
        facts["attempts"] = attempts
    return _change(delivery.pk, DeliveryState.FAILED, facts)


def note_suppressed(delivery: Delivery, *, at: datetime) -> bool:
    """Record that a message was not sent because nothing is sent to its address."""
    return _change(delivery.pk, DeliveryState.SUPPRESSED, {"deliver_by": at})


@transaction.atomic
def suppress(address: Address, *, reason: SuppressionReason, detail: str, at: datetime) -> bool:
    """Send nothing to an address any more. Returns False if that is so already."""
    _, is_new = Suppression.objects.get_or_create(
        channel=address.channel,
        address_print=address.print,
        lifted_at=None,
        defaults={"masked": address.masked, "reason": reason, "detail": detail[:120], "since": at},
    )
    if is_new:
        log.info("address_suppressed", channel=address.channel, reason=reason)
    return is_new


def suppress_print(delivery: Delivery, *, reason: SuppressionReason, detail: str, at: datetime) -> bool:
    """Send nothing any more to the address to which a delivery went, known by its fingerprint only."""
    if not delivery.address_print or delivery.channel not in {Channel.EMAIL, Channel.SMS}:
        return False
    _, is_new = Suppression.objects.get_or_create(
        channel=delivery.channel,
        address_print=delivery.address_print,
        lifted_at=None,
        defaults={"masked": delivery.sent_to, "reason": reason, "detail": detail[:120], "since": at},
    )
    return is_new


def is_suppressed(address: Address) -> bool:
    """Tell whether nothing is sent to an address."""
    return Suppression.objects.filter(
        channel=address.channel, address_print=address.print, lifted_at__isnull=True
    ).exists()


def _change(delivery_id: int, state: DeliveryState, facts: dict[str, object]) -> bool:
    waiting = Delivery.objects.filter(pk=delivery_id, state__in=_BELOW[state])
    return bool(waiting.update(state=state, **facts))
