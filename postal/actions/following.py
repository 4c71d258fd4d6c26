"""What carriers tell about parcels: kept once each, and folded; the order in which it comes does not matter."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from portal.kernel.logs import log
from postal.actions.ground import open_task, refold, told_of
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
    rows = Parcel.objects.filter(order_number__in=grouped, carrier=carrier).order_by("pk")
    parcels = list(rows.select_for_update(of=("self",), no_key=True))
    fresh = _fresh(parcels, grouped, carrier=carrier)
    ParcelEvent.objects.bulk_create(
        [
            _row(parcel, mark, event, source=source, at=at)
            for parcel in parcels
            for mark, event in fresh.get(parcel.pk, {}).items()
        ],
        ignore_conflicts=True,
    )
    touched = [parcel for parcel in parcels if fresh.get(parcel.pk)]
    told = told_of(touched)
    for parcel in touched:
        _look_at_references(parcel, fresh[parcel.pk].values(), at=at)
        refold(parcel, told=told[parcel.pk], at=at)
    unknown = sum(len(grouped[one]) for one in grouped.keys() - {parcel.order_number for parcel in parcels})
    if strange or unknown:
        log.warning("tracking_not_applied", carrier=carrier, strange=strange, unknown=unknown)
    new = sum(len(one) for one in fresh.values())
    return Applied(new, sum(len(one) for one in grouped.values()) - unknown - new, unknown, strange)


def _fresh(
    parcels: list[Parcel], grouped: Mapping[str, list[TrackingEvent]], *, carrier: str
) -> dict[int, dict[str, TrackingEvent]]:
    """Return the events we do not have yet, by parcel and mark. The parcels are locked: nobody adds any meanwhile."""
    told = {parcel.pk: {_mark(event.event_id): event for event in grouped[parcel.order_number]} for parcel in parcels}
    marks = [mark for events in told.values() for mark in events]
    seen = set(
        ParcelEvent.objects.filter(carrier=carrier, event_id__in=marks).order_by().values_list("event_id", flat=True)
    )
    return {pk: {mark: event for mark, event in events.items() if mark not in seen} for pk, events in told.items()}


def _look_at_references(parcel: Parcel, events: Iterable[TrackingEvent], *, at: datetime) -> None:
    """Show to a person that a carrier speaks of one order number under two references: perhaps it made two parcels."""
    others = {one.carrier_reference for one in events} - {"", parcel.carrier_reference}
    if parcel.carrier_reference and others:
        open_task(parcel, TaskKind.OTHER_REFERENCE, reason=", ".join(sorted(others))[:300], at=at)


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
