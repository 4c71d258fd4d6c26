"""Databases that live as long as one benchmark."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection


def _server(statement: str) -> None:
    facts = settings.DATABASES["default"]
    server = psycopg2.connect(
        host=facts["HOST"],
        port=facts["PORT"] or 5432,
        user=facts["USER"],
        password=facts["PASSWORD"],
        dbname="postgres",
    )
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(statement)
    server.close()


def name() -> str:
    """Return the name of the benchmark's database."""
    return str(settings.DATABASES["default"]["NAME"])


def make() -> None:
    """Make the database and its tables."""
    _server(f'CREATE DATABASE "{name()}"')
    call_command("migrate", verbosity=0)


@contextmanager
def copy_of_it(suffix: str) -> Iterator[str]:
    """Make a copy of the database as it stands, give its name, and drop it."""
    copied = f"{name()}_{suffix}"
    connection.close()
    _server(f'CREATE DATABASE "{copied}" TEMPLATE "{name()}"')
    try:
        yield copied
    finally:
        drop(copied)


def drop(which: str) -> None:
    """Drop a database and whoever is still connected to it."""
    connection.close()
    _server(f'DROP DATABASE IF EXISTS "{which}" WITH (FORCE)')
