"""Where a person goes after sign-in."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.roles import HeldRole

#: The pages of a role, the most used first; the first one that is installed is its desk.
DESKS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.ONE_STOP_OFFICER: ("dossiers:queue",),
    Role.SPECIALIST: ("dossiers:queue",),
    Role.HEAD_OF_DIVISION: ("dossiers:queue",),
    Role.LEADER: ("dossiers:signing", "dossiers:queue"),
    Role.CLERK: ("documents:register", "dossiers:queue"),
    Role.POSTAL_PARTNER: ("postal:today",),
    Role.MEETING_SECRETARY: ("meetings:list",),
    Role.AGENCY_ADMIN: ("accounts:people",),
    Role.PROVINCE_ADMIN: ("accounts:people",),
    Role.AUDITOR: ("web:history", "accounts:people"),
}


def landing(user: User, held: Iterable[HeldRole]) -> str:
    """Return the path of the first page of a person."""
    if user.is_citizen:
        return _first("dossiers:mine", "accounts:profile")
    names = [name for role in DESKS if any(one.role == role for one in held) for name in DESKS[role]]
    return _first(*names, "accounts:profile")


def safe_next(request: HttpRequest) -> str:
    """Return the page asked for before sign-in if it is one of ours, else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def _first(*names: str) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("web:home")
