"""Results that wait for their owners, and the book of the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.enums import Status
from dossiers.forms.counter import RegisterDays
from dossiers.models import DossierQuerySet
from dossiers.papers import register_pdf
from dossiers.permissions import desks_of
from dossiers.queries import Filters, by_code, scanned_code, sides_of, worklist
from dossiers.views.desk_pages import visible
from dossiers.views.papers import as_pdf
from dossiers.views.words import due_of
from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.identity import national_phone
from portal.kernel.pages import keyset_page, render_page
from portal.kernel.text import clean_line

SIZE = 50


@roles_required(Role.ONE_STOP_OFFICER)
@require_safe
def returns(request: SignedInRequest) -> HttpResponse:
    if "ma" in request.GET:
        return _hand_over_scanned(request)
    q = clean_line(request.GET.get("q", ""))[:80]
    page = keyset_page(_waiting(request, q), order=("decided_at", "pk"), cursor=request.GET.get("trang", ""), size=SIZE)
    at = timezone.now()
    rows = [
        {
            "dossier": row,
            "due": due_of(row, at),
            "phone": national_phone(row.applicant_phone) if row.applicant_phone else "",
            "url": reverse("dossiers:act_tra_ket_qua", args=[row.reference]),
        }
        for row in page.rows
    ]
    return render_page(request, "dossiers/officer/returns.html", {"q": q, "page": page, "rows": rows}, part="rows")


def _waiting(request: SignedInRequest, q: str) -> DossierQuerySet:
    desk = next(side for side in sides_of(held_by(request)) if side.key == "quay")
    return worklist(visible(request), desk, desk.tab("cho-tra"), Filters(q=q), user=request.user, at=timezone.now())


def _hand_over_scanned(request: SignedInRequest) -> HttpResponse:
    code = scanned_code(request.GET["ma"])[:60]
    found = by_code(visible(request), code).first()
    if found is not None and found.status == Status.DECIDED:
        return redirect("dossiers:act_tra_ket_qua", found.reference)
    if found is not None:
        words = _("Hồ sơ %(code)s chưa có kết quả để trả: %(status)s.")
        messages.warning(request, words % {"code": found.shown_code, "status": Status(found.status).label})
        return redirect("dossiers:workbench", found.reference)
    messages.warning(request, _("Không có hồ sơ mang mã “%(code)s” trong phạm vi được xem.") % {"code": code})
    return redirect("dossiers:returns")


@roles_required(Role.ONE_STOP_OFFICER)
@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """Choose the days of the book (Mẫu 06 of 2018, 07 of 2025), and print it."""
    today = timezone.localdate()
    desks = desks_of(request.user, on=today)
    first: dict[str, Any] = {"first_day": today.replace(day=1), "last_day": today}
    is_asked = "first_day" in request.GET
    form = RegisterDays(request.GET, desks=desks) if is_asked else RegisterDays(initial=first, desks=desks)
    if is_asked and form.is_valid():
        typed = form.cleaned_data
        data = register_pdf(
            form.desks[typed["desk"]], first_day=typed["first_day"], last_day=typed["last_day"], at=timezone.now()
        )
        return as_pdf(data, f"so-theo-doi-{typed['first_day']:%Y%m%d}-{typed['last_day']:%Y%m%d}.pdf")
    return render_page(request, "dossiers/officer/register.html", {"form": form}, status=422 if is_asked else 200)
