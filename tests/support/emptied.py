"""Empty a test database quickly after a test that committed: only tables with rows, row by row.

Django truncates every table of the project after each such test, most of a second on PostgreSQL for a hundred and
thirty tables of which five hold anything.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def install() -> None:
    """Have the flush of this connection delete where there is something, with guards and references switched off."""
    if connection.vendor != "postgresql" or not _may_switch_off_guards():
        return
    kind = type(connection.ops)
    real: Callable[..., list[str]] = kind.sql_flush

    def sql_flush(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        if options.get("reset_sequences"):
            return real(self, style, tables, **options)
        quoted = {table: self.quote_name(table) for table in tables}
        filled = _with_rows(quoted)
        # Only for this transaction: triggers that refuse deletion, and foreign keys, do not fire for a replica.
        first = ["SET LOCAL session_replication_role = replica"] if filled else []
        return [*first, *(" ".join(("DELETE FROM", quoted[table])) for table in filled)]

    # For the class: a thread in which a browser test left its loop gets another connection.
    kind.sql_flush = sql_flush  # type: ignore[method-assign] -- only in the suite


def _with_rows(quoted: dict[str, str]) -> list[str]:
    parts = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608 -- names of our own tables
        for table, name in quoted.items()
    ]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return [table for (table,) in cursor.fetchall()]


def _may_switch_off_guards() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])
