"""How orders reach carriers and how their messages are acted upon."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from portal.kernel.doors import Capability, Door, Effect, Receipt, Refused
from portal.kernel.enums import InboundState
from portal.kernel.inbox import APPLIED, PARKED, Handler, Verdict
from portal.kernel.models import InboundEvent
from postal import actions, gateways
from postal.actions.payload import carrier_order
from postal.enums import EventSource, ParcelState
from postal.gateways.types import Carrier
from postal.models import Parcel

#: Marks an answer of the carrier, apart from having given up.
_REFUSED: Final = "Bưu điện trả lời: "


def _parcel(effect: Effect) -> Parcel:
    rows = Parcel.objects.select_related("desk__agency", "desk__place")
    return rows.get(pk=effect.payload["parcel_id"])


def _order(effect: Effect) -> Receipt:
    parcel = _parcel(effect)
    try:
        return gateways.carrier(parcel.carrier).order(carrier_order(parcel), key=effect.key)
    except Refused as refusal:
        raise Refused(_REFUSED + refusal.reason) from None


def _look_up(effect: Effect) -> Receipt | None:
    parcel = _parcel(effect)
    return gateways.carrier(parcel.carrier).look_up(parcel.order_number)


def _record(effect: Effect, receipt: Receipt, at: datetime) -> None:
    actions.record_order(parcel_id=effect.payload["parcel_id"], reference=receipt.reference, at=at)


def _not_ordered(effect: Effect, reason: str, at: datetime) -> None:
    """Believe a refusal; whatever else ended the attempts leaves open whether the carrier acted."""
    parcel_id = effect.payload["parcel_id"]
    if reason.startswith(_REFUSED):
        actions.refuse_order(parcel_id=parcel_id, reason=reason.removeprefix(_REFUSED), at=at)
    else:
        actions.doubt_order(parcel_id=parcel_id, reason=reason, at=at)


def _is_wanted(effect: Effect) -> bool:
    """Drop what is settled: by a person, or cancelled before anybody tried it.

    What was tried before it was cancelled goes on: the carrier may know of it, and must be asked to forget it then.
    One that can be asked was asked before, and knows nothing of it.
    """
    parcel = _parcel(effect)
    if parcel.carrier_reference:
        return False
    if parcel.state == ParcelState.CANCELLED and effect.attempt > 1:
        return gateways.carrier(parcel.carrier).capability == Capability.IDEMPOTENT
    return parcel.state == ParcelState.REQUESTED


def _cancel(effect: Effect) -> Receipt:
    parcel = _parcel(effect)
    gateways.carrier(parcel.carrier).cancel(parcel.order_number, key=effect.key)
    return Receipt()


def _not_cancelled(effect: Effect, reason: str, at: datetime) -> None:
    actions.doubt_cancel(parcel_id=effect.payload["parcel_id"], reason=reason, at=at)


def doors_of(carrier: Carrier) -> Mapping[str, Door]:
    """Return the doors to a carrier, by what it can do about repetitions. Cancelling twice is cancelling once."""
    timeout = timedelta(seconds=carrier.timeout_seconds)
    return {
        "parcel_order": Door(
            send=_order,
            capability=carrier.capability,
            partner=carrier.code,
            look_up=_look_up,
            timeout=timeout,
            concurrency=carrier.concurrency,
            settle=carrier.settle,
            record=_record,
            on_dead=_not_ordered,
            wanted=_is_wanted,
        ),
        "parcel_cancel": Door(
            send=_cancel,
            capability=Capability.IDEMPOTENT,
            partner=carrier.code,
            timeout=timeout,
            concurrency=carrier.concurrency,
            settle=carrier.settle,
            on_dead=_not_cancelled,
        ),
    }


def _apply(message: InboundEvent) -> Verdict:
    """Act on a message that a carrier sent by itself. One about a parcel we do not have waits for it."""
    try:
        events = gateways.carrier(message.partner).read_webhook(bytes(message.body))
    except ValueError:
        return Verdict(InboundState.REFUSED, "unreadable")
    came = actions.apply_tracking(events, carrier=message.partner, source=EventSource.WEBHOOK, at=message.received_at)
    if came.unknown:
        return PARKED
    if came.strange:
        return Verdict(InboundState.REFUSED, "dated_ahead")
    return APPLIED


def handlers_of(carriers: Iterable[str]) -> Mapping[str, Handler]:
    """Return who acts on the stored messages of each carrier."""
    return dict.fromkeys(carriers, _apply)


DOORS: Final[Mapping[str, Door]] = doors_of(gateways.carrier())
HANDLERS: Final[Mapping[str, Handler]] = handlers_of(settings.CARRIERS)
