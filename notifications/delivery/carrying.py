"""How a message leaves the house, channel by channel. It names the matter and links to it; nothing personal."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef

from notifications.actions import outcomes
from notifications.actions.telling import EFFECT_OF, owe_delivery
from notifications.channels import push, sms, zalo
from notifications.channels.addresses import Address, address_of
from notifications.channels.composing import Text, compose
from notifications.channels.handing import hand_over
from notifications.channels.letters import letter, message_id
from notifications.channels.partners import BadAddress, reference_of
from notifications.enums import Channel, DeliveryState, SuppressionReason
from notifications.models import WAITING, Delivery, Message, PushSubscription, Suppression
from notifications.queries import house, language_of
from notifications.routing import PATIENCE, RING, quiet_until
from notifications.wording.parts import count_parts
from portal.kernel.doors import Effect, OutcomeUnknown, Receipt, TemporaryFailure
from portal.kernel.logs import log

#: Notes of receipts: what the record makes of a call that handed nothing over.
HELD, SUPPRESSED, NO_ADDRESS, SETTLED = "held", "suppressed", "no_address", "settled"
BOUNCED: Final = "bounced:"
_CHANNEL_OF: Final = {kind: channel for channel, kind in EFFECT_OF.items()}
Carry = Callable[[Delivery, Address, datetime], Receipt]


def carry(effect: Effect, *, at: datetime) -> Receipt:
    """Send one delivery by its channel. Effects of earlier releases name the message only: they are mails.

    :raises TemporaryFailure, OutcomeUnknown, Refused: see `portal.kernel.doors`.
    """
    delivery = delivery_of(effect)
    if delivery.state not in WAITING:
        return Receipt(note=SETTLED)
    channel = Channel(delivery.channel)
    if channel in RING and not delivery.message.is_urgent and quiet_until(house(), at):
        return Receipt(note=HELD)  # kept from leaving in time, it must not ring at night
    address = address_of(delivery.message, channel)
    if address is None:
        return Receipt(note=NO_ADDRESS)
    if _is_suppressed(delivery, address):
        return Receipt(note=SUPPRESSED)
    try:
        return _CARRIES[channel](delivery, address, at)
    except BadAddress as refusal:
        return Receipt(note=f"{BOUNCED}{refusal.detail}")


def look_up_sms(effect: Effect) -> Receipt | None:
    """Ask the SMS gateway whether it took a delivery whose sending broke off."""
    return sms.look_up(delivery_of(effect).pk)


def record(effect: Effect, receipt: Receipt, at: datetime) -> None:
    """Write down what came of a call, in the transaction that settles its effect."""
    note = receipt.note
    if note == SETTLED:
        return
    if not note and "delivery_id" in effect.payload:
        # What mostly happens costs one statement.
        delivery = Delivery(pk=effect.payload["delivery_id"], channel=_CHANNEL_OF[effect.kind])
        outcomes.note_sent(delivery, reference=receipt.reference, attempts=effect.attempt, at=at)
        return
    delivery = delivery_of(effect)
    if note == HELD:
        _hold(delivery, effect, at)
    elif note == SUPPRESSED:
        outcomes.note_suppressed(delivery, at=at)
    elif note == NO_ADDRESS:
        outcomes.note_failed(delivery, cause=note, attempts=effect.attempt, at=at)
    elif note.startswith(BOUNCED):
        _bounced(delivery, note.removeprefix(BOUNCED), effect, at)
    else:
        outcomes.note_sent(delivery, reference=receipt.reference, attempts=effect.attempt, at=at)


def give_up(effect: Effect, cause: str, at: datetime) -> None:
    """Write down that a message does not go by its channel: another is tried."""
    outcomes.note_failed(delivery_of(effect), cause=cause, attempts=effect.attempt, at=at)


def delivery_of(effect: Effect) -> Delivery:
    """Return the delivery of an effect with all that sending it needs; one of an earlier release is made now."""
    held = Suppression.objects.filter(
        channel=OuterRef("channel"), address_print=OuterRef("address_print"), lifted_at__isnull=True
    )
    rows = Delivery.objects.select_related("message__recipient__reader").annotate(is_held_back=Exists(held))
    if "delivery_id" in effect.payload:
        return rows.get(pk=effect.payload["delivery_id"])
    message = Message.objects.get(pk=effect.payload["message_id"])
    by = effect.owed_at + PATIENCE[Channel.EMAIL]
    Delivery.objects.get_or_create(
        message=message, channel=Channel.EMAIL, defaults={"owed_at": message.owed_at, "deliver_by": by}
    )
    return rows.get(message=message, channel=Channel.EMAIL)


def _mail(delivery: Delivery, address: Address, _at: datetime) -> Receipt:
    """SMTP knows no repetitions: a mail sent twice after a crash bears one Message-ID."""
    text, language = _text(delivery)
    _keep(delivery, address, text)
    hand_over(letter(delivery.message, text, to=address.value, language=language))
    return Receipt(message_id(delivery.message).strip("<>"))


def _sms(delivery: Delivery, address: Address, _at: datetime) -> Receipt:
    text, _language = _text(delivery)
    _keep(delivery, address, text, parts=count_parts(text.body).parts)
    return sms.send(delivery.pk, to=address.value, text=text.body)


def _zalo(delivery: Delivery, address: Address, at: datetime) -> Receipt:
    text, _language = _text(delivery)
    _keep(delivery, address, text)
    message = delivery.message
    data = {
        "reference": message.subject_reference,
        "text": text.body,
        "link": f"{settings.PUBLIC_URL}{message.link}",
    }
    return zalo.send(delivery.pk, to=address.value, template=settings.ZALO_TEMPLATE, data=data, at=at)


def _push(delivery: Delivery, address: Address, at: datetime) -> Receipt:
    """Push to every browser that listens; one that took it is enough."""
    text, _language = _text(delivery)
    _keep(delivery, address, text)
    message = delivery.message
    taken, later = 0, None
    live = PushSubscription.objects.filter(person=message.recipient, ended_at__isnull=True).order_by("pk")
    for one in live:
        try:
            push.send(
                one, title=text.subject, body=text.body, url=f"{settings.PUBLIC_URL}{message.link}",
                is_urgent=message.is_urgent,
            )  # fmt: skip
        except BadAddress:
            PushSubscription.objects.filter(pk=one.pk).update(ended_at=at)
        except (TemporaryFailure, OutcomeUnknown) as failure:
            later = failure
        else:
            taken += 1
    if taken:
        return Receipt(reference_of(delivery.pk))
    if later:
        raise later
    raise BadAddress("gone")


_CARRIES: Final[dict[Channel, Carry]] = {
    Channel.EMAIL: _mail,
    Channel.SMS: _sms,
    Channel.ZALO: _zalo,
    Channel.PUSH: _push,
}


def _is_suppressed(delivery: Delivery, address: Address) -> bool:
    """Tell whether nothing is sent to an address: known with the row, unless the person changed it meanwhile."""
    if delivery.address_print == address.print:
        return bool(vars(delivery)["is_held_back"])
    return outcomes.is_suppressed(address)


def _text(delivery: Delivery) -> tuple[Text, str]:
    language = language_of(delivery.message.recipient)
    return compose(delivery.message, Channel(delivery.channel), language=language), language


def _keep(delivery: Delivery, address: Address, text: Text, *, parts: int = 0) -> None:
    """Write down, before the call, where to and in which words; nothing where it stands there from an earlier try."""
    facts = {
        "sent_to": address.masked,
        "address_print": address.print,
        "template_version": text.version,
        "parts": parts,
    }
    if any(getattr(delivery, name) != value for name, value in facts.items()):
        Delivery.objects.filter(pk=delivery.pk).update(**facts)


def _hold(delivery: Delivery, effect: Effect, at: datetime) -> None:
    until = quiet_until(house(), at) or at
    patience = PATIENCE[delivery.channel]
    delivery.state, delivery.held_until = DeliveryState.HELD, until
    held = Delivery.objects.filter(pk=delivery.pk, state__in=WAITING)
    held.update(state=DeliveryState.HELD, held_until=until, deliver_by=until + patience)
    owe_delivery(delivery, message_key=delivery.message.key, at=at, turn=f":{effect.id}")


def _bounced(delivery: Delivery, detail: str, effect: Effect, at: datetime) -> None:
    outcomes.note_failed(delivery, cause=detail, attempts=effect.attempt, at=at)
    outcomes.suppress_print(delivery, reason=SuppressionReason.BOUNCE, detail=detail, at=at)
    log.info("address_bounced", channel=delivery.channel, detail=detail)


#: The longest one call to a channel's partner takes.
TIMEOUT: Final = timedelta(seconds=25)
