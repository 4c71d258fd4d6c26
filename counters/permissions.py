"""Who sees and keeps which appointments, slots and queues."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from counters.models import Appointment, AppointmentQuerySet
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import HeldRole, roles_held
from portal.agencies.models import Desk
from procedures.enums import ExemptionKind, ExemptionState
from procedures.models import Exemption

#: Roles that read the appointments of their agency and of those below it, and change nothing by it.
READS_SUBTREE: Final = frozenset({Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR})
#: Roles that publish and withdraw slots: of their own desk, or of the desks below their agency.
KEEPS_SLOTS: Final = (Role.ONE_STOP_OFFICER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN)


def desks_of(user: User, *, on: date) -> list[Desk]:
    """Return the desks at which this person receives, their agency and place fetched."""
    held = {one.desk_id for one in roles_held(user, on=on) if one.role == Role.ONE_STOP_OFFICER and one.desk_id}
    return list(Desk.objects.filter(pk__in=held).select_related("agency", "place").order_by("pk"))


def works_at(user: User | None, desk_id: int, *, on: date) -> bool:
    """Tell whether this person receives at the desk."""
    if user is None:
        return False
    return any(one.role == Role.ONE_STOP_OFFICER and one.desk_id == desk_id for one in roles_held(user, on=on))


def desks_kept_by(user: User, *, on: date) -> QuerySet[Desk]:
    """Return the desks whose slots this person publishes and withdraws."""
    rows = Q(pk__in=[])
    for one in roles_held(user, on=on):
        if one.role == Role.ONE_STOP_OFFICER:
            rows |= Q(pk=one.desk_id)
        elif one.role in KEEPS_SLOTS:
            rows |= Q(agency__path__startswith=one.agency_path)
    return Desk.objects.filter(rows).select_related("agency", "place")


def visible_to(user: User, *, on: date) -> AppointmentQuerySet:
    """Return the appointments this person may open: the own, those of the own desk, those of the own subtree."""
    rows = Q(person=user)
    for one in roles_held(user, on=on):
        if one.role == Role.ONE_STOP_OFFICER:
            rows |= Q(slot__desk_id=one.desk_id)
        elif one.role in READS_SUBTREE:
            rows |= Q(slot__desk__agency__path__startswith=one.agency_path)
    return Appointment.objects.filter(rows)


def bookable_exemptions(user: User, *, on: date) -> QuerySet[Exemption]:
    """Return the granted decisions for which this person may book: the own, those asked for somebody at the desk."""
    desks = {one.desk_id for one in roles_held(user, on=on) if one.role == Role.ONE_STOP_OFFICER and one.desk_id}
    rows = Q(requester=user) | Q(typed_by=user) | Q(agency__served_by__in=desks)
    return Exemption.objects.filter(rows, kind=ExemptionKind.CASE, state=ExemptionState.GRANTED).distinct()


def duty_desks(held: Iterable[HeldRole]) -> QuerySet[Desk]:
    """Return the desks whose duty, rooms and checks are read in these roles: the own, the led, the own subtree's."""
    rows = Q(pk__in=[])
    for one in held:
        if one.role == Role.ONE_STOP_OFFICER:
            rows |= Q(pk=one.desk_id)
        elif one.role == Role.LEADER:
            rows |= Q(agency_id=one.agency_id)
        elif one.role in READS_SUBTREE:
            rows |= Q(agency__path__startswith=one.agency_path)
    return Desk.objects.filter(rows).select_related("agency", "place")


def keeps_desk(held: Iterable[HeldRole], desk: Desk) -> bool:
    """Tell whether one of these roles is that of an officer of the desk: who checks it and keeps its rooms."""
    return any(one.role == Role.ONE_STOP_OFFICER and one.desk_id == desk.pk for one in held)


def plans_duty(held: Iterable[HeldRole], desk: Desk) -> bool:
    """Tell whether in these roles one plans duty: officers of the desk, its leader, who administers its agency."""
    return any(
        (one.role == Role.ONE_STOP_OFFICER and one.desk_id == desk.pk)
        or (one.role == Role.LEADER and one.agency_id == desk.agency_id)
        or (one.role == Role.AGENCY_ADMIN and desk.agency.path.startswith(one.agency_path))
        for one in held
    )
