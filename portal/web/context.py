"""What every page knows about its frame."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.web import navigation

HELP_PHONE: Final = "(0232) 000 0000"
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
        "citizen_menu": SimpleLazyObject(lambda: navigation.citizen_menu(request)),
        "officer_menu": SimpleLazyObject(lambda: navigation.officer_menu(request)),
    }
