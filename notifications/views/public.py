"""What anybody may open: the way out of mails, and how punctually messages leave."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from notifications import actions, queries
from notifications.channels.letters import read_leave_token
from portal.kernel.pages import render_page


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, then end mails of this kind. Mail programs send the form by themselves (RFC 8058): no cookie, no CSRF.

    Reading the page changes nothing: scanners open every link of a mail.
    """
    if read_leave_token(token) is None:
        raise Http404
    done = request.method == "POST" and actions.leave(token=token, at=timezone.now()) is not None
    return render_page(request, "notifications/unsubscribe.html", {"done": done})


@login_not_required
@require_safe
def punctuality(request: HttpRequest) -> HttpResponse:
    """Show the share of messages that left in ten seconds and in an hour, by month and channel."""
    rows = queries.months(today=timezone.localdate())
    return render_page(request, "notifications/punctuality.html", {"rows": rows})
