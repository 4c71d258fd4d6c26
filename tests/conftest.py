"""Laws of the suite: what every test stands on without asking for it."""

import shutil
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import celery
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test import override_settings
from django.utils import translation

from procedures.queries import board
from tests.support import catalogue as catalogue_files
from tests.support import emptied, migrated

if TYPE_CHECKING:
    from pathlib import Path

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Build the tables of the test database once per change of a migration."""
    migrated.install()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Empty the database quickly after tests that commit."""
    with django_db_blocker.unblock():
        emptied.install()


@pytest.fixture(autouse=True, scope="session")
def _static_files_need_no_collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages are rendered without hashed file names; tests/web/test_static.py tries the real storage.

    Files go to a folder of the session, passwords are hashed fast, the cache lives in the process.
    """
    folder: Path = tmp_path_factory.mktemp("data")
    (folder / "static").mkdir()
    storages = {
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": folder / "papers", "base_url": None}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(
        DATA_DIR=folder,
        STATIC_ROOT=folder / "static",
        STORAGES=storages,
        EMAIL_FILE_PATH=folder / "mail",
        ALLOWED_HOSTS=["testserver", "127.0.0.1", "localhost"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    ):
        yield


@pytest.fixture(autouse=True)
def _nothing_is_remembered_between_tests() -> Iterator[None]:
    with translation.override(settings.LANGUAGE_CODE):
        yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _network_ends_at_this_machine() -> Iterator[None]:
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            msg = f"a test reached for the network: {address}"
            raise RuntimeError(msg)
        real_connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


# A busy machine is slow, not wrong: examples are judged by what they show, never by their time.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _rows_without_an_order_come_in_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """They come last first: a list that relies on how the database happens to answer is wrong here."""
    real_fetch = QuerySet._fetch_all  # noqa: SLF001 -- there is no public place between the database and the rows

    def fetch(self: QuerySet[Any]) -> None:
        is_fresh = self._result_cache is None
        real_fetch(self)
        if is_fresh and not self.ordered and not self.query.is_sliced and not self.query.combinator:
            self._result_cache.reverse()

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch)


class Queued(NamedTuple):
    """A task that was handed to the broker."""

    task: str
    kwargs: dict[str, Any]


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[Queued]:
    """Stand in for the broker: what would have been queued, in order."""
    sent: list[Queued] = []

    def send_task(_app: celery.Celery, name: str, *_args: Any, kwargs: dict[str, Any] | None = None, **_: Any) -> None:
        sent.append(Queued(name, kwargs or {}))

    monkeypatch.setattr(celery.Celery, "send_task", send_task)
    return sent


@pytest.fixture(autouse=True)
def _a_process_that_knows_of_no_order() -> None:
    """Pages ask seldom whether an order is to be told; orders made by `tests.support.orders` are asked for at once."""
    board.keep(())
    # A slow machine must not ask once more in the middle of a counted page.
    board.keep_seconds = 3600


@pytest.fixture
def catalogue(db: None) -> None:
    """Lay the project's own agencies and procedures down."""
    catalogue_files.load()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, and say why."""
    missing = {
        "postgres": None if connection.vendor == "postgresql" else "needs PostgreSQL",
        "redis": None if settings.REDIS_URL else "needs Redis",
        "browser": None if shutil.which("chromium") else "needs Chromium",
    }
    for item in items:
        if _is_transactional(item):
            # The database refuses to delete events; only TRUNCATE, which SQLite lacks, empties that table.
            item.add_marker(pytest.mark.postgres)
        for name, reason in missing.items():
            if reason and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


def _is_transactional(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (mark and mark.kwargs.get("transaction")))
