"""Hand work to Celery by name, after commit. Actions must not import tasks."""

from functools import partial

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from portal.kernel.logs import log


def after_commit(task: str, **facts: int | str) -> None:
    """Queue `task` once the open transaction commits; the same twice in one transaction is queued once.

    Arguments are primary keys and names of lanes or partners only. A broker that is down loses nothing: what must
    happen stands in a table which a beat task sweeps.

    :raises TransactionManagementError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        msg = f"{task} queued outside a transaction"
        raise transaction.TransactionManagementError(msg)
    bell = _Bell(_ring, task, facts)
    waiting = [entry[1] for entry in connection.run_on_commit]
    if not any(isinstance(one, _Bell) and one.args == bell.args for one in waiting):
        transaction.on_commit(bell, robust=True)


def ring(task: str, **facts: int | str) -> None:
    """Queue `task` now, from outside any transaction. A broker that is down loses nothing."""
    _ring(task, facts)


class _Bell(partial[None]):
    """One thing to queue after commit."""


def _ring(task: str, facts: dict[str, int | str]) -> None:
    try:
        current_app.send_task(task, kwargs=facts, retry=False)
    except (OSError, OperationalError) as failure:
        log.warning("broker_unreachable", task=task, cause=type(failure).__name__)
