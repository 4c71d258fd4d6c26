"""Who may see and act. Two questions only: which rows, and in which capacity."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q

from dossiers.enums import Capacity
from dossiers.models import Dossier, DossierQuerySet
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import HeldRole, roles_held
from portal.agencies.models import Agency, Desk

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Roles that read every dossier of their agency and of those below it, and change nothing by it.
READS_SUBTREE = frozenset({Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR})
#: Roles that work on the dossiers of their own agency.
WORKS_AT_AGENCY = frozenset({Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER, Role.CLERK})
_BY_ROLE = {
    Role.SPECIALIST: Capacity.SPECIALIST,
    Role.HEAD_OF_DIVISION: Capacity.HEAD,
    Role.LEADER: Capacity.SIGNATORY,
}
Standing = dict[Capacity, HeldRole | None]


def visible_to(user: User, *, on: date) -> DossierQuerySet:
    """Return the dossiers this person may open; views start every query here."""
    rows = Q(applicant=user)
    for role in roles_held(user, on=on):
        if role.role == Role.ONE_STOP_OFFICER:
            rows |= Q(desk_id=role.desk_id)
        elif role.role in WORKS_AT_AGENCY:
            rows |= Q(agency_id=role.agency_id)
            if role.role == Role.LEADER:
                rows |= Q(agency__parent_id=role.agency_id)
        elif role.role in READS_SUBTREE:
            rows |= Q(agency__path__startswith=role.agency_path)
    return Dossier.objects.filter(rows)


def reference_seen(user: User, typed: str, *, on: date) -> str:
    """Return the reference of the dossier that somebody names by its reference or code; empty if it is not to be seen.

    Named in the settings (`DOSSIER_SIGHT`) for the apps below this one.
    """
    named = visible_to(user, on=on).filter(Q(reference=typed) | Q(code=typed)).order_by("pk")
    return named.values_list("reference", flat=True).first() or ""


def standing(user: User, dossier: Dossier, *, on: date) -> Standing:
    """Return the capacities in which this person may act on the dossier, each with the role it comes from."""
    held: Standing = {}
    if dossier.applicant_id == user.pk:
        held[Capacity.APPLICANT] = None
    for role in roles_held(user, on=on):
        for capacity in _capacities(role, dossier):
            held.setdefault(capacity, role)
    return held


def _capacities(role: HeldRole, dossier: Dossier) -> Iterator[Capacity]:
    if role.role == Role.ONE_STOP_OFFICER and role.desk_id == dossier.desk_id:
        yield Capacity.RECEPTION
    at_agency = role.agency_id == dossier.agency_id
    above = role.role == Role.LEADER and role.agency_id == dossier.agency.parent_id
    if role.role in _BY_ROLE and (at_agency or above):
        yield _BY_ROLE[role.role]
    if role.role == Role.SPECIALIST and at_agency and role.holder_id == dossier.case_officer_id:
        yield Capacity.CASE_OFFICER


def capacities_of(user: User, dossier: Dossier, *, on: date) -> frozenset[Capacity]:
    """Return the capacities in which this person may act on the dossier."""
    return frozenset(standing(user, dossier, on=on))


def desks_of(user: User, *, on: date) -> list[Desk]:
    """Return the desks at which this person receives."""
    held = {r.desk_id for r in roles_held(user, on=on) if r.role == Role.ONE_STOP_OFFICER and r.desk_id}
    return list(Desk.objects.filter(pk__in=held).select_related("agency").order_by("pk"))


def agencies_of(user: User, *, on: date, roles: frozenset[Role] = WORKS_AT_AGENCY) -> list[Agency]:
    """Return the agencies at which this person examines, reviews, signs or numbers."""
    held = {r.agency_id for r in roles_held(user, on=on) if r.role in roles}
    return list(Agency.objects.filter(pk__in=held).order_by("pk"))
