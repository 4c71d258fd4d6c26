"""Which desk receives which matter."""

from django.db.models import QuerySet

from portal.agencies.models import Agency, Desk
from procedures.models import Procedure
from procedures.queries import agencies_for


def competent_agency(procedure: Procedure, desk: Desk) -> Agency | None:
    """Return the agency that decides on a procedure and for which this desk receives, if there is one."""
    return agencies_for(procedure).filter(served_by=desk).first()


def desks_for(procedure: Procedure | None) -> QuerySet[Desk]:
    """Return the desks that have a hall and receive a procedure; all that have a hall when none is named."""
    desks = Desk.objects.filter(hall__isnull=False).select_related("agency__parent", "place", "hall")
    if procedure is not None:
        desks = desks.filter(pk__in=agencies_for(procedure).order_by().values("served_by"))
    return desks.order_by("agency__path", "pk")
