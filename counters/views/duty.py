"""Who is on duty at a desk: the roster of a week, on the screen and on paper; and where people wait."""

from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from counters import permissions
from counters.actions import duty as actions
from counters.enums import HalfDay
from counters.forms import duty as forms
from counters.models import DutyShift, WaitingRoom
from counters.papers.duty import roster_pdf
from counters.queries import duty as queries
from counters.views.frame import asked_day, weekday_words
from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.agencies.models import Desk
from portal.kernel.pages import keyset_page, posted, render_page

READERS: Final = (Role.ONE_STOP_OFFICER, Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR)
PLANNERS: Final = (Role.ONE_STOP_OFFICER, Role.LEADER, Role.AGENCY_ADMIN)
PAGES: Final = (
    ("counters:duty", gettext_lazy("Lịch trực")),
    ("counters:checks", gettext_lazy("Kiểm tra hằng ngày")),
    ("counters:rooms", gettext_lazy("Phòng chờ")),
    ("counters:hotline", gettext_lazy("Đường dây nóng")),
)


def desk_of(request: SignedInRequest) -> Desk:
    """Return the desk that the address names; the first one that the person reads where it names none.

    :raises Http404: there is none, or it is none of theirs.
    """
    desks = permissions.duty_desks(held_by(request)).order_by("agency__path", "pk")
    key = request.GET.get("quay", "")
    desk = desks.filter(agency__key=key).first() if key else desks.first()
    if desk is None:
        raise Http404
    return desk


def frame(request: SignedInRequest, desk: Desk, current: str) -> dict[str, Any]:
    """Return what the pages about one desk share: the desk, the way to the other pages and to other desks."""
    others = permissions.duty_desks(held_by(request)).exclude(pk=desk.pk)
    return {
        "desk": desk,
        "kept": urlencode({"quay": desk.agency.key}),
        "pages": [
            {
                "words": words,
                "url": f"{reverse(name)}?{urlencode({'quay': desk.agency.key})}",
                "count": None,
                "kind": "",
                "is_current": name == current,
            }
            for name, words in PAGES
        ],
        "has_others": others.exists(),
        "choose": f"{reverse('counters:duty_desks')}?{urlencode({'trang-den': current})}",
    }


@roles_required(*READERS)
@require_safe
def duty_desks(request: SignedInRequest) -> HttpResponse:
    """Choose another desk."""
    desks = permissions.duty_desks(held_by(request))
    page = keyset_page(desks, order=["name", "pk"], cursor=request.GET.get("trang", ""), size=50)
    leads_to = request.GET.get("trang-den", "")
    target = reverse(leads_to if leads_to in dict(PAGES) else "counters:duty")
    rows = [{"title": one.name, "url": f"{target}?{urlencode({'quay': one.agency.key})}"} for one in page.rows]
    return render_page(request, "counters/duty/desks.html", {"page": page, "rows": rows}, part="rows")


@roles_required(*READERS)
@require_safe
def duty(request: SignedInRequest) -> HttpResponse:
    """Show who is on duty in one week."""
    desk, today = desk_of(request), timezone.localdate()
    monday = _monday(request, today)
    shifts = queries.shifts_of(desk, monday)
    days = [monday + timedelta(days=number) for number in range(7)]
    context = {
        **frame(request, desk, "counters:duty"),
        "days": [
            {
                "words": weekday_words(day),
                "halves": [
                    (half.label, [one for one in shifts if (one.day, one.half) == (day, half)]) for half in HalfDay
                ],
                "is_to_come": day >= today,
            }
            for day in days
        ],
        "first": monday,
        "last": days[-1],
        "week": monday.isoformat(),
        "before": (monday - queries.WEEK).isoformat(),
        "after": (monday + queries.WEEK).isoformat(),
        "may_plan": permissions.plans_duty(held_by(request), desk),
    }
    return render_page(request, "counters/duty/roster.html", context)


def _monday(request: SignedInRequest, today: date) -> date:
    asked = asked_day(request.GET.get("tuan", "")) or today
    # A year at either end of the calendar has no week before or after.
    return queries.week_of(asked if abs(asked - today) < timedelta(days=3660) else today)


@roles_required(*READERS)
@require_safe
def duty_pdf(request: SignedInRequest) -> HttpResponse:
    """Print the roster of one week."""
    desk, monday = desk_of(request), _monday(request, timezone.localdate())
    data = roster_pdf(desk, monday, queries.shifts_of(desk, monday), at=timezone.now())
    return as_pdf(data, f"lich-truc-{monday:%Y%m%d}.pdf")


