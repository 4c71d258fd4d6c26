"""The page of one act: read what it leads to, fill in what it needs, do it. Nothing typed is lost."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.models import Dossier
from dossiers.queries import by_code
from dossiers.views.act_pages import BY_SLUG, ActPage, Doing, permitted_pages
from dossiers.views.closed import NOTHING_CLOSED, refused_by
from dossiers.views.desk_pages import ACTING_ROLES, as_int, fetch, kept_query, next_asked, visible
from dossiers.views.words import due_sentence, steps_of
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.files import UploadRefused
from portal.kernel.pages import render_page


@roles_required(*ACTING_ROLES)
@require_http_methods(["GET", "POST"])
def act(request: SignedInRequest, reference: str, slug: str) -> HttpResponse:
    page, at = BY_SLUG[slug], timezone.now()
    dossier = fetch(request, reference)
    form = _form(request, page, dossier, at)
    if request.method == "GET":
        if page not in permitted_pages(request.user, dossier, on=timezone.localdate(at)):
            messages.warning(request, _("Hồ sơ không ở bước này nữa, hoặc việc này do người khác làm."))
            return redirect(_workbench(request, dossier))
        return _page(request, page, dossier, form, seen=dossier.event_seq)
    seen = as_int(request.POST.get("seen"))
    if not form.is_valid():
        return _page(request, page, dossier, form, seen=seen, status=422)
    if page.is_previewed and request.POST.get("buoc") != "gui":
        is_back = request.POST.get("buoc") == "sua"
        return _page(request, page, dossier, form, seen=seen, items=None if is_back else form.items)
    return _done(request, page, Doing(dossier, request.user, seen, at, form))


def _done(request: SignedInRequest, page: ActPage, doing: Doing) -> HttpResponse:
    """Do the act, and go on; a refusal is shown at the form, a newer event as what happened since."""
    form, dossier = doing.form, doing.dossier
    try:
        page.run(doing)
    except SomeoneActedFirst:
        return _conflict(request, page, form, dossier.reference, doing.seen)
    except UploadRefused as refusal:
        form.add_error(None, str(refusal))
    except RuleViolation as refusal:
        form.add_error(None, f"{refusal} ({refusal.source})")
        return _page(request, page, dossier, form, seen=doing.seen, status=422, **refused_by(refusal))
    else:
        messages.success(request, _("%(act)s: đã xong.") % {"act": page.words})
        return redirect(_next(request, dossier))
    return _page(request, page, dossier, form, seen=doing.seen, status=422)


def _form(request: SignedInRequest, page: ActPage, dossier: Dossier, at: datetime) -> Any:
    options: dict[str, Any] = page.options(dossier, at) if page.options else {}
    source = request.POST if request.method == "POST" else request.GET
    if page.is_previewed:
        options = {"marked": source.getlist("truong"), "lacking": source.getlist("thieu")}
    if request.method == "POST":
        return page.form(request.POST, request.FILES, dossier=dossier, at=at, **options)
    return page.form(dossier=dossier, at=at, **options)


def _page(
    request: SignedInRequest,
    page: ActPage,
    dossier: Dossier,
    form: Any,
    *,
    seen: int,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "page": page,
        "dossier": dossier,
        "form": form,
        "seen": seen if seen >= 0 else dossier.event_seq,
        "due": due_sentence(dossier, timezone.now()),
        "back": _workbench(request, dossier),
        "following": next_asked(request),
        "items": None,
        "since": (),
        "is_permitted": True,
        "is_conflict": False,
        **NOTHING_CLOSED,
        **more,
    }
    return render_page(request, "dossiers/officer/act.html", context, status=status)


def _conflict(request: SignedInRequest, page: ActPage, form: Any, reference: str, seen: int) -> HttpResponse:
    """Tell what happened since, and show the form again as it was typed, to be sent on what is true now (HTTP 409)."""
    dossier = fetch(request, reference)
    since = dossier.events.filter(seq__gt=seen).select_related("delegation__membership__user").order_by("seq")
    return _page(
        request,
        page,
        dossier,
        form,
        seen=dossier.event_seq,
        status=409,
        since=steps_of(since[:20]),
        is_conflict=True,
        is_permitted=page in permitted_pages(request.user, dossier, on=timezone.localdate()),
    )


def _workbench(request: SignedInRequest, dossier: Dossier) -> str:
    kept = kept_query(request.GET, {"ke": next_asked(request)})
    return reverse("dossiers:workbench", args=[dossier.reference]) + kept


def _next(request: SignedInRequest, dossier: Dossier) -> str:
    """Return where work goes on: the next dossier of the list if asked for, else this one."""
    following = next_asked(request) if request.POST.get("mo-ke") else ""
    if following and by_code(visible(request), following).exists():
        return reverse("dossiers:workbench", args=[following]) + kept_query(request.GET)
    return _workbench(request, dossier)
