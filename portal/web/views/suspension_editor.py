"""The editor of an order: a draft, with its preview beside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Agency
from portal.kernel.pages import posted, render_page, try_act
from portal.web.order_texts import generated
from portal.web.orders import figures, period_words, reached_by, reached_by_stored
from portal.web.views.order_contacts import ADD_CONTACT, contact_lines, contacts_of, stored_contacts, typed_lines
from portal.web.views.order_pages import (
    WORDS,
    drafters,
    last_seq,
    page_of,
    province,
    shown_order,
)
from procedures import actions, queries
from procedures.enums import ScopeKind
from procedures.forms import OrderEditor
from procedures.models import OrderScope, SuspensionOrder

#: What a button of the editor asks for instead of saving.
ADD_SCOPE, KNOWN_CONTACTS, PREVIEW, TEXTS = "them-noi", "lay-lien-he", "xem", "soan-loi"
#: Kept in the language of the record.
TITLE = "Tạm ngừng tiếp nhận hồ sơ và trả kết quả trực tiếp"
_COPIED = (
    "title", "first_day", "days", "counting", "clock_effect", "moves_pickups", "gives_back_supplement_days",
    "supplement_extra_days", "appointment_effect", "relation",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@drafters
def draft_order(request: SignedInRequest) -> HttpResponse:
    first = {"title": TITLE}
    return _edit(request, None, first, contacts=[])


@require_http_methods(["GET", "POST"])
@drafters
def change_draft(request: SignedInRequest, order_reference: str) -> HttpResponse:
    order = shown_order(request, order_reference)
    if not order.is_draft:
        messages.warning(request, _("Đợt %(code)s không còn là bản nháp") % {"code": order.reference})
        return redirect(page_of(order))
    return _edit(request, order, _stored(order), contacts=stored_contacts(order))


def _edit(
    request: SignedInRequest, order: SuspensionOrder | None, first: dict[str, Any], contacts: list[dict[str, str]]
) -> HttpResponse:
    known: dict[str, Any] = {
        "options": queries.scope_options(),
        "issued": list(SuspensionOrder.objects.issued().order_by("-drafted_at", "pk")[:50]),
        "today": timezone.localdate(),
    }
    step = request.POST.get("buoc", "")
    form = OrderEditor(posted(request), initial=first, **known)
    lines = contact_lines(posted(request), contacts)
    if step in {ADD_SCOPE, ADD_CONTACT, KNOWN_CONTACTS}:
        return _edit_page(request, order, *_with_more(step, form, lines, known), preview=_preview(form, order))
    if step == TEXTS and form.is_valid():
        words = generated(form.draft(()), order)
        filled = {name: text for name, text in words.items() if not form.cleaned_data[name]}
        shown = OrderEditor(initial=form.typed() | filled, **known)
        return _edit_page(request, order, shown, lines, preview=_preview(form, order))
    status = 200
    if request.method == "POST":
        is_complete = form.is_valid() and lines.is_valid()
        status = 200 if step == PREVIEW else 422
        if is_complete and step != PREVIEW:
            status = try_act(form, lambda: _save(request, order, form, lines))
            if not status:
                saved = order or SuspensionOrder.objects.filter(drafted_by=request.user).order_by("-pk")[0]
                messages.success(request, _("Đã lưu bản nháp %(code)s.") % {"code": saved.reference})
                return redirect(page_of(saved))
    return _edit_page(request, order, form, lines, status=status)


def _save(request: SignedInRequest, order: SuspensionOrder | None, form: OrderEditor, lines: Any) -> None:
    draft, at = form.draft(contacts_of(lines)), timezone.now()
    if order is None:
        actions.draft_order(draft=draft, actor=request.user, at=at)
    else:
        actions.change_draft(order_id=order.pk, draft=draft, actor=request.user, at=at, seen=form.cleaned_data["seen"])


def _edit_page(
    request: SignedInRequest,
    order: SuspensionOrder | None,
    form: OrderEditor,
    lines: Any,
    *,
    preview: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "lines": lines,
        "scopes": _shown_scopes(form),
        "agency_names": Agency.objects.order_by("path", "pk").values_list("name", flat=True),
        "preview": preview or _preview(form, order),
    }
    return render_page(request, "web/suspension/editor.html", context, part="preview", status=status)


def _shown_scopes(form: OrderEditor) -> list[dict[str, Any]]:
    """Return the places to tick: the province and its districts, and whatever else was chosen."""
    chosen = form["scopes"].value() or []
    shown = {one.value: one for one in form.options.values() if one.is_common}
    shown |= {value: form.options[value] for value in chosen if value in form.options}
    return [{"value": one.value, "label": one.label, "is_chosen": one.value in chosen} for one in shown.values()]


def _with_more(step: str, form: OrderEditor, lines: Any, known: dict[str, Any]) -> tuple[OrderEditor, Any]:
    """Return what was typed with one more place, or one more line of contacts, and nothing said about the rest."""
    typed = form.typed()
    if step == ADD_SCOPE and typed["more_scope"]:
        typed["scopes"] = [*dict.fromkeys([*typed["scopes"], typed["more_scope"]])]
        typed["more_scope"] = ""
    rows = typed_lines(lines)
    if step == ADD_CONTACT:
        rows.append({})
    if step == KNOWN_CONTACTS:
        named = {row["agency"] for row in rows}
        scopes = [_row_of(form, value) for value in typed["scopes"] if value in form.options]
        rows = [row for row in rows if row["agency"]]
        rows += [row for row in queries.contacts_known(scopes) if row["agency"] not in named]
    return OrderEditor(initial=typed, **known), contact_lines(None, rows)


def _row_of(form: OrderEditor, value: str) -> OrderScope:
    one = form.options[value]
    return OrderScope(kind=one.kind, agency_id=one.agency_id, desk_id=one.desk_id)


def _preview(form: OrderEditor, order: SuspensionOrder | None) -> dict[str, Any]:
    """Return what the draft would do, as far as it can be told from what is typed, or stored."""
    if form.is_bound:
        is_complete = form.is_valid()
        first_day, last_day = form.cleaned_data.get("first_day"), form.cleaned_data.get("last_day")
        reached = reached_by(form.draft(()), order, at=timezone.now()) if is_complete else None
    else:
        first_day, last_day = (order.first_day, order.last_day) if order else (None, None)
        reached = reached_by_stored(order, at=timezone.now()) if order else None
    ends, reopens = "", ""
    if first_day and last_day and last_day >= first_day:
        ends, reopens = period_words(province(), first_day, last_day)
    told = figures(reached.impact.counts) if reached else []
    return {"ends": ends, "reopens": reopens, "reached": reached, "figures": told, "at": timezone.now()}


def _stored(order: SuspensionOrder) -> dict[str, Any]:
    first = {name: getattr(order, name) for name in {*_COPIED, *WORDS}}
    return first | {
        "seen": last_seq(order),
        "closes": sorted(order.closes),
        "scopes": [_value_of(scope) for scope in order.scopes.all()],
        "fields_chosen": [one.slug for one in order.fields.all()],
        "procedures_chosen": [one.code for one in order.procedures.all()],
        "related_to": order.related_to.reference if order.related_to else "",
    }


def _value_of(scope: OrderScope) -> str:
    if scope.desk is not None:
        return f"{ScopeKind.DESK}:{scope.desk.agency.key}"
    assert scope.agency is not None  # noqa: S101 -- held by order_scope_names_one
    return f"{scope.kind}:{scope.agency.key}"
