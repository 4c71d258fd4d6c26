"""The queue in the hall, and the slots that a desk publishes."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from counters import actions, queries
from counters.actions import Visit
from counters.enums import Purpose, TicketState
from counters.forms import CallNext, PublishSlots, WalkIn, WithdrawSlots
from counters.models import HeadCount, Ticket
from counters.permissions import desks_kept_by
from counters.views.frame import weekday_words
from counters.views.officer import own_desk
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Desk
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import render_page
from portal.kernel.workdays import local

DAYS_SHOWN: Final = 30


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: SignedInRequest) -> HttpResponse:
    """Who is in the hall; give a number, call, finish."""
    desk, desks = own_desk(request)
    sent = request.POST if request.method == "POST" else None
    act = request.POST.get("viec", "")
    walk_in = WalkIn(sent if act == "lay-so" else None, desk=desk, initial={"matter": Purpose.FILE})
    counter = CallNext(sent if act in {"goi-tiep", "goi"} else None, initial={"so": _counter(request)})
    refused = None
    if sent is not None:
        try:
            if done := _done(request, desk, act, walk_in, counter):
                return done
        except RuleViolation as refusal:
            refused = refusal
    tickets = list(queries.queue_of(desk, timezone.localdate()))
    head = HeadCount.objects.filter(desk=desk).first()
    context = {
        "desk": desk,
        "desks": desks,
        "head": head,
        "counters": range(1, head.counters_cap + 1) if head else [],
        "waiting": [one for one in tickets if one.state == TicketState.WAITING],
        "called": [one for one in tickets if one.state == TicketState.CALLED],
        "walk_in": walk_in,
        "counter": counter,
        "refused": refused,
        "display": reverse("counters:display", args=[desk.agency.key]),
    }
    return render_page(request, "counters/officer/queue.html", context, status=422 if sent is not None else 200)


def _counter(request: SignedInRequest) -> int:
    text = request.GET.get("so", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 1  # noqa: PLR2004 -- counters are fewer than a hundred


def _done(request: SignedInRequest, desk: Desk, act: str, walk_in: WalkIn, counter: CallNext) -> HttpResponse | None:
    """Do what was pressed; nothing when what was typed is not complete.

    :raises RuleViolation: it cannot be done now, or there is no such button.
    """
    facts: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    if act == "lay-so":
        return _number_given(request, desk, walk_in, facts)
    if act == "goi-tiep":
        if not counter.is_valid():
            return None
        number = counter.cleaned_data["so"]
        ticket = actions.call_next(desk_id=desk.pk, counter_number=number, **facts)
    elif act == "goi":
        if not counter.is_valid():
            return None
        number = counter.cleaned_data["so"]
        ticket = actions.call(ticket_id=_ticket(request, desk).pk, counter_number=number, **facts)
    else:
        return _ended(request, desk, act, facts)
    words = _("Mời số %(ticket)d đến quầy %(counter)d.") % {"ticket": ticket.number, "counter": number}
    messages.success(request, words)
    return _back(desk, number)


def _number_given(request: SignedInRequest, desk: Desk, form: WalkIn, facts: dict[str, Any]) -> HttpResponse | None:
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    visit = Visit(Purpose(typed["matter"]), form.procedure, exemption=typed["quyet_dinh"])
    ticket = actions.walk_in(desk_id=desk.pk, visit=visit, **facts)
    messages.success(request, _("Số thứ tự %(number)d. Mời vào khu chờ.") % {"number": ticket.number})
    return _back(desk, _counter(request))


def _ended(request: SignedInRequest, desk: Desk, act: str, facts: dict[str, Any]) -> HttpResponse:
    acts = {"xong": actions.finish, "vang": actions.left}
    if act not in acts:
        raise actions.refusal(_("Chọn một việc trên trang này"))
    ticket = acts[act](ticket_id=_ticket(request, desk).pk, **facts)
    words = {"xong": _("Số %(number)d đã xong."), "vang": _("Số %(number)d không có mặt.")}
    messages.success(request, words[act] % {"number": ticket.number})
    return _back(desk, ticket.counter_number or _counter(request))


def _ticket(request: SignedInRequest, desk: Desk) -> Ticket:
    text = request.POST.get("ve", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 6):  # noqa: PLR2004 -- numbers of one day
        raise Http404
    return get_object_or_404(Ticket, desk=desk, day=timezone.localdate(), number=int(text))


def _back(desk: Desk, counter: int) -> HttpResponse:
    return redirect(f"{reverse('counters:queue')}?quay={desk.agency.key}&so={counter}")


@roles_required(Role.ONE_STOP_OFFICER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: SignedInRequest) -> HttpResponse:
    """Publish slots and take them back."""
    today = timezone.localdate()
    kept = desks_kept_by(request.user, on=today).filter(hall__isnull=False).select_related("hall")
    desks = list(kept.order_by("agency__path", "pk"))
    if not desks:
        return render_page(request, "counters/officer/slots.html", {"desk": None, "desks": []})
    desk = next((one for one in desks if one.agency.key == request.GET.get("quay")), desks[0])
    act = request.POST.get("viec", "") if request.method == "POST" else ""
    days = {"first_day": today, "last_day": today}
    publish = PublishSlots(
        request.POST if act == "cong-bo" else None, today=today, initial={**days, "counters": desk.hall.counters_open}
    )
    withdraw = WithdrawSlots(request.POST if act == "rut" else None, today=today, initial=days, auto_id="rut_%s")
    if request.method == "POST" and _changed(request, desk, publish, withdraw):
        return redirect(f"{reverse('counters:slots')}?quay={desk.agency.key}")
    context = {
        "desk": desk,
        "desks": desks,
        "publish": publish,
        "withdraw": withdraw,
        "days": list(_day_rows(desk)),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "counters/officer/slots.html", context, status=status)


def _changed(request: SignedInRequest, desk: Desk, publish: PublishSlots, withdraw: WithdrawSlots) -> bool:
    form = publish if publish.is_bound else withdraw
    if not form.is_valid():
        return False
    facts: dict[str, Any] = {**form.cleaned_data, "desk_id": desk.pk, "actor": request.user, "at": timezone.now()}
    try:
        words = _published(facts) if form is publish else _withdrawn(facts)
    except RuleViolation as refusal:
        form.add_error(None, f"{refusal} ({refusal.source})")
        return False
    messages.success(request, words)
    return True


def _published(facts: dict[str, Any]) -> str:
    done = actions.publish_slots(**facts)
    words = ngettext("Đã công bố %(n)d khung giờ mới.", "Đã công bố %(n)d khung giờ mới.", done.new) % {"n": done.new}
    if done.days_off:
        off = ", ".join(f"{day.day}/{day.month}" for day in done.days_off)
        words += " " + _("Bỏ qua ngày nghỉ: %(days)s.") % {"days": off}
    return words


def _withdrawn(facts: dict[str, Any]) -> str:
    done = actions.withdraw_slots(**facts)
    words = ngettext("Đã rút %(n)d khung giờ.", "Đã rút %(n)d khung giờ.", done.gone) % {"n": done.gone}
    if done.kept:
        words += " " + _("%(n)d khung có người hẹn được giữ; chuyển các hẹn ấy trước.") % {"n": done.kept}
    return words


def _day_rows(desk: Desk) -> Iterator[dict[str, Any]]:
    sums = queries.day_sums(desk, at=timezone.now(), days=DAYS_SHOWN)
    for day, rows in groupby(sums, key=lambda row: local(row[0]).date()):
        held = list(rows)
        yield {
            "words": weekday_words(day),
            "url": f"{reverse('counters:today')}?ngay={day.isoformat()}",
            "hours": f"{local(held[0][0]):%H:%M}–{local(held[-1][1]):%H:%M}",
            "slots": len(held),
            "places": sum(row[2] for row in held),
            "taken": sum(row[3] for row in held),
        }
