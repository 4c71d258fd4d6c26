"""Gapless numbers, allocated in the transaction that uses them."""

from django.db import connection
from django.db.transaction import TransactionManagementError

from portal.kernel.models import Counter


def next_number(scope: str) -> int:
    """Return the next number of `scope`, starting at 1.

    The counter row stays locked until the caller's transaction ends: a rollback gives the number back,
    so the series has no gap. Works the same on PostgreSQL and SQLite.

    :raises django.db.transaction.TransactionManagementError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        msg = f"number of {scope!r} taken outside a transaction"
        raise TransactionManagementError(msg)
    table = connection.ops.quote_name(Counter._meta.db_table)  # noqa: SLF001 -- Django documents _meta
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (scope, value) VALUES (%s, 1) "  # noqa: S608 -- the table name is ours
            f"ON CONFLICT (scope) DO UPDATE SET value = {table}.value + 1 RETURNING value",
            [scope],
        )
        return int(cursor.fetchone()[0])
