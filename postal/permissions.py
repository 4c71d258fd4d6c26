"""Who sees which parcels, and who hands over, takes and settles what."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import HeldRole, roles_held
from portal.agencies.models import Desk
from postal.models import CarrierOffice, Claim, Manifest, Parcel, ParcelQuerySet, ParcelTask, SafetyCheck

#: Roles that read the parcels of their agency's dossiers.
READS_AGENCY: Final = frozenset({Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER})
#: Roles that read the parcels of their agency and of those below it.
READS_SUBTREE: Final = frozenset({Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR})


def _carriers(agency_id: int) -> QuerySet[CarrierOffice, str]:
    return CarrierOffice.objects.filter(agency_id=agency_id).values_list("carrier", flat=True)


def visible_to(user: User, *, on: date) -> ParcelQuerySet:
    """Return the parcels this person may open on a day."""
    return visible_in(roles_held(user, on=on))


def visible_in(held: Iterable[HeldRole]) -> ParcelQuerySet:
    """Return the parcels read in these roles: of the own desk, agency or subtree; of the carrier one works for.

    Citizens read theirs through their dossiers (`queries.parcels_of`).
    """
    rows = Q(pk__in=[])
    for one in held:
        if one.role == Role.ONE_STOP_OFFICER:
            rows |= Q(desk_id=one.desk_id)
        elif one.role in READS_AGENCY:
            rows |= Q(agency_id=one.agency_id)
        elif one.role in READS_SUBTREE:
            rows |= Q(agency__path__startswith=one.agency_path)
        elif one.role == Role.POSTAL_PARTNER:
            rows |= Q(carrier__in=_carriers(one.agency_id))
    return Parcel.objects.filter(rows)


def manifests_in(held: Iterable[HeldRole]) -> QuerySet[Manifest]:
    """Return the hand-over records read in these roles: of the own desk or subtree; of the carrier one works for."""
    rows = Q(pk__in=[])
    for one in held:
        if one.role == Role.ONE_STOP_OFFICER:
            rows |= Q(desk_id=one.desk_id)
        elif one.role in READS_SUBTREE or one.role == Role.LEADER:
            rows |= Q(desk__agency__path__startswith=one.agency_path)
        elif one.role == Role.POSTAL_PARTNER:
            rows |= Q(carrier__in=_carriers(one.agency_id))
    return Manifest.objects.filter(rows)


def tasks_in(held: Iterable[HeldRole]) -> QuerySet[ParcelTask]:
    """Return what is to be settled about the parcels read in these roles."""
    return ParcelTask.objects.filter(parcel__in=visible_in(held))


def claims_in(held: Iterable[HeldRole]) -> QuerySet[Claim]:
    """Return the claims about the parcels read in these roles."""
    return Claim.objects.filter(parcel__in=visible_in(held))


def checks_in(held: Iterable[HeldRole], user: User) -> QuerySet[SafetyCheck]:
    """Return the daily declarations read in these roles: the own; all of them for who oversees the province."""
    if any(one.role in {Role.PROVINCE_ADMIN, Role.AUDITOR} for one in held):
        return SafetyCheck.objects.all()
    return SafetyCheck.objects.filter(worker=user)


def desks_in(held: Iterable[HeldRole]) -> QuerySet[Desk]:
    """Return the desks whose parcels are read in these roles."""
    rows = Q(pk__in=[])
    for one in held:
        if one.role == Role.ONE_STOP_OFFICER:
            rows |= Q(pk=one.desk_id)
        elif one.role in READS_SUBTREE or one.role == Role.LEADER:
            rows |= Q(agency__path__startswith=one.agency_path)
    return Desk.objects.filter(rows).select_related("agency")


def works_at(held: Iterable[HeldRole], desk_id: int) -> bool:
    """Tell whether one of these roles is that of an officer of the desk."""
    return any(one.role == Role.ONE_STOP_OFFICER and one.desk_id == desk_id for one in held)


def works_for(held: Iterable[HeldRole], carrier: str) -> bool:
    """Tell whether one of these roles is that of a postal worker of the carrier."""
    agencies = [one.agency_id for one in held if one.role == Role.POSTAL_PARTNER]
    return bool(agencies) and CarrierOffice.objects.filter(agency__in=agencies, carrier=carrier).exists()


def carriers_of(held: Iterable[HeldRole]) -> list[str]:
    """Return the carriers for which one works in these roles."""
    agencies = [one.agency_id for one in held if one.role == Role.POSTAL_PARTNER]
    rows = CarrierOffice.objects.filter(agency__in=agencies).order_by("carrier")
    return list(rows.values_list("carrier", flat=True))
