"""Appointments of citizens: mine, a new one, the last step."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counters import actions, queries
from counters.actions import SlotFull, Visit, Visitor
from counters.enums import AppointmentState, Purpose
from counters.forms import ChooseVisit, ConfirmBooking
from counters.models import Appointment, Hall, WaitingEntry
from counters.permissions import bookable_exemptions
from counters.views.frame import NotTheirs, actor_of, asked_day, asked_slot, board, button, for_citizens, found
from counters.views.words import tag_of
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Desk
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import keyset_page, posted, render_page
from procedures.enums import CounterAct
from procedures.models import Exemption
from procedures.queries.urgent import end_in_words

PAGE_ROWS: Final = 20


@for_citizens
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """List the person's appointments, the latest made first, and the days waited for."""
    rows = queries.of_person(request.user)
    page = keyset_page(rows, order=["-booked_at", "-pk"], cursor=request.GET.get("trang", ""), size=PAGE_ROWS)
    context = {
        "page": page,
        "rows": [(row, tag_of(row)) for row in page.rows],
        "lines": list(queries.lines_of(request.user)),
    }
    return render_page(request, "counters/citizen/mine.html", context, part="rows")


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: SignedInRequest) -> HttpResponse:
    """Choose what for, where, the day and the slot. What was chosen stands in the address, so nothing gets lost."""
    form = ChooseVisit(request.GET or None)
    if "noi" not in request.GET and set(form.errors) == {"noi"}:
        # Led here by a link that says what for, not where: asked for, not reproached.
        return _choice(request, ChooseVisit(initial=request.GET.dict()))
    if not form.is_valid():
        return _choice(request, form, status=422 if form.is_bound else 200)
    typed = form.cleaned_data
    visit = Visit(Purpose(typed["viec"]), form.procedure, typed["ma"])
    if request.method == "POST" and "cho" in request.POST:
        return _join(request, form, visit)
    if request.method == "POST":
        return _hold(request, form, visit)
    return _choice(request, form, visit=visit)


def _choice(
    request: SignedInRequest,
    form: ChooseVisit,
    *,
    visit: Visit | None = None,
    refused: RuleViolation | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "refused": refused, "board": None, "instead": []}
    if visit is not None:
        days = queries.days_to_choose(
            desk=form.desk, purpose=visit.purpose, procedure=visit.procedure, at=timezone.now()
        )
        context |= {"board": board(days, asked_day(request.GET.get("ngay", ""))), "desk": form.desk}
        context["note"] = note_of(form.desk.hall)
        if isinstance(refused, SlotFull):
            context["instead"] = [button(slot) for slot in queries.nearest(days, refused.slot.starts_at)]
    return render_page(request, "counters/citizen/book.html", context, status=status)


def note_of(hall: Hall) -> str:
    """Return what the public is told about how many people meet at a counter (decision 8)."""
    return hall.note_vi or _(
        "Tại mỗi quầy không quá %(group)d người, kể cả cán bộ; khu chờ không quá %(zone)d người. Mời Ông/Bà đến một "
        "mình, đúng giờ, đeo khẩu trang."
    ) % {"group": hall.contact_group_max, "zone": hall.waiting_cap}


def _hold(request: SignedInRequest, form: ChooseVisit, visit: Visit) -> HttpResponse:
    slot = asked_slot(form.desk, request.POST.get("khung", ""))
    if slot is None:
        refused = actions.refusal(_("Chọn một khung giờ trong danh sách"))
        return _choice(request, form, visit=visit, refused=refused, status=422)
    at = timezone.now()
    try:
        appointment = held(slot.pk, visitor=themselves(request.user), visit=visit, actor=request.user, at=at)
    except RuleViolation as refusal:
        return _choice(request, form, visit=visit, refused=refusal, status=422)
    return redirect("counters:confirm", appointment.token)


def held(slot_pk: int, *, visitor: Visitor, visit: Visit, actor: User, at: datetime) -> Appointment:
    """Hold a place, after letting go of holds of the slot whose time is over."""
    actions.expire_holds(at=at, slot_id=slot_pk)
    return actions.hold(slot_id=slot_pk, visitor=visitor, visit=visit, actor=actor, at=at)


def themselves(user: User) -> Visitor:
    """Return a person as the visitor they are."""
    return Visitor(user.full_name, user, user.phone or "", user.email or "")


