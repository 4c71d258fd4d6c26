"""Everything once more, and the button that files it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers.actions import DraftIncomplete, submit
from dossiers.clock import first_promise
from dossiers.enums import ReturnMethod
from dossiers.forms.citizen import Pledge
from dossiers.models import Draft
from dossiers.queries.answers import answer_groups
from dossiers.queries.drafts import (
    AGENCY,
    CHECK,
    PAPERS,
    RETURN,
    Progress,
    progress,
    short_name,
)
from dossiers.views.citizen_frame import for_own_draft, step_url
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import render_page
from procedures import queries as catalogue
from procedures.enums import Channel


@for_own_draft
@require_http_methods(["GET", "HEAD", "POST"])
def draft_check(request: SignedInRequest, draft: Draft) -> HttpResponse:
    """Show everything once more, with fees and pledge, and submit. A second press leads to the same dossier."""
    now = timezone.now()
    made = progress(draft, today=timezone.localdate(now))
    if request.method != "POST" and not made.is_ready:
        messages.info(request, _("Làm xong các phần dưới đây rồi mới kiểm tra và nộp được."))
        return redirect("dossiers:draft", draft.token)
    form = Pledge(request.POST if request.method == "POST" else None, initial={"seen": draft.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and form.cleaned_data["seen"] != draft.version:
            form.add_error(None, _("Hồ sơ vừa được sửa ở cửa sổ khác. Xem lại bản mới dưới đây rồi nộp."))
            status = 409
        if form.is_valid():
            try:
                dossier = submit(draft_id=draft.pk, actor=request.user, at=now)
            except DraftIncomplete as lacking:
                for _part, words in lacking.problems:
                    form.add_error(None, words)
            except RuleViolation as refusal:
                form.add_error(None, f"{refusal} ({refusal.source})")
            else:
                return redirect("dossiers:submitted", dossier.reference)
    context = {**_check_context(draft, made, now), "form": form}
    return render_page(request, "dossiers/citizen/check.html", context, status=status)


def _check_context(draft: Draft, made: Progress, now: Any) -> dict[str, Any]:
    revision = catalogue.current_revision(draft.revision.procedure)
    from_check = "?" + urlencode({"ve": CHECK})
    groups = [
        (
            group.title,
            [
                {
                    "label": row.label,
                    "value": row.value or _("Không điền"),
                    "url": step_url(draft, group.key) + from_check,
                }
                for row in group.rows
            ],
        )
        for group in answer_groups(made.spec, made.checked.answers)
    ]
    online = next((offer for offer in revision.offers.all() if offer.channel == Channel.ONLINE), None)
    fee = online.fee_vnd if online and online.fee_vnd is not None else revision.fee_vnd
    agency = draft.agency
    return {
        "draft": draft,
        "procedure": draft.revision.procedure,
        "groups": groups,
        "rows": _choice_rows(draft, made, from_check),
        "fee_items": list(revision.fee_items.all()),
        "fee": fee,
        "fee_note": revision.fee_note,
        "back": reverse("dossiers:draft", args=[draft.token]),
        "promise": first_promise(revision=revision, channel=Channel.ONLINE, agency=agency, at=now) if agency else None,
    }


def _choice_rows(draft: Draft, made: Progress, from_check: str) -> list[dict[str, str]]:
    can_choose = not draft.revision.procedure.responsible_id
    way = str(ReturnMethod(draft.return_method).label) if draft.return_method else _("Không điền")
    rows = [
        {
            "label": _("Nơi giải quyết"),
            "value": draft.agency.name if draft.agency else _("Không điền"),
            "url": step_url(draft, AGENCY) + from_check if can_choose else "",
        },
        {
            "label": _("Cách nhận kết quả"),
            "value": "\n".join(filter(None, [way, draft.return_address])),
            "url": step_url(draft, RETURN) + from_check,
        },
    ]
    rows += [
        {
            "label": short_name(block.requirement),
            "value": "\n".join(paper.file.name for paper in block.files) or _("Không nộp"),
            "url": step_url(draft, PAPERS) + from_check,
        }
        for block in made.papers
    ]
    return rows
