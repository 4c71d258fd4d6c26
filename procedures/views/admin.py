"""Administration of the catalogue: what is in force, what changed, a new revision."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.pages import capped_count, keyset_page, render_page
from portal.kernel.text import clean_line
from procedures import actions, permissions, queries
from procedures.form_spec import FormSpec
from procedures.forms import ReviseProcedure, SectionForm, build_section_form
from procedures.forms.revise import initial_of
from procedures.models import Procedure, ProcedureRevision

PAGE_SIZE: Final = 25


@require_safe
def admin_list(request: SignedInRequest) -> HttpResponse:
    if not permissions.may_read_administration(request.user, on=timezone.localdate()):
        raise PermissionDenied
    q = clean_line(request.GET.get("q", ""))[:100]
    found = queries.search(q, queries.Filters(), published_only=False)
    page = keyset_page(found, order=("rank", "short_name", "pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE)
    context = {"q": q, "page": page, "rows": [_row(row) for row in page.rows], "count": capped_count(found)}
    return render_page(request, "procedures/admin_list.html", context, part="rows")


def _row(procedure: Procedure) -> dict[str, Any]:
    revisions: list[ProcedureRevision] = getattr(procedure, "in_force", [])
    return {
        "procedure": procedure,
        "url": reverse("procedures:admin_procedure", args=[procedure.code]),
        "owner": queries.owner_of(procedure),
        "revision": revisions[0] if revisions else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def admin_procedure(request: SignedInRequest, code: str) -> HttpResponse:
    today = timezone.localdate()
    if not permissions.may_read_administration(request.user, on=today):
        raise PermissionDenied
    procedure, revision = _found(code)
    may_revise = permissions.may_revise(request.user, on=today)
    if request.method != "POST":
        form = ReviseProcedure(revision=revision, initial=initial_of(revision, valid_from=today))
        return _page(request, procedure, revision, form, may_revise=may_revise)
    if not may_revise:
        raise PermissionDenied
    form = ReviseProcedure(request.POST, revision=revision)
    wants_preview = "xem" in request.POST
    if not form.is_valid() or wants_preview:
        status = 200 if form.is_valid() else 422
        return _page(request, procedure, revision, form, may_revise=may_revise, status=status)
    try:
        fresh = actions.publish_revision(
            procedure_id=procedure.pk,
            seen=form.cleaned_data["seen"],
            changes=form.changes(),
            offers=form.offers(),
            reason=form.cleaned_data["reason"],
            actor=request.user,
            valid_from=form.cleaned_data["valid_from"],
        )
    except SomeoneActedFirst as late:
        form.add_error(None, _("%(what)s. Xem lịch sử bên dưới rồi sửa lại trên bản mới") % {"what": late})
        return _page(request, procedure, revision, form, may_revise=may_revise, status=409)
    except RuleViolation as refusal:
        form.add_error(None, f"{refusal} ({refusal.source})")
        return _page(request, procedure, revision, form, may_revise=may_revise, status=422)
    messages.success(request, _("Phiên bản %(n)d đang áp dụng.") % {"n": fresh.number})
    return redirect("procedures:admin_procedure", code=code)


def _found(code: str) -> tuple[Procedure, ProcedureRevision]:
    try:
        procedure = Procedure.objects.select_related("field", "responsible").get(code=code)
        return procedure, queries.current_revision(procedure)
    except (Procedure.DoesNotExist, ProcedureRevision.DoesNotExist):
        raise Http404(_("Không có thủ tục mang mã này")) from None


def _page(
    request: SignedInRequest,
    procedure: Procedure,
    revision: ProcedureRevision,
    form: ReviseProcedure,
    *,
    may_revise: bool,
    status: int = 200,
) -> HttpResponse:
    spec = form.cleaned_data.get("form") if form.is_bound else revision.form
    context = {
        "procedure": procedure,
        "revision": revision,
        "owner": queries.owner_of(procedure),
        "form": form,
        "may_revise": may_revise,
        "history": queries.revision_history(procedure),
        "preview": _preview(spec) if spec else [],
        "links": [(reverse("procedures:admin_list"), _("Thủ tục"))],
    }
    return render_page(request, "procedures/admin_procedure.html", context, status=status)


def _preview(form: dict[str, Any]) -> list[tuple[Any, SectionForm]]:
    """Return each section with its empty form, all sections and questions shown."""
    spec = FormSpec.model_validate(form)
    today = timezone.localdate()
    shown = []
    for section in spec.sections:
        questions = tuple(field.model_copy(update={"when": None}) for field in section.fields)
        whole = section.model_copy(update={"when": None, "fields": questions})
        built = build_section_form(whole, data=None, initial={}, answers={}, today=today)
        built.auto_id = f"xem_{section.key}_%s"
        shown.append((section, built))
    return shown
