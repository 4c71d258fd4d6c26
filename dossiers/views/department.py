"""The signing list of a leader: what waits, and many signatures in one go, each in its own transaction."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions
from dossiers.enums import Proposal
from dossiers.models import Dossier
from dossiers.queries import waiting_for_signature
from dossiers.views.desk_pages import visible
from dossiers.views.officer import BATCH_MAX, KEYS, do_each
from dossiers.views.words import due_of
from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.pages import capped_count, keyset_page, render_page
from portal.kernel.text import clean_line

SIZE: Final = 50


@roles_required(Role.LEADER)
@require_safe
def signing(request: SignedInRequest) -> HttpResponse:
    rows = waiting_for_signature(visible(request), held_by(request))
    page = keyset_page(rows, order=("due_at", "pk"), cursor=request.GET.get("trang", ""), size=SIZE)
    context = {
        "count": capped_count(rows),
        "page": page,
        "rows": [_line(row) for row in page.rows],
        "keys": KEYS,
    }
    return render_page(request, "dossiers/officer/signing.html", context, part="rows")


def _line(dossier: Dossier) -> dict[str, Any]:
    return {
        "dossier": dossier,
        "due": due_of(dossier, timezone.now()),
        "may_sign": dossier.proposal == Proposal.GRANT,
        "proposal": Proposal(dossier.proposal).label,
        "url": reverse("dossiers:workbench", args=[dossier.reference]) + "?noi=phong&tt=cho-ky",
    }


@roles_required(Role.LEADER)
@require_POST
def sign(request: SignedInRequest) -> HttpResponse:
    """Ask once what the signatures lead to, then sign each; what changed since it was picked is left out and told."""
    if not request.POST.getlist("ho-so"):
        messages.warning(request, _("Chọn ít nhất một hồ sơ trước."))
        return redirect("dossiers:signing")
    if request.POST.get("chac") != "1":
        return _confirmation(request)
    results = do_each(request, actions.grant, timezone.now())
    context = {
        "results": results,
        "done_words": gettext_lazy("Đã ký duyệt"),
        "done": sum(1 for result in results if not result["problem"]),
        "skipped": sum(1 for result in results if result["problem"]),
        "back": reverse("dossiers:signing"),
    }
    return render_page(request, "dossiers/officer/batch_done.html", context)


def _confirmation(request: SignedInRequest) -> HttpResponse:
    picked = dict.fromkeys(request.POST.getlist("ho-so")[:BATCH_MAX])
    waiting = waiting_for_signature(visible(request), held_by(request))
    references = [clean_line(value.rpartition(":")[0])[:48] for value in picked]
    now = {row.reference: row for row in waiting.filter(reference__in=references).order_by("due_at", "pk")}
    kept: list[Dossier] = []
    changed: list[Dossier | str] = []
    for value, reference in zip(picked, references, strict=True):
        row = now.get(reference)
        is_same = row is not None and value == f"{reference}:{row.event_seq}" and row.proposal == Proposal.GRANT
        if row is not None and is_same:
            kept.append(row)
        else:
            changed.append(row or reference)
    return render_page(request, "dossiers/officer/sign.html", {"kept": kept, "changed": changed})
