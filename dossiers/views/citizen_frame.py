"""What the pages of a draft have in common: who may open them, where they lead, what stands above each step."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dossiers.models import Draft
from dossiers.queries.drafts import (
    AGENCY,
    CHECK,
    PAPERS,
    RETURN,
    Progress,
    draft_of,
)
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation

View = Callable[..., HttpResponse]
#: A page left open over night may still save what is typed into it.
WRITE_SECONDS: Final = 24 * 3600
WRITE_SALT: Final = "dossiers.draft.write"
ADDRESS: Final = {AGENCY: "dossiers:draft_agency", PAPERS: "dossiers:draft_papers", RETURN: "dossiers:draft_return"}


def for_citizens(view: View) -> View:
    """Let applicants in; staff apply with an account of their own. Nobody where the front is switched off."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.CITIZEN_FRONT:
            raise Http404
        if not request.user.is_citizen:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def for_own_draft(view: View) -> View:
    """Fetch the owner's draft; a stranger's does not exist, a submitted one leads to its dossier."""

    @wraps(view)
    def fetched(request: SignedInRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = draft_of(request.user, token)
        if draft is None:
            raise Http404
        if draft.submitted_at is not None:
            return redirect("dossiers:submitted", draft.dossier.reference)
        try:
            return view(request, draft, *args, **kwargs)
        except Draft.DoesNotExist:  # discarded in another tab while this one was sent
            raise Http404 from None
        except RuleViolation:
            now = draft_of(request.user, token)
            if now is None or now.submitted_at is None:
                raise
            return redirect("dossiers:submitted", now.dossier.reference)

    return for_citizens(fetched)


def right_to_write(draft: Draft) -> str:
    """Return a signed right to write into one draft for a day, and not to read it."""
    return signing.dumps(draft.token, salt=WRITE_SALT)


def writable_draft(request: HttpRequest, token: str) -> Draft | None:
    """Return the draft that the right sent along opens for writing, whoever sends it."""
    if not settings.CITIZEN_FRONT:
        return None
    try:
        right = signing.loads(request.POST.get("quyen_ghi", ""), salt=WRITE_SALT, max_age=WRITE_SECONDS)
    except signing.BadSignature:
        return None
    if right != token:
        return None
    drafts = Draft.objects.select_related("revision__procedure", "owner")
    return drafts.filter(token=token, submitted_at__isnull=True).order_by("pk").first()


def step_url(draft: Draft, key: str) -> str:
    """Return the address of one step."""
    if key in ADDRESS:
        return reverse(ADDRESS[key], args=[draft.token])
    if key == CHECK:
        return reverse("dossiers:draft_check", args=[draft.token])
    return reverse("dossiers:draft_section", args=[draft.token, key])


def onward(request: HttpRequest, made: Progress, key: str) -> HttpResponse:
    """Go on to the next step, or back to the check from which a correction began."""
    if request.GET.get("ve") == CHECK:
        return redirect(step_url(made.draft, CHECK))
    return redirect(step_url(made.draft, made.after(key)))


def frame(made: Progress, key: str) -> dict[str, Any]:
    """Return what every step shows above its title."""
    return {
        "draft": made.draft,
        "procedure": made.draft.revision.procedure,
        "part": made.position(key),
        "parts": made.total,
        "back": reverse("dossiers:draft", args=[made.draft.token]),
    }
