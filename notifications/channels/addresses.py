"""Where a message goes on a channel, how that is shown in logs, and how it is found again."""

from dataclasses import dataclass

from notifications.enums import Channel
from notifications.models import Message
from portal.kernel.sealed import fingerprint
from portal.kernel.text import mask_number


@dataclass(frozen=True, slots=True)
class Address:
    """An address on a channel. It is spoken to, never stored: stored are mask and fingerprint."""

    channel: str
    value: str

    @property
    def masked(self) -> str:
        """The address so that its owner knows it and nobody else learns it."""
        if self.channel == Channel.PUSH:
            return ""  # no address that anybody knows
        if "@" in self.value:
            name, _, domain = self.value.rpartition("@")
            return f"{name[:1]}•••@{domain}"[:80]
        return mask_number(self.value)

    @property
    def print(self) -> str:
        """The keyed fingerprint, equal for equal addresses whatever their letters' case."""
        return fingerprint(f"{self.channel}:{self.value.casefold()}")


def address_of(message: Message, channel: str) -> Address | None:
    """Return where a message goes, as the person's account says now; None where nothing is known."""
    person = message.recipient
    if channel == Channel.EMAIL:
        value = message.email or (person.email if person else "")
    elif channel in {Channel.SMS, Channel.ZALO}:
        value = message.phone or (person.phone if person else "")
    else:
        value = person.key if person else ""
    return Address(channel, value) if value else None
