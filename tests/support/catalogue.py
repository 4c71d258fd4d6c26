"""The project's own catalogue: read from its files once in a process, laid down in each test that asks."""

import json
from dataclasses import dataclass
from datetime import date, time
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from portal.agencies.models import Agency
from procedures.models import Procedure


@dataclass(frozen=True)
class Copy:
    """Rows as the loading left them, by table."""

    counts: dict[str, Any]
    tables: dict[str, tuple[list[str], list[tuple[Any, ...]]]]


class _Kept:
    copy: Copy | None = None


def load() -> dict[str, Any]:
    """Have the catalogue in the database as `load_catalogue` leaves it; return the counts which that prints last."""
    if Agency.objects.exists() or Procedure.objects.exists():
        return _really_load()
    if _Kept.copy is None:
        empty = {table for table in connection.introspection.table_names() if not _rows(table)[1]}
        counts = _really_load()
        filled = {table: _rows(table) for table in empty}
        _Kept.copy = Copy(counts, {table: held for table, held in filled.items() if held[1]})
    else:
        _put_back(_Kept.copy)
    return dict(_Kept.copy.counts)


def _really_load() -> dict[str, Any]:
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    counts: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return counts


def _rows(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- a table of ours
        return [column[0] for column in cursor.description], [tuple(map(_plain, row)) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    """SQLite takes back as text what it gives as day and time."""
    return str(value) if connection.vendor == "sqlite" and isinstance(value, date | time) else value


def _put_back(copy: Copy) -> None:
    quote = connection.ops.quote_name
    # One transaction: rows refer to rows of tables that come later, and are judged at its end.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in copy.tables.items():
            names = ", ".join(map(quote, columns))
            one = f"({', '.join(['%s'] * len(columns))})"
            size = 900 // len(columns)
            for start in range(0, len(rows), size):
                part = rows[start : start + size]
                values = [value for row in part for value in row]
                statement = f"INSERT INTO {quote(table)} ({names}) VALUES {', '.join([one] * len(part))}"  # noqa: S608 -- ours
                cursor.execute(statement, values)
        for statement in _sequences(set(copy.tables)):
            cursor.execute(statement)


def _sequences(tables: set[str]) -> list[str]:
    """Return what makes the next new row take a free number (PostgreSQL; SQLite does so by itself)."""
    if connection.vendor != "postgresql":
        return []
    return connection.ops.sequence_reset_sql(no_style(), list(connection.introspection.installed_models(tables)))
