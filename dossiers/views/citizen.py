"""What an applicant sees of a dossier that was filed, and what he or she can still do."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counters.queries import hall_of
from dossiers import actions, law
from dossiers.clock import first_promise, promise_of
from dossiers.enums import Capacity, Outcome, ReturnMethod, Stage, Status
from dossiers.forms.citizen import AnswerSupplement, Withdraw, field_of
from dossiers.models import Dossier
from dossiers.papers.shelf import Shelved, printed, shelf
from dossiers.permissions import visible_to
from dossiers.queries import by_post, tracking
from dossiers.queries import drafts as draft_queries
from dossiers.queries.answers import answer_groups
from dossiers.queries.calls import open_postal_return
from dossiers.views.citizen_frame import for_citizens
from dossiers.views.closed import closed_for_pickup
from dossiers.views.files import dossier_file_url
from portal.accounts.requests import SignedInRequest
from portal.kernel.codes import qr_svg
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.files import UploadRefused, store_upload
from portal.kernel.pages import keyset_page, render_page
from procedures.form_spec import FormSpec
from procedures.models import Requirement

#: The word of the result on the shelf.
RESULT: Final = "ket-qua"
PAGE_ROWS: Final = 20
DRAFTS_SHOWN: Final = 20
#: Ended without a result: no day of return is shown any more.
_NOT_PROMISED: Final = frozenset({Status.WITHDRAWN, Status.STOPPED, Status.REFUSED_INTAKE})


@for_citizens
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """List the person's drafts and dossiers, latest first."""
    page = keyset_page(
        tracking.dossiers_of(request.user),
        order=["-submitted_at", "-pk"],
        cursor=request.GET.get("trang", ""),
        size=PAGE_ROWS,
    )
    drafts = draft_queries.drafts_of(request.user).order_by("-saved_at", "-pk")[:DRAFTS_SHOWN]
    context = {
        "drafts": list(drafts),
        "page": page,
        "rows": [(dossier, tracking.status_tag(dossier)) for dossier in page.rows],
    }
    return render_page(request, "dossiers/citizen/mine.html", context, part="rows")


def own(request: SignedInRequest, reference: str) -> Dossier:
    """Return a dossier that the person filed, with all that its page shows.

    :raises Http404: there is none.
    """
    rows = visible_to(request.user, on=timezone.localdate()).filter(applicant=request.user)
    dossier = tracking.tracked(rows, reference)
    if dossier is None:
        raise Http404
    return dossier


def track_url(dossier: Dossier) -> str:
    """Return the address in the QR code: whoever holds the slip can follow the dossier."""
    return settings.PUBLIC_URL + reverse("dossiers:track_token", args=[dossier.track_token])


@for_citizens
@require_safe
def submitted(request: SignedInRequest, reference: str) -> HttpResponse:
    """Confirm what was filed: reference, secret, QR, and what happens next with its dates. Can be bookmarked."""
    dossier = own(request, reference)
    context = {
        "dossier": dossier,
        "qr": qr_svg(track_url(dossier)),
        "promise": first_promise(
            revision=dossier.revision, channel=dossier.channel, agency=dossier.agency, at=dossier.submitted_at
        ),
        "way": ReturnMethod(dossier.return_method).label,
    }
    return render_page(request, "dossiers/citizen/submitted.html", context)


