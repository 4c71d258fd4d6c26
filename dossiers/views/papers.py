"""Statutory papers of a dossier and the book of a desk, as PDF."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.papers.shelf import printed
from dossiers.views.desk_pages import DOSSIER_ROLES, fetch
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest


@roles_required(*DOSSIER_ROLES)
@require_safe
def paper(request: SignedInRequest, reference: str, kind: str) -> HttpResponse:
    dossier = fetch(request, reference)
    try:
        data = printed(dossier, kind, at=timezone.now())
    except LookupError:
        raise Http404 from None
    return as_pdf(data, f"{kind}-{dossier.shown_code}.pdf")


def as_pdf(data: bytes, name: str) -> HttpResponse:
    """Answer with a PDF that opens in the page."""
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
