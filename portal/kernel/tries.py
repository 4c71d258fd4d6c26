"""Guesses at a secret are counted in the database: five, then a pause of fifteen minutes."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from portal.kernel.models import TryWindow
from portal.kernel.sealed import fingerprint

LIMIT: Final = 5
PAUSE: Final = timedelta(minutes=15)


@transaction.atomic
def take(scope: str, subject: str, *, at: datetime, limit: int = LIMIT, pause: timedelta = PAUSE) -> bool:
    """Count one try at `subject` and say whether it may go on; a window lasts `pause` from its first try.

    The subject is stored as a fingerprint only.
    """
    key = fingerprint(subject)
    TryWindow.objects.get_or_create(scope=scope, subject=key, defaults={"opened_at": at})
    window = TryWindow.objects.filter(scope=scope, subject=key)
    window.filter(opened_at__lte=at - pause).update(opened_at=at, tries=0)
    return bool(window.filter(tries__lt=limit).update(tries=F("tries") + 1))


def forget(scope: str, subject: str) -> None:
    """Close the window after a right answer."""
    TryWindow.objects.filter(scope=scope, subject=fingerprint(subject)).delete()
