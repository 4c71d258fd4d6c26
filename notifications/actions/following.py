"""Trying the next channel when a message did not arrive in time."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction

from notifications.actions.telling import delivery_by, owe_delivery
from notifications.enums import Channel, DeliveryState
from notifications.models import Delivery
from notifications.queries import house, reach_of
from notifications.routing import is_done_when_sent, next_way
from portal.kernel.logs import log

AT_ONCE: Final = 500


def follow_up(*, at: datetime) -> int:
    """Owe the next channel for what did not arrive until it should have. Returns how many were owed."""
    due = Delivery.objects.filter(deliver_by__lte=at, followed_at__isnull=True).order_by("deliver_by", "pk")
    return sum(_follow(pk, at) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _follow(delivery_id: int, at: datetime) -> bool:
    """Follow one delivery up, once: two that look at the same instant meet at this update."""
    mine = Delivery.objects.filter(pk=delivery_id, deliver_by__lte=at, followed_at__isnull=True).update(followed_at=at)
    if not mine:
        return False
    delivery = Delivery.objects.select_related("message__recipient").get(pk=delivery_id)
    message = delivery.message
    others = list(message.deliveries.exclude(channel=Channel.PORTAL).order_by("pk"))
    if any(_may_arrive(one, at) for one in others if one.pk != delivery_id):
        return False
    way = next_way(reach_of(message), house(), used=_used(others), is_urgent=message.is_urgent, at=at)
    if way is None:
        log.info("no_channel_left", message_id=message.pk, kind=message.kind)
        return False
    following = delivery_by(way, message, at=at)
    following.instead_of = delivery
    kept, is_new = Delivery.objects.get_or_create(
        message=message, channel=following.channel, defaults=_facts_of(following)
    )
    if is_new:
        owe_delivery(kept, message_key=message.key, at=at)
        log.info("next_channel", message_id=message.pk, after=delivery.channel, channel=kept.channel)
    return is_new


def _may_arrive(delivery: Delivery, at: datetime) -> bool:
    """Tell whether another delivery of the message arrived, or is still within its time."""
    if delivery.state == DeliveryState.DELIVERED:
        return True
    if delivery.state == DeliveryState.SENT and is_done_when_sent(delivery.channel):
        return True
    if delivery.state in {DeliveryState.FAILED, DeliveryState.SUPPRESSED}:
        return False
    return delivery.deliver_by is None or delivery.deliver_by > at


def _used(others: Collection[Delivery]) -> set[str]:
    return {one.channel for one in others}


def _facts_of(delivery: Delivery) -> dict[str, object]:
    names = ("state", "owed_at", "held_until", "deliver_by", "instead_of", "sent_to", "address_print")
    return {name: getattr(delivery, name) for name in names}
