"""Which roles a person may act in today, their own and those lent to them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.accounts.enums import Role
from portal.accounts.models import Delegation, Membership, User

PROVINCE_WIDE_READERS: Final = frozenset({Role.PROVINCE_ADMIN, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One role a person may act in on a day. `delegation_id` says that it is lent."""

    role: Role
    holder_id: int
    agency_id: int
    agency_path: str
    desk_id: int | None
    title: str
    delegation_id: int | None = None


def roles_held(user: User, *, on: date) -> tuple[HeldRole, ...]:
    """Return the roles of `user` on the day `on`: two queries, own roles first. Citizens hold none.

    A lent role holds while its owner holds it, and while the deputy holds a role of his own at the same agency.
    """
    if not user.is_active or not user.is_officer:
        return ()
    own = list(Membership.objects.held_on(on).filter(user=user).select_related("agency").order_by("pk"))
    lent = (
        Delegation.objects.filter(deputy=user, starts_on__lte=on, ends_on__gte=on, revoked_at__isnull=True)
        .filter(membership__in=Membership.objects.held_on(on), membership__agency__in={one.agency_id for one in own})
        .select_related("membership__agency")
        .order_by("pk")
    )
    return (
        *(_held(membership, None) for membership in own),
        *(_held(delegation.membership, delegation.pk) for delegation in lent),
    )


def _held(membership: Membership, delegation_id: int | None) -> HeldRole:
    return HeldRole(
        role=Role(membership.role),
        holder_id=membership.user_id,
        agency_id=membership.agency_id,
        agency_path=membership.agency.path,
        desk_id=membership.desk_id,
        title=membership.title,
        delegation_id=delegation_id,
    )
