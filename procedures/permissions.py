"""Who may administer the catalogue."""

from datetime import date
from typing import Final

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import roles_held

READERS: Final = frozenset({Role.PROVINCE_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR})
EDITORS: Final = frozenset({Role.PROVINCE_ADMIN})


def may_read_administration(user: User, *, on: date) -> bool:
    """Tell whether the user may see revisions, specifications and their history."""
    return any(held.role in READERS for held in roles_held(user, on=on))


def may_revise(user: User, *, on: date) -> bool:
    """Tell whether the user may put a new revision into force."""
    return any(held.role in EDITORS for held in roles_held(user, on=on))