@for_citizens
@require_safe
def detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show where the dossier stands, the one thing to do, what happened and who looked at it."""
    dossier = own(request, reference)
    spec = FormSpec.model_validate(dossier.revision.form) if dossier.revision.form else None
    result = tracking.valid_result(dossier)
    sheets = _sheets(dossier)
    closed = closed_for_pickup(dossier, timezone.now())
    context = {
        "dossier": dossier,
        "tag": tracking.status_tag(dossier),
        "may": may(dossier),
        "supplement": tracking.open_supplement(dossier),
        "asked": _asked(dossier),
        "steps": tracking.timeline(dossier),
        "papers": [
            (line, [(given.file, dossier_file_url(dossier, given.file)) for given in line.files])
            for line in tracking.paper_lines(dossier)
        ],
        "promise": promise_of(dossier),
        "told": tracking.messages_about(dossier, request.user),
        "ways": by_post.ways_of(dossier),
        "looks": tracking.who_looked(dossier),
        "way": ReturnMethod(dossier.return_method).label,
        "result": result,
        "returned": getattr(dossier, "result_return", None),
        "groups": answer_groups(spec, dossier.answers) if spec and dossier.answers else (),
        "owes": dossier.status == Status.FINANCIAL_DUTY,
        "duty": tracking.duty_in_words(dossier),
        "refused": dossier.outcome == Outcome.REFUSED,
        "is_promised": dossier.status not in _NOT_PROMISED,
        "sheets": [sheet for sheet in sheets if sheet.kind != RESULT],
        "may_choose_post": dossier.status == Status.DECIDED and dossier.return_method != ReturnMethod.POST,
        "postal": open_postal_return(dossier) if dossier.return_method == ReturnMethod.POST else None,
        "booking_url": booking_url(dossier) if not closed["closure"] else "",
        **closed,
        "has_result": any(sheet.kind == RESULT for sheet in sheets),
    }
    return render_page(request, "dossiers/citizen/detail.html", context)


def booking_url(dossier: Dossier) -> str:
    """Return where the owner books a time to fetch a result that waits at the counter; empty: none waits there."""
    waits = dossier.status == Status.DECIDED and dossier.return_method == ReturnMethod.IN_PERSON
    if not waits or hall_of(dossier.desk) is None:
        return ""
    query = {
        "viec": "pick_up", "thu_tuc": dossier.procedure.code, "noi": dossier.desk.agency.key, "ma": dossier.reference,
    }  # fmt: skip
    return f"{reverse('counters:book')}?{urlencode(query)}"


def may(dossier: Dossier) -> frozenset[str]:
    """Return the acts that the law leaves to the applicant now."""
    rules = law.permitted(
        status=Status(dossier.status), stage=Stage(dossier.stage), capacities=frozenset({Capacity.APPLICANT})
    )
    acts = {rule.name for rule in rules}
    supplement = tracking.open_supplement(dossier)
    if supplement is None or supplement.answered_at is not None or supplement.is_before_intake:
        acts.discard("answer_supplement")
    if supplement is None or not supplement.is_before_intake:
        acts.discard("resubmit")
    if dossier.withdrawal_requested_at is not None:
        acts.discard("request_withdrawal")
    if "post_papers" in acts and by_post.under_way(dossier):
        acts.discard("post_papers")
    if dossier.return_method != ReturnMethod.ONLINE:
        acts.discard("return_result")
    return frozenset(acts)


def _asked(dossier: Dossier) -> tuple[tracking.AskedItem, ...]:
    supplement = tracking.open_supplement(dossier)
    return tracking.asked_items(supplement) if supplement else ()


def _sheets(dossier: Dossier) -> list[Shelved]:
    """Return the papers that the applicant can open. The result is his or hers once it was handed over."""
    is_returned = dossier.status == Status.RETURNED
    return [sheet for sheet in shelf(dossier) if sheet.for_applicant and (sheet.kind != RESULT or is_returned)]


@for_citizens
@require_safe
def paper_pdf(request: SignedInRequest, reference: str, kind: str) -> HttpResponse:
    """Print one paper for the applicant."""
    dossier = own(request, reference)
    if kind not in {sheet.kind for sheet in _sheets(dossier)}:
        raise Http404
    response = HttpResponse(printed(dossier, kind, at=timezone.now()), content_type="application/pdf")
    name = f"{kind}-{dossier.shown_code}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=kind == RESULT, filename=name) or ""
    return response


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: SignedInRequest, reference: str) -> HttpResponse:
    """Answer what was asked for: files for each paper, and words."""
    dossier = own(request, reference)
    asked = tracking.open_supplement(dossier)
    act = next((name for name in ("resubmit", "answer_supplement") if name in may(dossier)), "")
    if asked is None or not act:
        messages.info(request, _("Hồ sơ này không còn chờ bổ sung."))
        return redirect("dossiers:detail", dossier.shown_code)
    items = tracking.asked_items(asked)
    wanted = Requirement.objects.filter(pk__in=[item.requirement_id for item in items if item.requirement_id])
    requirements = list(wanted.order_by("position", "pk"))
    posted = request.method == "POST"
    form = AnswerSupplement(
        request.POST if posted else None,
        request.FILES if posted else None,
        papers=[(requirement, draft_queries.short_name(requirement)) for requirement in requirements],
    )
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            files = _stored(request, form, requirements)
            if not form.errors:
                try:
                    getattr(actions, act)(
                        dossier_id=dossier.pk,
                        actor=request.user,
                        seen=dossier.event_seq,
                        files=files,
                        text=form.cleaned_data["text"],
                        at=timezone.now(),
                    )
                except (RuleViolation, SomeoneActedFirst) as refusal:
                    form.add_error(None, str(refusal))
                else:
                    messages.success(request, _("Đã gửi giấy tờ bổ sung."))
                    return redirect("dossiers:detail", dossier.shown_code)
    context = {"dossier": dossier, "supplement": asked, "asked": items, "form": form}
    return render_page(request, "dossiers/citizen/supplement.html", context, status=status)


def _stored(
    request: SignedInRequest, form: AnswerSupplement, requirements: list[Requirement]
) -> Mapping[int, list[int]]:
    files: dict[int, list[int]] = {}
    for requirement in requirements:
        for upload in form.cleaned_data.get(field_of(requirement), []):
            try:
                stored = store_upload(upload, by=request.user, at=timezone.now())
            except UploadRefused as refusal:
                form.refuse(requirement, str(refusal))
            else:
                files.setdefault(requirement.pk, []).append(stored.pk)
    return files


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take the dossier back: at once while no desk received it, by request afterwards."""
    dossier = own(request, reference)
    act = next((name for name in ("cancel", "request_withdrawal") if name in may(dossier)), "")
    if not act:
        messages.info(request, _("Hồ sơ này không rút được nữa."))
        return redirect("dossiers:detail", dossier.shown_code)
    form = Withdraw(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                getattr(actions, act)(
                    dossier_id=dossier.pk,
                    actor=request.user,
                    seen=form.cleaned_data["seen"],
                    at=timezone.now(),
                )
            except SomeoneActedFirst as conflict:
                form.add_error(None, str(conflict))
                status = 409
            except RuleViolation as refusal:
                form.add_error(None, f"{refusal} ({refusal.source})")
            else:
                done = _("Đã rút hồ sơ.") if act == "cancel" else _("Đã gửi yêu cầu rút hồ sơ. Một cửa sẽ xác nhận.")
                messages.success(request, done)
                return redirect("dossiers:detail", dossier.shown_code)
    context = {"dossier": dossier, "form": form, "is_at_once": act == "cancel"}
    return render_page(request, "dossiers/citizen/withdraw.html", context, status=status)


@for_citizens
@require_POST
def take_result(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take the electronic result; from then on it can be saved at any time."""
    dossier = own(request, reference)
    try:
        actions.return_result(
            dossier_id=dossier.pk,
            actor=request.user,
            seen=dossier.event_seq,
            method=ReturnMethod.ONLINE,
            receiver_name=dossier.applicant_name,
            at=timezone.now(),
        )
    except (RuleViolation, SomeoneActedFirst) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã nhận kết quả. Ông/Bà tải về ở mục Kết quả."))
    return redirect("dossiers:detail", dossier.shown_code)
