"""The counter: a person stands there with papers; in under a minute they leave with a receipt."""

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.actions import ApplicantFacts
from dossiers.enums import ReturnMethod
from dossiers.forms.counter import DESK_CHANNELS, WalkIn
from dossiers.models import Dossier
from dossiers.models.draft import new_token
from dossiers.permissions import desks_of
from dossiers.queries.at_counter import door_for_matter
from dossiers.views.closed import NOTHING_CLOSED, refused_by
from dossiers.views.desk_pages import fetch
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Agency
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.pages import render_page
from portal.kernel.text import clean_line
from procedures import queries
from procedures.enums import Channel
from procedures.models import Procedure, ProcedureRevision

SALT: Final = "dossiers.walk_in"
#: A page of the counter that stood open over night is opened anew.
TOKEN_SECONDS: Final = 18 * 3600
SHOWN: Final = 30
RANKED: Final[tuple[str, ...]] = ("rank", "short_name", "pk")


@roles_required(Role.ONE_STOP_OFFICER)
@require_safe
def counter(request: SignedInRequest) -> HttpResponse:
    q = clean_line(request.GET.get("q", ""))[:100]
    served = _served(request)
    found = _received_here(queries.search(q, queries.Filters()), served).order_by(*RANKED)
    context = {"q": q, "rows": found[:SHOWN], "channel": _channel(request)}
    return render_page(request, "dossiers/officer/counter.html", context, part="found")


def _served(request: SignedInRequest) -> list[Agency]:
    desks = desks_of(request.user, on=timezone.localdate())
    return list(Agency.objects.filter(served_by__in=desks).order_by("path", "pk"))


def _received_here(procedures: QuerySet[Procedure], served: list[Agency]) -> QuerySet[Procedure]:
    templates = {agency.template for agency in served if agency.template}
    return procedures.filter(
        Q(responsible__in=served) | Q(responsible_template__in=templates),
        revisions__state="published",
        revisions__offers__channel__in=DESK_CHANNELS,
    ).distinct()


def _channel(request: SignedInRequest) -> str:
    return request.GET.get("kenh", "") if request.GET.get("kenh") in DESK_CHANNELS else ""


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "POST"])
def receive(request: SignedInRequest, code: str) -> HttpResponse:
    """Type a dossier for the person at the counter, or for one that came by post."""
    revision, agencies = _what_and_where(request, code)
    options: dict[str, Any] = {"revision": revision, "agencies": agencies, "channel": _channel(request)}
    options["door"] = door_for_matter(agencies=agencies, procedure=revision.procedure, at=timezone.now())
    if request.method == "GET":
        form = WalkIn(initial={"token": signing.dumps(new_token(), salt=SALT)}, **options)
        return _page(request, revision, form)
    form = WalkIn(request.POST, **options)
    token = _token(request.POST.get("token", ""))
    if not token:
        form.add_error(None, _("Trang này đã mở quá lâu. Mở lại trang rồi nhập"))
    if not form.is_valid():
        return _page(request, revision, form, status=422)
    try:
        dossier = _received(request, revision, form, token)
    except RuleViolation as refusal:
        form.add_error(None, f"{refusal} ({refusal.source})")
        return _page(request, revision, form, status=422, **refused_by(refusal))
    if request.POST.get("viec") == "chuyen":
        _forward(request, dossier)
    return redirect("dossiers:received", dossier.reference)


def _what_and_where(request: SignedInRequest, code: str) -> tuple[ProcedureRevision, list[Agency]]:
    try:
        procedure = queries.procedure_by_code(clean_line(code))
        revision = queries.current_revision(procedure)
    except (Procedure.DoesNotExist, ProcedureRevision.DoesNotExist):
        raise Http404 from None
    served = {agency.pk for agency in _served(request)}
    agencies = [agency for agency in queries.agencies_for(procedure) if agency.pk in served]
    offered = {offer.channel for offer in revision.offers.all()}
    if not agencies or not offered.intersection(DESK_CHANNELS):
        raise Http404
    return revision, agencies


def _page(
    request: SignedInRequest, revision: ProcedureRevision, form: WalkIn, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"revision": revision, "procedure": revision.procedure, "form": form, **NOTHING_CLOSED, **more}
    return render_page(request, "dossiers/officer/receive.html", context, status=status)


def _token(signed: str) -> str:
    try:
        return str(signing.loads(signed, salt=SALT, max_age=TOKEN_SECONDS))
    except signing.BadSignature:
        return ""


def _received(request: SignedInRequest, revision: ProcedureRevision, form: WalkIn, token: str) -> Dossier:
    typed = form.cleaned_data
    facts = ApplicantFacts(
        name=typed["applicant_name"],
        phone=typed["phone"],
        national_id=typed["national_id"],
        address=typed["address"],
        submitter_name=typed["submitter_name"],
    )
    return actions.receive_direct(
        revision=revision,
        agency=form.agencies[typed["agency"]],
        actor=request.user,
        facts=facts,
        papers=form.received,
        return_method=ReturnMethod(typed["return_method"]),
        return_address=typed["return_address"] or typed["address"],
        channel=Channel(typed["channel"]),
        exemption=form.exemption,
        token=token,
        at=timezone.now(),
    )


def _forward(request: SignedInRequest, dossier: Dossier) -> None:
    try:
        actions.forward(dossier_id=dossier.pk, actor=request.user, seen=dossier.event_seq, at=timezone.now())
    except (RuleViolation, SomeoneActedFirst) as refusal:
        messages.warning(request, _("Đã tiếp nhận, chưa chuyển được: %(why)s") % {"why": refusal})


@roles_required(Role.ONE_STOP_OFFICER)
@require_safe
def received(request: SignedInRequest, reference: str) -> HttpResponse:
    dossier = fetch(request, reference)
    if dossier.typed_by_id is None or dossier.code is None:
        raise Http404
    return render_page(request, "dossiers/officer/received.html", {"dossier": dossier})
