"""What could not leave the house: why, and what a person decides about it."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel import stuck
from portal.kernel.errors import RuleViolation
from portal.kernel.forms import PortalForm
from portal.kernel.models import OwedEffect
from portal.kernel.pages import capped_count, keyset_page, posted, render_page
from portal.web.outgoing import effect_row, lane_rows

AGAIN: Final = "again"
SENT: Final = "sent"
GIVE_UP: Final = "give_up"


class Decide(PortalForm):
    """What becomes of one stuck effect."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Việc cần làm"),
        widget=forms.RadioSelect,
        choices=[
            (AGAIN, gettext_lazy("Gửi lại")),
            (SENT, gettext_lazy("Đối tác đã nhận, chỉ ghi lại")),
            (GIVE_UP, gettext_lazy("Thôi không gửi nữa")),
        ],
    )
    reference = forms.CharField(
        label=gettext_lazy("Mã bên đối tác"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Chỉ cần khi đối tác đã nhận: số vận đơn hoặc mã tin họ đọc cho Ông/Bà."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Cần khi không gửi lại: ai xác nhận, bằng cách nào."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the decision needs."""
        typed: dict[str, Any] = super().clean() or {}
        decision = typed.get("decision")
        if decision == SENT and not typed.get("reference"):
            self.add_error("reference", _("Nhập mã bên đối tác"))
        if decision in {SENT, GIVE_UP} and not typed.get("reason"):
            self.add_error("reason", _("Nhập lý do"))
        return typed


@require_GET
@roles_required(Role.PROVINCE_ADMIN, Role.AUDITOR)
def outgoing(request: SignedInRequest) -> HttpResponse:
    """Show how the lanes stand, and what waits for a person, oldest first."""
    found = stuck.stuck_effects()
    page = keyset_page(found, order=("owed_at", "id"), cursor=request.GET.get("trang", ""))
    context = {
        "page": page,
        "rows": [effect_row(one) for one in page.rows],
        "number": capped_count(found),
        "lanes": lane_rows(at=timezone.now()),
        "partners": stuck.partners(),
        "broken": stuck.broken_messages().order_by("-received_at")[:20],
        "now": timezone.now(),
        "may_decide": _may_decide(request),
    }
    return render_page(request, "web/outgoing.html", context, part="rows")


@require_http_methods(["GET", "POST"])
@roles_required(Role.PROVINCE_ADMIN)
def outgoing_effect(request: SignedInRequest, effect_id: int) -> HttpResponse:
    """Ask what becomes of one effect."""
    effect = get_object_or_404(stuck.stuck_effects(), pk=effect_id)
    form = Decide(posted(request), initial={"decision": AGAIN})
    if form.is_bound and form.is_valid():
        try:
            _decide(effect, form.cleaned_data, request)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("web:outgoing")
    context = {"form": form, "row": effect_row(effect)}
    return render_page(request, "web/outgoing_effect.html", context, status=422 if form.errors else 200)


def _may_decide(request: SignedInRequest) -> bool:
    return any(one.role == Role.PROVINCE_ADMIN for one in held_by(request))


def _decide(effect: OwedEffect, typed: dict[str, Any], request: SignedInRequest) -> None:
    actor_id, now = request.user.pk, timezone.now()
    match typed["decision"]:
        case "again":
            stuck.try_again(effect.pk, actor_id=actor_id, at=now)
        case "sent":
            stuck.confirm_sent(
                effect.pk,
                import_string(settings.OUTBOX_DOORS),
                reference=typed["reference"],
                actor_id=actor_id,
                reason=typed["reason"],
                at=now,
            )
        case _:
            stuck.give_up(effect.pk, actor_id=actor_id, reason=typed["reason"], at=now)
