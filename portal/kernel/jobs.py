"""Hand work to Celery by name, after commit. Actions must not import tasks."""

from functools import partial

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from portal.kernel.logs import log


def after_commit(task: str, **ids: int) -> None:
    """Queue `task` once the open transaction commits. Arguments are primary keys only.

    A broker that is down loses nothing: what must happen stands in a table which a beat task sweeps.

    :raises TransactionManagementError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        msg = f"{task} queued outside a transaction"
        raise transaction.TransactionManagementError(msg)
    transaction.on_commit(partial(_ring, task, ids), robust=True)


def _ring(task: str, ids: dict[str, int]) -> None:
    try:
        current_app.send_task(task, kwargs=ids, retry=False)
    except (OSError, OperationalError) as failure:
        log.warning("broker_unreachable", task=task, cause=type(failure).__name__)
