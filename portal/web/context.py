"""What every page knows about its frame."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the nonce, the request's number and the theme for the page frame."""
    theme = request.COOKIES.get("giaodien", "")
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "request_id": getattr(request, "request_id", ""),
        "theme": theme if theme in {"light", "dark"} else "",
        "demo": settings.DEMO,
        "citizen_front": settings.CITIZEN_FRONT,
    }
