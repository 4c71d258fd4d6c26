"""Sending what is owed: claim by lease, call outside any transaction, record what came of it."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db import DatabaseError, close_old_connections, transaction

from portal.kernel import breakers
from portal.kernel.claims import Claim, Doors, claim, recover
from portal.kernel.clock import Clock, database_clock
from portal.kernel.doors import Capability, Door, OutcomeUnknown, Receipt, Refused, TemporaryFailure
from portal.kernel.enums import EffectState
from portal.kernel.lanes import LANES
from portal.kernel.logs import log
from portal.kernel.models import OwedEffect

FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(minutes=30)
BUDGET: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Drained:
    """What came of one drain: effects by outcome, and whether more is due."""

    outcomes: Counter[str]
    is_more: bool


def drain(
    lane: str, doors: Doors, *, clock: Clock | None = None, threads: int | None = None, budget: timedelta = BUDGET
) -> Drained:
    """Send what is due in a lane until nothing is left or the budget of time is spent.

    Safe to run anywhere, any number of times: only the holder of a lease sends, and what it learns is recorded
    only while the claim is still its own. `threads` 1 sends in the calling thread.
    """
    clock = clock or database_clock()
    until, threads = clock() + budget, threads or LANES[lane].threads
    recover(lane, doors, at=clock())
    turn = _in_this_thread if threads == 1 else _in_threads
    return turn(lane, doors, clock, until, threads)


def _in_this_thread(lane: str, doors: Doors, clock: Clock, until: datetime, _threads: int) -> Drained:
    outcomes: Counter[str] = Counter()
    while clock() <= until:
        claims = claim(lane, doors, at=clock(), size=4)
        if not claims:
            return Drained(outcomes, is_more=False)
        outcomes.update(deliver(one, doors[one.effect.kind], LANES[lane].max_attempts, clock) for one in claims)
    return Drained(outcomes, is_more=True)


def _in_threads(lane: str, doors: Doors, clock: Clock, until: datetime, threads: int) -> Drained:
    """Keep the threads fed: a call that hangs must not hold up the rest."""
    outcomes: Counter[str] = Counter()
    flying: set[Future[str]] = set()
    is_more = True
    while is_more or flying:
        if is_more and len(flying) < threads:
            is_more = clock() <= until
            claims = claim(lane, doors, at=clock(), size=threads * 2) if is_more else []
            if is_more and not claims and not flying:
                return Drained(outcomes, is_more=False)
            for one in claims:
                most = LANES[lane].max_attempts
                flying.add(_pool(threads).submit(_deliver_apart, one, doors[one.effect.kind], most, clock))
        done, flying = wait(flying, timeout=0.5, return_when=FIRST_COMPLETED)
        outcomes.update(one.result() for one in done)
    return Drained(outcomes, is_more=True)


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Return the threads of this process; each keeps its connections to database and partners."""
    return ThreadPoolExecutor(threads, thread_name_prefix="outbox")


def _deliver_apart(one: Claim, door: Door, most: int, clock: Clock) -> str:
    close_old_connections()
    try:
        return deliver(one, door, most, clock)
    except Exception as fault:  # noqa: BLE001 -- the lease runs out and somebody else looks
        log.error("effect_not_recorded", effect_id=one.effect.id, kind=one.effect.kind, fault=type(fault).__name__)
        return "not_recorded"
    finally:
        close_old_connections()


def deliver(one: Claim, door: Door, most: int, clock: Clock) -> str:
    """Do one claimed effect and record what came of it. Returns the outcome as a word."""
    effect = one.effect
    calls = 2 if one.is_in_doubt and door.look_up else 1
    if clock() + door.timeout * calls > one.until:
        return _keep(one, {"state": EffectState.OWED, "next_attempt_at": clock(), "attempts": effect.attempt - 1})
    known: list[bool] = []
    try:
        receipt = _call(one, door, known)
    except Exception as failure:  # noqa: BLE001 -- a fault in one effect must not hold up those behind it
        return _not_done(one, door, most, failure, asked=bool(known), at=clock())
    if receipt is None:
        return _keep(one, {"state": EffectState.CANCELLED, "is_in_doubt": False})
    try:
        return finish(one, door, receipt, at=clock())
    except Exception as fault:  # noqa: BLE001 -- done but not recorded: counted and shown, never repeated without end
        log.error("effect_not_recorded", effect_id=effect.id, kind=effect.kind, fault=type(fault).__name__)
        return _unknown(one, door, most, fault, asked=True, at=clock())


def _call(one: Claim, door: Door, known: list[bool]) -> Receipt | None:
    """Ask first where an earlier attempt may have succeeded, then call. Nothing: it is not there and not wanted.

    `known` is filled once the doubt is over and the call begins.
    """
    if one.is_in_doubt and door.look_up and (receipt := door.look_up(one.effect)):
        return receipt
    # In doubt, nobody to ask, and the same key brings it to its end: a repetition is no second one.
    may_be_there = one.is_in_doubt and not door.look_up and door.capability == Capability.IDEMPOTENT
    if door.wanted and not may_be_there and not door.wanted(one.effect):
        return None
    known.append(True)
    return door.send(one.effect)


