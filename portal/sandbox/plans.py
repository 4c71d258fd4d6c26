"""What goes wrong at a partner: shares of calls by kind of fault, drawn from a seed."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final, Self


class Fault(StrEnum):
    """What happens to one call. The first ones come before the partner does anything, the others after."""

    NONE = "none"
    BUSY = "busy"  # 503
    THROTTLED = "throttled"  # 429
    RESET_BEFORE = "reset_before"
    ERROR_AFTER = "error_after"  # 500
    SILENCE_AFTER = "silence_after"
    RESET_AFTER = "reset_after"
    WRONG_JSON = "wrong_json"
    LATE_COMMIT = "late_commit"  # no answer ever; done some time later


BEFORE: Final = frozenset({Fault.BUSY, Fault.THROTTLED, Fault.RESET_BEFORE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Shares are of all calls, from 0 to 1, and add up to 1 at most. Times are in seconds."""

    seed: int = 0
    latency: float = 0.0
    busy: float = 0.0
    throttled: float = 0.0
    reset_before: float = 0.0
    error_after: float = 0.0
    silence_after: float = 0.0
    reset_after: float = 0.0
    wrong_json: float = 0.0
    late_commit: float = 0.0
    #: When a late commit is made, counted from the call.
    late: float = 1.5
    #: How long a silent line is held open.
    hold: float = 10.0
    #: What 503 and 429 say in Retry-After; 0 says nothing.
    retry_after: int = 0
    #: Shares of messages to the portal.
    webhook_duplicate: float = 0.0
    webhook_shuffle: float = 0.0
    webhook_forged: float = 0.0
    #: Whether a repetition is told from a second wish.
    idempotency: bool = True
    #: Whether one can ask by one's own reference.
    lookup: bool = True

    @classmethod
    def read(cls, wanted: Mapping[str, Any]) -> Self:
        """Understand a plan as control calls name it.

        :raises ValueError: a name or a value is none of a plan's.
        """
        kinds = {field.name: type(field.default) for field in fields(cls)}
        for name, value in wanted.items():
            kind = kinds.get(name)
            allowed = {bool: (bool,), int: (int,), float: (int, float)}.get(kind or str, ())
            fits = isinstance(value, allowed) and isinstance(value, bool) == (kind is bool)
            if not fits or value < 0:
                msg = f"{name} is no part of a plan, or its value does not fit"
                raise ValueError(msg)
        plan = cls(**wanted)
        webhook_shares = (plan.webhook_duplicate, plan.webhook_shuffle, plan.webhook_forged)
        if sum(plan.shares().values()) > 1 or max(webhook_shares) > 1:
            msg = "shares add up to 1 at most"
            raise ValueError(msg)
        return plan

    def shares(self) -> dict[Fault, float]:
        """Return the share of each fault of calls."""
        values = asdict(self)
        return {fault: values[fault.value] for fault in Fault if fault is not Fault.NONE}


class Misfortune:
    """Draws what happens to each call under a plan, and counts it."""

    def __init__(self, plan: Plan) -> None:
        """Begin with the seed of the plan."""
        self.plan = plan
        self.counts: Counter[str] = Counter()
        self._random = random.Random(plan.seed)  # noqa: S311 -- repeatable on purpose
        self._shares = [(fault, share) for fault, share in plan.shares().items() if share]

    def of_a_call(self) -> Fault:
        """Draw what happens to the next call."""
        drawn = self._random.random()
        for fault, share in self._shares:
            drawn -= share
            if drawn < 0:
                self.counts[fault] += 1
                return fault
        return Fault.NONE

    def strikes(self, share: float) -> bool:
        """Draw whether something with this share happens."""
        return share > 0 and self._random.random() < share

    def between(self, low: float, high: float) -> float:
        """Draw a number."""
        return self._random.uniform(low, high)
