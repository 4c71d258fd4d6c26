"""Orders that close counters: the list, one order with its log and progress, its issue."""

from typing import Final

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import suspension_impact
from dossiers.suspension_impact import CountsChanged
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.pages import keyset_page, render_page
from portal.web import order_lists
from portal.web.order_queries import progress_of, runs_of
from portal.web.orders import (
    act_words,
    event_steps,
    figures,
    period_words,
    phase_tag,
    reached_by_stored,
    scope_words,
)
from portal.web.views.order_pages import decided_order, deciders, last_seq, page_of, province, readers, shown_order
from procedures import permissions, queries
from procedures.enums import OrderState, Phase
from procedures.models import SuspensionOrder

SIZE: Final = 25
_SHOWN: Final = "order figures shown"
_BINDING: Final = frozenset({Phase.SCHEDULED, Phase.IN_FORCE})


@require_safe
@readers
def orders(request: SignedInRequest) -> HttpResponse:
    on, at = timezone.localdate(), timezone.now()
    seen = permissions.orders_visible_to(request.user, on=on).prefetch_related("scopes__agency", "scopes__desk")
    page = keyset_page(seen, order=("-drafted_at", "-pk"), cursor=request.GET.get("trang", ""), size=SIZE)
    rows = [
        {
            "order": one,
            "url": page_of(one),
            "phase": phase_tag(one, at),
            "places": ", ".join(scope_words(scope) for scope in list(one.scopes.all())[:3]),
            "more": max(0, len(one.scopes.all()) - 3),
        }
        for one in page.rows
    ]
    may_draft = permissions.drafting_role(request.user, on=on) is not None
    context = {"page": page, "rows": rows, "may_draft": may_draft}
    return render_page(request, "web/suspension/orders.html", context, part="rows")


@require_safe
@readers
def order(request: SignedInRequest, order_reference: str) -> HttpResponse:
    shown = shown_order(request, order_reference)
    on, at = timezone.localdate(), timezone.now()
    ends, reopens = period_words(province(), shown.first_day, shown.last_day)
    phase = queries.phase_at(shown, at)
    may_decide = permissions.issuing_role(request.user, on=on) is not None
    runs = runs_of(shown)
    context = {
        "order": shown,
        "phase": phase_tag(shown, at),
        "ends": ends,
        "reopens": reopens,
        "scopes": [{"row": scope, "words": scope_words(scope)} for scope in shown.scopes.all()],
        "closes": act_words(shown.closes),
        "steps": event_steps(list(shown.events.order_by("seq"))),
        "runs": [{"word": order_lists.run_word(run), "told": progress_of(run)} for run in runs],
        "is_underway": any(run.done_at is None for run in runs),
        "may_draft": shown.is_draft and permissions.drafting_role(request.user, on=on) is not None,
        "may_issue": shown.is_draft and may_decide,
        "may_change": may_decide and phase in _BINDING and shown.state == OrderState.ISSUED,
        "may_lift": may_decide and phase in _BINDING,
        "may_correct": may_decide and shown.state in {OrderState.ISSUED, OrderState.LIFTED},
    }
    return render_page(request, "web/suspension/order.html", context, part="progress")


@require_http_methods(["GET", "POST"])
@deciders
def issue_order(request: SignedInRequest, order_reference: str) -> HttpResponse:
    shown = decided_order(request, order_reference)
    if not shown.is_draft:
        messages.warning(request, _("Đợt %(code)s không còn là bản nháp") % {"code": shown.reference})
        return redirect(page_of(shown))
    if request.method != "POST":
        return _issue_page(request, shown)
    try:
        suspension_impact.issue(
            order_id=shown.pk,
            actor=request.user,
            shown=_figures_shown(request),
            seen=_seen(request),
            at=timezone.now(),
        )
    except CountsChanged as changed:
        return _issue_page(request, shown, before=dict(changed.shown), status=422)
    except SomeoneActedFirst as late:
        return _issue_page(request, shown, refused=str(late), status=409)
    except RuleViolation as refusal:
        return _issue_page(request, shown, refused=f"{refusal} ({refusal.source})", status=422)
    messages.success(request, _("Đã ban hành đợt %(code)s.") % {"code": shown.reference})
    return redirect(page_of(shown))


def _issue_page(
    request: SignedInRequest,
    shown: SuspensionOrder,
    *,
    before: dict[str, int] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    reached = reached_by_stored(shown, at=at)
    ends, reopens = period_words(province(), shown.first_day, shown.last_day)
    context = {
        "order": shown,
        "back": page_of(shown),
        "ends": ends,
        "reopens": reopens,
        "scopes": [scope_words(scope) for scope in shown.scopes.all()],
        "closes": act_words(shown.closes),
        "reached": reached,
        "table": order_lists.counted(shown, reached.impact),
        "figures": figures(reached.impact.counts, before),
        "is_changed": before is not None,
        "refused": refused,
        "seen": last_seq(shown),
        "shown": signing.dumps(dict(reached.impact.counts), salt=_SHOWN),
        "at": at,
    }
    return render_page(request, "web/suspension/issue.html", context, status=status)


def _figures_shown(request: SignedInRequest) -> dict[str, int]:
    """Return the figures that the person confirms; altered or missing ones equal nothing, so they are shown again."""
    try:
        shown: dict[str, int] = signing.loads(request.POST.get("shown", ""), salt=_SHOWN)
    except signing.BadSignature:
        return {}
    return shown


def _seen(request: SignedInRequest) -> int | None:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None  # noqa: PLR2004 -- an ordinal
