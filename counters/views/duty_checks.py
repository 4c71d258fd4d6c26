"""The daily check of a desk against infection: what was found, with a photograph; what is put right."""

from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counters import permissions
from counters.actions import duty as actions
from counters.forms import duty as forms
from counters.models import SafetyCheck, SafetyPoint
from counters.papers.duty import check_pdf
from counters.queries import duty as queries
from counters.views.duty import READERS, as_pdf, desk_of, frame
from counters.views.frame import asked_day
from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.agencies.models import Desk
from portal.kernel.errors import RuleViolation
from portal.kernel.file_pages import send_stored
from portal.kernel.files import IMAGES, UploadRefused, store_upload
from portal.kernel.pages import render_page

WRITERS: Final = (Role.ONE_STOP_OFFICER,)


@roles_required(*READERS)
@require_safe
def checks(request: SignedInRequest) -> HttpResponse:
    """Show the checks of one day, and what is still to be put right."""
    desk = desk_of(request)
    day = _day(request)
    context = {
        **frame(request, desk, "counters:checks"),
        "day": day,
        "day_value": day.isoformat(),
        "checks": queries.checks_of(desk, day),
        "earlier": queries.checked_before(desk, day),
        "open_points": queries.open_points(desk),
        "may_check": permissions.keeps_desk(held_by(request), desk),
    }
    return render_page(request, "counters/duty/checks.html", context)


def _day(request: SignedInRequest) -> date:
    return asked_day(request.GET.get("ngay", "")) or timezone.localdate()


@roles_required(*READERS)
@require_safe
def checks_pdf(request: SignedInRequest) -> HttpResponse:
    """Print what was found on one day; before any check, an empty sheet."""
    desk, day = desk_of(request), _day(request)
    data = check_pdf(desk, day, queries.checks_of(desk, day), queries.rooms_of(desk), at=timezone.now())
    return as_pdf(data, f"kiem-tra-{day:%Y%m%d}.pdf")


@roles_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def record_check(request: SignedInRequest) -> HttpResponse:
    """Check the desk, or one of its rooms, now."""
    desk = desk_of(request)
    if not permissions.keeps_desk(held_by(request), desk):
        raise PermissionDenied
    rooms = [room for room in queries.rooms_of(desk) if room.is_open]
    is_sent = request.method == "POST"
    form = forms.RecordCheck(request.POST if is_sent else None, request.FILES if is_sent else None, rooms=rooms)
    if is_sent and form.is_valid():
        try:
            _record(request, desk, form, timezone.now())
        except UploadRefused as refusal:
            form.add_error("photo", str(refusal))
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, _("Đã ghi lần kiểm tra."))
            return redirect(_checks_of(desk))
    context = {"desk": desk, "form": form, "back": _checks_of(desk)}
    return render_page(request, "counters/duty/record_check.html", context, status=422 if is_sent else 200)


def _record(request: SignedInRequest, desk: Desk, form: forms.RecordCheck, at: datetime) -> None:
    typed = form.cleaned_data
    room = form.rooms.get(typed["room"])
    photo = store_upload(typed["photo"], by=request.user, at=at) if typed["photo"] else None
    if photo is not None and photo.media_type not in IMAGES:
        raise UploadRefused(_("Tệp này không phải là ảnh. Chụp hoặc chọn một ảnh"))
    actions.record_check(
        desk_id=desk.pk,
        room_id=room.pk if room else None,
        found=form.found,
        note=typed["note"],
        photo_id=photo.pk if photo else None,
        actor=request.user,
        at=at,
    )


@roles_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def solve_point(request: SignedInRequest, number: int) -> HttpResponse:
    """Say how something was put right."""
    desks = permissions.duty_desks(held_by(request))
    rows = SafetyPoint.objects.filter(check_made__desk__in=desks, is_good=False)
    point = get_object_or_404(rows.select_related("check_made__desk__agency"), pk=number)
    desk = point.check_made.desk
    form = forms.SolvePoint(request.POST if request.method == "POST" else None)

    def act(typed: dict[str, Any]) -> None:
        actions.solve_point(point_id=point.pk, **typed, actor=request.user, at=timezone.now())

    subject = f"{point.get_item_display()}: {point.remark}"
    words = Words(subject, _("Khắc phục điểm chưa đạt"), _("Ghi đã khắc phục"), _("Đã ghi cách khắc phục."))
    return answer(request, form, act, words, back=_checks_of(desk))


@roles_required(*READERS)
@require_safe
def check_photo(request: SignedInRequest, number: int) -> FileResponse:
    """Send the photograph of one check to those who read the desk's checks."""
    desks = permissions.duty_desks(held_by(request))
    rows = SafetyCheck.objects.filter(desk__in=desks, photo__isnull=False).select_related("photo")
    check = get_object_or_404(rows, pk=number)
    assert check.photo is not None  # noqa: S101 -- the rows above have one
    return send_stored(check.photo)


def _checks_of(desk: Desk) -> str:
    return f"{reverse('counters:checks')}?{urlencode({'quay': desk.agency.key})}"
