"""Who may see official documents."""

from datetime import date

from django.db.models import Q, QuerySet

from documents.models import RegisterEntry
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import roles_held

#: Roles that read the register of their own agency.
READS_OWN = frozenset({Role.CLERK, Role.LEADER})
#: Roles that read the registers of their agency and of those below it.
READS_SUBTREE = frozenset({Role.AUDITOR, Role.PROVINCE_ADMIN, Role.AGENCY_ADMIN})


def visible_to(user: User, *, on: date) -> QuerySet[RegisterEntry]:
    """Return the lines of the registers this person may read; views start every query here."""
    rows = Q(pk__in=[])
    for role in roles_held(user, on=on):
        if role.role in READS_OWN:
            rows |= Q(book__agency_id=role.agency_id)
        elif role.role in READS_SUBTREE:
            rows |= Q(book__agency__path__startswith=role.agency_path)
    return RegisterEntry.objects.filter(rows)
