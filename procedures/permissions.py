"""Who may administer the catalogue, who may close counters, and who stands for what is urgent."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import HeldRole, roles_held
from portal.agencies.loading import PROVINCIAL_DESK
from portal.agencies.models import Agency, AgencyQuerySet
from portal.kernel.text import clean_line
from procedures.models import Exemption, ExemptionQuerySet, SuspensionOrder, SuspensionOrderQuerySet, UrgentList

READERS: Final = frozenset({Role.PROVINCE_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR})
EDITORS: Final = frozenset({Role.PROVINCE_ADMIN})
DRAFT_READERS: Final = frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR})


def may_read_administration(user: User, *, on: date) -> bool:
    """Tell whether the user may see revisions, specifications and their history."""
    return any(held.role in READERS for held in roles_held(user, on=on))


def may_revise(user: User, *, on: date) -> bool:
    """Tell whether the user may put a new revision into force."""
    return any(held.role in EDITORS for held in roles_held(user, on=on))


def orders_visible_to(user: User, *, on: date) -> SuspensionOrderQuerySet:
    """Return the orders that `user` may read: drafts only those who draft, issue or audit; issued ones all staff."""
    held = roles_held(user, on=on)
    if any(one.role in DRAFT_READERS or is_of_province(one) for one in held):
        return SuspensionOrder.objects.all()
    if held:
        return SuspensionOrder.objects.issued()
    return SuspensionOrder.objects.none()


def drafting_role(user: User, *, on: date) -> HeldRole | None:
    """Return the role in which `user` may draft an order, drop a draft; none if there is none."""
    return next((one for one in roles_held(user, on=on) if one.role == Role.PROVINCE_ADMIN), None)


def issuing_role(user: User, *, on: date) -> HeldRole | None:
    """Return the role in which `user` may issue, extend, join, correct and lift an order; none if there is none."""
    return next(
        (one for one in roles_held(user, on=on) if one.role == Role.PROVINCE_ADMIN or is_of_province(one)), None
    )


def is_of_province(held: HeldRole) -> bool:
    """Tell whether a role, own or lent, is that of a leader of the province."""
    return held.role == Role.LEADER and held.agency_path.count("/") == 1


#: Who puts an agency's list of urgent procedures together, there.
LIST_DRAFTERS: Final = frozenset({Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER})
#: Who reads urgent cases of an agency and of all below.
CASE_READERS: Final = frozenset({Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR})
#: Who publishes the consolidated list at the provincial centre.
PUBLISHERS: Final = frozenset({Role.LEADER, Role.AGENCY_ADMIN})


def exemptions_visible_to(user: User, *, on: date) -> ExemptionQuerySet:
    """Return the exemptions this person may open: own, typed, of agencies that their desk serves or that they lead."""
    rows = Q(requester=user) | Q(typed_by=user)
    for held in roles_held(user, on=on):
        if held.role == Role.ONE_STOP_OFFICER:
            rows |= Q(agency__served_by=held.desk_id)
        elif held.role in CASE_READERS:
            rows |= Q(agency__path__startswith=held.agency_path)
    return Exemption.objects.filter(rows)


def deciding_role(user: User, agency: Agency, *, on: date) -> HeldRole | None:
    """Return the role in which the user decides on cases of an agency: head there or above; the nearest, own first."""
    heads = [
        one for one in roles_held(user, on=on) if one.role == Role.LEADER and agency.path.startswith(one.agency_path)
    ]
    return max(heads, key=lambda one: (len(one.agency_path), one.delegation_id is None), default=None)


def head_role(user: User, agency: Agency, *, on: date) -> HeldRole | None:
    """Return the role in which the user is head of exactly this agency, own or lent."""
    role = deciding_role(user, agency, on=on)
    return role if role is not None and role.agency_id == agency.pk else None


def may_draft_list(user: User, agency: Agency, *, on: date) -> bool:
    """Tell whether the user may write the urgent list of an agency."""
    return list_agencies(user, on=on).filter(pk=agency.pk).exists()


def list_agencies(user: User, *, on: date) -> AgencyQuerySet:
    """Return the agencies whose urgent lists the user may write."""
    return _written_by(roles_held(user, on=on))


def lists_visible_to(user: User, *, on: date) -> QuerySet[UrgentList]:
    """Return the lists this person may open: those they may write or read; the centre opens all."""
    held = roles_held(user, on=on)
    if any(_publishes(one) or one.role == Role.AUDITOR for one in held):
        return UrgentList.objects.all()
    return UrgentList.objects.filter(agency__in=_written_by(held))


def may_publish_lists(user: User, *, on: date) -> bool:
    """Tell whether the user may publish the consolidated list: the province, or the provincial centre."""
    return any(_publishes(one) for one in roles_held(user, on=on))


def types_at(user: User, agency: Agency, *, on: date) -> bool:
    """Tell whether the user receives at the desk that serves an agency."""
    return any(
        one.role == Role.ONE_STOP_OFFICER and one.desk_id == agency.served_by_id for one in roles_held(user, on=on)
    )


def _written_by(held: Iterable[HeldRole]) -> AgencyQuerySet:
    rows = Q(pk__in=[])
    for one in held:
        if one.role in {Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN}:
            rows |= Q(path__startswith=one.agency_path)
        elif one.role in LIST_DRAFTERS:
            rows |= Q(pk=one.agency_id)
    return Agency.objects.filter(rows)


def _publishes(held: HeldRole) -> bool:
    is_centre = held.agency_path.rstrip("/").rpartition("/")[2] == PROVINCIAL_DESK
    return held.role == Role.PROVINCE_ADMIN or (held.role in PUBLISHERS and is_centre)


def dossier_seen(user: User, typed: str, *, on: date) -> str:
    """Return the reference of the dossier that somebody names, if it is theirs to see; empty otherwise."""
    seen: str = import_string(settings.DOSSIER_SIGHT)(user, clean_line(typed).upper(), on=on)
    return seen
