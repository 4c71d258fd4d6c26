"""What can be done to accounts, roles and the configuration of agencies."""

from portal.accounts.actions.configuration import (
    add_contact_point,
    mark_day,
    remove_contact_point,
    set_office_hours,
    unmark_day,
)
from portal.accounts.actions.people import (
    AlreadyRegistered,
    Profile,
    activate,
    ask_password_reset,
    change_password,
    change_profile,
    deactivate,
    register_citizen,
    register_officer,
)
from portal.accounts.actions.terms import appoint, delegate, end_membership, revoke_delegation

__all__ = [
    "AlreadyRegistered",
    "Profile",
    "activate",
    "add_contact_point",
    "appoint",
    "ask_password_reset",
    "change_password",
    "change_profile",
    "deactivate",
    "delegate",
    "end_membership",
    "mark_day",
    "register_citizen",
    "register_officer",
    "remove_contact_point",
    "revoke_delegation",
    "set_office_hours",
    "unmark_day",
]
