"""Promised dates under an order that stops the clock: counted by the same pure function as every promise."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Prefetch, QuerySet

from dossiers.actions.pickup import SUSPENDED
from dossiers.clock import Worked, promise_of, worked_by
from dossiers.enums import ImpactKind
from dossiers.models import ClockPause, Dossier, ImpactRow, ImpactRun
from dossiers.suspension_impact.terms import Terms

PILE: Final = 500


def standing_still(run: ImpactRun, found: QuerySet[Dossier], terms: Terms) -> Iterator[ImpactRow]:
    """Yield, for each running dossier, the promise before and the promise with the order's time left out."""
    for dossier, new_at in new_promises(found, terms):
        yield ImpactRow(
            run=run, kind=ImpactKind.DUE, desk_id=dossier.desk_id, dossier=dossier, old_at=dossier.due_at,
            new_at=new_at,
        )  # fmt: skip


def new_promises(found: QuerySet[Dossier], terms: Terms) -> Iterator[tuple[Dossier, datetime | None]]:
    """Yield each of these dossiers, by key, with what would be promised while the order's time is left out."""
    known: dict[tuple[int, int], Worked] = {}
    for dossier in with_facts(found):
        where = (dossier.agency_id, dossier.desk_id)
        if where not in known:
            known[where] = worked_by(dossier)
        span = terms.span_of(dossier.desk_id)
        yield (
            dossier,
            due_with_pause(dossier, terms, from_at=span.starts_at, to_at=span.ends_at, worked=known[where]),
        )


def due_with_pause(
    dossier: Dossier, terms: Terms, *, from_at: datetime, to_at: datetime, worked: Worked | None = None
) -> datetime | None:
    """Return what would be promised if the clock of `dossier` (its facts fetched) stood still in a period."""
    pause = ClockPause(
        dossier=dossier, reason=SUSPENDED, basis=terms.basis[:120], from_at=from_at, to_at=to_at,
        order_id=terms.order_id,
    )  # fmt: skip
    kept = [one for one in dossier.pauses.all() if one.order_id is None or one.order_id != terms.order_id]
    return promise_of(dossier, pauses=[*kept, pause], worked=worked).due_at


def with_facts(found: QuerySet[Dossier]) -> Iterator[Dossier]:
    """Yield dossiers with all that their promise is counted from."""
    yield from (
        found.select_related("agency", "desk__agency", "revision")
        .prefetch_related(
            "apologies", "supplements", "revision__offers", Prefetch("pauses", ClockPause.objects.order_by("pk"))
        )
        .order_by("pk")
        .iterator(PILE)
    )