def _not_done(one: Claim, door: Door, most: int, failure: Exception, *, asked: bool, at: datetime) -> str:
    """Decide what follows. A look-up that failed leaves the doubt as it was; a call surely not done ends it."""
    match failure:
        case TemporaryFailure():
            doubt = one.is_in_doubt and not asked
            return _failed(one, door, most, failure, doubt=doubt, pause=failure.retry_after, at=at)
        case Refused() if asked:
            if door.partner:  # a refusal is an answer: the partner is there
                breakers.note_success(door.partner)
            return _dead(one, door, EffectState.FAILED, failure.reason, at=at)
        case OutcomeUnknown() | Refused():
            return _unknown(one, door, most, failure, asked=asked, at=at)
        case _:
            fault = type(failure).__name__
            log.error("effect_broken", effect_id=one.effect.id, kind=one.effect.kind, fault=fault)
            if not asked:  # our own fault before any call: the doubt is what it was
                return _failed(one, door, most, failure, doubt=one.is_in_doubt, pause=None, at=at)
            return _unknown(one, door, most, failure, asked=asked, at=at)


def finish(one: Claim, door: Door, receipt: Receipt, *, at: datetime) -> str:
    """Record that a claimed effect was done, with its business record, while the claim is still ours."""
    record = door.record
    hook = (lambda: record(one.effect, receipt, at)) if record else None
    fields = {"state": EffectState.DONE, "done_at": at, "reference": receipt.reference[:120], "cause_of_failure": ""}
    outcome = _keep(one, fields | {"is_in_doubt": False}, hook=hook)
    if door.partner:
        breakers.note_success(door.partner)
    return outcome


def _unknown(one: Claim, door: Door, most: int, failure: Exception, *, asked: bool, at: datetime) -> str:
    """Act on an outcome nobody knows by what the partner can do: repeat, ask after a while, or show it to a person."""
    if door.capability == Capability.NEITHER:
        _blame(door, failure, at=at)
        return _dead(one, door, EffectState.HUMAN, _name(failure), at=at, doubt=True)
    doubt = door.capability == Capability.LOOKUP
    least = door.settle if doubt and asked else None
    return _failed(one, door, most, failure, doubt=doubt, pause=least, at=at)


def _failed(
    one: Claim, door: Door, most: int, failure: Exception, *, doubt: bool, pause: timedelta | None, at: datetime
) -> str:
    _blame(door, failure, at=at)
    if one.effect.attempt >= most:
        return _dead(one, door, EffectState.HUMAN if doubt else EffectState.FAILED, _name(failure), at=at, doubt=doubt)
    # Jitter keeps a crowd of retries from arriving together.
    backoff = min(FIRST_PAUSE * 2 ** (one.effect.attempt - 1), LONGEST_PAUSE) * random.uniform(0.8, 1.2)  # noqa: S311 -- no secret
    later = at + max(backoff, pause or timedelta())
    log.warning("effect_not_sent", effect_id=one.effect.id, kind=one.effect.kind, cause=_name(failure), doubt=doubt)
    fields = {"state": EffectState.OWED, "next_attempt_at": later, "is_in_doubt": doubt}
    return _keep(one, fields | {"cause_of_failure": _name(failure)}, word="later")


def _blame(door: Door, failure: Exception, *, at: datetime) -> None:
    """Count a failure at the partner's breaker. A fault of our own says nothing about the partner."""
    if door.partner and isinstance(failure, TemporaryFailure | OutcomeUnknown | Refused):
        breakers.note_failure(door.partner, at=at)


def _dead(one: Claim, door: Door, state: EffectState, cause: str, *, at: datetime, doubt: bool = False) -> str:
    log.warning("effect_dead", effect_id=one.effect.id, kind=one.effect.kind, state=state.value)
    on_dead = door.on_dead
    hook = (lambda: on_dead(one.effect, cause, at)) if on_dead else None
    fields = {"state": state, "cause_of_failure": cause[:200], "is_in_doubt": doubt}
    try:
        return _keep(one, fields, hook=hook)
    except DatabaseError:  # the lease runs out and somebody else tries
        raise
    except Exception as fault:  # noqa: BLE001 -- without its task it is still shown among what waits for a person
        log.error("effect_task_not_made", effect_id=one.effect.id, kind=one.effect.kind, fault=type(fault).__name__)
        return _keep(one, fields)


def _keep(one: Claim, fields: dict[str, Any], *, hook: Callable[[], None] | None = None, word: str = "") -> str:
    """Record what came of a claim, with its business record, while the claim is still ours."""
    with transaction.atomic():
        mine = OwedEffect.objects.filter(
            pk=one.effect.id, state=EffectState.SENDING, attempts=one.effect.attempt
        ).update(**fields, leased_until=None)
        if mine and hook:
            hook()
    if not mine:
        log.warning("claim_was_lost", effect_id=one.effect.id, kind=one.effect.kind)
        return "claim_lost"
    return word or str(fields["state"])


def _name(failure: Exception) -> str:
    return type(failure.__cause__ or failure).__name__
