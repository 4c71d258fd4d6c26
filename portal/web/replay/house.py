"""A database and a folder that live as long as one replay; nothing leaves them: no broker, so no mail."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings


@contextmanager
def scratch() -> Iterator[None]:
    """Make a database beside the portal's own, fill it with agencies and catalogue, and destroy it at the end."""
    own = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = f"replay_1318_{os.getpid()}"
    broker = current_app.conf.broker_url
    current_app.conf.update(broker_url="memory://")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with TemporaryDirectory(prefix="replay-1318-") as folder, override_settings(STORAGES=_papers_in(folder)):
            with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
                call_command("load_catalogue", stdout=nowhere)
            yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)
        current_app.conf.update(broker_url=broker)


def _papers_in(folder: str) -> dict[str, Any]:
    papers: Any = settings.STORAGES["default"]
    return {**settings.STORAGES, "default": {**papers, "OPTIONS": {**papers["OPTIONS"], "location": folder}}}
