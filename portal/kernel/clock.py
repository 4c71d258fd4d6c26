"""The database's clock, for leases and claims only (several machines, one clock). Business instants are arguments."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection

Clock = Callable[[], datetime]


def database_now() -> datetime:
    """Return the instant on the database's clock."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            instant: datetime = cursor.fetchone()[0]
            return instant
        cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)


def database_clock() -> Clock:
    """Return a clock set once by the database and going on by itself, so that reading it costs no query."""
    began, ticks = database_now(), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - ticks)
