"""One door for what leaves the house: owed in the caller's transaction, sent by a worker, retried, never lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from portal.kernel.jobs import after_commit
from portal.kernel.models import OwedEffect


def owe(
    *,
    key: str,
    lane: str,
    kind: str,
    payload: Mapping[str, Any],
    at: datetime,
    agency_id: int | None = None,
    not_before: datetime | None = None,
) -> None:
    """Record an effect in the caller's transaction; the worker of the lane is woken after commit.

    Owing twice with one `key` owes once. The payload holds primary keys, never personal data. `agency_id` says
    whose share of the lane it takes; `not_before` keeps it back.

    :raises TransactionManagementError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        msg = f"{kind} owed outside a transaction"
        raise transaction.TransactionManagementError(msg)
    _, is_new = OwedEffect.objects.get_or_create(
        key=key,
        defaults={
            "lane": lane,
            "kind": kind,
            "payload": dict(payload),
            "next_attempt_at": not_before or at,
            "owed_at": at,
            "agency_id": agency_id,
        },
    )
    if is_new:
        after_commit("portal.tasks.drain", lane=lane)


def owe_many(effects: Sequence[tuple[str, Mapping[str, Any]]], *, lane: str, kind: str, at: datetime) -> None:
    """Record many effects, each (key, payload), in the caller's transaction; the worker of the lane is woken once.

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
    after_commit("portal.tasks.drain", lane=lane)
