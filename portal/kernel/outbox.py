"""One door for what leaves the house: owed in the caller's transaction, sent by a worker, retried, never lost."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Q

from portal.kernel.enums import EffectState
from portal.kernel.jobs import after_commit
from portal.kernel.logs import log
from portal.kernel.models import OwedEffect

LEASE: Final = timedelta(seconds=90)
MAX_ATTEMPTS: Final = 8


class TemporaryFailure(Exception):
    """The partner may accept the same effect later."""


Sender = Callable[[Mapping[str, Any]], None]


def owe(*, key: str, lane: str, kind: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Record an effect in the caller's transaction; the worker is woken after commit.

    Owing twice with one `key` owes once. The payload holds primary keys, never personal data.

    :raises TransactionManagementError: called outside a transaction.
    """
    effect, is_new = OwedEffect.objects.get_or_create(
        key=key,
        defaults={"lane": lane, "kind": kind, "payload": dict(payload), "next_attempt_at": at, "owed_at": at},
    )
    if is_new:
        after_commit("notifications.tasks.drain_one", effect_id=effect.pk)


def owe_many(effects: Sequence[tuple[str, Mapping[str, Any]]], *, lane: str, kind: str, at: datetime) -> None:
    """Record many effects, each (key, payload), in the caller's transaction; the sweep sends them in its own time.

    :raises TransactionManagementError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        msg = f"{lane} owed outside a transaction"
        raise transaction.TransactionManagementError(msg)
    OwedEffect.objects.bulk_create(
        [
            OwedEffect(key=key, lane=lane, kind=kind, payload=dict(payload), next_attempt_at=at, owed_at=at)
            for key, payload in effects
        ],
        ignore_conflicts=True,
    )


def due_ids(*, at: datetime, limit: int = 200) -> list[int]:
    """Return the effects that wait or whose worker went silent, oldest first."""
    return list(
        OwedEffect.objects.filter(
            Q(state=EffectState.OWED, next_attempt_at__lte=at) | Q(state=EffectState.SENDING, leased_until__lte=at)
        )
        .order_by("next_attempt_at", "pk")
        .values_list("pk", flat=True)[:limit]
    )


def send_one(effect_id: int, senders: Mapping[str, Sender], *, at: datetime) -> bool:
    """Claim one effect by lease, send it outside any transaction, record what came of it.

    Safe to run twice: only the claimer sends. Returns whether this call sent it.
    """
    claimed = OwedEffect.objects.filter(
        Q(state=EffectState.OWED, next_attempt_at__lte=at) | Q(state=EffectState.SENDING, leased_until__lte=at),
        pk=effect_id,
    ).update(state=EffectState.SENDING, leased_until=at + LEASE, attempts=F("attempts") + 1)
    if not claimed:
        return False
    effect = OwedEffect.objects.get(pk=effect_id)
    try:
        senders[effect.kind](effect.payload)
    except TemporaryFailure as failure:
        _record_failure(effect, failure, at=at)
        return False
    except Exception as fault:  # noqa: BLE001 -- a fault in one effect must not hold up those behind it
        log.error("effect_broken", effect_id=effect.pk, kind=effect.kind, fault=type(fault).__name__)
        _record_failure(effect, fault, at=at)
        return False
    OwedEffect.objects.filter(pk=effect.pk).update(
        state=EffectState.DONE, leased_until=None, done_at=at, cause_of_failure=""
    )
    return True


@transaction.atomic
def _record_failure(effect: OwedEffect, failure: Exception, *, at: datetime) -> None:
    gives_up = effect.attempts >= MAX_ATTEMPTS
    # Jitter keeps a crowd of retries from arriving together.
    pause = timedelta(seconds=15 * 2**effect.attempts * random.uniform(0.8, 1.2))  # noqa: S311 -- no secret
    OwedEffect.objects.filter(pk=effect.pk).update(
        state=EffectState.FAILED if gives_up else EffectState.OWED,
        leased_until=None,
        next_attempt_at=at + pause,
        cause_of_failure=type(failure.__cause__ or failure).__name__,
    )
    log.warning("effect_not_sent", effect_id=effect.pk, lane=effect.lane, gives_up=gives_up)
