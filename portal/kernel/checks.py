"""What a deployment must have before it serves people. Run by `manage.py check --deploy`."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as Caution

MINIMUM_KEY: Final = 32
_DEMANDS: Final[tuple[tuple[str, Callable[[Any], bool], str], ...]] = (
    ("W001", lambda s: s.DATABASES["default"]["ENGINE"].endswith("postgresql"), "The database is not PostgreSQL."),
    ("W002", lambda s: bool(s.REDIS_URL), "There is no Redis: the embedded broker serves one machine."),
    ("W003", lambda s: bool(s.CLAMD_ADDRESS), "Uploads are not scanned: PORTAL_CLAMD_ADDRESS is empty."),
    ("W004", lambda s: not s.DEMO, "The demo is on."),
    ("W005", lambda s: all(len(key) >= MINIMUM_KEY for key in s.SEALING_KEYS), "A sealing key is under 32 characters."),
    ("W006", lambda s: s.PUBLIC_URL.startswith("https://"), "PORTAL_PUBLIC_URL is not https."),
    ("W007", lambda s: not s.EMAIL_BACKEND.endswith("filebased.EmailBackend"), "Mail goes to files."),
)


def lacks(configured: Any) -> list[CheckMessage]:
    """Name what a production server with these settings still lacks."""
    return [Caution(words, id=f"portal.{number}") for number, holds, words in _DEMANDS if not holds(configured)]


def watch() -> None:
    """Have `check --deploy` ask."""
    register(lambda **_: lacks(settings), Tags.security, deploy=True)
