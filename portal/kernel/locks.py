"""Locks by name, held to the end of the transaction. SQLite has one writer at a time and needs none."""

import zlib

from django.db import connection
from django.db.transaction import TransactionManagementError


def share(name: str) -> None:
    """Keep others from owning `name` until this transaction ends; many may share it.

    :raises TransactionManagementError: called outside a transaction.
    """
    _lock("pg_advisory_xact_lock_shared", name)


def own(name: str) -> None:
    """Wait until nobody shares or owns `name`, then keep everybody out until this transaction ends.

    :raises TransactionManagementError: called outside a transaction.
    """
    _lock("pg_advisory_xact_lock", name)


def _lock(function: str, name: str) -> None:
    if not connection.in_atomic_block:
        msg = f"lock {name!r} taken outside a transaction"
        raise TransactionManagementError(msg)
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [zlib.crc32(name.encode())])
