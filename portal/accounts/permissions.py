"""Who sees and who administers which accounts, roles and agencies."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Membership, MembershipQuerySet, User
from portal.accounts.roles import PROVINCE_WIDE_READERS, HeldRole, roles_held
from portal.agencies.models import Agency, AgencyQuerySet

#: Pages of administration are open to these; auditors read and change nothing.
ADMINISTRATION: Final = (Role.PROVINCE_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR)
#: Only the province gives these.
GIVEN_BY_PROVINCE: Final = frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR})


def agencies_visible_to(user: User, *, on: date) -> AgencyQuerySet:
    """Return the agencies whose configuration `user` may read."""
    held = roles_held(user, on=on)
    if any(one.role in PROVINCE_WIDE_READERS for one in held):
        return Agency.objects.all()
    return _subtrees(held)


def agencies_administered(user: User, *, on: date) -> AgencyQuerySet:
    """Return the agencies whose roles and configuration `user` may change."""
    held = roles_held(user, on=on)
    if any(one.role == Role.PROVINCE_ADMIN for one in held):
        return Agency.objects.all()
    return _subtrees(held)


def administers(user: User, agency: Agency, *, on: date) -> bool:
    """Say whether `user` may change roles and configuration of `agency`."""
    return administers_path(roles_held(user, on=on), agency.path)


def administers_path(held: Iterable[HeldRole], path: str) -> bool:
    """Say whether one of the roles `held` administers the agency at `path`."""
    return any(
        one.role == Role.PROVINCE_ADMIN or (one.role == Role.AGENCY_ADMIN and path.startswith(one.agency_path))
        for one in held
    )


def administers_province(user: User, *, on: date) -> bool:
    """Say whether `user` may change what holds for all agencies."""
    return any(one.role == Role.PROVINCE_ADMIN for one in roles_held(user, on=on))


def visible_to(user: User, *, on: date) -> QuerySet[User]:
    """Return the accounts of staff that `user` may see: all, or those with a role in the own subtree."""
    staff = User.objects.filter(kind=AccountKind.STAFF)
    held = roles_held(user, on=on)
    if any(one.role in PROVINCE_WIDE_READERS for one in held):
        return staff
    return staff.filter(pk__in=Membership.objects.filter(agency__in=_subtrees(held)).values("user"))


def administers_account(user: User, person: User, *, on: date) -> bool:
    """Say whether `user` may close and open the account of `person`: staff, every current role in the own subtree."""
    held = roles_held(user, on=on)
    if not person.is_officer:
        return False
    if any(one.role == Role.PROVINCE_ADMIN for one in held):
        return True
    current = Membership.objects.filter(user=person).exclude(valid_until__lt=on)
    roles = current.order_by("pk").values_list("role", "agency__path")
    own = [role not in GIVEN_BY_PROVINCE and administers_path(held, path) for role, path in roles]
    return all(own) and visible_to(user, on=on).filter(pk=person.pk).exists()


def memberships_visible_to(user: User, *, on: date) -> MembershipQuerySet:
    """Return the roles, past and present, that `user` may see."""
    return Membership.objects.filter(agency__in=agencies_visible_to(user, on=on))


def _subtrees(held: Iterable[HeldRole]) -> AgencyQuerySet:
    paths = {one.agency_path for one in held if one.role == Role.AGENCY_ADMIN}
    if not paths:
        return Agency.objects.none()
    within = Q()
    for path in paths:
        within |= Q(path__startswith=path)
    return Agency.objects.filter(within)
