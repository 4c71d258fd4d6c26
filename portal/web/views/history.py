"""The history of configuration, for administrators and auditors."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from portal.accounts import permissions
from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.roles import PROVINCE_WIDE_READERS
from portal.kernel.pages import render_page
from portal.web.history import KINDS, history_page


@require_GET
@roles_required(*permissions.ADMINISTRATION)
def history(request: SignedInRequest) -> HttpResponse:
    held = held_by(request)
    sees_all = any(one.role in PROVINCE_WIDE_READERS for one in held)
    paths = None if sees_all else [one.agency_path for one in held if one.role == Role.AGENCY_ADMIN]
    kind = request.GET.get("loai", "")
    if kind not in {one.slug for one in KINDS}:
        kind = ""
    cursor = request.GET.get("trang", "")
    context = {
        "page": history_page(paths=paths, kind=kind, cursor=cursor),
        "kinds": [(one.slug, one.words) for one in KINDS],
        "kind": kind,
        "is_first": not cursor,
    }
    return render_page(request, "web/history.html", context, part="rows")
