"""Personal numbers at rest: sealed, and found again by a keyed fingerprint."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def _key(secret: str, purpose: bytes) -> bytes:
    return hmac.new(secret.encode(), purpose, hashlib.sha256).digest()


@lru_cache(maxsize=4)
def _fernet(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_key(secret, b"seal"))) for secret in secrets])


def fingerprint(value: str) -> str:
    """Return the keyed fingerprint of a personal number, equal for equal numbers; empty for empty.

    The last sealing key fingerprints, so that a new key put in front does not lose what was stored.
    """
    if not value:
        return ""
    return hmac.new(_key(settings.SEALING_KEYS[-1], b"find"), value.encode(), hashlib.sha256).hexdigest()


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class SealedTextField(_TextField):
    """Text that is encrypted in the database. It cannot be searched: store a `fingerprint` beside it."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal the text on its way to the database."""
        if not value:
            return ""
        return _fernet(tuple(settings.SEALING_KEYS)).encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, *_: object) -> str:
        """Open the text on its way back."""
        if not value:
            return ""
        return _fernet(tuple(settings.SEALING_KEYS)).decrypt(value.encode()).decode()

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse comparisons, which would silently find nothing.

        :raises TypeError: any look-up but `isnull`.
        """
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        msg = f"{self.name} is sealed; look it up by its fingerprint"
        raise TypeError(msg)
