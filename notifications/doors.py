"""How messages leave the house: one door for each channel, each honest about repetitions."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils import timezone

from notifications.actions import receipts
from notifications.delivery import carrying, digests
from portal.accounts.mail import send_reset_link
from portal.kernel.doors import Capability, Door, Effect, Receipt
from portal.kernel.inbox import Handler


def _carry(effect: Effect) -> Receipt:
    return carrying.carry(effect, at=timezone.now())  # noqa: TID251 -- a door stands at the edge, as a task does


def _by(send: Callable[[Mapping[str, Any]], None]) -> Door:
    def through(effect: Effect) -> Receipt:
        send(effect.payload)
        return Receipt()

    return Door(send=through, capability=Capability.IDEMPOTENT, partner="smtp", timeout=carrying.TIMEOUT)


def _door(capability: Capability, partner: str, **more: Any) -> Door:
    return Door(
        send=_carry,
        capability=capability,
        partner=partner,
        record=carrying.record,
        on_dead=carrying.give_up,
        timeout=carrying.TIMEOUT,
        **more,
    )


DOORS: Final[Mapping[str, Door]] = {
    # SMTP knows nothing of repetitions, but a mail sent twice after a crash bears one Message-ID, by which mailboxes
    # tell it: better twice than never.
    "mail": _door(Capability.IDEMPOTENT, "smtp"),
    "digest": Door(
        send=digests.carry,
        capability=Capability.IDEMPOTENT,
        partner="smtp",
        record=digests.record,
        on_dead=digests.give_up,
        timeout=carrying.TIMEOUT,
    ),
    "password_reset": _by(send_reset_link),
    # Gateways differ in whether a reference sent again is one SMS: asking first costs nobody a second one.
    "sms": _door(Capability.LOOKUP, "sms", look_up=carrying.look_up_sms),
    # Zalo answers a tracking id it knows with the first answer.
    "zalo": _door(Capability.IDEMPOTENT, "zalo"),
    # A push service may show twice after a crash; the browser puts one in place of the other by its tag.
    "push": _door(Capability.IDEMPOTENT, "push"),
}

#: Who acts on the stored receipts of each partner.
HANDLERS: Final[Mapping[str, Handler]] = {
    "sms": receipts.apply_sms,
    "zalo": receipts.apply_zalo,
    "relay": receipts.apply_relay,
}
