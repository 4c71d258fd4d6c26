"""Addresses to which nothing is sent, and lifting that."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notifications import actions
from notifications.forms import Lift
from notifications.models import Suppression
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.kernel.pages import keyset_page, posted, render_page

PAGE_SIZE = 50
of_the_province = roles_required(Role.PROVINCE_ADMIN)


@of_the_province
@require_safe
def suppressions(request: SignedInRequest) -> HttpResponse:
    """Show what is held back, newest first; `loc=de-nghi` only what somebody asks to lift."""
    rows = Suppression.objects.filter(lifted_at__isnull=True)
    only_appeals = request.GET.get("loc") == "de-nghi"
    if only_appeals:
        rows = rows.filter(appealed_at__isnull=False)
    page = keyset_page(rows, order=("-since", "-pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE)
    tabs = [
        {"words": _("Tất cả"), "url": "?loc=", "is_current": not only_appeals},
        {"words": _("Có đề nghị gửi lại"), "url": "?loc=de-nghi", "is_current": only_appeals},
    ]
    return render_page(request, "notifications/suppressions.html", {"page": page, "tabs": tabs}, part="rows")


@of_the_province
@require_http_methods(["GET", "POST"])
def lift_page(request: SignedInRequest, number: int) -> HttpResponse:
    held = get_object_or_404(Suppression, pk=number, lifted_at__isnull=True)
    form = Lift(posted(request))

    def act(typed: dict[str, Any]) -> None:
        actions.lift(suppression_id=held.pk, actor=request.user, **typed, at=timezone.now())

    words = Words(held.masked, _("Gửi lại cho địa chỉ này"), _("Gỡ"), _("Đã gỡ. Tin sau sẽ được gửi."))
    return answer(request, form, act, words, back=reverse("notifications:suppressions"))
