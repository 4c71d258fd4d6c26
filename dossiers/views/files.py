"""Stored papers on their way to a screen: signed addresses, checked permission, nothing in them can run."""

from typing import Final

from django.core import signing
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.models import Dossier, DossierEvent, Draft, DraftPaper
from dossiers.permissions import visible_to
from portal.accounts.requests import SignedInRequest
from portal.kernel.file_pages import send_stored
from portal.kernel.models import StoredFile

SALT: Final = "dossiers.file"
#: An address copied from a page is worth nothing the next day.
LINK_SECONDS: Final = 12 * 3600


def dossier_file_url(dossier: Dossier, file: StoredFile) -> str:
    """Return the address of one file of a dossier, good for some hours and for who may see the dossier."""
    return _url({"dossier": dossier.pk, "file": file.pk})


def draft_file_url(draft: Draft, paper: DraftPaper) -> str:
    """Return the address of one file of a draft, for its owner."""
    return _url({"draft": draft.pk, "file": paper.file_id})


def _url(what: dict[str, int]) -> str:
    return reverse("dossiers:file", args=[signing.dumps(what, salt=SALT)])


@require_safe
def file(request: SignedInRequest, signed: str) -> HttpResponse | FileResponse:
    """Send one stored file to a person who may see what it belongs to."""
    try:
        what = signing.loads(signed, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    stored = _permitted(request, what)
    if stored is None:
        raise Http404
    return send_stored(stored, is_saved=request.GET.get("tai") == "1")


def _permitted(request: SignedInRequest, what: dict[str, int]) -> StoredFile | None:
    files = StoredFile.objects.filter(pk=what["file"]).order_by("pk")
    if "draft" in what:
        return files.filter(draft_papers__draft=what["draft"], draft_papers__draft__owner=request.user).first()
    seen = visible_to(request.user, on=timezone.localdate()).filter(pk=what["dossier"])
    of_papers = files.filter(paper_files__paper__dossier__in=seen)
    of_result = files.filter(documents__result__dossier__in=seen, documents__result__superseded_at=None)
    return of_papers.first() or of_result.first() or _proposed(request, files, what)


def _proposed(request: SignedInRequest, files: QuerySet[StoredFile], what: dict[str, int]) -> StoredFile | None:
    """Return the draft of a result, which the office reads before it is signed and the applicant does not."""
    seen = visible_to(request.user, on=timezone.localdate()).filter(pk=what["dossier"])
    proposals = DossierEvent.objects.filter(dossier__in=seen, payload__result_file=what["file"])
    return files.first() if request.user.is_officer and proposals.exists() else None