def as_pdf(data: bytes, name: str) -> HttpResponse:
    """Answer with a PDF that opens in the page."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _planned_desk(request: SignedInRequest) -> Desk:
    desk = desk_of(request)
    if not permissions.plans_duty(held_by(request), desk):
        raise PermissionDenied
    return desk


@roles_required(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_shift(request: SignedInRequest) -> HttpResponse:
    """Put somebody on duty."""
    desk, today = _planned_desk(request), timezone.localdate()
    form = forms.PlanShift(posted(request), officers=queries.officers_of(desk, on=today), today=today)

    def act(typed: dict[str, Any]) -> None:
        actions.plan_shift(
            desk_id=desk.pk,
            day=typed["day"],
            half=HalfDay(typed["half"]),
            officer_id=form.officers[typed["officer"]].pk,
            responsible_for=typed["responsible_for"],
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(desk.name, _("Thêm ca trực"), _("Thêm"), _("Đã thêm ca trực."))
    return answer(request, form, act, words, back=_roster(desk))


def _shift_of(request: SignedInRequest, number: int) -> DutyShift:
    desks = permissions.duty_desks(held_by(request))
    rows = DutyShift.objects.filter(desk__in=desks).select_related("desk__agency", "officer")
    shift = get_object_or_404(rows, pk=number)
    if not permissions.plans_duty(held_by(request), shift.desk):
        raise PermissionDenied
    return shift


@roles_required(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: SignedInRequest, number: int) -> HttpResponse:
    """Let somebody stand in."""
    shift = _shift_of(request, number)
    officers = [one for one in queries.officers_of(shift.desk, on=shift.day) if one.pk != shift.officer_id]
    form = forms.Substitute(posted(request), officers=officers)

    def act(typed: dict[str, Any]) -> None:
        actions.substitute(
            shift_id=shift.pk,
            officer_id=form.officers[typed["officer"]].pk,
            reason=typed["reason"],
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(_subject(shift), _("Thay người trực"), _("Thay"), _("Đã thay người trực."))
    return answer(request, form, act, words, back=_roster(shift.desk, shift.day))


@roles_required(*PLANNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_shift(request: SignedInRequest, number: int) -> HttpResponse:
    """Take somebody off the roster."""
    shift = _shift_of(request, number)
    form = forms.CancelShift(posted(request))

    def act(_typed: dict[str, Any]) -> None:
        actions.cancel_shift(shift_id=shift.pk, actor=request.user, at=timezone.now())

    words = Words(_subject(shift), _("Hủy ca trực"), _("Hủy ca trực"), _("Đã hủy ca trực."))
    return answer(request, form, act, words, back=_roster(shift.desk, shift.day))


def _subject(shift: DutyShift) -> str:
    return f"{shift.officer.full_name}, {weekday_words(shift.day)}, {shift.get_half_display()}"


def _roster(desk: Desk, day: date | None = None) -> str:
    query = {"quay": desk.agency.key, **({"tuan": day.isoformat()} if day else {})}
    return f"{reverse('counters:duty')}?{urlencode(query)}"


@roles_required(*READERS)
@require_safe
def rooms(request: SignedInRequest) -> HttpResponse:
    """List where people wait at a desk."""
    desk = desk_of(request)
    context = {
        **frame(request, desk, "counters:rooms"),
        "rooms": queries.rooms_of(desk),
        "may_change": permissions.keeps_desk(held_by(request), desk),
    }
    return render_page(request, "counters/duty/rooms.html", context)


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def open_room(request: SignedInRequest) -> HttpResponse:
    """Open one more place to wait."""
    return _keep_room(request, desk_of(request), None)


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def change_room(request: SignedInRequest, number: int) -> HttpResponse:
    """Change how many a room takes, or close it."""
    desks = permissions.duty_desks(held_by(request))
    room = get_object_or_404(WaitingRoom.objects.filter(desk__in=desks).select_related("desk__agency"), pk=number)
    return _keep_room(request, room.desk, room)


def _keep_room(request: SignedInRequest, desk: Desk, room: WaitingRoom | None) -> HttpResponse:
    first = {"name": room.name, "cap": room.cap, "is_open": room.is_open} if room else {"cap": 2, "is_open": True}
    form = forms.KeepRoom(posted(request), initial=first)

    def act(typed: dict[str, Any]) -> None:
        room_id = room.pk if room else None
        actions.keep_room(desk_id=desk.pk, room_id=room_id, **typed, actor=request.user, at=timezone.now())

    title = _("Đổi phòng chờ") if room else _("Thêm phòng chờ")
    back = f"{reverse('counters:rooms')}?{urlencode({'quay': desk.agency.key})}"
    return answer(request, form, act, Words(desk.name, title, _("Lưu"), _("Đã lưu phòng chờ.")), back=back)
