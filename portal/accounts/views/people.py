"""Accounts of staff and their roles, for administrators and auditors."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts import actions, admin_forms, permissions, queries
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.kernel import identity
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import capped_count, keyset_page, posted, render_page

administration = roles_required(*permissions.ADMINISTRATION)
administrators = roles_required(Role.PROVINCE_ADMIN, Role.AGENCY_ADMIN)


@require_GET
@administration
def people(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    seen = permissions.visible_to(request.user, on=today)
    asked = {name: request.GET.get(name, "") for name in ("q", "vai", "tt")}
    found = queries.matching(seen, text=asked["q"], role=asked["vai"], state=asked["tt"], on=today)
    context = {
        "page": keyset_page(
            queries.with_roles(found, on=today), order=["full_name_folded", "pk"], cursor=request.GET.get("trang", "")
        ),
        "count": capped_count(found),
        "asked": asked,
        "roles": Role.choices,
        "may_add": permissions.agencies_administered(request.user, on=today).exists(),
    }
    return render_page(request, "accounts/people.html", context, part="rows")


@require_http_methods(["GET", "POST"])
@administrators
def register_officer(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    agencies = permissions.agencies_administered(request.user, on=today).order_by("path", "pk")
    form = admin_forms.RegisterOfficer(posted(request), agencies=agencies, today=today)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        agency = typed.pop("agency")
        try:
            user = actions.register_officer(**typed, agency_id=agency.pk, actor=request.user, at=timezone.now())
        except actions.AlreadyRegistered as taken:
            form.add_error(taken.field, str(taken))
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, _("Đã mở tài khoản. Đường dẫn đặt mật khẩu được gửi qua thư điện tử."))
            return redirect("accounts:person", key=user.key)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "accounts/register_officer.html", {"form": form}, status=status)


@require_GET
@administration
def person(request: SignedInRequest, key: str) -> HttpResponse:
    today = timezone.localdate()
    user = get_object_or_404(permissions.visible_to(request.user, on=today), key=key)
    seen = permissions.memberships_visible_to(request.user, on=today)
    administered = set(permissions.agencies_administered(request.user, on=today).values_list("pk", flat=True))
    is_other = user.pk != request.user.pk
    terms = [
        {
            "row": term,
            "holds": term.valid_until is None or term.valid_until >= today,
            "may_change": is_other and term.agency_id in administered,
        }
        for term in queries.terms_of(user, seen)
    ]
    delegations = [
        {
            "row": one,
            "holds": one.revoked_at is None and one.ends_on >= today,
            "may_change": one.membership.agency_id in administered,
        }
        for one in queries.delegations_of(seen, user)
    ]
    context = {
        "person": user,
        "reached": " · ".join(filter(None, [identity.national_phone(user.phone or ""), user.email])),
        "terms": terms,
        "delegations": delegations,
        "may_appoint": is_other and bool(administered) and user.is_active,
        "may_close": is_other and permissions.administers_account(request.user, user, on=today),
    }
    return render_page(request, "accounts/person.html", context)


@require_http_methods(["GET", "POST"])
@administrators
def appoint(request: SignedInRequest, key: str) -> HttpResponse:
    today = timezone.localdate()
    user = get_object_or_404(permissions.visible_to(request.user, on=today), key=key)
    agencies = permissions.agencies_administered(request.user, on=today).order_by("path", "pk")
    form = admin_forms.Appoint(posted(request), agencies=agencies, today=today)

    def act(typed: dict[str, Any]) -> None:
        agency = typed.pop("agency")
        actions.appoint(user_id=user.pk, agency_id=agency.pk, **typed, actor=request.user, at=timezone.now())

    words = Words(user.full_name, _("Giao vai trò"), _("Giao vai trò"), _("Đã giao vai trò."))
    return answer(request, form, act, words, back=_person_page(user))


@require_http_methods(["GET", "POST"])
@administrators
def end_membership(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    today = timezone.localdate()
    user = get_object_or_404(permissions.visible_to(request.user, on=today), key=key)
    seen = permissions.memberships_visible_to(request.user, on=today)
    term = get_object_or_404(queries.terms_of(user, seen), pk=number)
    form = admin_forms.EndMembership(posted(request), today=today)

    def act(typed: dict[str, Any]) -> None:
        actions.end_membership(membership_id=term.pk, **typed, actor=request.user, at=timezone.now())

    title = _("Chấm dứt vai trò %(role)s tại %(agency)s") % {
        "role": Role(term.role).label,
        "agency": term.agency.name,
    }
    words = Words(user.full_name, title, _("Chấm dứt vai trò"), _("Đã ghi ngày cuối của vai trò."))
    return answer(request, form, act, words, back=_person_page(user))


@require_http_methods(["GET", "POST"])
@administrators
def lend(request: SignedInRequest, key: str) -> HttpResponse:
    """Delegate a role for somebody who is absent."""
    today = timezone.localdate()
    user = get_object_or_404(permissions.visible_to(request.user, on=today), key=key)
    terms = list(queries.terms_of(user, permissions.memberships_visible_to(request.user, on=today).held_on(today)))
    deputies = queries.colleagues_in([term.agency_id for term in terms], on=today).exclude(
        pk__in=[user.pk, request.user.pk]
    )
    form = admin_forms.Delegate(posted(request), memberships=terms, deputies=list(deputies), today=today)

    def act(typed: dict[str, Any]) -> None:
        typed |= {"membership_id": typed.pop("membership"), "deputy_id": typed.pop("deputy")}
        actions.delegate(**typed, actor=request.user, at=timezone.now())

    words = Words(user.full_name, _("Ủy quyền thay người vắng mặt"), _("Ủy quyền"), _("Đã ủy quyền."))
    return answer(request, form, act, words, back=_person_page(user))


@require_http_methods(["GET", "POST"])
@administrators
def close_or_open(request: SignedInRequest, key: str) -> HttpResponse:
    """Close an account that is open, open one that is closed."""
    user = get_object_or_404(permissions.visible_to(request.user, on=timezone.localdate()), key=key)
    form = admin_forms.Reason(posted(request))
    decide = actions.deactivate if user.is_active else actions.activate

    def act(typed: dict[str, Any]) -> None:
        decide(user_id=user.pk, **typed, actor=request.user, at=timezone.now())

    closes = Words(user.full_name, _("Khóa tài khoản"), _("Khóa tài khoản"), _("Đã khóa tài khoản."))
    opens = Words(user.full_name, _("Mở lại tài khoản"), _("Mở lại tài khoản"), _("Đã mở lại tài khoản."))
    return answer(request, form, act, closes if user.is_active else opens, back=_person_page(user))


def _person_page(user: User) -> str:
    return reverse("accounts:person", args=[user.key])
