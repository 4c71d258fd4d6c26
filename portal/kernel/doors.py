"""What an effect outside the database is, what a partner can do about repetitions, and how a call can fail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Capability(StrEnum):
    """What a partner can do about the same call twice. The engine acts accordingly."""

    IDEMPOTENT = "idempotent"  # the same key is answered with the first answer: call again
    LOOKUP = "lookup"  # it can be asked by our reference: ask before calling again
    NEITHER = "neither"  # nobody can know but a person: never call again by ourselves


class TemporaryFailure(Exception):
    """Surely not done, may be done later: connection refused, 429, 503 before the call was accepted."""

    def __init__(self, retry_after: timedelta | None = None) -> None:
        super().__init__()
        self.retry_after = retry_after


class OutcomeUnknown(Exception):
    """May have been done: a time-out, a reset after sending, an error after acceptance."""


class Refused(Exception):
    """Will never be done. The reason is a sentence for officers, without personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect as its door sees it. The payload holds primary keys, never personal data."""

    id: int
    key: str
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    owed_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the partner answered: its reference, and a note without personal data."""

    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How one kind of effect leaves the house."""

    #: Does the effect, outside any transaction.
    send: Callable[[Effect], Receipt]
    capability: Capability
    #: Whose breaker and concurrency count; empty means our own database.
    partner: str = ""
    #: Asks the partner what it holds of ours; None means surely nothing. Required for LOOKUP.
    look_up: Callable[[Effect], Receipt | None] | None = None
    #: The longest one call can take; leases are longer.
    timeout: timedelta = timedelta(seconds=15)
    #: How many calls the partner bears at once.
    concurrency: int = 32
    #: How long after a call with unknown outcome the partner may still commit it.
    settle: timedelta = timedelta(seconds=30)
    #: Business record in the transaction that marks the effect done.
    record: Callable[[Effect, Receipt, datetime], None] | None = None
    #: Business record in the transaction that gives up or hands over to a person: the officer's task.
    on_dead: Callable[[Effect, str, datetime], None] | None = None
    #: False: the matter does not want it any more.
    wanted: Callable[[Effect], bool] | None = None

    def __post_init__(self) -> None:
        """Refuse a door that says its partner can be asked and does not say how.

        :raises ValueError: LOOKUP without a look-up.
        """
        if self.capability == Capability.LOOKUP and self.look_up is None:
            msg = "a partner that can be asked needs a look-up"
            raise ValueError(msg)
