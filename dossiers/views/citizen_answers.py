"""Answering: the sections of the declaration and the papers. Saved at each step; nothing typed is lost."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.actions import drafting
from dossiers.forms.citizen import GivePapers, field_of, whole_number
from dossiers.models import Draft
from dossiers.queries.drafts import (
    PAPERS,
    Progress,
    draft_of,
    progress,
    short_name,
)
from dossiers.views.citizen_frame import for_own_draft, frame, onward, right_to_write, writable_draft
from dossiers.views.files import draft_file_url
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.files import UploadRefused
from portal.kernel.pages import render_page
from procedures.form_spec import FormSpec, Section
from procedures.forms import SectionForm, build_section_form, prefill_sources, prefilled


@for_own_draft
@require_http_methods(["GET", "HEAD", "POST"])
def _draft_section(request: SignedInRequest, draft: Draft, section: str) -> HttpResponse:
    """Ask the questions of one section. What is wrong is kept as typed and said; “later” keeps without checking."""
    made = progress(draft, today=timezone.localdate())
    asked = made.spec.section(section)
    if asked is None or section not in {step.key for step in made.steps}:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = _section_form(request, draft, asked, posted)
    seen, status = draft.version, 200
    if posted is not None:
        later = posted.get("viec") == "sau"
        is_done = form.is_valid()
        try:
            draft = drafting.save_section(
                draft_id=draft.pk,
                owner=request.user,
                section=section,
                answers=form.answers(),
                is_done=is_done,
                seen=whole_number(posted.get("seen")),
                at=timezone.now(),
            )
        except SomeoneActedFirst as conflict:
            form.add_error(None, str(conflict))
            seen, status = conflict.now, 409
        else:
            if later:
                return redirect("dossiers:draft", draft.token)
            if is_done:
                renewed = draft_of(request.user, draft.token) or draft
                return onward(request, progress(renewed, today=timezone.localdate()), section)
            seen, status = draft.version, 422
    context = {**frame(made, section), "section": asked, "form": form, "seen": seen, "right": right_to_write(draft)}
    return render_page(request, "dossiers/citizen/section.html", context, status=status)


def _section_form(
    request: SignedInRequest, draft: Draft, section: Section, data: Mapping[str, Any] | None
) -> SectionForm:
    return build_section_form(
        section,
        data=data,
        initial={} if section.key in draft.answers else prefilled(section, prefill_sources(request.user)),
        answers=draft.answers,
        today=timezone.localdate(),
    )


@login_not_required
@require_POST
def autosave_section(request: HttpRequest, token: str, section: str) -> HttpResponse:
    """Keep what is being typed; never validates, answers nothing (204). A stale tab is told so (409).

    The form carries a right to write, and to write only: what is typed survives the end of the session.
    """
    draft = writable_draft(request, token)
    if draft is None:
        raise Http404
    try:
        _keep(draft, section, request)
    except SomeoneActedFirst:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def _keep(draft: Draft, key: str, request: HttpRequest) -> None:
    section = FormSpec.model_validate(draft.revision.form).section(key)
    if section is None:
        raise Http404
    form = build_section_form(section, data=request.POST, initial={}, answers=draft.answers, today=timezone.localdate())
    typed = {name: form.typed(name, field) for name, field in form.fields.items()}
    drafting.keep_typed(
        draft_id=draft.pk,
        owner=draft.owner,
        section=key,
        answers={name: value for name, value in typed.items() if value},
        seen=whole_number(request.POST.get("seen")),
        at=timezone.now(),
    )


@login_not_required
def draft_section(request: HttpRequest, token: str, section: str) -> HttpResponse:
    """Ask the questions of one section. Who was signed out while typing signs in again and finds it all."""
    if request.user.is_authenticated:
        return _draft_section(request, token, section)
    draft = writable_draft(request, token) if request.method == "POST" else None
    if draft is not None:
        # A stale tab cannot be told here; the page after the sign-in shows what is kept.
        with suppress(SomeoneActedFirst):
            _keep(draft, section, request)
        messages.info(request, _("Đã hết phiên. Đăng nhập lại để làm tiếp, bản nháp vẫn còn"))
    return redirect_to_login(request.get_full_path())


@for_own_draft
@require_http_methods(["GET", "HEAD", "POST"])
def draft_papers(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Take files, one block per paper. A refused file is named at its block; the others are kept."""
    made = progress(draft, today=timezone.localdate())
    if not made.papers:
        return redirect("dossiers:draft", draft.token)
    if request.method == "POST" and "xoa" in request.POST:
        drafting.remove_paper(
            draft_id=draft.pk, owner=request.user, paper_id=whole_number(request.POST["xoa"]), at=timezone.now()
        )
        return redirect("dossiers:draft_papers", draft.token)
    asked = [(block.requirement, short_name(block.requirement)) for block in made.papers]
    posted = request.method == "POST"
    form = GivePapers(request.POST if posted else None, request.FILES if posted else None, papers=asked)
    if posted and form.is_valid():
        _take_files(request, draft, form, made)
        renewed = draft_of(request.user, draft.token)
        made = progress(renewed, today=timezone.localdate()) if renewed else made
        if request.POST.get("viec") == "tiep":
            for block in made.papers:
                if block.is_needed and not block.is_given and not form.errors.get(field_of(block.requirement)):
                    name = short_name(block.requirement)
                    form.refuse(block.requirement, _("Tải lên %(paper)s") % {"paper": name})
        if not form.errors:
            if request.POST.get("viec") == "tiep":
                return onward(request, made, PAPERS)
            return redirect(reverse("dossiers:draft_papers", args=[draft.token]) + _fragment(form))
    blocks = [
        {
            "block": block,
            "name": short_name(block.requirement),
            "field": form[field_of(block.requirement)],
            "files": [(paper, draft_file_url(draft, paper)) for paper in block.files],
        }
        for block in made.papers
    ]
    limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
    context = {**frame(made, PAPERS), "form": form, "blocks": blocks, "limit": limit}
    return render_page(request, "dossiers/citizen/papers.html", context, status=422 if form.errors else 200)


def _take_files(request: SignedInRequest, draft: Draft, form: GivePapers, made: Progress) -> None:
    for block in made.papers:
        for upload in form.cleaned_data.get(field_of(block.requirement), []):
            try:
                drafting.add_paper(
                    draft_id=draft.pk,
                    owner=request.user,
                    requirement_id=block.requirement.pk,
                    upload=upload,
                    at=timezone.now(),
                )
            except (UploadRefused, RuleViolation) as refusal:
                form.refuse(block.requirement, str(refusal))


def _fragment(form: GivePapers) -> str:
    given = [name for name in form.fields if form.files.getlist(name)] if form.files else []
    return f"#id_{given[0]}" if given else ""
