"""Writes to configuration that say who, when and why (django-simple-history keeps the rows)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import models

#: The history keeps the reason in 100 characters.
REASON_MAX_LENGTH: Final = 100
_USER: Final = "_history_user"
_DATE: Final = "_history_date"
_REASON: Final = "_change_reason"


def save_with_reason(
    row: models.Model, *, by: models.Model | None, at: datetime, reason: str, fields: Sequence[str] | None = None
) -> None:
    """Save `row` (only `fields`, where given); its history tells who did it, when and why."""
    _sign(row, by=by, at=at, reason=reason)
    row.save(update_fields=fields)


def delete_with_reason(row: models.Model, *, by: models.Model | None, at: datetime, reason: str) -> None:
    """Delete `row`; its history keeps what it was, and tells who deleted it, when and why."""
    _sign(row, by=by, at=at, reason=reason)
    row.delete()


def _sign(row: Any, *, by: models.Model | None, at: datetime, reason: str) -> None:
    setattr(row, _USER, by)
    setattr(row, _DATE, at)
    setattr(row, _REASON, reason)
