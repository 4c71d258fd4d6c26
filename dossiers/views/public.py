"""Tracking for people who are not signed in: status and dates only, the name masked."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.actions.look_up import NothingMatches, TooManyTries, look_up
from dossiers.forms.citizen import Track
from dossiers.models import Dossier
from dossiers.queries import by_post, tracking
from dossiers.views.closed import closed_for_pickup
from portal.kernel.pages import render_page
from portal.kernel.text import mask_name


@login_not_required
@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Look a dossier up by its code and the secret beside it. A wrong code and a wrong secret look the same."""
    posted = request.method == "POST"
    form = Track(request.POST if posted else None, initial={"code": request.GET.get("ma", "")[:60]})
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            dossier, problem = _look_up(request, form.cleaned_data["code"], form.cleaned_data["secret"])
            if dossier is not None:
                return render_page(request, "dossiers/citizen/tracked.html", _shown(dossier))
            form.add_error(None, problem)
            if problem == _too_many():
                status = 429
    return render_page(request, "dossiers/citizen/track.html", {"form": form}, status=status)


def _too_many() -> str:
    return _("Đã thử quá 5 lần. Thử lại sau 15 phút hoặc gọi bộ phận Một cửa")


def _look_up(request: HttpRequest, code: str, secret: str) -> tuple[Dossier | None, str]:
    # The address that the trusted proxies saw: behind one of them all people share REMOTE_ADDR.
    address = get_adapter(request).get_client_ip(request)
    try:
        return look_up(code=code, secret=secret, address=address, at=timezone.now()), ""
    except TooManyTries:
        return None, _too_many()
    except NothingMatches:
        return None, _("Không có hồ sơ khớp hai mã này. Xem lại giấy tiếp nhận")


@login_not_required
@never_cache
@require_safe
def track_token(request: HttpRequest, token: str) -> HttpResponse:
    """Show the same by the token of the QR code."""
    found = Dossier.objects.filter(track_token=token).values_list("reference", flat=True).order_by("pk").first()
    dossier = tracking.tracked(Dossier.objects.all(), found) if found else None
    if dossier is None:
        raise Http404
    return render_page(request, "dossiers/citizen/tracked.html", _shown(dossier))


def _shown(dossier: Dossier) -> dict[str, Any]:
    return {
        "code": dossier.shown_code,
        "procedure": dossier.procedure,
        "name": mask_name(dossier.applicant_name),
        "tag": tracking.status_tag(dossier),
        "due_at": dossier.due_at if dossier.is_running else None,
        "submitted_at": dossier.submitted_at,
        "steps": tracking.timeline(dossier, with_reasons=False),
        "agency": dossier.agency.name,
        "ways": by_post.ways_of(dossier),
        "desk": dossier.desk.name,
        **closed_for_pickup(dossier, timezone.now()),
        "waits_for_applicant": dossier.waits_for_applicant,
    }
