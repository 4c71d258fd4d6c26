"""One dossier on the bench of an officer: documents left, check right, what may be done, what was done."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions
from dossiers.clock import promise_of
from dossiers.enums import Capacity, Proposal, Verdict
from dossiers.forms.officer import REASONS
from dossiers.models import Dossier, PaperFile
from dossiers.papers.shelf import shelf
from dossiers.permissions import capacities_of
from dossiers.queries import by_code, of_same_person
from dossiers.queries.answers import AnswerGroup, answer_groups
from dossiers.views.act_pages import permitted_pages
from dossiers.views.desk_pages import (
    ACTING_ROLES,
    DOSSIER_ROLES,
    as_int,
    fetch,
    kept_query,
    next_asked,
    standpoint,
    title_of,
    visible,
)
from dossiers.views.files import dossier_file_url
from dossiers.views.words import due_sentence, steps_of
from notifications.queries import deliveries_about
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.files import IMAGES
from portal.kernel.identity import national_phone
from portal.kernel.models import StoredFile
from portal.kernel.pages import capped_count, place_of, render_page
from portal.kernel.text import clean, clean_line, mask_number
from procedures.form_spec import FormSpec

_CHECKERS: Final = frozenset({Capacity.RECEPTION, Capacity.CASE_OFFICER})
NOTE_MAX: Final = 2000


@dataclass(frozen=True, slots=True)
class Typed:
    """What an officer just typed into the check, shown again when it was refused; else what is stored."""

    verdicts: dict[int, tuple[str, str, str]]
    marked: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()


@roles_required(*DOSSIER_ROLES)
@require_safe
def workbench(request: SignedInRequest, reference: str) -> HttpResponse:
    dossier = fetch(request, reference)
    actions.note_view(dossier=dossier, viewer=request.user, title=title_of(request, dossier), at=timezone.now())
    return _page(request, dossier)


@roles_required(*ACTING_ROLES)
@require_POST
def show_national_id(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show the numbers in full, once, and note who saw them."""
    dossier = _fetch_to_act(request, reference)
    actions.note_view(
        dossier=dossier,
        viewer=request.user,
        title=title_of(request, dossier),
        at=timezone.now(),
        what=gettext_noop("Xem số căn cước"),
    )
    return _page(request, dossier, shows_numbers=True)


@roles_required(*ACTING_ROLES)
@require_POST
def check_papers(request: SignedInRequest, reference: str) -> HttpResponse:
    """Keep what was found of each paper; then ask for what is missing, if that was the button."""
    dossier = fetch(request, reference)
    typed = _typed(request, dossier)
    verdicts = {
        pk: (Verdict(verdict), ": ".join(part for part in (reason, note) if part))
        for pk, (verdict, reason, note) in typed.verdicts.items()
        if verdict
    }
    try:
        actions.judge_papers(dossier_id=dossier.pk, actor=request.user, verdicts=verdicts, at=timezone.now())
    except RuleViolation as refusal:
        return _page(request, dossier, typed=typed, problem=f"{refusal} ({refusal.source})", status=422)
    if request.POST.get("viec") != "bo-sung":
        messages.success(request, _("Đã lưu kết quả kiểm tra."))
        return redirect(_here(request, dossier))
    marks: dict[str, str | list[str]] = {
        "truong": sorted(typed.marked),
        "thieu": sorted(typed.lacking),
        "ke": next_asked(request),
    }
    return redirect(reverse("dossiers:act_yeu_cau_bo_sung", args=[dossier.reference]) + kept_query(request.GET, marks))


@roles_required(*ACTING_ROLES)
@require_POST
def write_note(request: SignedInRequest, reference: str) -> HttpResponse:
    dossier = _fetch_to_act(request, reference)
    text = clean(request.POST.get("nb", ""))
    if not text:
        return _page(request, dossier, note_problem=_("Nhập ghi chú"), status=422)
    if len(text) > NOTE_MAX:
        words = _("Ghi chú dài quá %(limit)d ký tự. Bớt %(n)d ký tự")
        problem = words % {"limit": NOTE_MAX, "n": len(text) - NOTE_MAX}
        return _page(request, dossier, note=text, note_problem=problem, status=422)
    actions.write_note(dossier_id=dossier.pk, actor=request.user, text=text, at=timezone.now())
    return redirect(_here(request, dossier) + "#ghi-chu")


