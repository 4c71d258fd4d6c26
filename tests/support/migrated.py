"""Migrate once, then copy: the tables of a test database are built anew only when a migration or a guard changed.

The copy lies in the machine's temporary folder (SQLite) or beside the test database (PostgreSQL); its name bears the
digest of everything that makes tables, so an old copy is never taken for a new one.
"""

import fcntl
import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management.commands.migrate import Command
from django.db import connection

ROOT: Final = Path(__file__).resolve().parents[2]
LIBRARIES: Final = ("django", "django-allauth", "django-simple-history")


def digest() -> str:
    """Return what changes whenever tables could."""
    made_by = hashlib.sha256(" ".join(version(name) for name in LIBRARIES).encode())
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        folder = Path(config.path)
        if not folder.is_relative_to(ROOT):
            continue
        for file in sorted([*folder.glob("migrations/*.py"), *folder.glob("apps.py"), *folder.glob("append_only.py")]):
            made_by.update(file.read_bytes())
    return made_by.hexdigest()[:16]


def install() -> None:
    """Have `migrate` copy what an earlier run of the suite built, where there is one."""
    real = Command.handle

    def handle(self: Command, *args: Any, **options: Any) -> None:
        with _alone():
            take, keep = _ways()
            if not take():
                real(self, *args, **options)
                keep()

    Command.handle = handle  # type: ignore[method-assign] -- only in the suite


@contextmanager
def _alone() -> Iterator[None]:
    """Let the other worker wait for the copy instead of building the same tables beside us."""
    with (Path(tempfile.gettempdir()) / f"mot-cua-tables-{connection.vendor}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _file() -> Path:
    return Path(tempfile.gettempdir()) / f"mot-cua-tables-{digest()}.sqlite3"


def _take_file() -> bool:
    place = _file()
    if not place.exists():
        return False
    connection.ensure_connection()
    kept = sqlite3.connect(place)
    kept.backup(connection.connection)
    kept.close()
    return True


def _keep_file() -> None:
    place, fresh = _file(), _file().with_suffix(".new")
    for old in place.parent.glob("mot-cua-tables-*.sqlite3"):
        old.unlink(missing_ok=True)
    target = sqlite3.connect(fresh)
    connection.connection.backup(target)
    target.close()
    fresh.rename(place)


def _template() -> str:
    return f"mot_cua_tables_{digest()}"


def _take_template() -> bool:
    template, name = _template(), connection.settings_dict["NAME"]
    with _elsewhere() as execute:
        if not execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]):
            return False
        execute(f'DROP DATABASE "{name}"')
        execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return True


def _keep_template() -> None:
    template, name = _template(), connection.settings_dict["NAME"]
    with _elsewhere() as execute:
        for (old,) in execute("SELECT datname FROM pg_database WHERE datname LIKE 'mot_cua_tables_%%'", []):
            execute(f'DROP DATABASE "{old}"')
        execute(f'CREATE DATABASE "{template}" TEMPLATE "{name}"')


@contextmanager
def _elsewhere() -> Iterator[Callable[..., list[Any]]]:
    """Speak to the server from outside the test database, to which nobody may be connected meanwhile."""
    connection.close()
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 -- Django's own way to create test databases

        def execute(statement: str, values: list[Any] | None = None) -> list[Any]:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        yield execute
    connection.connect()


def _ways() -> tuple[Callable[[], bool], Callable[[], None]]:
    is_postgresql = connection.vendor == "postgresql"
    return (_take_template, _keep_template) if is_postgresql else (_take_file, _keep_file)
