"""The chain of custody: who may give a parcel to whom, and what the carrier's word says about who has it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple

from postal.enums import Holder, Leg, ParcelState

_H, _S = Holder, ParcelState
#: From hand to hand. Nothing jumps: a receiver gets a parcel from the post only.
HAND_OVERS: Final = frozenset(
    {
        (_H.CITIZEN, _H.POSTAL_WORKER),
        (_H.CITIZEN, _H.CARRIER),
        (_H.DESK, _H.POSTAL_WORKER),
        (_H.DESK, _H.CARRIER),
        (_H.POSTAL_WORKER, _H.POSTAL_WORKER),
        (_H.POSTAL_WORKER, _H.CARRIER),
        (_H.POSTAL_WORKER, _H.DESK),
        (_H.POSTAL_WORKER, _H.RECEIVER),
        (_H.POSTAL_WORKER, _H.CITIZEN),
        (_H.CARRIER, _H.POSTAL_WORKER),
        (_H.CARRIER, _H.DESK),
        (_H.CARRIER, _H.RECEIVER),
        (_H.CARRIER, _H.CITIZEN),
        (_H.RECEIVER, _H.POSTAL_WORKER),
        (_H.RECEIVER, _H.CARRIER),
    }
)
_WITH_CARRIER: Final = frozenset({_S.ACCEPTED, _S.IN_TRANSIT, _S.OUT_FOR_DELIVERY, _S.FAILED_ATTEMPT, _S.RETURNING})
#: States in which a worker who has a parcel in hand still has it.
_WITH_WORKER: Final = frozenset({_S.ACCEPTED, _S.OUT_FOR_DELIVERY, _S.FAILED_ATTEMPT})


class Link(NamedTuple):
    """One row of the chain."""

    seq: int
    holder: Holder
    since: datetime


def first_holder(leg: Leg) -> Holder:
    """Return who has the papers before anything moves."""
    return _H.DESK if leg == Leg.RESULT else _H.CITIZEN


def may_pass(before: Holder, after: Holder) -> bool:
    """Tell whether one holder can hand a parcel to another."""
    return (before, after) in HAND_OVERS


def route(before: Holder, after: Holder) -> tuple[Holder, ...]:
    """Return the holders to enter so that the chain reaches `after`; through the carrier where nobody saw how."""
    if before == after:
        return ()
    if may_pass(before, after):
        return (after,)
    return (_H.CARRIER, after)


def implied(state: ParcelState, leg: Leg, holder: Holder, *, has_left: bool = True) -> Holder:
    """Return who has a parcel when its carrier tells this state, `holder` being the last we knew of.

    A desk has a parcel only once it signed for it: the carrier's word alone does not put one into its hands.
    `has_left`: the chain has more than one link, so a desk that holds it has signed, and not merely never given it
    away.
    """
    if state in _WITH_WORKER and holder == _H.POSTAL_WORKER:
        return holder
    if state in _WITH_CARRIER:
        return _H.CARRIER
    if state == _S.DELIVERED and leg == Leg.RESULT:
        return _H.RECEIVER
    if state == _S.RETURNED and leg != Leg.RESULT:
        return _H.CITIZEN
    if state in {_S.DELIVERED, _S.RETURNED} and not (holder == _H.DESK and has_left):
        return _H.CARRIER
    return holder


def faults(chain: Sequence[Link]) -> list[str]:
    """Return what is wrong with a chain: a gap, a step back in time, a hand-over that cannot be. Nothing: it holds.

    A chain without faults gives every instant from its first row on exactly one holder.
    """
    found = [f"row {place} bears number {link.seq}" for place, link in enumerate(chain, start=1) if link.seq != place]
    for before, after in _pairs(chain):
        if after.since < before.since:
            found.append(f"row {after.seq} begins before row {before.seq}")
        if not may_pass(before.holder, after.holder):
            found.append(f"row {after.seq}: {before.holder} cannot hand over to {after.holder}")
    return found


def holder_at(chain: Iterable[Link], instant: datetime) -> Holder | None:
    """Return who had the parcel at an instant; nobody before the first row."""
    held = None
    for link in chain:
        if link.since <= instant:
            held = link.holder
    return held


def _pairs(chain: Sequence[Link]) -> Iterable[tuple[Link, Link]]:
    return pairwise(chain)
