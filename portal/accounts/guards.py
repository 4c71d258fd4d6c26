"""Doors of role pages: a signed-in person without the role gets 403; rows not visible are 404 elsewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.requests import SignedInRequest
from portal.accounts.roles import HeldRole, roles_held

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
_HELD = "_roles_held"


def held_by(request: Any) -> tuple[HeldRole, ...]:
    """Return the roles in which the person of this request may act today; read once per request."""
    held: tuple[HeldRole, ...] | None = getattr(request, _HELD, None)
    if held is None:
        held = roles_held(request.user, on=timezone.localdate()) if request.user.is_authenticated else ()
        setattr(request, _HELD, held)
    return held


def roles_required(
    *roles: Role,
) -> Callable[[Callable[Concatenate[SignedInRequest, P], R]], Callable[Concatenate[SignedInRequest, P], R]]:
    """Open a view to holders of one of `roles` only, own or lent.

    :raises PermissionDenied: says for whom the page is.
    """

    def guard(view: Callable[Concatenate[SignedInRequest, P], R]) -> Callable[Concatenate[SignedInRequest, P], R]:
        @wraps(view)
        def guarded(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not any(one.role in roles for one in held_by(request)):
                raise PermissionDenied(
                    _("Trang này dành cho: %(roles)s.") % {"roles": ", ".join(str(role.label) for role in roles)}
                )
            return view(request, *args, **kwargs)

        return guarded

    return guard
