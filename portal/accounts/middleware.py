"""A session ends after a time without use, not after a time since sign-in."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponse]
_USED_AT: Final = "used_at"
#: One write per minute and person at most.
_STEP_SECONDS: Final = 60


def sessions_live_while_used(get_response: GetResponse) -> GetResponse:
    """Prolong the session of a person who works. A page that refreshes itself is no use of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        refreshes_itself = request.method == "GET" and "HX-Request" in request.headers
        if not refreshes_itself and request.user.is_authenticated:
            now = int(timezone.now().timestamp())  # noqa: TID251 -- a request arrives now
            if now - request.session.get(_USED_AT, 0) >= _STEP_SECONDS:
                request.session[_USED_AT] = now
        return get_response(request)

    return middleware
