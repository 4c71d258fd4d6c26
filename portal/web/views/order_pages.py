"""What the pages of orders share: who may open them, which order is meant, one act on a page of its own."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Agency
from portal.kernel.pages import render_page, try_act
from procedures import permissions
from procedures.models import SuspensionOrder

#: What is said in words, and can be corrected after issue; by column.
WORDS: Final = (
    "title", "basis_number", "basis_date", "basis_signer", "basis_abstract", "basis_url", "decision_hours",
    "banner_vi", "banner_en", "notice_vi", "notice_en", "instructions_vi", "instructions_en", "sms_text",
)  # fmt: skip
readers = roles_required(Role.PROVINCE_ADMIN, Role.LEADER, Role.AGENCY_ADMIN, Role.AUDITOR)
drafters = roles_required(Role.PROVINCE_ADMIN)
deciders = roles_required(Role.PROVINCE_ADMIN, Role.LEADER)


def shown_order(request: SignedInRequest, order_reference: str) -> SuspensionOrder:
    """Return the order that an address names, if the person may read it; 404 otherwise."""
    seen = permissions.orders_visible_to(request.user, on=timezone.localdate())
    whole = seen.select_related("related_to", "drafted_by", "issued_by").prefetch_related(
        "scopes__agency", "scopes__desk__agency", "procedures", "fields", "contacts__agency"
    )
    return get_object_or_404(whole, reference=order_reference)


def decided_order(request: SignedInRequest, order_reference: str) -> SuspensionOrder:
    """Return the order on which the person may decide.

    :raises PermissionDenied: a leader, but not of the province.
    """
    if permissions.issuing_role(request.user, on=timezone.localdate()) is None:
        raise PermissionDenied(_("Việc này do lãnh đạo UBND tỉnh hoặc quản trị tỉnh quyết định"))
    return shown_order(request, order_reference)


def province() -> Agency:
    """Return the agency whose calendar and hours words about periods go by."""
    return Agency.objects.filter(parent__isnull=True).order_by("pk")[0]


def page_of(order: SuspensionOrder) -> str:
    """Return the address of an order."""
    return reverse("web:order", args=[order.reference])


def last_seq(order: SuspensionOrder) -> int:
    """Return the number of the last event, as the page shows it."""
    return order.events.order_by("-seq").values_list("seq", flat=True).first() or 0


def answer(
    request: SignedInRequest,
    order: SuspensionOrder,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    words: dict[str, str],
) -> HttpResponse:
    """Show the form of one act; do it once complete; what refuses it is shown and loses nothing typed."""
    status = 200
    if request.method == "POST":
        status = try_act(form, lambda: act(dict(form.cleaned_data))) if form.is_valid() else 422
        if not status:
            messages.success(request, words["done"])
            return redirect(page_of(order))
    context = {"order": order, "form": form, "words": words, "back": page_of(order)}
    return render_page(request, "web/suspension/act.html", context, status=status)
