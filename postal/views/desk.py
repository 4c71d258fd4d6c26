"""Parcels as desks and their overseers read them, and what an officer does about one."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.kernel.identity import national_phone
from portal.kernel.pages import capped_count, keyset_page, posted, render_page
from postal import actions, law, permissions
from postal.enums import ClaimKind, ClaimState, Holder, ParcelState, PostalAct, TaskKind
from postal.forms import desk as forms
from postal.models import Claim, Parcel, ParcelTask
from postal.queries import parcels as queries
from postal.views.words import holder_words, tag_of

SIZE: Final = 25
READERS: Final = (
    Role.ONE_STOP_OFFICER,
    Role.SPECIALIST,
    Role.HEAD_OF_DIVISION,
    Role.LEADER,
    Role.AGENCY_ADMIN,
    Role.PROVINCE_ADMIN,
    Role.AUDITOR,
)
EVERYBODY: Final = (*READERS, Role.POSTAL_PARTNER)
EXCEPTIONS: Final = "can-xu-ly"
DONE: Final = "xong"
TABS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("", gettext_lazy("Chờ giao bưu điện")),
    ("tren-duong", gettext_lazy("Đang đi")),
    (EXCEPTIONS, gettext_lazy("Cần xử lý")),
    (DONE, gettext_lazy("Đã xong")),
)


@roles_required(*READERS)
@require_safe
def parcels(request: SignedInRequest) -> HttpResponse:
    """List the parcels of a desk, agency or subtree; a scanned code opens its parcel."""
    rows = permissions.visible_in(held_by(request))
    code = request.GET.get("ma", "")
    if code:
        found = list(queries.by_code(rows, code).order_by("-pk")[:2])
        if len(found) == 1 or (found and found[0].dossier_code != found[1].dossier_code):
            return redirect("postal:parcel", found[0].order_number)
        if not found:
            messages.warning(request, _("Không có bưu gửi nào mang mã này."))
        rows = queries.by_code(rows, code) if found else rows
    tab = request.GET.get("nhom", "")
    tasks = queries.needing_somebody(permissions.tasks_in(held_by(request)))
    lists = {"": rows.at_desk(), "tren-duong": rows.on_the_way(), DONE: rows.exclude(closed_at=None)}
    shown: QuerySet[Any] = tasks if tab == EXCEPTIONS else lists.get(tab, lists[""]).for_list()
    order = ["-closed_at", "-pk"] if tab == DONE else ["pk"]
    page = keyset_page(shown, order=order, cursor=request.GET.get("trang", ""), size=SIZE)
    context = {
        "tabs": [_tab(key, words, tab, tasks if key == EXCEPTIONS else lists[key]) for key, words in TABS],
        "is_exceptions": tab == EXCEPTIONS,
        "rows": [_task_row(one) for one in page.rows] if tab == EXCEPTIONS else [_row(one) for one in page.rows],
        "page": page,
    }
    return render_page(request, "postal/desk/parcels.html", context, part="rows")


def _tab(key: str, words: str | Promise, current: str, rows: QuerySet[Any]) -> dict[str, Any]:
    # What is over only grows: nobody needs its number here.
    count = None if key == DONE else capped_count(rows)
    url = "?" + urlencode({"nhom": key}) if key else reverse("postal:parcels")
    kind = "warn" if key == EXCEPTIONS and count else ""
    return {"words": words, "url": url, "count": count, "kind": kind, "is_current": key == current}


def _row(parcel: Parcel) -> dict[str, Any]:
    return {"parcel": parcel, "tag": tag_of(parcel), "holder": Holder(parcel.holder).label}


def _task_row(task: ParcelTask) -> dict[str, Any]:
    return {"task": task, "parcel": task.parcel, "tag": tag_of(task.parcel), "advice": queries.advice(task.kind)}


def found(request: SignedInRequest, number: str) -> Parcel:
    """Return the parcel that the address names, if this person may open it."""
    rows = permissions.visible_in(held_by(request)).for_list()
    return get_object_or_404(rows.select_related("agency"), order_number=number)


@roles_required(*EVERYBODY)
@require_safe
def parcel(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one parcel: where it is, who had it, what was told, what is to be done."""
    shown = found(request, number)
    is_officer = permissions.works_at(held_by(request), shown.desk_id)
    is_worker = permissions.works_for(held_by(request), shown.carrier)
    tasks, claims = queries.tasks_of(shown), queries.claims_of(shown)
    in_doubt = shown.state == ParcelState.REQUESTED and any(
        one.kind == TaskKind.UNKNOWN and one.closed_at is None for one in tasks
    )
    context = {
        "parcel": shown,
        "tag": tag_of(shown),
        "chain": [{"link": one, "who": holder_words(one)} for one in queries.custody_of(shown)],
        "events": queries.events_of(shown),
        "tasks": [
            {"task": one, "advice": queries.advice(one.kind), "asks_carrier": in_doubt and one.kind == TaskKind.UNKNOWN}
            for one in tasks
            if one.closed_at is None
        ],
        "settled": [one for one in tasks if one.closed_at is not None],
        "phone": national_phone(shown.party_phone),
        # The lane below knows nothing of dossiers: the shell's queue finds one by its code.
        "dossier_page": f"{reverse('dossiers:queue')}?{urlencode({'ma': shown.dossier_code})}" if is_officer else "",
        "claims": claims,
        "is_officer": is_officer,
        "heard_of": queries.parked_references(shown) if in_doubt else [],
        "links": [*(_desk_links(shown) if is_officer else ()), *(_worker_links(shown) if is_worker else ())],
        "back": reverse("postal:today") if is_worker and not is_officer else reverse("postal:parcels"),
    }
    return render_page(request, "postal/desk/parcel.html", context)


