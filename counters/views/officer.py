"""Appointments at the desk: today's list, one of them scanned, one made by telephone."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counters import actions, law, queries
from counters.actions import SlotFull, Visit, Visitor
from counters.enums import AppointmentAct, Purpose
from counters.forms import BookFor, Matter
from counters.models import Slot
from counters.permissions import desks_of, visible_to
from counters.views.citizen import held
from counters.views.frame import asked_day, asked_slot, board, button
from counters.views.words import tag_of
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Desk
from portal.kernel.errors import RuleViolation
from portal.kernel.identity import national_phone
from portal.kernel.pages import keyset_page, posted, render_page
from portal.kernel.text import clean_line

SIZE: Final = 50


def own_desk(request: SignedInRequest) -> tuple[Desk, list[Desk]]:
    """Return the desk that the page is about, and all at which the person receives."""
    desks = desks_of(request.user, on=timezone.localdate())
    if not desks:
        raise Http404
    return next((one for one in desks if one.agency.key == request.GET.get("quay")), desks[0]), desks


@roles_required(Role.ONE_STOP_OFFICER)
@require_safe
def today(request: SignedInRequest) -> HttpResponse:
    """List who comes on a day; a scanned slip leads to its appointment."""
    desk, desks = own_desk(request)
    now = timezone.localdate()
    rows = visible_to(request.user, on=now)
    if "ma" in request.GET:
        return _scanned(request, clean_line(request.GET["ma"])[:200])
    day = asked_day(request.GET.get("ngay", "")) or now
    page = keyset_page(
        queries.on_day(rows, desk, day), order=["starts_at", "pk"], cursor=request.GET.get("trang", ""), size=SIZE
    )
    context = {
        "desk": desk,
        "desks": desks,
        "day": day,
        "is_today": day == now,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "page": page,
        "rows": [
            {
                "appointment": row,
                "tag": tag_of(row),
                "phone": national_phone(row.phone) if row.phone else "",
                "may_check_in": AppointmentAct.CHECK_IN in law.permitted(row.state) and day == now,
            }
            for row in page.rows
        ],
    }
    return render_page(request, "counters/officer/today.html", context, part="rows")


def _scanned(request: SignedInRequest, text: str) -> HttpResponse:
    found = queries.scanned(visible_to(request.user, on=timezone.localdate()), text)
    if found is not None:
        return redirect("counters:desk_appointment", found.reference)
    messages.warning(request, _("Không có lịch hẹn nào mang mã “%(code)s” tại bộ phận này.") % {"code": text[-40:]})
    return redirect("counters:today")


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_appointment(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show one appointment; let its person in, or note that nobody came."""
    rows = visible_to(request.user, on=timezone.localdate())
    shown = get_object_or_404(
        rows.select_related("slot__desk__agency", "slot__desk__hall", "procedure", "exemption"), reference=reference
    )
    refused = None
    if request.method == "POST":
        try:
            return _act(request, shown.pk, request.POST.get("viec", ""))
        except RuleViolation as refusal:
            refused = refusal
    may = law.permitted(shown.state)
    context = {
        "appointment": shown,
        "tag": tag_of(shown),
        "phone": national_phone(shown.phone) if shown.phone else "",
        "refused": refused,
        "may_check_in": AppointmentAct.CHECK_IN in may,
        "may_move": AppointmentAct.MOVE in may,
        "steps": [
            {"title": AppointmentAct(event.act).label, "at": event.happened_at, "note": event.reason, "kind": ""}
            for event in shown.events.order_by("seq")
            if event.act in AppointmentAct.values
        ],
    }
    return render_page(request, "counters/officer/appointment.html", context, status=422 if refused else 200)


def _act(request: SignedInRequest, appointment_id: int, act: str) -> HttpResponse:
    """Do what the button says.

    :raises RuleViolation: it cannot be done now, or there is no such button.
    """
    facts: dict[str, Any] = {"appointment_id": appointment_id, "actor": request.user, "at": timezone.now()}
    if act == "den":
        ticket = actions.check_in(**facts, has_declared_health="y_te" in request.POST)
        messages.success(request, _("Số thứ tự %(number)d. Mời vào khu chờ.") % {"number": ticket.number})
        return redirect("counters:queue")
    if act == "khong-den":
        actions.mark_no_show(**facts)
        messages.success(request, _("Đã ghi không đến. Chỗ này dành cho người khác."))
        return redirect("counters:today")
    raise actions.refusal(_("Chọn một việc trên trang này"))


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def book_for(request: SignedInRequest) -> HttpResponse:
    """Book for somebody on the telephone."""
    desk, _desks = own_desk(request)
    matter = Matter(request.GET if "matter" in request.GET else None, desk=desk)
    person = BookFor(posted(request))
    context: dict[str, Any] = {"desk": desk, "matter": matter, "person": person, "board": None, "instead": []}
    if not matter.is_valid() or queries.hall_of(desk) is None:
        status = 422 if matter.is_bound else 200
        return render_page(request, "counters/officer/book_for.html", context, status=status)
    visit = Visit(Purpose(matter.cleaned_data["matter"]), matter.procedure)
    refused = None
    if person.is_bound and person.is_valid():
        slot = asked_slot(desk, request.POST.get("khung", ""))
        try:
            return _booked_for(request, slot, visit, person)
        except RuleViolation as refusal:
            refused = refusal
    days = queries.days_to_choose(
        desk=desk, purpose=visit.purpose, procedure=visit.procedure, at=timezone.now(), lead=False
    )
    if isinstance(refused, SlotFull):
        context["instead"] = [button(one) for one in queries.nearest(days, refused.slot.starts_at)]
    context |= {"refused": refused, "board": board(days, asked_day(request.GET.get("ngay", "")))}
    return render_page(request, "counters/officer/book_for.html", context, status=422 if person.is_bound else 200)


def _booked_for(request: SignedInRequest, slot: Slot | None, visit: Visit, person: BookFor) -> HttpResponse:
    """Hold and confirm at once.

    :raises RuleViolation: the slot cannot be had.
    """
    if slot is None:
        raise actions.refusal(_("Chọn một khung giờ trong danh sách"))
    typed, at = person.cleaned_data, timezone.now()
    visitor = Visitor(typed["name"], None, typed["phone"], typed["email"])
    made = held(slot.pk, visitor=visitor, visit=visit, actor=request.user, at=at)
    actions.confirm(appointment_id=made.pk, actor=request.user, has_declared_health=typed["has_declared_health"], at=at)
    words = _("Đã đặt hẹn %(code)s. Đọc mã này cho người đến.") % {"code": made.reference}
    messages.success(request, words)
    return redirect(f"{reverse('counters:today')}?ngay={timezone.localdate(slot.starts_at).isoformat()}")
