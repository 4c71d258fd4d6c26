"""Where partners report what became of messages: stored as they come, acted upon later."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.kernel.inbox import receive_page

SECRETS = {"sms": "SMS_HOOK_SECRETS", "zalo": "ZALO_HOOK_SECRETS", "relay": "MAIL_HOOK_SECRETS"}


@csrf_exempt  # signed by the partner
@login_not_required
@require_POST
def receipts(request: HttpRequest, partner: str) -> HttpResponse:
    return receive_page(request, partner=partner, secrets=getattr(settings, SECRETS[partner]), at=timezone.now())
