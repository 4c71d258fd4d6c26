"""Lists of urgent procedures and cases: written and approved at an agency, published by the centre."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.errors import RuleViolation
from portal.kernel.pages import keyset_page, posted, render_page
from procedures import actions
from procedures.enums import Ground, ListState
from procedures.forms.urgent import AddEntry, ChooseListAgency
from procedures.models import UrgentEntry, UrgentList, UrgentPublication
from procedures.permissions import (
    head_role,
    list_agencies,
    lists_visible_to,
    may_draft_list,
    may_publish_lists,
)
from procedures.queries.urgent import approved_lists, listable, lists_with_entries

PAGE_SIZE: Final = 25
LATEST: Final = 10
ROLES: Final = (
    Role.SPECIALIST, Role.HEAD_OF_DIVISION, Role.LEADER, Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR,
)  # fmt: skip
TAGS: Final[dict[str, str]] = {
    ListState.DRAFT: "info", ListState.APPROVED: "warn", ListState.PUBLISHED: "ok", ListState.SUPERSEDED: "",
}  # fmt: skip


@roles_required(*ROLES)
@require_safe
def urgent_lists(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = lists_with_entries(lists_visible_to(request.user, on=today))
    page = keyset_page(rows, order=("-drafted_at", "-pk"), cursor=request.GET.get("trang", ""), size=PAGE_SIZE)
    context = {
        "page": page,
        "rows": [{"list": one, "kind": TAGS[one.state], "size": len(one.entries.all())} for one in page.rows],
        "may_draft": list_agencies(request.user, on=today).exists(),
        "may_publish": may_publish_lists(request.user, on=today),
    }
    return render_page(request, "procedures/urgent/lists.html", context, part="rows")


@roles_required(*ROLES)
@require_http_methods(["GET", "POST"])
def draft_urgent_list(request: SignedInRequest) -> HttpResponse:
    agencies = list_agencies(request.user, on=timezone.localdate())
    choices = list(agencies.order_by("path", "pk").values_list("key", "name"))
    if not choices:
        raise PermissionDenied
    form = ChooseListAgency(posted(request), agencies=choices)
    if request.method == "POST" and form.is_valid():
        agency = get_object_or_404(agencies, key=form.cleaned_data["agency"])
        try:
            made = actions.draft_list(agency_id=agency.pk, actor=request.user, at=timezone.now())
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            return redirect("procedures:urgent_list", agency.key, made.version)
    status = 422 if request.method == "POST" else 200
    return render_page(request, "procedures/urgent/draft.html", {"form": form}, status=status)


@roles_required(*ROLES)
@require_http_methods(["GET", "POST"])
def urgent_list(request: SignedInRequest, key: str, version: int) -> HttpResponse:
    """Show one version; while it is written, add an entry here."""
    shown = _fetch(request, key, version)
    form = AddEntry(posted(request), procedures=list(listable(shown.agency)))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        chosen = form.procedures.get(typed["procedure"])
        try:
            actions.add_entry(
                list_id=shown.pk,
                actor=request.user,
                procedure_id=chosen.pk if chosen else None,
                case_text=typed["case_text"],
                ground=Ground(typed["ground"]),
                reason=typed["reason"],
                at=timezone.now(),
            )
        except RuleViolation as refusal:
            form.add_error(None, f"{refusal} ({refusal.source})")
        else:
            return redirect("procedures:urgent_list", key, version)
    return _page(request, shown, form, status=422 if request.method == "POST" else 200)


@roles_required(*ROLES)
@require_POST
def remove_urgent_entry(request: SignedInRequest, key: str, version: int) -> HttpResponse:
    shown = _fetch(request, key, version)
    typed = request.POST.get("muc", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < PAGE_SIZE else 0
    entry = next((one for one in shown.entries.all() if one.pk == number), None)
    if entry is not None:
        try:
            actions.remove_entry(entry_id=entry.pk, actor=request.user, at=timezone.now())
        except UrgentEntry.DoesNotExist:
            pass  # taken off in another window
        except RuleViolation as refusal:
            messages.warning(request, f"{refusal} ({refusal.source})")
    return redirect("procedures:urgent_list", key, version)


@roles_required(*ROLES)
@require_POST
def approve_urgent_list(request: SignedInRequest, key: str, version: int) -> HttpResponse:
    return _done(request, key, version, actions.approve_list, gettext_lazy("Đã duyệt danh mục, chờ công bố."))


@roles_required(*ROLES)
@require_POST
def withdraw_urgent_list(request: SignedInRequest, key: str, version: int) -> HttpResponse:
    return _done(request, key, version, actions.withdraw_list, gettext_lazy("Đã rút danh mục."))


def _done(
    request: SignedInRequest, key: str, version: int, act: Callable[..., UrgentList], words: str | Promise
) -> HttpResponse:
    shown = _fetch(request, key, version)
    try:
        act(list_id=shown.pk, actor=request.user, at=timezone.now())
    except RuleViolation as refusal:
        messages.warning(request, f"{refusal} ({refusal.source})")
    else:
        messages.success(request, str(words))
    return redirect("procedures:urgent_list", key, version)


@roles_required(*ROLES)
@require_http_methods(["GET", "POST"])
def publish_urgent_lists(request: SignedInRequest) -> HttpResponse:
    """Show the centre what waits and, on its word, publish all of it in one issue."""
    if not may_publish_lists(request.user, on=timezone.localdate()):
        raise PermissionDenied
    if request.method == "POST":
        try:
            made = actions.publish_lists(actor=request.user, at=timezone.now())
        except RuleViolation as refusal:
            messages.warning(request, f"{refusal} ({refusal.source})")
        else:
            messages.success(request, _("Đã công bố danh mục cấp thiết số %(number)d.") % {"number": made.number})
        return redirect("procedures:publish_urgent_lists")
    issues = UrgentPublication.objects.select_related("published_by").order_by("-number", "pk")[:LATEST]
    context = {"lists": list(approved_lists()), "issues": list(issues)}
    return render_page(request, "procedures/urgent/publish.html", context)


def _fetch(request: SignedInRequest, key: str, version: int) -> UrgentList:
    seen = lists_with_entries(lists_visible_to(request.user, on=timezone.localdate()))
    return get_object_or_404(seen, agency__key=key, version=version)


def _page(request: SignedInRequest, shown: UrgentList, form: AddEntry, *, status: int) -> HttpResponse:
    today = timezone.localdate()
    user = request.user
    is_draft = shown.state == ListState.DRAFT
    is_head = head_role(user, shown.agency, on=today) is not None
    stands = shown.state in {ListState.APPROVED, ListState.PUBLISHED}
    context: dict[str, Any] = {
        "list": shown,
        "kind": TAGS[shown.state],
        "entries": list(shown.entries.all()),
        "form": form,
        "may_write": is_draft and may_draft_list(user, shown.agency, on=today),
        "may_approve": is_draft and is_head and shown.drafted_by_id != user.pk,
        "is_own_draft": is_draft and is_head and shown.drafted_by_id == user.pk,
        "may_withdraw": stands and (is_head or may_publish_lists(user, on=today)),
        "is_published": shown.state == ListState.PUBLISHED,
    }
    return render_page(request, "procedures/urgent/list.html", context, status=status)
