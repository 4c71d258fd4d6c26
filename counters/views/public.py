"""The display in the hall: numbers, and the counters they are called to."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from counters import queries
from counters.enums import TicketState
from portal.agencies.models import Desk
from portal.kernel.pages import render_page


@login_not_required
@require_safe
def display(request: HttpRequest, key: str) -> HttpResponse:
    """Show the numbers called and those that wait; the page loads itself anew, cheaply while nothing changes."""
    desk = Desk.objects.filter(agency__key=key, hall__isnull=False).select_related("agency").order_by("pk").first()
    if desk is None:
        raise Http404
    rows = queries.displayed(desk, timezone.localdate())
    etag = f'"{hashlib.sha256(repr((desk.name, rows)).encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        context = {
            "desk": desk,
            "called": [(number, counter) for number, state, counter in rows if state == TicketState.CALLED],
            "waiting": sorted(number for number, state, _counter in rows if state == TicketState.WAITING),
        }
        response = render_page(request, "counters/public/display.html", context)
    response["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response
