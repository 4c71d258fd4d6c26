"""Beginning a dossier, the list of what is to do, where it goes and how the result comes."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.actions import drafting
from dossiers.enums import ReturnMethod
from dossiers.forms.citizen import ChooseAgency, ChooseReturn
from dossiers.models import Draft
from dossiers.queries.drafts import (
    AGENCY,
    CHECK,
    PAPERS,
    RETURN,
    STATE_WORDS,
    Progress,
    State,
    Step,
    latest_draft,
    progress,
)
from dossiers.views.citizen_frame import for_citizens, for_own_draft, frame, onward, step_url
from dossiers.views.closed import closed_at_start, closed_for_return
from portal.accounts.requests import SignedInRequest
from portal.agencies.queries import grouped
from portal.kernel.pages import render_page
from procedures import queries as catalogue
from procedures.enums import Channel, CounterAct
from procedures.forms import prefill_sources
from procedures.models import Procedure, ProcedureRevision


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin a dossier; somebody who has a draft of this procedure is asked whether to go on with it."""
    try:
        procedure = catalogue.procedure_by_code(code)
        revision = catalogue.current_revision(procedure)
    except (Procedure.DoesNotExist, ProcedureRevision.DoesNotExist):
        raise Http404 from None
    if not any(offer.channel == Channel.ONLINE for offer in revision.offers.all()):
        return render_page(request, "dossiers/citizen/not_online.html", {"procedure": procedure}, status=404)
    existing = latest_draft(request.user, procedure)
    if request.method == "POST":
        if existing is not None and request.POST.get("viec") == "tiep":
            return redirect("dossiers:draft", existing.token)
        draft = drafting.start_draft(owner=request.user, revision=revision, at=timezone.now())
        return redirect("dossiers:draft", draft.token)
    context = {
        "procedure": procedure,
        "existing": existing,
        "papers": [paper for paper in revision.requirements.all() if not paper.is_answered_by_form],
        "days": drafting.DRAFT_DAYS,
        **closed_at_start(revision, procedure, timezone.now()),
    }
    context["guidance"] = catalogue.guidance_at(context["agency"], CounterAct.INTAKE, language=get_language() or "")
    return render_page(request, "dossiers/citizen/start.html", context)


@for_own_draft
@require_http_methods(["GET", "HEAD"])
def draft_tasks(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Show what is done and what is still to do."""
    made = progress(draft, today=timezone.localdate())
    context = {
        "draft": draft,
        "procedure": draft.revision.procedure,
        "progress": made,
        "groups": [
            (title, [_task(made, step) for step in made.steps if step.key in keys])
            for title, keys in (
                (_("Nơi nộp và tờ khai"), {AGENCY, *(section.key for section in made.spec.sections)}),
                (_("Giấy tờ"), {PAPERS}),
                (_("Nhận kết quả và nộp"), {RETURN, CHECK}),
            )
        ],
    }
    return render_page(request, "dossiers/citizen/draft.html", context)


def _task(made: Progress, step: Step) -> dict[str, Any]:
    words, kind = STATE_WORDS[step.state]
    url = "" if step.state == State.CLOSED else step_url(made.draft, step.key)
    return {"title": step.title, "url": url, "note": step.note, "status": words, "kind": kind}


@for_own_draft
@require_http_methods(["GET", "HEAD", "POST"])
def draft_agency(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Ask which of the competent agencies is to decide; the one of the profile's address is chosen beforehand."""
    made = progress(draft, today=timezone.localdate())
    if draft.revision.procedure.responsible_id:
        return redirect("dossiers:draft", draft.token)
    competent = catalogue.agencies_for(draft.revision.procedure)
    groups = grouped(competent)
    chosen = draft.agency.key if draft.agency else _agency_of_profile(request, groups)
    form = ChooseAgency(request.POST or None, groups=groups, initial={"agency": chosen})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            agency = competent.get(key=form.cleaned_data["agency"])
            drafting.choose_agency(draft_id=draft.pk, owner=request.user, agency_id=agency.pk, at=timezone.now())
            return onward(request, made, AGENCY)
    context = {**frame(made, AGENCY), "form": form}
    return render_page(request, "dossiers/citizen/agency.html", context, status=status)


def _agency_of_profile(request: SignedInRequest, groups: Any) -> str:
    known = prefill_sources(request.user).get("citizen.address")
    commune = str(known.get("commune", "")) if isinstance(known, Mapping) else ""
    keys = {key for _district, options in groups for key, _name in options}
    return commune if commune in keys else ""


@for_own_draft
@require_http_methods(["GET", "HEAD", "POST"])
def draft_return(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Ask how the result is to come."""
    made = progress(draft, today=timezone.localdate())
    known = prefill_sources(request.user).get("citizen.address")
    line = str(known.get("line", "")) if isinstance(known, Mapping) else ""
    initial = {"method": draft.return_method or None, "address": draft.return_address or line}
    closure = closed_for_return(draft.agency, draft.revision.procedure, timezone.now())
    posted = request.POST if request.method == "POST" else None
    form = ChooseReturn(posted, initial=initial, closed_until=closure.last_day if closure else None)
    if request.method == "POST" and form.is_valid():
        drafting.choose_return(
            draft_id=draft.pk,
            owner=request.user,
            method=ReturnMethod(form.cleaned_data["method"]),
            address=form.cleaned_data["address"],
            at=timezone.now(),
        )
        return onward(request, made, RETURN)
    context = {**frame(made, RETURN), "form": form}
    return render_page(request, "dossiers/citizen/return.html", context, status=422 if form.errors else 200)


@for_own_draft
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Ask once, then throw the draft away."""
    if request.method == "POST":
        drafting.discard_draft(draft_id=draft.pk, owner=request.user)
        messages.success(request, _("Đã xóa bản nháp."))
        return redirect("dossiers:mine")
    context = {"draft": draft, "procedure": draft.revision.procedure}
    return render_page(request, "dossiers/citizen/discard.html", context)
