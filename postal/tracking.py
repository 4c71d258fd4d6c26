"""From events to the state of a parcel, whatever the order in which they came and however often. Pure.

A parcel's state is that of its strongest event. Stages that can only follow each other are bands: a higher band wins
whatever the clocks say. Inside a band (out for delivery, failed, out again) the event that happened last wins.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from postal.enums import ParcelState

_S = ParcelState
#: (band, rank inside the band). Ranks settle what happened at the same instant.
PLACE: Final = {
    _S.REQUESTED: (0, 0),
    _S.ORDERED: (1, 0),
    _S.AWAITING_PICKUP: (2, 0),
    _S.ACCEPTED: (3, 0),
    _S.IN_TRANSIT: (4, 0),
    _S.OUT_FOR_DELIVERY: (4, 1),
    _S.FAILED_ATTEMPT: (4, 2),
    _S.RETURNING: (5, 0),
    _S.REFUSED: (6, 0),
    _S.CANCELLED: (6, 1),
    _S.LOST: (6, 2),
    _S.DELIVERED: (7, 0),
    _S.RETURNED: (7, 1),
}
#: After these nothing is to come: at most the parcel is found after all.
FINAL: Final = frozenset({_S.REFUSED, _S.CANCELLED, _S.LOST, _S.DELIVERED, _S.RETURNED})
#: The carrier has it, or had it last.
MOVING: Final = frozenset({_S.ACCEPTED, _S.IN_TRANSIT, _S.OUT_FOR_DELIVERY, _S.FAILED_ATTEMPT, _S.RETURNING})
#: The carrier does not have it yet.
WAITING: Final = frozenset({_S.REQUESTED, _S.ORDERED, _S.AWAITING_PICKUP})

Weight = tuple[int, datetime, int, str]


class Seen(NamedTuple):
    """One event: its own mark (unique at its carrier), the state it tells, when that happened."""

    event_id: str
    state: ParcelState
    occurred_at: datetime


class Folded(NamedTuple):
    """Where a parcel stands: by which event, since when, and how often delivery failed."""

    state: ParcelState
    since: datetime
    event_id: str
    failures: int


def weight(seen: Seen) -> Weight:
    """Return what makes one event stronger than another: a total order over distinct events."""
    band, rank = PLACE[seen.state]
    return band, seen.occurred_at, rank, seen.event_id


def fold(events: Iterable[Seen]) -> Folded | None:
    """Return where a parcel stands after these events; nothing after none.

    The answer depends on the set of events only: not on their order, not on repetitions.
    """
    strongest: tuple[Weight, Seen] | None = None
    failed: set[str] = set()
    for seen in events:
        one = weight(seen)
        if strongest is None or one > strongest[0]:
            strongest = one, seen
        if seen.state == _S.FAILED_ATTEMPT:
            failed.add(seen.event_id)
    if strongest is None:
        return None
    seen = strongest[1]
    return Folded(ParcelState(seen.state), seen.occurred_at, seen.event_id, len(failed))
