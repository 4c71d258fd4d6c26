"""What pages of dossiers say while an order closes the counter: by what order, until when, what to do instead."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.enums import ReturnMethod, Status
from dossiers.models import Dossier
from portal.agencies.models import Agency
from portal.agencies.queries import seasonal_hours, working_calendar
from portal.kernel.errors import RuleViolation
from procedures import queries
from procedures.availability import instead_of_counter
from procedures.enums import Channel, CounterAct
from procedures.models import Procedure, ProcedureRevision
from procedures.suspension import Closure, counter_state


@dataclass(frozen=True, slots=True)
class Way:
    """One way that stays open, as the component `closed` lists it."""

    channel: Channel
    reason: str | Promise


RETURN_WAYS: Final = (
    Way(Channel.ONLINE, _("Nhận bản điện tử trên cổng, nếu kết quả có bản điện tử")),
    Way(Channel.POST, _("Bưu điện giao tận nơi, gọi bộ phận Một cửa để đổi cách nhận")),
)
INTAKE_WAYS: Final = (
    Way(Channel.ONLINE, _("Nộp trên cổng này, 24 giờ mỗi ngày")),
    Way(Channel.POST, _("Gửi tại bưu cục gần nhất")),
)
_OVER: Final = frozenset({Status.RETURNED, Status.WITHDRAWN, Status.STOPPED, Status.REFUSED_INTAKE})
NOTHING_CLOSED: Final[dict[str, Any]] = {"closure": None, "instead": ()}


def closed_for_pickup(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """Return the order that closes the counter at which a result is to be fetched: one query without any."""
    if dossier.return_method != ReturnMethod.IN_PERSON or dossier.status in _OVER:
        return NOTHING_CLOSED
    closures = queries.closures_for(desk=dossier.desk, procedure=dossier.procedure, since=at)
    if not closures:
        return NOTHING_CLOSED
    openings = queries.openings_for(
        agency=dossier.agency, procedure=dossier.procedure, at=at, reference=dossier.reference
    )
    state = counter_state(CounterAct.RETURN, instant=at, closures=closures, openings=openings)
    return NOTHING_CLOSED if state.is_open else {"closure": state.closed_by, "instead": RETURN_WAYS}


def closed_for_return(agency: Agency | None, procedure: Procedure, at: datetime) -> Closure | None:
    """Return the order that keeps results of a procedure from being fetched at an agency's desk now."""
    closures, openings = queries.bearing_on(agency, procedure, at=at)
    state = counter_state(CounterAct.RETURN, instant=at, closures=closures, openings=openings)
    return None if state.is_open else state.closed_by


def closed_at_start(revision: ProcedureRevision, procedure: Procedure, at: datetime) -> dict[str, Any]:
    """Return what is open to somebody who begins a dossier, and what the agency tells of filing online."""
    agency = queries.agencies_for(procedure).first() if procedure.responsible_id else None
    hours_of = agency or queries.reference_agency(procedure)
    states = queries.channel_states(
        procedure,
        {offer.channel for offer in revision.offers.all()},
        agency=agency,
        calendar=working_calendar(hours_of),
        hours=seasonal_hours(hours_of),
        at=at,
    )
    closed = next((one for one in states if one.closed_by and not one.opened_by), None)
    return {
        "states": [one for one in states if one.is_offered],
        "closure": closed.closed_by if closed else None,
        "instead": instead_of_counter(states),
        "agency": agency,
    }


def refused_by(refusal: RuleViolation) -> dict[str, Any]:
    """Return what a page adds to a refusal: the order that closes the counter, if that was the reason."""
    closure: Closure | None = getattr(refusal, "closure", None)
    return {"closure": closure, "instead": INTAKE_WAYS} if closure else NOTHING_CLOSED
