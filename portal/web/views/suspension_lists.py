"""What an order does, desk by desk, and the lists behind each figure: as counted now, or as it was stored."""

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers import suspension_impact
from dossiers.enums import ImpactKind, ImpactPurpose
from dossiers.models import ImpactRun
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Desk
from portal.kernel.pages import keyset_page, render_page
from portal.web import order_lists
from portal.web.order_lists import PROCEDURES
from portal.web.order_queries import latest_run
from portal.web.orders import act_words, figures, reached_by_stored
from portal.web.views.order_pages import page_of, readers, shown_order
from procedures import queries
from procedures.models import SuspensionOrder

SIZE: Final = 50


@require_safe
@readers
def order_impact(request: SignedInRequest, order_reference: str) -> HttpResponse:
    """Show what an order does at each desk: a draft as counted now, an issued one as it was stored."""
    shown, at = shown_order(request, order_reference), timezone.now()
    run = _run(request, shown)
    context: dict[str, Any] = {
        "order": shown,
        "back": page_of(shown),
        "run": run,
        "run_words": ImpactPurpose(run.purpose).label if run else "",
        "figures": [],
        "wave": [],
        "at": at,
    }
    if run is None:
        impact = reached_by_stored(shown, at=at).impact
        told = {"figures": figures(impact.counts), "table": order_lists.counted(shown, impact), "wave": impact.wave}
    else:
        told = {"table": order_lists.stored(shown, run, suspension_impact.terms_of(shown))}
    return render_page(request, "web/suspension/reach.html", context | told)


@require_safe
@readers
def affected(request: SignedInRequest, order_reference: str, kind: str, desk_key: str) -> HttpResponse:
    """List what an order does at one desk: before its issue as counted now, afterwards as stored."""
    shown, desk = shown_order(request, order_reference), queries.desk_of_agency(desk_key)
    if desk is None or kind not in {PROCEDURES, *ImpactKind.values}:
        raise Http404
    run, terms = _run(request, shown), suspension_impact.terms_of(shown)
    span = next(iter(terms.only_at(desk.pk).spans), None)
    context: dict[str, Any] = {
        "order": shown,
        "back": page_of(shown),
        "desk": desk,
        "kind": _("Thủ tục không nộp tại quầy được") if kind == PROCEDURES else ImpactKind(kind).label,
        "span": span,
        "closes": act_words(shown.closes),
        "is_cancelled": kind == ImpactKind.APPOINTMENT_CANCELLED,
        "run_words": ImpactPurpose(run.purpose).label if run else "",
        "page": None,
        "after": None,
        "rows": [],
        "closed": [],
    }
    if kind == PROCEDURES:
        told = _procedures(request, terms, desk)
    elif run is not None:
        rows = suspension_impact.stored(run, kind=ImpactKind(kind), desk_id=desk.pk)
        page = keyset_page(rows, order=("pk",), cursor=request.GET.get("trang", ""), size=SIZE)
        told = {"page": page, "rows": page.rows}
    else:
        told = _counted(request, terms, ImpactKind(kind), desk)
    return render_page(request, "web/suspension/affected.html", context | told, part="rows")


def _run(request: SignedInRequest, shown: SuspensionOrder) -> ImpactRun | None:
    """Return the run that the address names, else the latest; none before the issue.

    :raises Http404: it names one that does not exist.
    """
    word = request.GET.get("luot", "")
    if not word:
        return latest_run(shown)
    named = order_lists.run_named(shown.impact_runs.order_by("pk"), word)
    if named is None:
        raise Http404
    return named


def _procedures(request: SignedInRequest, terms: suspension_impact.Terms, desk: Desk) -> dict[str, Any]:
    found = suspension_impact.procedures_closed_at(terms, desk_id=desk.pk, at=timezone.now())
    after = _after(request)
    return {"closed": found[after : after + SIZE], "after": after + SIZE if len(found) > after + SIZE else None}


def _counted(request: SignedInRequest, terms: suspension_impact.Terms, kind: ImpactKind, desk: Desk) -> dict[str, Any]:
    rows = suspension_impact.affected(
        terms, kind=kind, desk_id=desk.pk, after=_after(request), size=SIZE + 1, at=timezone.now()
    )
    return {"rows": rows[:SIZE], "after": rows[SIZE - 1].place if len(rows) > SIZE else None}


def _after(request: SignedInRequest) -> int:
    typed = request.GET.get("sau", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0  # noqa: PLR2004 -- below 2^63
