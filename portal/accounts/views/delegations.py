"""Roles lent by their holders."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts import actions, admin_forms, permissions, queries
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.models import Delegation, Membership
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import posted, render_page


@require_http_methods(["GET", "POST"])
@roles_required(*Role)
def delegations(request: SignedInRequest) -> HttpResponse:
    """List what one lent and was lent; lend an own role."""
    today = timezone.localdate()
    held = queries.terms_of(request.user, Membership.objects.held_on(today))
    deputies = queries.colleagues_of(request.user, on=today)
    form = admin_forms.Delegate(posted(request), memberships=list(held), deputies=list(deputies), today=today)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.delegate(
                membership_id=typed["membership"],
                deputy_id=typed["deputy"],
                starts_on=typed["starts_on"],
                ends_on=typed["ends_on"],
                reason=typed["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, _("Đã ủy quyền. Mọi việc làm thay đều ghi rõ là theo ủy quyền."))
            return redirect("accounts:delegations")
    rows = [
        {
            "row": one,
            "is_given": one.membership.user_id == request.user.pk,
            "holds": one.revoked_at is None and one.ends_on >= today,
        }
        for one in queries.own_delegations(request.user)
    ]
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/delegations.html", {"form": form, "rows": rows}, status=status)


@require_http_methods(["GET", "POST"])
@roles_required(*Role)
def revoke_delegation(request: SignedInRequest, number: int) -> HttpResponse:
    today = timezone.localdate()
    own = Delegation.objects.filter(membership__user=request.user)
    administered = permissions.agencies_administered(request.user, on=today)
    seen = (own | Delegation.objects.filter(membership__agency__in=administered)).select_related(
        "membership__agency", "membership__user", "deputy"
    )
    delegation = get_object_or_404(seen, pk=number)
    form = admin_forms.Reason(posted(request))
    is_own = delegation.membership.user_id == request.user.pk
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_delegation(
                delegation_id=delegation.pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, _("Đã thu hồi ủy quyền."))
            if is_own:
                return redirect("accounts:delegations")
            return redirect("accounts:person", key=delegation.membership.user.key)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "delegation": delegation, "is_own": is_own}
    return render_page(request, "accounts/revoke_delegation.html", context, status=status)