def _desk_links(shown: Parcel) -> list[tuple[str, str]]:
    """Return what the desk can do now: each with its address."""
    may = law.permitted(shown.state)
    to_desk = PostalAct.RECEIVE_RETURNED if shown.is_to_citizen else PostalAct.RECEIVE_PAPERS
    acts = (
        (to_desk in may and shown.holder != Holder.DESK, "postal:receive", _("Nhận tại quầy")),
        (shown.state in law.CLAIMABLE, "postal:open_claim", _("Khiếu nại")),
        (PostalAct.DECLARE_LOST in may, "postal:declare_lost", _("Xác nhận thất lạc")),
        (PostalAct.CANCEL in may, "postal:cancel", _("Hủy yêu cầu gửi")),
    )
    return [(reverse(name, args=[shown.order_number]), words) for is_so, name, words in acts if is_so]


def _worker_links(shown: Parcel) -> list[tuple[str, str]]:
    may = law.permitted(shown.state)
    moves = shown.is_to_citizen and shown.holder != Holder.DESK
    acts = (
        (PostalAct.COLLECT in may and shown.holder == Holder.CITIZEN, "postal:collect", _("Thu gom")),
        (PostalAct.DELIVER in may and moves, "postal:deliver", _("Ghi đã phát")),
        (PostalAct.FAIL in may and moves, "postal:fail", _("Ghi phát không thành công")),
    )
    return [(reverse(name, args=[shown.order_number]), words) for is_so, name, words in acts if is_so]


def _of_own_desk(request: SignedInRequest, number: str) -> Parcel:
    shown = found(request, number)
    if not permissions.works_at(held_by(request), shown.desk_id):
        raise PermissionDenied
    return shown


