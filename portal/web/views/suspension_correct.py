"""The correction of what was issued: words, basis and contacts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers import suspension_impact
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Agency
from portal.kernel.pages import posted, render_page, try_act
from portal.web.views.order_contacts import ADD_CONTACT, contact_lines, contacts_of, stored_contacts, typed_lines
from portal.web.views.order_pages import WORDS, decided_order, deciders, page_of
from procedures.forms import CorrectOrder
from procedures.models import SuspensionOrder


@require_http_methods(["GET", "POST"])
@deciders
def correct_order(request: SignedInRequest, order_reference: str) -> HttpResponse:
    order = decided_order(request, order_reference)
    form = CorrectOrder(posted(request), initial={name: getattr(order, name) for name in WORDS})
    lines = contact_lines(posted(request), stored_contacts(order))
    step, status = request.POST.get("buoc", ""), 200
    if step == ADD_CONTACT:
        form = CorrectOrder(initial=form.typed())
        lines = contact_lines(None, [*typed_lines(lines), {}])
    elif request.method == "POST":
        status = 422
        if form.is_valid() and lines.is_valid():
            status = try_act(form, lambda: _correct(request, order, form, lines))
        if not status:
            messages.success(request, _("Đã đính chính."))
            return redirect(page_of(order))
    context = {
        "order": order,
        "form": form,
        "lines": lines,
        "agency_names": Agency.objects.order_by("path", "pk").values_list("name", flat=True),
        "back": page_of(order),
    }
    return render_page(request, "web/suspension/correct.html", context, status=status)


def _correct(request: SignedInRequest, order: SuspensionOrder, form: CorrectOrder, lines: Any) -> None:
    suspension_impact.correct(
        order_id=order.pk,
        shown=None,
        correction=form.correction(contacts_of(lines)),
        actor=request.user,
        reason=form.cleaned_data["reason"],
        at=timezone.now(),
    )
