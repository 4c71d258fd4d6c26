"""What anybody may read of urgent cases, and what an applicant sees of an own one."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import keyset_page, render_page
from procedures import actions, queries
from procedures.enums import ExemptionState
from procedures.models import Exemption
from procedures.permissions import exemptions_visible_to
from procedures.queries.urgent import granted_cases, latest_publication, published_entries, with_matter
from procedures.views.urgent_words import booking_url, decision_rows, evidence_of, tag_of

PAGE_SIZE: Final = 50
LATEST: Final = 5


@login_not_required
@require_safe
def urgent(request: HttpRequest) -> HttpResponse:
    """Show the consolidated list with its number, how to ask, and the latest cases granted, without their people."""
    page = keyset_page(
        published_entries(), order=("agency_path", "pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE
    )
    context = {
        "publication": latest_publication(),
        "page": page,
        "cases": list(granted_cases().order_by("-decided_at", "-pk")[:LATEST]),
        "links": [(reverse("web:home"), _("Trang chủ"))],
    }
    return render_page(request, "procedures/urgent/public.html", context, part="rows")


@login_not_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Show all cases granted, latest first: agency, procedure, ground, day, by whom. Nothing of the person."""
    page = keyset_page(
        granted_cases(), order=("-decided_at", "-pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE
    )
    links = [(reverse("web:home"), _("Trang chủ")), (reverse("procedures:urgent"), _("Trường hợp cấp thiết"))]
    return render_page(request, "procedures/urgent/cases.html", {"page": page, "links": links}, part="rows")


@require_safe
def exemption(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show an applicant what was asked and what was decided, with the way on."""
    shown = _own(request, reference)
    now = timezone.now()
    context: dict[str, Any] = {
        "exemption": shown,
        "tag": tag_of(shown),
        "is_waiting": shown.state == ExemptionState.REQUESTED,
        "is_refused": shown.state == ExemptionState.REFUSED,
        "rows": decision_rows(shown),
        "evidence": evidence_of(shown),
        "booking": booking_url(shown, now),
        "code": shown.procedure.code if shown.procedure else "",
        "owner": queries.owner_of(shown.procedure) if shown.procedure else "",
    }
    return render_page(request, "procedures/urgent/case.html", context)


@require_POST
def withdraw_exemption(request: SignedInRequest, reference: str) -> HttpResponse:
    seen = exemptions_visible_to(request.user, on=timezone.localdate())
    shown = get_object_or_404(seen, reference=reference)
    try:
        actions.withdraw_request(exemption_id=shown.pk, actor=request.user, at=timezone.now())
    except RuleViolation as refusal:
        messages.warning(request, f"{refusal} ({refusal.source})")
    else:
        messages.success(request, _("Đã rút đề nghị %(reference)s.") % {"reference": reference})
    page = "procedures:exemption" if request.user.is_citizen else "procedures:decide_exemption"
    return redirect(page, reference)


def _own(request: SignedInRequest, reference: str) -> Exemption:
    own = with_matter(exemptions_visible_to(request.user, on=timezone.localdate()).filter(requester=request.user))
    return get_object_or_404(own.select_related("procedure__responsible"), reference=reference)
