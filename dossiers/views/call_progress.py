"""How far each agency has come with reaching the owners of results: for those who lead and those who oversee."""

from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.forms.calls import ProgressSince
from dossiers.queries import calls as queries
from dossiers.views.calls import TABS, outcome_tag, to_call
from dossiers.views.desk_pages import visible
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Agency
from portal.kernel.pages import keyset_page, render_page
from portal.kernel.workdays import at as at_hour
from procedures.queries import bearing_orders

OVERSEERS: Final = (Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR)
SIZE: Final = 50
#: Without an order in force progress is told of so many days.
DAYS_SHOWN: Final = 30


@roles_required(*OVERSEERS)
@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    form, since = _since(request, at)
    rows = visible(request)
    page = keyset_page(
        queries.agencies_to_call_for(rows, since=since),
        order=("path", "pk"),
        cursor=request.GET.get("trang", ""),
        size=SIZE,
    )
    context = {
        "form": form,
        "since": since,
        "page": page,
        "lines": queries.progress_of(page.rows, rows, since=since, until=at),
        "kept": _kept(since),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "dossiers/officer/call_progress.html", context, part="rows", status=status)


@roles_required(*OVERSEERS)
@require_safe
def agency_progress(request: SignedInRequest, key: str) -> HttpResponse:
    """Show the results of one agency whose owners are still to be reached, the longest wait first."""
    at = timezone.now()
    _form, since = _since(request, at)
    agency = get_object_or_404(Agency, pk__in=visible(request).values("agency"), key=key)
    rows = queries.to_be_reached(visible(request), since=since).filter(agency=agency)
    tab = request.GET.get("nhom", "")
    shown = to_call(rows, tab, at=at).select_related("procedure", "desk")
    page = keyset_page(shown, order=queries.CALL_ORDER, cursor=request.GET.get("trang", ""), size=SIZE)
    counts = queries.counts_by_place(queries.in_call_order(rows, at=at))
    tabs = [("", _("Tất cả"), sum(counts.values()))]
    tabs += [(key_, str(words), counts[place]) for key_, (place, words) in TABS.items()]
    context = {
        "agency": agency,
        "line": queries.progress_of([agency], visible(request), since=since, until=at)[0],
        "since": since,
        "kept": _kept(since),
        "tabs": [
            {"words": words, "url": f"?{_kept(since)}&nhom={one}", "count": count, "kind": "", "is_current": one == tab}
            for one, words, count in tabs
        ],
        "rows": [{"dossier": row, "outcome": outcome_tag(row.last_outcome)} for row in page.rows],
        "page": page,
    }
    return render_page(request, "dossiers/officer/call_progress_agency.html", context, part="rows")


def _since(request: SignedInRequest, at: datetime) -> tuple[ProgressSince, datetime]:
    """Return from when on progress is told: the day asked for, else the first day of the orders in force."""
    today = timezone.localdate(at)
    form = ProgressSince(request.GET if "since" in request.GET else None, today=today)
    if form.is_bound and form.is_valid():
        return form, at_hour(form.cleaned_data["since"], time())
    first = _first_day(today, at)
    if not form.is_bound:
        form = ProgressSince(initial={"since": first}, today=today)
    return form, at_hour(first, time())


def _first_day(today: date, at: datetime) -> date:
    begun = [order.starts_at for order in bearing_orders(at) if order.starts_at <= at]
    return timezone.localdate(min(begun)) if begun else today - timedelta(days=DAYS_SHOWN)


def _kept(since: datetime) -> str:
    day = timezone.localdate(since)
    return urlencode({"since": day.day, "since-m": day.month, "since-y": day.year})
