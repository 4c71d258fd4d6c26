"""What carriers tell about parcels: kept once each, and folded; the order in which it comes does not matter."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from portal.kernel.logs import log
from postal.actions.ground import locked, open_task, refold
from postal.enums import EventSource, TaskKind
from postal.gateways.types import TrackingEvent
from postal.models import Parcel, ParcelEvent

#: A carrier's clock may be ahead of ours; what lies further ahead is an error and would outlast all that is true.
AHEAD: Final = timedelta(hours=24)
_MARK_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of some events: new ones, known ones, those of no parcel of ours, those that cannot be true."""

    new: int = 0
    known: int = 0
    unknown: int = 0
    strange: int = 0


@transaction.atomic
def apply_tracking(events: Iterable[TrackingEvent], *, carrier: str, source: EventSource, at: datetime) -> Applied:
    """Record what a carrier tells and bring its parcels up to it.

    Applying the same events again, in parts or in another order leads to the same states. Events of an order whose
    acceptance is not recorded yet are kept and count once it is.
    """
    grouped: defaultdict[str, list[TrackingEvent]] = defaultdict(list)
    strange = 0
    for event in events:
        if event.occurred_at - at > AHEAD:
            strange += 1
        else:
            grouped[event.order_number].append(event)
    parcels = dict(
        Parcel.objects.filter(order_number__in=grouped, carrier=carrier)
        .order_by("pk")
        .values_list("pk", "order_number")
    )
    new = known = 0
    for parcel_id, order_number in sorted(parcels.items()):
        added, repeated = _apply(parcel_id, grouped[order_number], source=source, at=at)
        new, known = new + added, known + repeated
    unknown = sum(len(grouped[one]) for one in grouped.keys() - set(parcels.values()))
    if strange or unknown:
        log.warning("tracking_not_applied", carrier=carrier, strange=strange, unknown=unknown)
    return Applied(new, known, unknown, strange)


def _apply(parcel_id: int, events: list[TrackingEvent], *, source: EventSource, at: datetime) -> tuple[int, int]:
    """Append the new events of one parcel under its lock, and fold."""
    parcel = locked(parcel_id)
    told = {_mark(event.event_id): event for event in events}
    seen = ParcelEvent.objects.filter(carrier=parcel.carrier, event_id__in=told).values_list("event_id", flat=True)
    fresh = {mark: event for mark, event in told.items() if mark not in set(seen)}
    if not fresh:
        return 0, len(events)
    rows = [_row(parcel, mark, event, source=source, at=at) for mark, event in fresh.items()]
    ParcelEvent.objects.bulk_create(rows, ignore_conflicts=True)
    others = {one.carrier_reference for one in fresh.values()} - {"", parcel.carrier_reference}
    if parcel.carrier_reference and others:
        # The same order number under two references: perhaps the carrier made two parcels of it.
        open_task(parcel, TaskKind.OTHER_REFERENCE, reason=", ".join(sorted(others))[:300], at=at)
    refold(parcel, at=at)
    return len(fresh), len(events) - len(fresh)


def _mark(event_id: str) -> str:
    """Return the carrier's mark of an event, shortened where ours is not wide enough."""
    if len(event_id) <= _MARK_LENGTH:
        return event_id
    return f"{event_id[:50]}…{hashlib.sha256(event_id.encode()).hexdigest()}"


def _row(parcel: Parcel, mark: str, event: TrackingEvent, *, source: EventSource, at: datetime) -> ParcelEvent:
    return ParcelEvent(
        parcel=parcel,
        source=source,
        carrier=parcel.carrier,
        event_id=mark,
        carrier_reference=event.carrier_reference[:60],
        state=event.state,
        raw_code=event.raw_code[:40],
        raw_text=event.raw_text[:300],
        reason=event.reason[:300],
        receiver_name=event.receiver_name[:200],
        occurred_at=event.occurred_at,
        recorded_at=at,
    )
