"""How messages leave the house."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from notifications.delivery import send_mail
from portal.accounts.mail import send_reset_link
from portal.kernel.doors import Capability, Door, Effect, Receipt


def _by(send: Callable[[Mapping[str, Any]], None]) -> Door:
    """Make a door of a mail. SMTP repeats nothing by key; a mail sent twice after a crash bears one Message-ID."""

    def through(effect: Effect) -> Receipt:
        send(effect.payload)
        return Receipt()

    return Door(send=through, capability=Capability.IDEMPOTENT, partner="smtp")


DOORS: Final[Mapping[str, Door]] = {"mail": _by(send_mail), "password_reset": _by(send_reset_link)}
