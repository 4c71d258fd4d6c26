"""Halls under the administration of agencies."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counters import actions, queries
from counters.forms import SetHall
from counters.models import Hall
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.permissions import agencies_administered, agencies_visible_to
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import keyset_page, posted, render_page

SIZE: Final = 50


@roles_required(Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR)
@require_safe
def halls(request: SignedInRequest) -> HttpResponse:
    """List the desks of the administered agencies, each with its hall."""
    today = timezone.localdate()
    rows = queries.halls_in(agencies_visible_to(request.user, on=today))
    page = keyset_page(rows, order=["path", "pk"], cursor=request.GET.get("trang", ""), size=SIZE)
    may_change = agencies_administered(request.user, on=today).exists()
    context = {"page": page, "rows": page.rows, "may_change": may_change}
    return render_page(request, "counters/officer/halls.html", context, part="rows")


@roles_required(Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def set_hall(request: SignedInRequest, key: str) -> HttpResponse:
    """Say how many people one hall takes, and in which rhythm."""
    administered = agencies_administered(request.user, on=timezone.localdate())
    desk = get_object_or_404(queries.halls_in(administered), agency__key=key)
    hall = queries.hall_of(desk) or Hall(desk=desk)
    form = SetHall(posted(request))
    form.initial = {name: getattr(hall, name) for name in form.fields if name != "reason"}
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = dict(form.cleaned_data)
        reason = facts.pop("reason")
        try:
            actions.set_hall(desk_id=desk.pk, facts=facts, reason=reason, actor=request.user, at=timezone.now())
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, _("Đã lưu sảnh. Khung giờ đã công bố giữ nguyên."))
            return redirect("counters:halls")
    return render_page(request, "counters/officer/set_hall.html", {"desk": desk, "form": form},
                       status=422 if form.is_bound else 200)  # fmt: skip
