"""The call list: results that wait at a closed counter, how to reach their owners, and what came of it (item 5đ)."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.deadlines import shown_date
from dossiers.enums import ContactOutcome, ContactWay, PostalState, ReturnMethod
from dossiers.forms.calls import CancelPostalReturn, LogAttempt
from dossiers.models import Dossier, DossierQuerySet, PostalReturn
from dossiers.permissions import desks_of
from dossiers.queries import calls as queries
from dossiers.views.desk_pages import fetch, visible
from portal.accounts.enums import Role
from portal.accounts.guards import roles_required
from portal.accounts.requests import SignedInRequest
from portal.agencies.models import Desk
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.identity import national_phone
from portal.kernel.pages import keyset_page, posted, render_page
from procedures.suspension import Closure

SIZE: Final = 25
#: Tabs of the list by the word in the address: the place of the rows they hold.
TABS: Final = {
    "chua-goi": (queries.NEVER, gettext_lazy("Chưa gọi")),
    "goi-lai": (queries.AGAIN, gettext_lazy("Đến giờ gọi lại")),
    "da-goi": (queries.LATER, gettext_lazy("Đã liên hệ")),
}
POST_TAB: Final = "buu-dien"
OUTCOME_KINDS: Final = {
    ContactOutcome.AGREED_POST: "ok",
    ContactOutcome.AGREED_ONLINE: "ok",
    ContactOutcome.UNREACHABLE: "warn",
    ContactOutcome.WRONG_NUMBER: "bad",
    ContactOutcome.URGENT: "warn",
}


@roles_required(Role.ONE_STOP_OFFICER)
@require_safe
def calls(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    desks = desks_of(request.user, on=timezone.localdate(at))
    if not desks:
        raise Http404
    desk = next((one for one in desks if one.agency.key == request.GET.get("quay")), desks[0])
    held_up, closure = queries.returns_closed(desk, at=at)
    waiting = queries.in_call_order(queries.waiting_at(visible(request), desk).filter(held_up), at=at)
    by_post = queries.sent_by_post(visible(request), desk)
    tab = request.GET.get("nhom", "")
    rows = queries.in_call_order(by_post, at=at) if tab == POST_TAB else waiting
    if tab in TABS:
        rows = queries.at_place(rows, TABS[tab][0])
    page = keyset_page(rows.for_list(), order=queries.CALL_ORDER, cursor=request.GET.get("trang", ""), size=SIZE)
    office = queries.office_of(desk) if closure else None
    context = {
        "desk": desk,
        "desks": [{"words": one.name, "url": f"?quay={one.agency.key}", "is_current": one == desk} for one in desks],
        "closure": closure,
        "tabs": _tabs(desk, tab, queries.counts_by_place(waiting), by_post.count()),
        "rows": [_row(row, at, closure, office, opened=request.GET.get("mo", "")) for row in page.rows],
        "page": page,
        "kept": urlencode({name: request.GET[name] for name in ("quay", "nhom", "trang") if request.GET.get(name)}),
        "wording": actions.CONSENT_WORDING,
        "script": script_of(request, desk, closure),
    }
    return render_page(request, "dossiers/officer/calls.html", context, part="rows")


def _tabs(desk: Desk, current: str, counts: dict[int, int], by_post: int) -> list[dict[str, Any]]:
    tabs = [("", _("Tất cả"), sum(counts.values()))]
    tabs += [(key, str(words), counts[place]) for key, (place, words) in TABS.items()]
    tabs.append((POST_TAB, _("Chờ gửi bưu điện"), by_post))
    return [
        {
            "words": words,
            "url": "?" + urlencode({"quay": desk.agency.key, "nhom": key}),
            "count": count,
            "kind": "",
            "is_current": key == current,
        }
        for key, words, count in tabs
    ]


def _row(row: Any, at: datetime, closure: Closure | None, office: Any, *, opened: str) -> dict[str, Any]:
    return {
        "dossier": row,
        "links": links_of(row),
        "due": _due(row, at, closure, office),
        "outcome": outcome_tag(row.last_outcome),
        "urgent_url": urgent_url(row) if row.last_outcome == ContactOutcome.URGENT else "",
        "form": LogAttempt(dossier=row, today=timezone.localdate(at)) if row.reference == opened else None,
    }


def _due(row: Any, at: datetime, closure: Closure | None, office: Any) -> dict[str, str]:
    """Return until when somebody is to be called, in words; nobody is whose result goes by post."""
    if row.return_method == ReturnMethod.POST:
        return {"words": "", "kind": ""}
    if row.called_at is not None:
        if row.next_call_at is None:
            return {"words": "", "kind": ""}
        when = {"when": moment(row.next_call_at)}
        return {"words": _("Gọi lại %(when)s") % when, "kind": "warn" if row.next_call_at <= at else ""}
    if closure is None:
        return {"words": "", "kind": ""}
    calendar, hours = office
    until = queries.call_by(row.decided_at, closure, calendar=calendar, hours=hours)
    if until < at:
        return {"words": _("Quá hạn gọi %(when)s") % {"when": moment(until)}, "kind": "bad"}
    return {"words": _("Gọi trước %(when)s") % {"when": moment(until)}, "kind": "warn"}


def moment(instant: datetime) -> str:
    """Return an instant as a list shows it."""
    shown = timezone.localtime(instant)
    return _("%(time)s ngày %(day)s") % {"time": f"{shown:%H:%M}", "day": shown_date(shown.date())}


def outcome_tag(outcome: str | None) -> dict[str, str] | None:
    """Return what came of the last attempt, for the component `tag`."""
    if not outcome:
        return None
    known = ContactOutcome(outcome)
    return {"words": str(known.label), "kind": OUTCOME_KINDS.get(known, "info")}


def links_of(dossier: Dossier) -> list[dict[str, str]]:
    """Return how the owner of a result is reached with one tap."""
    links = []
    if dossier.applicant_phone:
        shown, digits = national_phone(dossier.applicant_phone), dossier.applicant_phone.lstrip("+")
        links.append({"words": _("Gọi %(phone)s") % {"phone": shown}, "url": f"tel:{dossier.applicant_phone}"})
        links.append({"words": _("Zalo"), "url": f"https://zalo.me/{digits}"})
        links.append({"words": _("Nhắn tin"), "url": f"sms:{dossier.applicant_phone}"})
    if dossier.applicant_email:
        subject = urlencode({"subject": _("Kết quả hồ sơ %(code)s") % {"code": dossier.shown_code}}).replace("+", "%20")
        links.append({"words": _("Gửi thư"), "url": f"mailto:{dossier.applicant_email}?{subject}"})
    return links


def urgent_url(dossier: Dossier) -> str:
    """Return where the officer types the request of somebody who must have the result in hand now."""
    query = {"thu-tuc": dossier.procedure.code, "noi": dossier.agency.key, "viec": "tra", "ho-so": dossier.reference}
    return f"{reverse('procedures:type_exemption')}?{urlencode(query)}"


def script_of(request: SignedInRequest, desk: Desk, closure: Closure | None) -> dict[str, str]:
    """Return what the officer says, in the order of the call."""
    greeting = _("Chào Ông/Bà. Tôi là %(officer)s, cán bộ %(desk)s. Xin hỏi, tôi đang nói chuyện với ai ạ?")
    if closure:
        why = _("Quầy tạm ngừng trả kết quả trực tiếp đến hết ngày %(day)s theo %(basis)s.") % {
            "day": shown_date(closure.last_day),
            "basis": closure.basis,
        }
    else:
        why = _("Ông/Bà có thể nhận kết quả mà không phải đến quầy.")
    return {
        "greeting": greeting % {"officer": request.user.full_name, "desk": desk.name},
        "why": why,
        "offer": _("Hồ sơ đã có kết quả. Ông/Bà có muốn bưu điện giao kết quả đến nhà không ạ?"),
        "check": _("Nếu đồng ý: đọc lại tên, số điện thoại, địa chỉ người nhận; sau đó đọc nguyên văn lời đồng ý."),
    }


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "POST"])
def call(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show every attempt at one result, and keep one more."""
    at = timezone.now()
    dossier = _of_own_desk(request, reference)
    form = LogAttempt(posted(request), dossier=dossier, today=timezone.localdate(at))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _log(request, dossier, form, at)
            except SomeoneActedFirst as conflict:
                form.add_error(None, str(conflict))
                status = 409
            except RuleViolation as refusal:
                form.add_error(None, f"{refusal} ({refusal.source})")
            else:
                messages.success(request, _("Đã ghi cuộc liên hệ về hồ sơ %(code)s.") % {"code": dossier.shown_code})
                is_urgent = form.cleaned_data["outcome"] == ContactOutcome.URGENT
                return redirect(urgent_url(dossier) if is_urgent else reverse("dossiers:calls"))
    closure = queries.closing_order(dossier, at=at)
    context = {
        "dossier": dossier,
        "form": form if _still_waits(request, dossier) else None,
        "links": links_of(dossier),
        "closure": closure,
        "urgent_url": urgent_url(dossier),
        "attempts": [
            {"row": one, "outcome": outcome_tag(one.outcome), "is_urgent": one.outcome == ContactOutcome.URGENT}
            for one in queries.attempts_of(dossier)
        ],
        "postal": [postal_row(one) for one in queries.postal_returns_of(dossier)],
        "wording": actions.CONSENT_WORDING,
        "script": script_of(request, dossier.desk, closure),
    }
    return render_page(request, "dossiers/officer/call.html", context, status=status)


