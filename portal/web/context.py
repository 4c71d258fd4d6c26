"""What every page knows about its frame."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from portal.agencies.queries import HELP_PHONE
from portal.web import navigation
from procedures.queries import told_now
from procedures.views.revalidation import PUT_AWAY

HELP: Final = {"help_phone": HELP_PHONE, "help_link": "tel:" + "".join(filter(str.isdigit, HELP_PHONE))}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what the page frame shows: theme, menus (asked for only when drawn), number of the request, phone."""
    theme = request.COOKIES.get("giaodien", "")
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "request_id": getattr(request, "request_id", ""),
        "theme": theme if theme in {"light", "dark"} else "",
        "demo": settings.DEMO,
        "citizen_front": settings.CITIZEN_FRONT,
        **HELP,
        "suspended": SimpleLazyObject(lambda: suspended(request)),
        "citizen_menu": SimpleLazyObject(lambda: navigation.citizen_menu(request)),
        "officer_menu": SimpleLazyObject(lambda: navigation.officer_menu(request)),
    }


def suspended(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the orders that pages tell of: each with whether the visitor has put its line away."""
    now = timezone.now()  # noqa: TID251 -- every page asks, whichever view drew it
    away = request.COOKIES.get(PUT_AWAY, "").split()
    return [
        {"told": told, "is_away": told.mark in away} for told in told_now(now, "en" if get_language() == "en" else "vi")
    ]