def _fetch_to_act(request: SignedInRequest, reference: str) -> Dossier:
    """Return a dossier that the person works on: a role elsewhere is none here, reading it is not working on it.

    :raises PermissionDenied: they only read it.
    """
    dossier = fetch(request, reference)
    if not capacities_of(request.user, dossier, on=timezone.localdate()):
        raise PermissionDenied(_("Ông/Bà xem được hồ sơ này nhưng không được giao xử lý."))
    return dossier


def _here(request: SignedInRequest, dossier: Dossier) -> str:
    return reverse("dossiers:workbench", args=[dossier.reference]) + kept_query(request.GET)


def _typed(request: SignedInRequest, dossier: Dossier) -> Typed:
    verdicts = {}
    for number, pk in enumerate(dossier.papers.order_by("requirement__position", "pk").values_list("pk", flat=True)):
        verdict = request.POST.get(f"g-{number}", "")
        note = clean_line(request.POST.get(f"gc-{number}", ""))[:220]
        reason = clean_line(request.POST.get(f"ld-{number}", ""))[:70]
        is_wrong = verdict == Verdict.WRONG
        verdicts[pk] = (
            verdict if verdict in Verdict.values else "",
            reason if is_wrong and reason in {str(one) for one in REASONS} else "",
            note if is_wrong else "",
        )
    marked, lacking = request.POST.getlist("truong"), request.POST.getlist("thieu")
    return Typed(verdicts, frozenset(marked), frozenset(lacking))


def _page(request: SignedInRequest, dossier: Dossier, *, status: int = 200, **told: Any) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    held = capacities_of(request.user, dossier, on=today)
    groups = _answers(dossier)
    typed: Typed = told.get("typed") or Typed({})
    files = _files(dossier)
    pages = permitted_pages(request.user, dossier, on=today)
    place = _place(request, dossier, at)
    may_check = bool(held & _CHECKERS) and not dossier.is_final
    context = {
        "dossier": dossier,
        "due": due_sentence(dossier, at),
        "phone": national_phone(dossier.applicant_phone) if dossier.applicant_phone else "",
        "place": place,
        "pages": pages,
        "may_check": may_check,
        "asks": may_check and any("ask_correction" in page.acts for page in pages),
        "files": files,
        "shown": _shown(request, dossier, files),
        "checklist": _checklist(dossier, typed),
        "lacking": _lacking(dossier, typed),
        "reasons": REASONS,
        "verdicts": [choice for choice in Verdict.choices if choice[0]],
        "groups": groups if told.get("shows_numbers") else _masked(groups),
        "has_numbers": bool(dossier.applicant_national_id)
        or any(row.is_national_id and row.value for group in groups for row in group.rows),
        "shows_numbers": False,
        "typed": typed,
        "promise": promise_of(dossier),
        "steps": steps_of(dossier.events.select_related("delegation__membership__user").order_by("-seq")),
        "deliveries": list(deliveries_about(dossier.reference, dossier.code or "")),
        "notes": dossier.notes.select_related("author").order_by("-written_at", "-pk"),
        "same": of_same_person(visible(request), dossier),
        "shelf": shelf(dossier),
        "supplement": dossier.supplements.order_by("-number").first(),
        "proposed": _proposed(dossier),
        "proposal": Proposal(dossier.proposal).label if dossier.proposal else "",
        "query": kept_query(request.GET),
        "act_query": kept_query(request.GET, {"ke": place.following_reference}),
        "problem": "",
        "note": "",
        "note_problem": "",
        "reads_only": not held - {Capacity.APPLICANT},
        **told,
    }
    context["typed"] = typed
    return render_page(request, "dossiers/officer/workbench.html", context, status=status)


def _answers(dossier: Dossier) -> tuple[AnswerGroup, ...]:
    """Return what was filled in; nothing for a paper form."""
    return answer_groups(FormSpec.model_validate(dossier.revision.form), dossier.answers) if dossier.answers else ()


