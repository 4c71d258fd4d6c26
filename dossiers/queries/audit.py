"""Whether the events of a dossier are as they were written: each seals the one before."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from dossiers.models import Dossier, DossierEvent

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain of one dossier does not hold, and why."""

    dossier_id: int
    seq: int
    why: str


def seal_of(event: DossierEvent) -> str:
    """Return the hash that seals an event and, through it, all before it."""
    facts = [
        event.previous_hash,
        event.dossier_id,
        event.seq,
        event.act,
        event.actor_id,
        event.capacity,
        event.delegation_id,
        event.from_status,
        event.to_status,
        event.from_stage,
        event.to_stage,
        event.reason,
        event.legal_basis,
        event.payload,
        event.happened_at.astimezone(ZONE).isoformat(),
    ]
    if event.closed_by_order_id is not None:
        facts += [event.closed_by_order_id, event.exemption_id]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def verify_chain(dossier: Dossier) -> tuple[Broken, ...]:
    """Return where the events of a dossier were changed, taken out or put in; empty: the chain holds.

    The dossier keeps the number of its last event, so that a chain cut off at its end is found too.
    """
    return tuple(_broken(dossier.pk, dossier.event_seq, list(dossier.events.order_by("seq"))))


def verify_all(*, size: int = 500) -> Iterator[Broken]:
    """Verify every dossier, some at a time, by primary key: two queries for each pile."""
    after = 0
    while pile := list(
        Dossier.objects.filter(pk__gt=after).order_by("pk").only("pk", "event_seq").prefetch_related(None)[:size]
    ):
        after = pile[-1].pk
        events: dict[int, list[DossierEvent]] = {dossier.pk: [] for dossier in pile}
        for event in DossierEvent.objects.filter(dossier__in=pile).order_by("dossier_id", "seq"):
            events[event.dossier_id].append(event)
        for dossier in pile:
            yield from _broken(dossier.pk, dossier.event_seq, events[dossier.pk])


def _broken(dossier_id: int, length: int, events: list[DossierEvent]) -> Iterator[Broken]:
    previous = ""
    for number, event in enumerate(events, start=1):
        if event.seq != number:
            yield Broken(dossier_id, number, "missing")
            return
        if event.previous_hash != previous:
            yield Broken(dossier_id, event.seq, "does not seal the event before")
        if event.hash != seal_of(event):
            yield Broken(dossier_id, event.seq, "changed after it was written")
        previous = event.hash
    if len(events) != length:
        yield Broken(dossier_id, len(events) + 1, "missing at the end" if len(events) < length else "put in")
