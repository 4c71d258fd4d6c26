"""The slip of an appointment: whoever holds it can read it; its owner moves and cancels."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from counters import actions, law, queries
from counters.actions import SlotFull
from counters.enums import AppointmentAct, AppointmentState, Purpose
from counters.forms import CancelBooking
from counters.models import Appointment
from counters.papers.ics import ics_of
from counters.views.citizen import note_of
from counters.views.frame import NotTheirs, actor_of, asked_day, asked_slot, board, button, found, is_past
from counters.views.words import tag_of
from portal.kernel.codes import qr_svg
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import posted, render_page


def slip_url(appointment: Appointment) -> str:
    """Return the address in the QR code."""
    return settings.PUBLIC_URL + reverse("counters:appointment", args=[appointment.token])


@login_not_required
@require_safe
@never_cache
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    """Show where, when and how to come; after an order, why not and what instead."""
    shown = found(token)
    at = timezone.now()
    try:
        actor_of(request, shown)
        is_theirs = True
    except NotTheirs:
        is_theirs = False
    may = law.permitted(shown.state) if is_theirs else frozenset()
    is_open = not is_past(shown, at)
    context = {
        "appointment": shown,
        "tag": tag_of(shown),
        "is_theirs": is_theirs,
        "is_held": shown.state == AppointmentState.HELD,
        "is_kept": shown.state == AppointmentState.BOOKED,
        "is_suspended": shown.state == AppointmentState.SUSPENDED,
        "order": shown.touched_by_order,
        "was_moved": shown.state == AppointmentState.BOOKED and _was_moved_by_order(shown),
        "may_move": AppointmentAct.MOVE in may and (is_open or shown.state == AppointmentState.SUSPENDED),
        "may_cancel": AppointmentAct.CANCEL in may and is_open,
        "note": note_of(shown.slot.desk.hall),
        "qr": qr_svg(slip_url(shown)),
        "steps": _steps(shown) if is_theirs else [],
    }
    return render_page(request, "counters/citizen/appointment.html", context)


#: What orders do to appointments, as their events say it.
BY_ORDER: Final = {
    "moved": gettext_lazy("Chuyển sang khung khác do tạm ngừng quầy"),
    "cancelled": AppointmentAct.SUSPEND.label,
    "restored": gettext_lazy("Khôi phục khi quầy mở lại"),
}


def _was_moved_by_order(shown: Appointment) -> bool:
    """Tell whether the time that stands now is the one an order gave, not one that was chosen since."""
    if shown.touched_by_order is None or shown.moved_from is None:
        return False
    moves = shown.events.filter(act__in=["moved", AppointmentAct.MOVE]).order_by("-seq")
    return moves.values_list("act", flat=True).first() != AppointmentAct.MOVE


def _steps(shown: Appointment) -> list[dict[str, Any]]:
    events = shown.events.select_related("from_slot", "to_slot").order_by("seq")
    return [
        {
            "title": BY_ORDER.get(event.act) or AppointmentAct(event.act).label,
            "at": event.happened_at,
            "note": event.reason,
            "kind": "",
        }
        for event in events
        if event.act in AppointmentAct.values or event.act in BY_ORDER
    ]


@login_not_required
@require_safe
def appointment_ics(_request: HttpRequest, token: str) -> HttpResponse:
    """Give the appointment as an entry of a calendar."""
    shown = found(token)
    if shown.state != AppointmentState.BOOKED:
        raise Http404
    text = ics_of(
        shown, url=slip_url(shown), title=_("Hẹn tại %(desk)s") % {"desk": shown.slot.desk.name}, at=timezone.now()
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{shown.reference}.ics"'
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Choose another slot of the same desk."""
    shown = found(token)
    try:
        actor = actor_of(request, shown)
    except NotTheirs:
        return _not_theirs(request)
    at, refused, visit = timezone.now(), None, actions.visit_of(shown)
    desk = shown.slot.desk
    if request.method == "POST":
        slot = asked_slot(desk, request.POST.get("khung", ""))
        try:
            if slot is None:
                raise actions.refusal(_("Chọn một khung giờ trong danh sách"))
            actions.expire_holds(at=at, slot_id=slot.pk)
            actions.move(appointment_id=shown.pk, to_slot_id=slot.pk, actor=actor, at=at)
        except RuleViolation as refusal:
            refused = refusal
        else:
            messages.success(request, _("Đã chuyển lịch hẹn sang giờ mới."))
            return redirect("counters:appointment", token)
    days = queries.days_to_choose(
        desk=desk,
        purpose=Purpose(shown.purpose),
        procedure=visit.procedure,
        at=at,
        exemption=visit.exemption,
        also=[shown.slot],
    )
    instead = queries.nearest(days, refused.slot.starts_at) if isinstance(refused, SlotFull) else []
    context = {
        "appointment": shown,
        "refused": refused,
        "board": board(days, asked_day(request.GET.get("ngay", ""))),
        "instead": [button(slot) for slot in instead],
    }
    return render_page(request, "counters/citizen/move.html", context, status=422 if refused else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel after asking once."""
    shown = found(token)
    try:
        actor = actor_of(request, shown)
    except NotTheirs:
        return _not_theirs(request)
    form = CancelBooking(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(appointment_id=shown.pk, actor=actor, reason=form.cleaned_data["reason"], at=timezone.now())
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã hủy lịch hẹn. Chỗ này dành cho người khác."))
            return redirect("counters:appointment", token)
    context = {"appointment": shown, "form": form}
    return render_page(request, "counters/citizen/cancel.html", context, status=422 if form.is_bound else 200)


def _not_theirs(request: HttpRequest) -> HttpResponse:
    """Ask somebody to sign in; tell a signed-in stranger nothing."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())
