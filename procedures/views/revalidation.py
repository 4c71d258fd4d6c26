"""Public pages that a browser may keep and asks about each time."""

import secrets
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from procedures import queries

#: Templates and code may differ between two releases: nothing kept by a browser outlives this process unasked.
BOOT: Final = secrets.token_hex(4)
#: What a visitor put away until the browser is closed: marks of orders, separated by a space.
PUT_AWAY: Final = "an_tam_ngung"


def etag(request: HttpRequest, **_parts: Any) -> str | None:
    """Name the state of a public page for a visitor without a session; others always get a fresh one."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return None
    minute = int(timezone.now().timestamp() // 60)
    cookies = [request.COOKIES.get(name, "") for name in ("giaodien", settings.CSRF_COOKIE_NAME, PUT_AWAY)]
    facts = (BOOT, minute, get_language(), bool(request.headers.get("HX-Request")), *cookies, *queries.stamp())
    return f'"{hash(facts) & 0xFFFFFFFFFFFFFFFF:016x}"'


def revalidated(response: HttpResponse) -> HttpResponse:
    """Let a browser keep a public page, and ask each time whether it still holds."""
    patch_cache_control(response, private=True, no_cache=True)
    return response
