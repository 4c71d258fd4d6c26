"""Agencies: contact points, hours and days off, for those who administer them; auditors read."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts import actions, admin_forms, permissions, queries
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.accounts.views.people import administration, administrators
from portal.agencies.enums import DayKind
from portal.agencies.models import Agency, CalendarDay, ContactPoint, OfficeHours
from portal.kernel.pages import keyset_page, posted, render_page

NATION = "ca-nuoc"


@require_GET
@administration
def agencies(request: SignedInRequest) -> HttpResponse:
    seen = permissions.agencies_visible_to(request.user, on=timezone.localdate())
    text = request.GET.get("q", "")
    page = keyset_page(
        queries.agency_tree(seen, text=text), order=["path", "pk"], cursor=request.GET.get("trang", ""), size=50
    )
    rows = [{"agency": one, "depth": min(one.path.count("/"), 4)} for one in page.rows]
    return render_page(request, "accounts/agencies.html", {"page": page, "rows": rows, "q": text}, part="rows")


@require_GET
@administration
def agency(request: SignedInRequest, key: str) -> HttpResponse:
    today = timezone.localdate()
    shown = get_object_or_404(queries.agency_tree(permissions.agencies_visible_to(request.user, on=today)), key=key)
    hours = OfficeHours.objects.filter(agency=shown).order_by("-valid_from", "weekday", "opens", "pk")
    context = {
        "agency": shown,
        "points": ContactPoint.objects.filter(agency=shown).order_by("kind", "value", "pk"),
        "hours": [{"row": one, "weekday": admin_forms.WEEKDAYS[one.weekday]} for one in hours],
        "may_change": permissions.administers(request.user, shown, on=today),
    }
    return render_page(request, "accounts/agency.html", context)


@require_http_methods(["GET", "POST"])
@administrators
def add_contact_point(request: SignedInRequest, key: str) -> HttpResponse:
    shown = _administered(request, key)
    form = admin_forms.AddContactPoint(posted(request))

    def act(typed: dict[str, Any]) -> None:
        actions.add_contact_point(agency_id=shown.pk, **typed, actor=request.user, at=timezone.now())

    words = Words(shown.name, _("Thêm đầu mối liên hệ"), _("Thêm"), _("Đã thêm đầu mối liên hệ."))
    return answer(request, form, act, words, back=_page_of(shown))


@require_http_methods(["GET", "POST"])
@administrators
def remove_contact_point(request: SignedInRequest, key: str, number: int) -> HttpResponse:
    shown = _administered(request, key)
    point = get_object_or_404(ContactPoint, agency=shown, pk=number)
    form = admin_forms.Reason(posted(request))

    def act(typed: dict[str, Any]) -> None:
        actions.remove_contact_point(point_id=point.pk, **typed, actor=request.user, at=timezone.now())

    title = _("Bỏ đầu mối liên hệ %(value)s") % {"value": point.value}
    words = Words(shown.name, title, _("Bỏ đầu mối"), _("Đã bỏ đầu mối liên hệ."))
    return answer(request, form, act, words, back=_page_of(shown))


@require_http_methods(["GET", "POST"])
@administrators
def set_office_hours(request: SignedInRequest, key: str) -> HttpResponse:
    shown = _administered(request, key)
    form = admin_forms.SetOfficeHours(posted(request), today=timezone.localdate())

    def act(typed: dict[str, Any]) -> None:
        actions.set_office_hours(
            agency_id=shown.pk,
            valid_from=typed["valid_from"],
            spans=form.spans,
            reason=typed["reason"],
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(shown.name, _("Đổi giờ làm việc"), _("Lưu giờ làm việc"), _("Đã lưu giờ làm việc."))
    return answer(request, form, act, words, back=_page_of(shown))


@require_GET
@administration
def calendar(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    shown = _calendar_holder(request)
    typed_year = request.GET.get("nam", "")
    year = int(typed_year) if typed_year.isascii() and typed_year.isdigit() and len(typed_year) == 4 else today.year  # noqa: PLR2004 -- a year
    days = [{"row": day, "is_past": day.day < today} for day in queries.marked_days(shown, year=year)]
    choices = permissions.agencies_visible_to(request.user, on=today).order_by("path", "pk")
    context = {
        "agency": shown,
        "days": days,
        "year": year,
        "years": (year - 1, year + 1),
        "choices": list(choices.values_list("key", "name")),
        "may_change": _may_mark(request, shown),
    }
    return render_page(request, "accounts/calendar.html", context)


@require_http_methods(["GET", "POST"])
@administrators
def mark_day(request: SignedInRequest) -> HttpResponse:
    shown = _calendar_holder(request)
    form = admin_forms.MarkDay(posted(request), today=timezone.localdate())

    def act(typed: dict[str, Any]) -> None:
        kind = DayKind(typed.pop("kind"))
        actions.mark_day(
            agency_id=shown.pk if shown else None, kind=kind, **typed, actor=request.user, at=timezone.now()
        )

    done = _("Đã lưu ngày. Hẹn đã trao không đổi; hẹn mới tính theo lịch này.")
    words = Words(_holder_name(shown), _("Thêm ngày vào lịch"), _("Lưu ngày"), done)
    return answer(request, form, act, words, back=_calendar_of(shown))


@require_http_methods(["GET", "POST"])
@administrators
def unmark_day(request: SignedInRequest, number: int) -> HttpResponse:
    seen = permissions.agencies_administered(request.user, on=timezone.localdate())
    rows = CalendarDay.objects.filter(agency__in=seen) | CalendarDay.objects.filter(agency__isnull=True)
    row = get_object_or_404(rows.select_related("agency"), pk=number)
    form = admin_forms.Reason(posted(request))

    def act(typed: dict[str, Any]) -> None:
        actions.unmark_day(day_id=row.pk, **typed, actor=request.user, at=timezone.now())

    title = _("Bỏ ngày %(day)s (%(name)s)") % {"day": f"{row.day:%d/%m/%Y}", "name": row.name}
    words = Words(_holder_name(row.agency), title, _("Bỏ ngày này"), _("Đã bỏ ngày khỏi lịch."))
    return answer(request, form, act, words, back=_calendar_of(row.agency))


def _administered(request: SignedInRequest, key: str) -> Agency:
    return get_object_or_404(permissions.agencies_administered(request.user, on=timezone.localdate()), key=key)


def _calendar_holder(request: SignedInRequest) -> Agency | None:
    """Return the agency whose calendar is asked for; None is the calendar for all."""
    key = request.GET.get("lich", NATION)
    if key == NATION:
        return None
    shown = permissions.agencies_visible_to(request.user, on=timezone.localdate()).filter(key=key).first()
    if shown is None:
        raise Http404
    return shown


def _may_mark(request: SignedInRequest, shown: Agency | None) -> bool:
    today = timezone.localdate()
    if shown is None:
        return permissions.administers_province(request.user, on=today)
    return permissions.administers(request.user, shown, on=today)


def _holder_name(shown: Agency | None) -> str:
    return shown.name if shown else _("Lịch chung cả nước")


def _page_of(shown: Agency) -> str:
    return reverse("accounts:agency", args=[shown.key])


def _calendar_of(shown: Agency | None) -> str:
    return f"{reverse('accounts:calendar')}?lich={shown.key if shown else NATION}"
