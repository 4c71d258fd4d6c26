"""By which ways a message goes to a person, when, and what follows if it does not arrive. Pure: no database, no clock.

The rules are conventions of the system; ways, hours and times are settings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from notifications.enums import Channel, DeliveryState, Group, Kind
from portal.kernel.workdays import local

_GROUPS: Final[Mapping[Group, tuple[Kind, ...]]] = {
    Group.DOSSIER: (
        Kind.SUBMITTED, Kind.RECEIVED, Kind.SUPPLEMENT_CONFIRMED, Kind.RETURNED, Kind.WITHDRAWN, Kind.RESULT_READY,
        Kind.APOLOGY,
    ),
    Group.DUTY: (Kind.INTAKE_REFUSED, Kind.SUPPLEMENT_ASKED, Kind.FINANCIAL_DUTY, Kind.STOPPED),
    Group.APPOINTMENT: (
        Kind.APPOINTMENT_BOOKED, Kind.APPOINTMENT_MOVED, Kind.APPOINTMENT_CANCELLED, Kind.APPOINTMENT_REMINDER,
        Kind.PLACE_OFFERED,
    ),
    Group.PARCEL: (Kind.PARCEL_ON_THE_WAY, Kind.PARCEL_FAILED, Kind.PARCEL_DELIVERED, Kind.PARCEL_RETURNED),
    Group.COUNTER: (Kind.PICKUP_MOVED, Kind.SUPPLEMENT_EXTENDED, Kind.DUE_MOVED, Kind.REOPENED, Kind.PRESS),
    Group.URGENT: (Kind.EXEMPTION_GRANTED, Kind.EXEMPTION_REFUSED),
    Group.WORK: (Kind.EXEMPTION_LATE, Kind.SAFETY_OPEN, Kind.PARCEL_TASK, Kind.URGENT_REQUESTED, Kind.DIGEST),
}  # fmt: skip
GROUP_OF: Final[Mapping[str, Group]] = {kind: group for group, kinds in _GROUPS.items() for kind in kinds}
#: Waits for no morning and no digest.
URGENT: Final = frozenset({Kind.EXEMPTION_LATE, Kind.URGENT_REQUESTED, Kind.EXEMPTION_GRANTED, Kind.EXEMPTION_REFUSED})
#: In this order one is tried after another; Zalo and the browser only for who asked for them.
FAILOVER: Final = (Channel.PUSH, Channel.ZALO, Channel.EMAIL, Channel.SMS)
#: These ring in somebody's pocket.
RING: Final = frozenset({Channel.SMS, Channel.ZALO, Channel.PUSH})
#: Partners that say later whether a message arrived; elsewhere handing over is all that can be known.
WITH_RECEIPTS: Final = frozenset({Channel.SMS, Channel.ZALO})
PATIENCE: Final[Mapping[str, timedelta]] = {
    Channel.EMAIL: timedelta(hours=1),
    Channel.SMS: timedelta(minutes=30),
    Channel.ZALO: timedelta(minutes=30),
    Channel.PUSH: timedelta(minutes=10),
}
#: What only goes by some ways: the press has an address and no account, a digest is a mail.
_ONLY_BY_MAIL: Final = frozenset({Kind.PRESS, Kind.DIGEST})
PATIENCE_IF_URGENT: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What this portal can do: the channels that have a partner, the quiet hours (from, until; equal: none)."""

    channels: frozenset[str]
    quiet_from: time
    quiet_until: time
    has_digests: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How one person can be reached and wishes to be: addresses at hand, answers by channel, digest or not."""

    has_account: bool
    channels: frozenset[str]
    wishes: Mapping[str, bool] = field(default_factory=dict)
    wants_digest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One channel by which a message is to go, from when on, and when the next is to be tried."""

    channel: Channel
    state: DeliveryState
    held_until: datetime | None = None
    deliver_by: datetime | None = None


def ways(reach: Reach, house: House, *, is_urgent: bool, at: datetime) -> list[Way]:
    """Return by which ways a message goes: the box on the portal, what the person chose, else the first that reaches.

    E-mail is the habit; an SMS is written where there is no e-mail; the browser where one listens; Zalo only if
    asked for.
    """
    found = [Way(channel=Channel.PORTAL, state=DeliveryState.DELIVERED)] if reach.has_account else []
    chosen = [one for one in FAILOVER if one in _open(reach, house) and is_chosen(one, reach.wishes)]
    if not chosen:
        chosen = _in_need(reach, house, used=())[:1]
    return found + [_way(one, reach, house, is_urgent=is_urgent, at=at) for one in chosen]


def next_way(reach: Reach, house: House, *, used: Iterable[str], is_urgent: bool, at: datetime) -> Way | None:
    """Return the way to try after others did not arrive; None when none is left."""
    left = _in_need(reach, house, used=used)
    if not left:
        return None
    return _way(left[0], reach, house, is_urgent=is_urgent, at=at, in_digest=False)


def channels_of(kind: str) -> tuple[Channel, ...]:
    """Return the channels on which a kind has words of its own."""
    return (Channel.EMAIL,) if kind in _ONLY_BY_MAIL else (Channel.EMAIL, Channel.SMS, Channel.ZALO, Channel.PUSH)


def is_chosen(channel: Channel, wishes: Mapping[str, bool]) -> bool:
    """Tell whether a person is told on a channel: as they said, else e-mail and the browser that listens."""
    return wishes.get(channel, channel in {Channel.EMAIL, Channel.PUSH})


def quiet_until(house: House, at: datetime) -> datetime | None:
    """Return the end of the quiet hours in which `at` lies, None outside them. They may pass midnight."""
    begins, ends = house.quiet_from, house.quiet_until
    if begins == ends:
        return None
    here = local(at)
    now = here.time()
    passes_midnight = begins > ends
    is_quiet = (now >= begins or now < ends) if passes_midnight else begins <= now < ends
    if not is_quiet:
        return None
    end = here.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return end + timedelta(days=1) if passes_midnight and now >= begins else end


def is_done_when_sent(channel: str) -> bool:
    """Tell whether handing over is all that can be known on a channel."""
    return channel not in WITH_RECEIPTS


def _open(reach: Reach, house: House) -> frozenset[str]:
    return reach.channels & house.channels


def _in_need(reach: Reach, house: House, *, used: Iterable[str]) -> list[Channel]:
    """Return the ways that may be tried though nobody chose them: never one that was refused, Zalo only if asked."""
    tried = set(used)
    return [
        one
        for one in FAILOVER
        if one in _open(reach, house) and one not in tried and reach.wishes.get(one, one != Channel.ZALO)
    ]


def _way(channel: Channel, reach: Reach, house: House, *, is_urgent: bool, at: datetime, in_digest: bool = True) -> Way:
    if in_digest and channel == Channel.EMAIL and reach.wants_digest and house.has_digests and not is_urgent:
        return Way(channel=channel, state=DeliveryState.DIGEST)
    held = quiet_until(house, at) if channel in RING and not is_urgent else None
    patience = PATIENCE_IF_URGENT if is_urgent else PATIENCE[channel]
    return Way(
        channel=channel,
        state=DeliveryState.HELD if held else DeliveryState.OWED,
        held_until=held,
        deliver_by=(held or at) + patience,
    )
