"""Databases that live as long as one run of faults, on PostgreSQL and on SQLite."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.bench import databases as servers
from tests.support import migrated


def make() -> None:
    """Make the database named by the settings, with its tables and those of the cache.

    Tables are copied where a run of the suite left them, which spares most of the minute that migrations take.
    """
    migrated.install()
    if connection.vendor == "postgresql":
        servers.make()
    else:
        call_command("migrate", verbosity=0)
    call_command("createcachetable")


def drop() -> None:
    """Drop it."""
    if connection.vendor == "postgresql":
        servers.drop(servers.name())


@contextmanager
def copy_of_it(suffix: str) -> Iterator[str]:
    """Copy the database as it stands, work on the copy, and give its address; drop it at the end."""
    original = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        with servers.copy_of_it(suffix) as copied, _instead_of(original, copied):
            yield f"{_server()}/{copied}"
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        copy = Path(original).with_suffix(f".{suffix}.sqlite3")
        shutil.copyfile(original, copy)
        with _instead_of(original, str(copy)):
            yield f"sqlite:///{copy}"


@contextmanager
def _instead_of(original: str, name: str) -> Iterator[None]:
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original


def _server() -> str:
    facts = connection.settings_dict
    password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgresql://{facts['USER']}{password}@{facts['HOST']}:{facts['PORT'] or 5432}"
