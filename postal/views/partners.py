"""Where carriers send their messages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.kernel.inbox import receive_page


@csrf_exempt
@login_not_required
@require_POST
def webhook(request: HttpRequest, carrier: str) -> HttpResponse:
    """Store what a carrier sends, if it is signed; a carrier without a secret sends nothing."""
    secrets = settings.CARRIERS.get(carrier, {}).get("webhook_secrets", ())
    if not secrets:
        raise Http404
    return receive_page(request, partner=carrier, secrets=secrets, at=timezone.now())