def postal_row(one: PostalReturn) -> dict[str, Any]:
    """Return what was agreed to be sent, as pages show it."""
    return {
        "row": one,
        "phone": national_phone(one.receiver_phone),
        "is_open": one.state == PostalState.REQUESTED,
    }


def _log(request: SignedInRequest, dossier: Dossier, form: LogAttempt, at: datetime) -> None:
    typed = form.cleaned_data
    actions.log_attempt(
        dossier_id=dossier.pk,
        actor=request.user,
        seen=typed["seen"],
        way=ContactWay(typed["way"]),
        outcome=ContactOutcome(typed["outcome"]),
        at=at,
        note=typed["note"],
        next_attempt_at=form.next_attempt_at,
        consent=form.consent,
    )


def _still_waits(request: SignedInRequest, dossier: Dossier) -> bool:
    return queries.waiting_at(visible(request), dossier.desk).filter(pk=dossier.pk).exists()


def _of_own_desk(request: SignedInRequest, reference: str) -> Dossier:
    """Return a dossier of a desk at which the person receives.

    :raises Http404: there is none.
    """
    dossier = fetch(request, reference)
    if dossier.desk not in desks_of(request.user, on=timezone.localdate()):
        raise Http404
    return dossier


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "POST"])
def cancel_postal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take back a request to the post, with its reason."""
    dossier = _of_own_desk(request, reference)
    form = CancelPostalReturn(posted(request), initial={"seen": dossier.event_seq})
    back = reverse("dossiers:call", args=[dossier.reference])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.cancel_postal_return(
                    dossier_id=dossier.pk, actor=request.user, at=timezone.now(), **form.cleaned_data
                )
            except SomeoneActedFirst as conflict:
                form.add_error(None, str(conflict))
                status = 409
            except RuleViolation as refusal:
                form.add_error(None, f"{refusal} ({refusal.source})")
            else:
                messages.success(request, _("Đã hủy gửi bưu điện. Kết quả chờ nhận tại quầy."))
                return redirect(back)
    context = {"dossier": dossier, "form": form, "back": back}
    return render_page(request, "dossiers/officer/cancel_postal.html", context, status=status)


def to_call(rows: DossierQuerySet, tab: str, *, at: datetime) -> DossierQuerySet:
    """Return the rows of one tab, in the shape of the call list."""
    ordered = queries.in_call_order(rows, at=at)
    return queries.at_place(ordered, TABS[tab][0]) if tab in TABS else ordered
