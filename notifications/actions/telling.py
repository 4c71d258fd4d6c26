"""Owe a person a message; it is shown in the portal at once and carried by its channels after commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from notifications.channels.addresses import address_of
from notifications.enums import Channel, DeliveryState, Kind
from notifications.models import Delivery, Message
from notifications.queries import house, reaches_of
from notifications.routing import URGENT, Way, ways
from notifications.wording.events import Event
from notifications.wording.variables import OF_KIND, check_facts
from portal.kernel import outbox
from portal.kernel.workdays import local

#: The lane and the kind of effect of each channel that leaves the house.
LANE_OF: Final = {Channel.EMAIL: "mail", Channel.SMS: "sms", Channel.ZALO: "sms", Channel.PUSH: "sms"}
EFFECT_OF: Final = {Channel.EMAIL: "mail", Channel.SMS: "sms", Channel.ZALO: "zalo", Channel.PUSH: "push"}
_LEAVING: Final = (DeliveryState.OWED, DeliveryState.HELD)


def tell(
    *,
    kind: Kind,
    recipient_id: int | None,
    email: str,
    reference: str,
    link: str,
    key: str,
    at: datetime,
    phone: str = "",
    facts: Mapping[str, Any] | None = None,
    event: Event | None = None,
    is_urgent: bool | None = None,
) -> Message | None:
    """Record a message in the caller's transaction. Telling twice with one `key` tells once.

    `facts` are the variables of the kind (`wording.variables`); an `event` goes with the mail as a calendar entry
    and tells day, time and office by itself. Somebody with neither account nor an address that a channel of this
    portal reaches is told by the desk: then there is no message and `None`.

    :raises ValueError: a fact that the kind does not know: a fault of the caller.
    """
    message = draft(
        kind=kind, recipient_id=recipient_id, email=email, reference=reference, link=link, key=key, at=at,
        phone=phone, facts=facts, event=event, is_urgent=is_urgent,
    )  # fmt: skip
    if not _can_be_reached(message):
        return None
    kept, is_new = Message.objects.get_or_create(key=key, defaults=_facts_of(message))
    if is_new:
        _owe_one(kept, at=at)
    return kept


def draft(
    *,
    kind: Kind,
    recipient_id: int | None,
    email: str,
    reference: str,
    link: str,
    key: str,
    at: datetime,
    phone: str = "",
    facts: Mapping[str, Any] | None = None,
    event: Event | None = None,
    is_urgent: bool | None = None,
) -> Message:
    """Return a message that is not recorded yet, for `tell_many`; arguments as `tell` takes them."""
    told = {**_facts_of_event(kind, event), **(facts or {})}
    stored: dict[str, Any] = dict(check_facts(kind, told))
    if event:
        stored["event"] = event.stored()
    return Message(
        kind=kind, recipient_id=recipient_id, email=email, phone=phone, subject_reference=reference, link=link,
        facts=stored, is_urgent=kind in URGENT if is_urgent is None else is_urgent, key=key, owed_at=at,
    )  # fmt: skip


def tell_many(messages: Sequence[Message], *, lane: str, at: datetime) -> int:
    """Record drafted messages in the caller's transaction and owe them in a lane; those told before are not again.

    Whoever no channel of this portal reaches is told by the desk. Returns how many are new. A dozen statements,
    however many messages; those held for the morning are owed one by one.
    """
    messages = [one for one in messages if _can_be_reached(one)]
    before = set(
        Message.objects.filter(key__in=[one.key for one in messages]).order_by("pk").values_list("key", flat=True)
    )
    fresh = [one for one in messages if one.key not in before]
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    kept = list(Message.objects.filter(key__in=[one.key for one in fresh]).order_by("pk"))
    # Told by somebody else at the same instant: theirs are there already.
    Delivery.objects.bulk_create(_planned(kept, at), ignore_conflicts=True)
    leaving = Delivery.objects.filter(message__in=kept, state__in=_LEAVING, channel__in=EFFECT_OF)
    _owe_many(list(leaving.select_related("message").order_by("pk")), lane=lane, at=at)
    return len(kept)


def owe_delivery(delivery: Delivery, *, message_key: str, at: datetime, lane: str = "", turn: str = "") -> None:
    """Owe the sending of one recorded delivery, not before its quiet hours end. `turn` tells a repetition apart."""
    channel = Channel(delivery.channel)
    outbox.owe(
        key=f"{EFFECT_OF[channel]}:{message_key}{turn}",
        lane=lane or LANE_OF[channel],
        kind=EFFECT_OF[channel],
        payload=payload_of(delivery),
        at=at,
        not_before=delivery.held_until if delivery.state == DeliveryState.HELD else None,
    )


def payload_of(delivery: Delivery) -> dict[str, int]:
    """Return what an effect bears: keys only."""
    return {"message_id": delivery.message_id, "delivery_id": delivery.pk}


def delivery_by(way: Way, message: Message, *, at: datetime) -> Delivery:
    """Return the delivery of a message by one way, not recorded yet. The reader is at hand on the message."""
    is_there = way.state == DeliveryState.DELIVERED
    address, then = (None, at) if is_there else (address_of(message, way.channel), None)
    return Delivery(
        message=message, channel=way.channel, state=way.state, owed_at=at, held_until=way.held_until,
        deliver_by=way.deliver_by, sent_to=address.masked if address else "",
        address_print=address.print if address else "", sent_at=then, delivered_at=then,
    )  # fmt: skip


def mark_read(*, recipient_id: int, at: datetime, message_id: int | None = None) -> int:
    """Note that a person has seen all their messages, or one of them. Returns how many were new."""
    fresh = Message.objects.filter(recipient_id=recipient_id, read_at__isnull=True)
    if message_id is not None:
        fresh = fresh.filter(pk=message_id)
    return fresh.update(read_at=at)


def _can_be_reached(message: Message) -> bool:
    """Tell whether there is an account, an e-mail, or a telephone where this portal texts."""
    return bool(message.recipient_id or message.email or (message.phone and Channel.SMS in house().channels))


def _owe_one(message: Message, *, at: datetime) -> None:
    for one in Delivery.objects.bulk_create(_planned([message], at)):
        if one.state in _LEAVING and one.channel in EFFECT_OF:
            owe_delivery(one, message_key=message.key, at=at)


def _planned(messages: Sequence[Message], at: datetime) -> list[Delivery]:
    able = house()
    return [
        delivery_by(way, message, at=at)
        for message, reach in zip(messages, reaches_of(messages), strict=True)
        for way in ways(reach, able, is_urgent=message.is_urgent, at=at)
    ]


def _owe_many(leaving: Sequence[Delivery], *, lane: str, at: datetime) -> None:
    for channel, kind in EFFECT_OF.items():
        now = [one for one in leaving if one.channel == channel and one.state == DeliveryState.OWED]
        if now:
            effects = [(f"{kind}:{one.message.key}", payload_of(one)) for one in now]
            outbox.owe_many(effects, lane=lane or LANE_OF[channel], kind=kind, at=at)
    for one in leaving:
        if one.state == DeliveryState.HELD:
            owe_delivery(one, message_key=one.message.key, at=at, lane=lane)


def _facts_of_event(kind: Kind, event: Event | None) -> dict[str, Any]:
    if event is None:
        return {}
    begins = local(event.begins)
    told = {"day": begins.date(), "time": begins.time(), "office": event.place}
    known = {one.name for one in OF_KIND.get(kind, ())}
    return {name: value for name, value in told.items() if name in known}


def _facts_of(message: Message) -> dict[str, Any]:
    names = ("kind", "recipient_id", "email", "phone", "subject_reference", "link", "facts", "is_urgent", "owed_at")
    return {name: getattr(message, name) for name in names}
