"""Claiming owed effects by lease: who sends what now, fairly among agencies, never more than a partner bears."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import Count, F, Q

from portal.kernel import breakers
from portal.kernel.doors import Capability, Door, Effect
from portal.kernel.enums import EffectState
from portal.kernel.lanes import LANES
from portal.kernel.locks import own
from portal.kernel.logs import log
from portal.kernel.models import OwedEffect

#: How many due effects are looked at when a turn is given out: agencies behind a crowd are still seen.
WINDOW: Final = 400
#: A lease covers this many calls of full length one after the other, and some seconds for ourselves.
CALLS_IN_A_LEASE: Final = 4
SECONDS_FOR_US: Final = timedelta(seconds=2)

Doors = Mapping[str, Door]


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect that is ours until `until`, and whether an earlier attempt may have succeeded."""

    effect: Effect
    until: datetime
    is_in_doubt: bool


def effect_of(row: OwedEffect) -> Effect:
    """Return a row of the outbox as its door sees it."""
    return Effect(id=row.pk, key=row.key, kind=row.kind, payload=row.payload, attempt=row.attempts, owed_at=row.owed_at)


def lease_of(door: Door) -> timedelta:
    """Return how long a claim holds: longer than the calls that may run under it."""
    return door.timeout * CALLS_IN_A_LEASE + SECONDS_FOR_US


@transaction.atomic
def claim(lane: str, doors: Doors, *, at: datetime, size: int) -> list[Claim]:
    """Take up to `size` due effects of a lane, one agency after the other, and lease them.

    Kinds that no door knows are left for a newer worker. Claims of one lane wait for each other, so that the
    limits of partners hold exactly.
    """
    own(f"outbox:{lane}")
    room = _room(lane, doors, at=at)
    kinds = [kind for kind in doors if room.get(doors[kind].partner, size) > 0]
    due = OwedEffect.objects.filter(lane=lane, state=EffectState.OWED, next_attempt_at__lte=at, kind__in=kinds)
    rows = list(due.order_by("next_attempt_at", "pk")[:WINDOW])
    chosen: list[OwedEffect] = []
    for row in _in_turn(rows):
        partner = doors[row.kind].partner
        if len(chosen) == size:
            break
        if partner:
            if room[partner] <= 0:
                continue
            room[partner] -= 1
        chosen.append(row)
    return _lease(chosen, doors, at=at)


def _lease(rows: Sequence[OwedEffect], doors: Doors, *, at: datetime) -> list[Claim]:
    by_lease: defaultdict[timedelta, list[int]] = defaultdict(list)
    for row in rows:
        by_lease[lease_of(doors[row.kind])].append(row.pk)
    for lease, ids in by_lease.items():
        OwedEffect.objects.filter(pk__in=ids).update(
            state=EffectState.SENDING, leased_until=at + lease, attempts=F("attempts") + 1
        )
    return [
        Claim(
            replace(effect_of(row), attempt=row.attempts + 1),
            at + lease_of(doors[row.kind]),
            row.is_in_doubt,
        )
        for row in rows
    ]


def _in_turn(rows: Iterable[OwedEffect]) -> Iterable[OwedEffect]:
    """Yield one effect of each agency, then the second of each, and so on."""
    queues: defaultdict[int | None, list[OwedEffect]] = defaultdict(list)
    for row in rows:
        queues[row.agency_id].append(row)
    return (row for row in chain.from_iterable(zip_longest(*queues.values())) if row is not None)


def _room(lane: str, doors: Doors, *, at: datetime) -> dict[str, int]:
    """Return how many calls each partner bears now: none while its breaker is open, one on trial."""
    partners = {door.partner: door.concurrency for door in doors.values() if door.partner}
    states = breakers.look(partners, at=at)
    flying: defaultdict[str, int] = defaultdict(int)
    sending = OwedEffect.objects.filter(lane=lane, state=EffectState.SENDING, leased_until__gt=at)
    for kind, number in sending.order_by().values_list("kind").annotate(n=Count("pk")):
        if kind in doors:
            flying[doors[kind].partner] += number
    room = {}
    for name, most in partners.items():
        most_now = 0 if states[name].is_open else 1 if states[name].is_on_trial else most
        room[name] = max(most_now - flying[name], 0)
    return room


def recover(lane: str, doors: Doors, *, at: datetime) -> int:
    """Take back what silent workers held: by what the partner can do, it is sent again, asked for or shown to a person.

    A worker starts no call that could outlast its lease, so a lease that ran out means no call is under way.
    Returns how many were taken back.
    """
    held = OwedEffect.objects.filter(lane=lane, state=EffectState.SENDING, leased_until__lte=at)
    number = 0
    for kind in held.order_by().values_list("kind", flat=True).distinct():
        if kind not in doors:
            continue
        door, of_kind = doors[kind], held.filter(kind=kind)
        # What silences one worker after the other is not tried without end.
        worn = of_kind.filter(attempts__gte=LANES[lane].max_attempts)
        number += _hand_to_people(worn, door, at=at)
        of_kind = of_kind.filter(attempts__lt=LANES[lane].max_attempts)
        match door.capability:
            case Capability.IDEMPOTENT:
                number += of_kind.update(state=EffectState.OWED, leased_until=None, next_attempt_at=at)
            case Capability.LOOKUP:
                number += of_kind.update(
                    state=EffectState.OWED,
                    next_attempt_at=F("leased_until") + door.settle,
                    leased_until=None,
                    is_in_doubt=True,
                )
            case Capability.NEITHER:
                number += _hand_to_people(of_kind, door, at=at)
    if number:
        log.warning("leases_ran_out", lane=lane, number=number)
    return number


def _hand_to_people(held: Iterable[OwedEffect], door: Door, *, at: datetime) -> int:
    number = 0
    for row in held:
        cause = "worker_went_silent"
        try:
            number += _hand_over(row, cause, door.on_dead, at=at)
        except DatabaseError:  # nothing changed: the next drain tries again
            log.warning("effect_not_handed_over", effect_id=row.pk, kind=row.kind)
        except Exception as fault:  # noqa: BLE001 -- one broken hook must not close the lane; the effect is shown
            log.error("effect_task_not_made", effect_id=row.pk, kind=row.kind, fault=type(fault).__name__)
            number += _hand_over(row, cause, None, at=at)
    return number


@transaction.atomic
def _hand_over(
    row: OwedEffect, cause: str, hook: Callable[[Effect, str, datetime], None] | None, *, at: datetime
) -> int:
    mine = OwedEffect.objects.filter(
        Q(pk=row.pk, state=EffectState.SENDING, attempts=row.attempts, leased_until__lte=at)
    ).update(state=EffectState.HUMAN, leased_until=None, is_in_doubt=True, cause_of_failure=cause)
    if mine and hook:
        hook(effect_of(row), cause, at)
    return mine


def due_lanes(*, at: datetime) -> list[str]:
    """Return the lanes in which something waits or a lease ran out: whose bell the sweep rings."""
    found = OwedEffect.objects.filter(
        Q(state=EffectState.OWED, next_attempt_at__lte=at) | Q(state=EffectState.SENDING, leased_until__lte=at)
    )
    return list(found.order_by("lane").values_list("lane", flat=True).distinct())
