"""Who may administer the catalogue, and who may close counters."""

from datetime import date
from typing import Final

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import HeldRole, roles_held
from procedures.models import SuspensionOrder, SuspensionOrderQuerySet

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
