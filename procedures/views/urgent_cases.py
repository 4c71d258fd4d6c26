"""The head's desk: which cases wait, until when, and the decision on one page."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.identity import national_phone
from portal.kernel.pages import capped_count, keyset_page, posted, render_page
from procedures import actions
from procedures.actions.urgent import AlreadyDecided
from procedures.enums import CounterAct, ExemptionState
from procedures.forms.urgent import DecideExemption
from procedures.models import Exemption
from procedures.permissions import deciding_role, exemptions_visible_to
from procedures.queries.urgent import closing_for, settled, waiting, with_matter
from procedures.views.urgent_words import booking_url, clock_of, decision_rows, evidence_of, tag_of

PAGE_SIZE: Final = 50
ROLES: Final = (Role.ONE_STOP_OFFICER, Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR)


@roles_required(*ROLES)
@require_safe
def exemptions(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    seen = exemptions_visible_to(request.user, on=timezone.localdate(now))
    is_settled = request.GET.get("tt") == "xong"
    shown, order = (settled(seen), ("-requested_at", "-pk")) if is_settled else (waiting(seen), ("decide_by_at", "pk"))
    page = keyset_page(shown, order=order, cursor=request.GET.get("trang", ""), size=PAGE_SIZE)
    here = reverse("procedures:exemptions")
    tabs = [
        {"words": _("Chờ quyết định"), "url": here, "count": capped_count(waiting(seen)), "kind": "",
         "is_current": not is_settled},
        {"words": _("Đã xong"), "url": f"{here}?tt=xong", "count": None, "kind": "", "is_current": is_settled},
    ]  # fmt: skip
    context = {
        "page": page,
        "rows": [{"exemption": one, "clock": clock_of(one, now), "tag": tag_of(one)} for one in page.rows],
        "tabs": tabs,
        "is_settled": is_settled,
        "may_type": any(one.role == Role.ONE_STOP_OFFICER for one in held_by(request)),
    }
    return render_page(request, "procedures/urgent/inbox.html", context, part="rows")


@roles_required(*ROLES)
@require_http_methods(["GET", "POST"])
def decide_exemption(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show a case to officers; whoever heads the agency, or one above it, decides here."""
    today = timezone.localdate()
    exemption = _fetch(request, reference)
    form = DecideExemption(posted(request), today=today, initial=_suggested(exemption))
    if request.method == "GET":
        return _page(request, exemption, form)
    if not form.is_valid():
        return _page(request, exemption, form, status=422)
    typed = form.cleaned_data
    try:
        decided = actions.decide_exemption(
            exemption_id=exemption.pk,
            actor=request.user,
            verdict=ExemptionState(typed["verdict"]),
            reason=typed["reason"],
            conditions=typed["conditions"],
            at=timezone.now(),
            **form.period,
        )
    except AlreadyDecided as late:
        form.add_error(None, f"{late} ({late.source})")
        return _page(request, _fetch(request, reference), form, status=409)
    except RuleViolation as refusal:
        form.add_error(None, f"{refusal} ({refusal.source})")
        return _page(request, exemption, form, status=422)
    messages.success(request, f"{decided.reference}: {ExemptionState(decided.state).label}.")
    return redirect("procedures:exemptions")


def _fetch(request: SignedInRequest, reference: str) -> Exemption:
    seen = with_matter(exemptions_visible_to(request.user, on=timezone.localdate()).cases())
    return get_object_or_404(
        seen.select_related("agency__served_by__agency", "agency__served_by__place", "procedure__field"),
        reference=reference,
    )


def _suggested(exemption: Exemption) -> dict[str, Any]:
    """Propose from the day wished for until the last closed day."""
    now = timezone.now()
    act = CounterAct(exemption.act or CounterAct.INTAKE)
    closures = closing_for(agency=exemption.agency, procedure=exemption.procedure, act=act, at=now)
    return {
        "valid_from": timezone.localdate(now),
        "valid_until": max(closures[0].last_day, timezone.localdate(now)) if closures else None,
    }


def _page(
    request: SignedInRequest, exemption: Exemption, form: DecideExemption, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    is_own = request.user.pk in {exemption.requester_id, exemption.typed_by_id}
    is_waiting = exemption.state == ExemptionState.REQUESTED
    role = deciding_role(request.user, exemption.agency, on=timezone.localdate(now))
    context = {
        "exemption": exemption,
        "tag": tag_of(exemption),
        "clock": clock_of(exemption, now),
        "phone": national_phone(exemption.applicant_phone) if exemption.applicant_phone else "",
        "rows": decision_rows(exemption),
        "evidence": evidence_of(exemption),
        "form": form,
        "may_decide": is_waiting and role is not None and not is_own,
        "may_withdraw": is_waiting and is_own,
        "is_waiting": is_waiting,
        "booking": booking_url(exemption, now),
    }
    return render_page(request, "procedures/urgent/decide.html", context, status=status)
