"""Asking carriers what happened, from where we last read: what a webhook lost comes this way."""

from datetime import datetime
from typing import Final

from django.db import transaction

from postal import gateways
from postal.actions.following import apply_tracking
from postal.enums import EventSource
from postal.models import TrackingCursor

PAGE: Final = 200
PAGES_AT_ONCE: Final = 50


def read_tracking(carrier: str, *, at: datetime) -> int:
    """Read what a carrier has to tell since the last time, page by page. Returns how many events were new.

    Each page is applied and the cursor moved in one transaction, after the call; reading a page twice changes nothing.

    :raises TemporaryFailure, OutcomeUnknown, Refused: the carrier does not answer; what was read before is kept.
    """
    partner = gateways.carrier(carrier)
    TrackingCursor.objects.get_or_create(carrier=carrier, defaults={"read_at": at})
    new = 0
    for _page in range(PAGES_AT_ONCE):
        after = TrackingCursor.objects.values_list("after", flat=True).get(carrier=carrier)
        events, cursor = partner.track(after=after, size=PAGE)
        with transaction.atomic():
            new += apply_tracking(events, carrier=carrier, source=EventSource.POLL, at=at).new
            moved = TrackingCursor.objects.filter(carrier=carrier, after=after).update(after=cursor[:200], read_at=at)
        # Where somebody else moved the cursor meanwhile, they read on.
        if not events or not moved or cursor == after:
            break
    return new
