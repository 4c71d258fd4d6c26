"""The postal workers' own pages: collections and hand-overs of today, what is in hand, what went wrong, check-list."""

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.accounts.views.acts import Words, answer
from portal.kernel.identity import national_phone
from portal.kernel.pages import capped_count, keyset_page, posted, render_page
from postal import actions, permissions
from postal.enums import Direction, WorkerCheck
from postal.forms import desk as desk_forms
from postal.forms import partner as forms
from postal.models import Parcel, SafetyCheck
from postal.queries import parcels as queries
from postal.views.desk import found
from postal.views.words import tag_of

SIZE: Final = 50
TABS: Final = ("thu-gom", "dang-giu", "can-xu-ly")


@roles_required(Role.POSTAL_PARTNER)
@require_safe
def today(request: SignedInRequest) -> HttpResponse:
    """Show one worker the day: what to collect, what to sign for, what is in hand, what went wrong."""
    held = held_by(request)
    rows = permissions.visible_in(held)
    lists = {
        "thu-gom": queries.to_collect(rows),
        "dang-giu": queries.in_hand(rows, request.user),
        "can-xu-ly": rows.filter(tasks__closed_at=None, tasks__isnull=False).distinct(),
    }
    names = {"thu-gom": _("Thu gom hôm nay"), "dang-giu": _("Đang giữ"), "can-xu-ly": _("Cần xử lý")}
    tab = request.GET.get("nhom", "")
    tab = tab if tab in lists else TABS[0]
    code = request.GET.get("ma", "")
    shown = queries.by_code(rows, code) if code else lists[tab]
    page = keyset_page(
        shown.select_related("desk__agency"), order=["pk"], cursor=request.GET.get("trang", ""), size=SIZE
    )
    waiting = queries.open_for(permissions.manifests_in(held), Direction.OUT).select_related("desk")
    check = SafetyCheck.objects.filter(worker=request.user, day=timezone.localdate()).first()
    context = {
        "check": check,
        "manifests": list(waiting[:SIZE]),
        "tabs": [
            {
                "words": names[key],
                "url": f"?nhom={key}",
                "count": capped_count(lists[key]),
                "kind": "",
                "is_current": key == tab and not code,
            }
            for key in TABS
        ],
        "rows": [{"parcel": one, "tag": tag_of(one), "phone": national_phone(one.party_phone)} for one in page.rows],
        "page": page,
        "has_carrier": bool(permissions.carriers_of(held)),
    }
    return render_page(request, "postal/partner/today.html", context, part="rows")


def _of_own_carrier(request: SignedInRequest, number: str) -> Parcel:
    shown = found(request, number)
    if not permissions.works_for(held_by(request), shown.carrier):
        raise PermissionDenied
    return shown


def _page(shown: Parcel) -> str:
    return reverse("postal:parcel", args=[shown.order_number])


@roles_required(Role.POSTAL_PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: SignedInRequest, number: str) -> HttpResponse:
    """Count papers at the citizen's home and take them over."""
    shown = _of_own_carrier(request, number)
    form = forms.CountPapers(posted(request), parcel=shown)

    def act(typed: dict[str, Any]) -> None:
        actions.collect_at_home(
            parcel_id=shown.pk,
            counted=form.counted,
            difference=typed["difference"],
            actor=request.user,
            at=timezone.now(),
        )

    words = Words(shown.order_number, _("Thu gom tại nhà"), _("Xác nhận đã thu gom"), _("Đã ghi thu gom."))
    return answer(request, form, act, words, back=_page(shown))


@roles_required(Role.POSTAL_PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: SignedInRequest, number: str) -> HttpResponse:
    """Note into whose hand a result was given."""
    shown = _of_own_carrier(request, number)

    def act(typed: dict[str, Any]) -> None:
        actions.record_delivery(
            parcel_id=shown.pk, receiver_name=typed["receiver_name"], actor=request.user, at=timezone.now()
        )

    words = Words(shown.order_number, _("Ghi đã phát"), _("Ghi đã phát"), _("Đã ghi phát thành công."))
    return answer(request, forms.NameReceiver(posted(request)), act, words, back=_page(shown))


@roles_required(Role.POSTAL_PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
def fail(request: SignedInRequest, number: str) -> HttpResponse:
    """Note why nobody could be given a parcel."""
    shown = _of_own_carrier(request, number)

    def act(typed: dict[str, Any]) -> None:
        actions.record_failure(parcel_id=shown.pk, reason=typed["reason"], actor=request.user, at=timezone.now())

    words = Words(shown.order_number, _("Ghi phát không thành công"), _("Ghi lại"), _("Đã ghi phát không thành công."))
    return answer(request, desk_forms.GiveReason(posted(request)), act, words, back=_page(shown))


@roles_required(Role.POSTAL_PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
def declare_safety(request: SignedInRequest) -> HttpResponse:
    """Declare the points of the day."""
    form = forms.DeclareSafety(posted(request))

    def act(typed: dict[str, Any]) -> None:
        actions.declare_safety(answers=form.answers, note=typed["note"], actor=request.user, at=timezone.now())

    words = Words(_("Phòng dịch"), _("Kiểm tra trước khi đi phát"), _("Ghi kiểm tra"), _("Đã ghi kiểm tra hôm nay."))
    return answer(request, form, act, words, back=reverse("postal:today"))


@roles_required(Role.POSTAL_PARTNER, Role.PROVINCE_ADMIN, Role.AUDITOR)
@require_safe
def safety_checks(request: SignedInRequest) -> HttpResponse:
    """List what postal workers declared; a worker reads the own."""
    rows = permissions.checks_in(held_by(request), request.user).select_related("worker")
    page = keyset_page(rows, order=["-day", "-pk"], cursor=request.GET.get("trang", ""), size=SIZE)
    context = {
        "rows": [
            {"check": one, "not_so": [item.label for item in WorkerCheck if not one.answers.get(item)]}
            for one in page.rows
        ],
        "page": page,
    }
    return render_page(request, "postal/partner/safety_checks.html", context, part="rows")
