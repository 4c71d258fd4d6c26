"""What the pages of the shell read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, F, Prefetch, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from dossiers.models import Dossier
from portal.kernel.text import slug
from procedures.enums import RevisionState, ServiceType
from procedures.models import LifeEvent, Procedure, ProcedureRevision

POPULAR_SHOWN: Final = 6
LIFE_EVENTS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Door:
    """A procedure or a life event as the home page shows it."""

    title: str
    url: str
    note: str
    kind: str = ""
    status: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What was received this month, and how much of what was decided came in time (per cent)."""

    received: int
    decided: int
    in_time: int | None


def popular_procedures() -> list[Door]:
    """Return the procedures that people look for most."""
    published = ProcedureRevision.objects.filter(state=RevisionState.PUBLISHED)
    procedures = (
        Procedure.objects.published()
        .filter(is_popular=True)
        .select_related("responsible", "field")
        .prefetch_related(Prefetch("revisions", queryset=published, to_attr="current"))
        .order_by("short_name", "pk")[:POPULAR_SHOWN]
    )
    return [_door(procedure) for procedure in procedures]


def _door(procedure: Procedure) -> Door:
    revisions: list[ProcedureRevision] = getattr(procedure, "current", [])
    owner = procedure.responsible.name if procedure.responsible else procedure.field.name
    service = ServiceType(revisions[0].service_type) if revisions else None
    return Door(
        title=procedure.short_name,
        url=_address("procedures:procedure", procedure.code, slug(procedure.short_name)),
        note=owner,
        kind="ok" if service == ServiceType.FULL else "info",
        status=str(service.label) if service else "",
    )


def life_events() -> list[Door]:
    """Return the events of a life by which people who do not know a procedure's name find it."""
    return [
        Door(event.name, _address("procedures:life_event", event.slug), event.summary, shape=event.icon)
        for event in LifeEvent.objects.order_by("position", "pk")[:LIFE_EVENTS_SHOWN]
    ]


def month_figures(*, at: datetime) -> MonthFigures | None:
    """Return the figures of the month that `at` lies in: one query. None while nothing was received."""
    start = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counts = Dossier.objects.aggregate(
        received=Count("pk", filter=Q(received_at__gte=start, received_at__lte=at)),
        decided=Count("pk", filter=Q(decided_at__gte=start, decided_at__lte=at)),
        in_time=Count("pk", filter=Q(decided_at__gte=start, decided_at__lte=F("due_at"))),
    )
    if not counts["received"]:
        return None
    share = counts["in_time"] * 100 // counts["decided"] if counts["decided"] else None
    return MonthFigures(counts["received"], counts["decided"], share)


def _address(page: str, *parts: str) -> str:
    try:
        return reverse(page, args=parts)
    except NoReverseMatch:
        return ""
