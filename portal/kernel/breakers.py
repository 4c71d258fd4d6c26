"""One breaker per partner: after failures in a row nobody calls for a while, then one call tries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q

from portal.kernel.models import Partner

FAILURES_TO_OPEN: Final = 10
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Breaker:
    """What may go to a partner now: nothing, one call that tries, or as much as it takes."""

    is_open: bool
    is_on_trial: bool


def look(names: Iterable[str], *, at: datetime) -> dict[str, Breaker]:
    """Return the breaker of each partner. One nobody called yet is closed."""
    known = Partner.objects.in_bulk(list(names))
    return {
        name: Breaker(
            is_open=bool(one and one.open_until and one.open_until > at),
            is_on_trial=bool(one and one.open_until and one.open_until <= at),
        )
        for name in names
        for one in (known.get(name),)
    }


def note_failure(name: str, *, at: datetime) -> None:
    """Count one failure; from the tenth in a row on, nobody calls for a pause that doubles.

    Calls that were under way when it opened tell nothing new: one bad moment is one pause, not as many as calls.
    """
    # Not by exclude(): where open_until is empty it must count as closed.
    closed = Partner.objects.filter(Q(open_until__isnull=True) | Q(open_until__lte=at), name=name)
    if not closed.update(failures_in_row=F("failures_in_row") + 1):
        _, is_new = Partner.objects.get_or_create(name=name, defaults={"failures_in_row": 1})
        if is_new or not closed.update(failures_in_row=F("failures_in_row") + 1):
            return
    failures = Partner.objects.values_list("failures_in_row", flat=True).get(name=name)
    if failures >= FAILURES_TO_OPEN:
        doublings = min(failures - FAILURES_TO_OPEN, 10)
        pause = min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)
        Partner.objects.filter(name=name).update(open_until=at + pause)


def note_success(name: str) -> None:
    """Close the breaker. Costs no write when it was closed."""
    Partner.objects.filter(name=name, failures_in_row__gt=0).update(failures_in_row=0, open_until=None)
