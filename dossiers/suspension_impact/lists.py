"""The lists behind the figures: which dossiers and appointments, with the old and the new day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from dossiers.enums import ImpactKind
from dossiers.models import Dossier, ImpactRow, ImpactRun
from dossiers.suspension_impact import preview, selection
from dossiers.suspension_impact.terms import Terms


@dataclass(frozen=True, slots=True)
class Affected:
    """One dossier whose pick-up would be re-appointed. `place` is its turn at the desk and the cursor of the list."""

    place: int
    dossier: Dossier
    old_on: date | None
    new_on: date


def affected(terms: Terms, *, desk_id: int, after: int, size: int, at: datetime) -> list[Affected]:
    """Return the pick-ups of one desk that an order would re-appoint, in their turn, after place `after`."""
    picked = selection.pickups(terms, at=at).filter(desk_id=desk_id)
    number = picked.order_by().aggregate(n=Count("pk"))["n"]
    page: list[dict[str, Any]] = list(picked.filter(place__gt=after).order_by("place")[:size])
    days = {one.ordinal: one for one in preview.reopening(terms, {desk_id: number}, at=at)} if number else {}
    dossiers = Dossier.objects.for_list().in_bulk([row["id"] for row in page])
    return [
        Affected(row["place"], dossiers[row["id"]], row["old_on"], days[1 + (row["place"] - 1) // days[1].capacity].day)
        for row in page
    ]


def stored(run: ImpactRun, *, kind: ImpactKind, desk_id: int | None = None) -> QuerySet[ImpactRow]:
    """Return the rows of a snapshot, for a list: old and new day as they were stored."""
    rows = run.rows.filter(kind=kind).select_related(
        "dossier__procedure", "dossier__agency", "appointment__procedure", "old_slot", "new_slot", "desk"
    )
    return rows if desk_id is None else rows.filter(desk_id=desk_id)