def _page(shown: Parcel) -> str:
    return reverse("postal:parcel", args=[shown.order_number])


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedInRequest, number: str) -> HttpResponse:
    """Take the request back."""
    shown = _of_own_desk(request, number)

    def act(typed: dict[str, Any]) -> None:
        actions.cancel_parcel(shown.pk, actor=request.user, reason=typed["reason"], at=timezone.now())

    words = Words(shown.order_number, _("Hủy yêu cầu gửi"), _("Hủy yêu cầu"), _("Đã hủy yêu cầu gửi."))
    return answer(request, forms.GiveReason(posted(request)), act, words, back=_page(shown))


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: SignedInRequest, number: str) -> HttpResponse:
    """Sign for one parcel that came without a record."""
    shown = _of_own_desk(request, number)

    def act(_typed: dict[str, Any]) -> None:
        actions.receive_at_desk(parcel_id=shown.pk, actor=request.user, at=timezone.now())

    words = Words(shown.order_number, _("Nhận tại quầy"), _("Ký nhận"), _("Đã nhận bưu gửi tại quầy."))
    return answer(request, forms.Confirm(posted(request)), act, words, back=_page(shown))


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def declare_lost(request: SignedInRequest, number: str) -> HttpResponse:
    """Give a parcel up."""
    shown = _of_own_desk(request, number)

    def act(typed: dict[str, Any]) -> None:
        actions.declare_lost(parcel_id=shown.pk, reason=typed["reason"], actor=request.user, at=timezone.now())

    words = Words(shown.order_number, _("Xác nhận thất lạc"), _("Xác nhận"), _("Đã xác nhận bưu gửi thất lạc."))
    return answer(request, forms.GiveReason(posted(request)), act, words, back=_page(shown))


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def open_claim(request: SignedInRequest, number: str) -> HttpResponse:
    """Claim something from the carrier."""
    shown = _of_own_desk(request, number)

    def act(typed: dict[str, Any]) -> None:
        actions.open_claim(
            parcel_id=shown.pk,
            kind=ClaimKind(typed["kind"]),
            grounds=typed["grounds"],
            amount_dong=typed["amount_dong"] or 0,
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(shown.order_number, _("Khiếu nại bưu điện"), _("Lập khiếu nại"), _("Đã lập khiếu nại."))
    return answer(request, forms.OpenClaim(posted(request)), act, words, back=_page(shown))


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_claim(request: SignedInRequest, claim: int) -> HttpResponse:
    """Keep how the carrier answered."""
    rows: QuerySet[Claim] = permissions.claims_in(held_by(request)).select_related("parcel")
    claimed = get_object_or_404(rows, pk=claim)
    shown = _of_own_desk(request, claimed.parcel.order_number)

    def act(typed: dict[str, Any]) -> None:
        actions.answer_claim(
            claim_id=claimed.pk,
            state=ClaimState(typed["state"]),
            answer=typed["answer"],
            amount_dong=typed["amount_dong"] or 0,
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(shown.order_number, _("Ghi trả lời khiếu nại"), _("Ghi trả lời"), _("Đã ghi trả lời khiếu nại."))
    return answer(request, forms.AnswerClaim(posted(request)), act, words, back=_page(shown))


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def settle_task(request: SignedInRequest, task: int) -> HttpResponse:
    """Say how something was settled."""
    rows = permissions.tasks_in(held_by(request)).select_related("parcel")
    asked = get_object_or_404(rows, pk=task)
    shown = _of_own_desk(request, asked.parcel.order_number)

    def act(typed: dict[str, Any]) -> None:
        actions.settle_task(task_id=asked.pk, words=typed["words"], actor=request.user, at=timezone.now())

    subject = f"{shown.order_number}: {asked.get_kind_display()}"
    words = Words(subject, _("Ghi đã xử lý"), _("Ghi đã xử lý"), _("Đã ghi cách xử lý."))
    return answer(request, forms.SettleTask(posted(request)), act, words, back=_page(shown))


@roles_required(Role.ONE_STOP_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def settle_order(request: SignedInRequest, number: str) -> HttpResponse:
    """Say what the carrier told about an order whose outcome nobody knew."""
    shown = _of_own_desk(request, number)

    def act(typed: dict[str, Any]) -> None:
        actions.settle_order(
            parcel_id=shown.pk,
            is_taken=typed["is_taken"],
            reference=typed["reference"],
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(shown.order_number, _("Ghi kết quả xác minh"), _("Ghi"), _("Đã ghi kết quả xác minh."))
    return answer(request, forms.SettleOrder(posted(request)), act, words, back=_page(shown))
