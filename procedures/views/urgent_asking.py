"""Asking to be met at a closed counter: by a citizen, or by an officer for somebody without an account."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Agency
from portal.agencies.queries import grouped
from portal.kernel.errors import RuleViolation
from portal.kernel.files import UploadRefused, store_upload
from portal.kernel.models import StoredFile
from portal.kernel.pages import posted, render_page
from portal.kernel.text import clean_line
from procedures import actions, queries
from procedures.actions.urgent import ASKED_ACTS, MOST_FILES, DossierUnknown
from procedures.enums import Channel, CounterAct, Ground
from procedures.forms.urgent import AskExemption, AskExemptionFor
from procedures.models import Procedure
from procedures.queries.urgent import closing_for, listed_for

SALT: Final = "procedures.ask_exemption"
KEPT_SECONDS: Final = 24 * 3600
SHOWN: Final = 20
RANKED: Final[tuple[str, ...]] = ("rank", "short_name", "pk")
#: A procedure has one agency, or one in each of 151 communes; the head of the page needs only a few.
FEW: Final = 12


@require_http_methods(["GET", "POST"])
def request_exemption(request: SignedInRequest) -> HttpResponse:
    if not settings.CITIZEN_FRONT:
        raise Http404
    if not request.user.is_citizen:
        raise PermissionDenied
    return _ask(request, by_officer=False)


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "POST"])
def type_exemption(request: SignedInRequest) -> HttpResponse:
    return _ask(request, by_officer=True)


def _ask(request: SignedInRequest, *, by_officer: bool) -> HttpResponse:
    code = clean_line(request.GET.get("thu-tuc", ""))[:40]
    if not code:
        return _choose(request, by_officer=by_officer)
    try:
        procedure = queries.procedure_by_code(code)
    except Procedure.DoesNotExist:
        raise Http404 from None
    agencies = _agencies(request, procedure, by_officer=by_officer)
    if not agencies:
        raise Http404
    form = _form(request, agencies, by_officer=by_officer)
    kept = _kept(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.request_exemption(
                matter=_matter(form, procedure, agencies),
                actor=request.user,
                person=_person(form) if by_officer else None,
                evidence=[one.pk for one in kept],
                at=timezone.now(),
            )
        except DossierUnknown as refusal:
            form.add_error("dossier_reference", str(refusal))
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, _("Đã gửi đề nghị %(reference)s.") % {"reference": made.reference})
            page = "procedures:decide_exemption" if by_officer else "procedures:exemption"
            return redirect(page, made.reference)
    return _page(request, procedure, agencies, form, kept, by_officer=by_officer)


def _choose(request: SignedInRequest, *, by_officer: bool) -> HttpResponse:
    q = clean_line(request.GET.get("q", ""))[:100]
    found = queries.search(q, queries.Filters(channel=Channel.IN_PERSON)).order_by(*RANKED)
    here = reverse("procedures:type_exemption" if by_officer else "procedures:request_exemption")
    rows = [
        {"title": one.short_name, "url": f"{here}?thu-tuc={one.code}", "note": queries.owner_of(one)}
        for one in found[:SHOWN]
    ]
    context = {"q": q, "rows": rows, "here": here, "layout": _layout(by_officer=by_officer)}
    return render_page(request, "procedures/urgent/choose.html", context, part="found")


def _layout(*, by_officer: bool) -> str:
    return "layouts/desk.html" if by_officer else "layouts/base.html"


def _agencies(request: SignedInRequest, procedure: Procedure, *, by_officer: bool) -> list[Agency]:
    rows = queries.agencies_for(procedure).select_related("served_by__agency", "served_by__place", "parent")
    if by_officer:
        desks = {one.desk_id for one in held_by(request) if one.role == Role.ONE_STOP_OFFICER}
        rows = rows.filter(served_by__in=desks)
    return list(rows.filter(served_by__isnull=False))


def _form(request: SignedInRequest, agencies: list[Agency], *, by_officer: bool) -> AskExemption:
    rows = Agency.objects.filter(pk__in=[one.pk for one in agencies]).select_related("parent").order_by("path", "pk")
    known = {one.key for one in agencies}
    initial = {
        "agency": request.GET.get("noi", "") if request.GET.get("noi") in known else "",
        "act": CounterAct.RETURN if request.GET.get("viec") == "tra" else CounterAct.INTAKE,
        "dossier_reference": clean_line(request.GET.get("ho-so", ""))[:24],
    }
    if len(known) == 1:
        initial["agency"] = next(iter(known))
    kind = AskExemptionFor if by_officer else AskExemption
    files = request.FILES if request.method == "POST" else None
    return kind(posted(request), files, agencies=grouped(rows), today=timezone.localdate(), initial=initial)


def _kept(request: SignedInRequest, form: AskExemption) -> list[StoredFile]:
    """Store what was sent now, and find what an earlier try sent: a mistake elsewhere loses no file."""
    if request.method != "POST":
        return []
    try:
        keys = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        keys = []
    kept = list(StoredFile.objects.filter(pk__in=keys, stored_by=request.user).order_by("pk"))
    form.full_clean()
    for upload in form.cleaned_data.get("evidence_files") or []:
        if len(kept) >= MOST_FILES:
            form.add_error("evidence_files", _("Gửi không quá %(limit)d tệp minh chứng") % {"limit": MOST_FILES})
            break
        try:
            kept.append(store_upload(upload, by=request.user, at=timezone.now()))
        except UploadRefused as refusal:
            form.add_error("evidence_files", str(refusal))
    return kept


def _matter(form: AskExemption, procedure: Procedure, agencies: list[Agency]) -> actions.Matter:
    typed = form.cleaned_data
    return actions.Matter(
        agency_id=next(one.pk for one in agencies if one.key == typed["agency"]),
        procedure_id=procedure.pk,
        act=CounterAct(typed["act"]),
        ground=Ground(typed["ground"]),
        reason=typed["reason"],
        wished_at=form.wished_at,
        dossier_reference=typed["dossier_reference"],
    )


def _person(form: AskExemption) -> actions.Person:
    typed = form.cleaned_data
    return actions.Person(name=typed["applicant_name"], phone=typed["phone"], email=typed["email"])


def _page(
    request: SignedInRequest,
    procedure: Procedure,
    agencies: list[Agency],
    form: AskExemption,
    kept: list[StoredFile],
    *,
    by_officer: bool,
) -> HttpResponse:
    now = timezone.now()
    chosen = str(form["agency"].value() or "")
    agency = next((one for one in agencies if one.key == chosen), None)
    orders = queries.bearing_orders(now)
    asked = agencies[:FEW] if agency is None else [agency]
    closures = [
        closure
        for one in asked
        for act in ASKED_ACTS
        for closure in closing_for(agency=one, procedure=procedure, act=act, at=now, orders=orders)
    ]
    context: dict[str, Any] = {
        "layout": _layout(by_officer=by_officer),
        "procedure": procedure,
        "owner": queries.owner_of(procedure),
        "form": form,
        "kept": kept,
        "kept_signed": signing.dumps([one.pk for one in kept], salt=SALT) if kept else "",
        "closure": next(iter(closures), None),
        "is_open": not closures and (agency is not None or not orders),
        "listed": listed_for(agency=agency, procedure=procedure, at=now) if agency else None,
        "agency": agency,
        "back": reverse("procedures:type_exemption" if by_officer else "procedures:urgent"),
    }
    return render_page(request, "procedures/urgent/ask.html", context, status=422 if request.method == "POST" else 200)