def _masked(groups: tuple[AnswerGroup, ...]) -> tuple[AnswerGroup, ...]:
    """Mask the number of each person named, not only the applicant's, until it is asked for."""
    return tuple(
        replace(
            group,
            rows=tuple(replace(row, value=mask_number(row.value)) if row.is_national_id else row for row in group.rows),
        )
        for group in groups
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where the dossier stands in the list it was opened from."""

    words: str
    back: str
    label: str
    previous: str
    following: str
    following_reference: str


def _place(request: SignedInRequest, dossier: Dossier, at: datetime) -> _Standing:
    here = standpoint(request, at)
    back = reverse("dossiers:queue") + here.query
    label = str(here.tab.label)
    if not here.query or not here.rows.filter(pk=dossier.pk).exists():
        following = by_code(visible(request), next_asked(request)).first()
        reference = following.reference if following else ""
        return _Standing("", back, label, "", _address(following, here.query), reference)
    place = place_of(dossier, here.rows, order=here.tab.order)
    words = _("Hồ sơ %(number)d/%(count)d") % {"number": place.number, "count": capped_count(here.rows)}
    reference = place.following.reference if place.following else ""
    return _Standing(
        words, back, label, _address(place.previous, here.query), _address(place.following, here.query), reference
    )


def _address(dossier: Dossier | None, query: str) -> str:
    return reverse("dossiers:workbench", args=[dossier.reference]) + query if dossier else ""


def _files(dossier: Dossier) -> list[PaperFile]:
    rows = PaperFile.objects.filter(paper__dossier=dossier).select_related("file", "paper__requirement")
    return list(rows.order_by("paper__requirement__position", "given_at", "position", "pk"))


def _shown(request: SignedInRequest, dossier: Dossier, files: list[PaperFile]) -> dict[str, Any] | None:
    if not files:
        return None
    number = as_int(request.GET.get("tep"), 1)
    number = number if 1 <= number <= len(files) else 1
    row = files[number - 1]
    return {
        "number": number,
        "row": row,
        "url": dossier_file_url(dossier, row.file),
        "is_image": row.file.media_type in IMAGES,
    }


def _proposed(dossier: Dossier) -> dict[str, Any] | None:
    """Return the draft of the result that was laid before the head and the signatory, if there is one."""
    if not dossier.proposal:
        return None
    event = dossier.events.filter(act__startswith="propose").order_by("-seq").first()
    file = StoredFile.objects.filter(pk=event.payload.get("result_file")).first() if event else None
    return {"name": file.name, "size": file.size_bytes, "url": dossier_file_url(dossier, file)} if file else None


def _checklist(dossier: Dossier, typed: Typed) -> list[dict[str, Any]]:
    lines = []
    papers = dossier.papers.select_related("requirement").prefetch_related("files")
    for number, paper in enumerate(papers.order_by("requirement__position", "pk")):
        stored = (paper.verdict, *_split(paper.verdict_note))
        verdict, reason, note = typed.verdicts.get(paper.pk, stored)
        lines.append(
            {
                "number": number,
                "name": paper.requirement.name,
                "received": _received(paper.originals, paper.copies, len(paper.files.all())),
                "verdict": verdict,
                "reason": reason,
                "note": note,
            }
        )
    return lines


def _split(note: str) -> tuple[str, str]:
    """Take a stored note apart into the reason of the list and the free line."""
    for reason in map(str, REASONS):
        if note == reason or note.startswith(f"{reason}: "):
            return reason, note[len(reason) + 2 :]
    return "", note


def _received(originals: int, copies: int, files: int) -> str:
    parts = (
        (originals, _("%(n)d bản chính")),
        (copies, _("%(n)d bản sao")),
        (files, _("%(n)d tệp")),
    )
    return ", ".join(words % {"n": number} for number, words in parts if number)


def _lacking(dossier: Dossier, typed: Typed) -> list[dict[str, Any]]:
    """Return the papers that the procedure asks for and that are not in the dossier."""
    given = set(dossier.papers.values_list("requirement_id", flat=True))
    return [
        {"position": str(one.position), "name": one.name, "is_marked": str(one.position) in typed.lacking,
         "is_required": one.is_always_required}
        for one in dossier.revision.requirements.order_by("position", "pk")
        if one.pk not in given and not one.is_answered_by_form
    ]  # fmt: skip