def _join(request: SignedInRequest, form: ChooseVisit, visit: Visit) -> HttpResponse:
    day = asked_day(request.POST["cho"])
    if day is None:
        refused = actions.refusal(_("Chọn một ngày trong danh sách"))
        return _choice(request, form, visit=visit, refused=refused, status=422)
    try:
        actions.join_waiting_list(desk_id=form.desk.pk, day=day, person=request.user, visit=visit, at=timezone.now())
    except RuleViolation as refusal:
        return _choice(request, form, visit=visit, refused=refusal, status=422)
    messages.success(request, _("Đã ghi tên vào danh sách chờ. Có chỗ, Ông/Bà được báo và giữ chỗ 60 phút."))
    return redirect("counters:mine")


@for_citizens
@require_POST
def leave_line(request: SignedInRequest) -> HttpResponse:
    """Step out of the line for one day at one desk."""
    day = asked_day(request.POST.get("ngay", ""))
    lines = WaitingEntry.objects.filter(person=request.user, desk__agency__key=request.POST.get("noi", "")[:60])
    entry = lines.filter(day=day).order_by("-pk").first() if day else None
    if entry is None:
        raise Http404
    try:
        actions.leave_waiting_list(entry_id=entry.pk, actor=request.user, at=timezone.now())
    except RuleViolation as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Đã bỏ tên khỏi danh sách chờ."))
    return redirect("counters:mine")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest, token: str) -> HttpResponse:
    """Confirm within ten minutes: how to be reached, the health declaration."""
    appointment = found(token)
    try:
        actor_of(request, appointment)
    except NotTheirs:
        raise Http404 from None
    if appointment.state != AppointmentState.HELD:
        return redirect("counters:appointment", token)
    form = ConfirmBooking(posted(request), initial={"phone": appointment.phone})
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm(appointment_id=appointment.pk, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã đặt hẹn. Mang theo mã dưới đây khi đến."))
            return redirect("counters:appointment", token)
    context = {"appointment": appointment, "form": form, "note": note_of(appointment.slot.desk.hall)}
    return render_page(request, "counters/citizen/confirm.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def book_exempted(request: SignedInRequest, reference: str) -> HttpResponse:
    """Choose a slot of a closed hall by the decision that opens it for one case."""
    rows = bookable_exemptions(request.user, on=timezone.localdate())
    decision = get_object_or_404(
        rows.select_related("agency__served_by__agency", "agency__served_by__place", "procedure", "requester"),
        reference=reference,
    )
    desk = decision.agency.served_by
    if desk is None or queries.hall_of(desk) is None:
        raise Http404(_("Nơi này chưa nhận đặt hẹn"))
    return _exempted(request, decision, desk)


def _exempted(request: SignedInRequest, decision: Exemption, desk: Desk) -> HttpResponse:
    at, visit, refused = timezone.now(), visit_by(decision), None
    if request.method == "POST":
        slot = asked_slot(desk, request.POST.get("khung", ""))
        try:
            if slot is None:
                raise actions.refusal(_("Chọn một khung giờ trong danh sách"))
            appointment = held(slot.pk, visitor=visitor_by(decision), visit=visit, actor=request.user, at=at)
        except RuleViolation as refusal:
            refused = refusal
        else:
            return redirect("counters:confirm", appointment.token)
    days = queries.days_to_choose(
        desk=desk, purpose=visit.purpose, procedure=visit.procedure, at=at, exemption=decision
    )
    instead = queries.nearest(days, refused.slot.starts_at) if isinstance(refused, SlotFull) else []
    context = {
        "decision": decision,
        "valid_until": end_in_words(decision),
        "desk": desk,
        "visit": visit,
        "refused": refused,
        "board": board(days, asked_day(request.GET.get("ngay", ""))),
        "instead": [button(slot) for slot in instead],
        "note": note_of(desk.hall),
        "booked": Appointment.objects.taking().filter(exemption=decision).order_by("pk").first(),
        "back": reverse("counters:mine") if request.user.is_citizen else reverse("counters:today"),
    }
    return render_page(request, "counters/citizen/book_exempted.html", context, status=422 if refused else 200)


def visit_by(decision: Exemption) -> Visit:
    """Return the visit that a decision is about."""
    is_return = decision.act == CounterAct.RETURN or (not decision.act and decision.dossier_reference)
    purpose = Purpose.PICK_UP if is_return else Purpose.FILE if decision.procedure_id else Purpose.OTHER
    return Visit(purpose, decision.procedure, decision.dossier_reference, decision)


def visitor_by(decision: Exemption) -> Visitor:
    """Return for whom a decision was asked."""
    if decision.requester is not None:
        return themselves(decision.requester)
    return Visitor(decision.applicant_name, None, decision.applicant_phone, decision.applicant_email)
