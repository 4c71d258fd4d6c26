"""What is read of accounts, roles and agencies."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from portal.accounts.enums import AccountKind, Role
from portal.accounts.models import Citizen, Delegation, Membership, MembershipQuerySet, User
from portal.agencies.models import Agency, AgencyQuerySet, CalendarDay
from portal.kernel import identity
from portal.kernel.text import fold


def prefill(user: User) -> Mapping[str, str]:
    """Return what is known of a citizen by the names that forms use; only what is known. One query."""
    citizen = Citizen.objects.select_related("commune").filter(user=user).order_by("pk").first() or Citizen()
    known = {
        "citizen.full_name": user.full_name,
        "citizen.phone": user.phone,
        "citizen.email": user.email,
        "citizen.national_id": citizen.national_id,
        "citizen.national_id_issued_on": citizen.national_id_issued_on,
        "citizen.birth_on": citizen.birth_on,
        "citizen.sex": citizen.sex,
        "citizen.address_line": citizen.address_line,
        "citizen.commune": citizen.commune.key if citizen.commune else "",
    }
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in known.items() if value}


def own_facts(user: User) -> dict[str, Any]:
    """Return everything the account holds of a person, to be given to that person."""
    return {
        **prefill(user),
        "account.kind": user.kind,
        "account.joined_at": user.joined_at.isoformat() if user.joined_at else "",
        "organizations": list(user.organizations.order_by("pk").values("name", "tax_code", "address_line")),
    }


def with_roles(people: QuerySet[User], *, on: date) -> QuerySet[User]:
    """Fetch with each account the roles that hold on a day, as `roles_now`."""
    held = Membership.objects.held_on(on).select_related("agency").order_by("pk")
    return people.prefetch_related(Prefetch("memberships", queryset=held, to_attr="roles_now"))


def matching(people: QuerySet[User], *, text: str, role: str = "", state: str = "", on: date) -> QuerySet[User]:
    """Narrow accounts by name with or without marks, by phone or e-mail written in full, by role, by state."""
    if text:
        people = people.filter(_sought(text))
    if role in Role.values:
        people = people.filter(pk__in=Membership.objects.held_on(on).filter(role=role).values("user"))
    if state in {"dong", "mo"}:
        people = people.filter(is_active=state == "mo")
    return people


def _sought(text: str) -> Q:
    sought = Q(email=text.strip().lower())
    if folded := fold(text):
        sought |= Q(full_name_folded__contains=folded)
    with suppress(ValueError):
        sought |= Q(phone=identity.phone(text))
    return sought


def terms_of(user: User, memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Return the roles of one person among `memberships`, the latest first."""
    return memberships.filter(user=user).select_related("agency", "desk").order_by("-valid_from", "-pk")


def delegations_of(memberships: MembershipQuerySet, user: User) -> QuerySet[Delegation]:
    """Return what `user` lent or was lent of these roles, the latest first."""
    rows = Delegation.objects.filter(Q(membership__user=user) | Q(deputy=user), membership__in=memberships)
    return rows.select_related("membership__agency", "membership__user", "deputy").order_by("-starts_on", "-pk")


def own_delegations(user: User) -> QuerySet[Delegation]:
    """Return what `user` lent and was lent, the latest first."""
    return delegations_of(Membership.objects.all(), user)


def colleagues_of(user: User, *, on: date) -> QuerySet[User]:
    """Return who may stand in for `user`: staff who hold a role at an agency where he holds one."""
    agencies = Membership.objects.held_on(on).filter(user=user).values("agency")
    held = Membership.objects.held_on(on).filter(agency__in=agencies)
    return _staff(held).exclude(pk=user.pk)


def colleagues_in(agencies: Sequence[int], *, on: date) -> QuerySet[User]:
    """Return the staff who hold a role at one of `agencies` on a day."""
    return _staff(Membership.objects.held_on(on).filter(agency__in=agencies))


def agency_tree(agencies: AgencyQuerySet, *, text: str = "") -> AgencyQuerySet:
    """Return agencies in the order of the tree, or those that a search finds."""
    if text:
        agencies = agencies.filter(Q(name_folded__contains=fold(text)) | Q(code=text.strip()))
    return agencies.select_related("parent", "served_by").order_by("path", "pk")


def marked_days(agency: Agency | None, *, year: int) -> QuerySet[CalendarDay]:
    """Return the days of a year that one calendar marks; None is the one for all."""
    return CalendarDay.objects.filter(agency=agency, day__year=year).order_by("day", "pk")


def _staff(held: MembershipQuerySet) -> QuerySet[User]:
    people = User.objects.filter(kind=AccountKind.STAFF, is_active=True, pk__in=held.values("user"))
    return people.order_by("full_name", "pk")
