"""What is decided about an order, each act on a page of its own."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers import suspension_impact
from portal.accounts.requests import SignedInRequest
from portal.kernel.pages import posted
from portal.web.orders import scope_words
from portal.web.views.order_pages import answer, decided_order, deciders, drafters, shown_order
from procedures import actions, queries
from procedures.forms import WHOLE, DropDraft, ExtendOrder, JoinPlace, LiftOrder
from procedures.models import OrderScope
from procedures.suspension import shown_day


@require_http_methods(["GET", "POST"])
@drafters
def drop_draft(request: SignedInRequest, order_reference: str) -> HttpResponse:
    order = shown_order(request, order_reference)

    def act(typed: dict[str, Any]) -> None:
        actions.drop_draft(order_id=order.pk, actor=request.user, reason=typed["reason"], at=timezone.now())

    words = {"title": _("Bỏ bản nháp"), "button": _("Bỏ bản nháp"), "done": _("Đã bỏ bản nháp."),
             "note": _("Bản nháp vẫn đọc lại được, nhưng không ban hành được nữa.")}  # fmt: skip
    return answer(request, order, DropDraft(posted(request)), act, words)


@require_http_methods(["GET", "POST"])
@deciders
def extend_order(request: SignedInRequest, order_reference: str) -> HttpResponse:
    order = decided_order(request, order_reference)
    joined = {str(n): scope for n, scope in enumerate(order.scopes.all(), start=1) if scope.last_day is not None}
    targets = [(WHOLE, _("Cả đợt, hiện đến hết %(day)s") % {"day": shown_day(order.last_day)})]
    targets += [(key, _joined_words(scope)) for key, scope in joined.items()]
    form = ExtendOrder(posted(request), targets=targets, today=timezone.localdate())

    def act(typed: dict[str, Any]) -> None:
        scope = joined.get(typed["target"])
        suspension_impact.extend(
            order_id=order.pk,
            shown=None,
            last_day=typed["last_day"],
            scope_id=scope.pk if scope else None,
            actor=request.user,
            reason=typed["reason"],
            at=timezone.now(),
        )

    words = {"title": _("Kéo dài đợt tạm ngừng"), "button": _("Kéo dài"), "done": _("Đã kéo dài."),
             "note": _("Quầy đóng thêm đến hết ngày cuối mới. Hồ sơ và lịch hẹn rơi vào những ngày thêm được xử lý "
                       "như khi ban hành.")}  # fmt: skip
    return answer(request, order, form, act, words)


def _joined_words(scope: OrderScope) -> str:
    assert scope.last_day is not None  # noqa: S101 -- only scopes with days of their own are offered
    return _("%(place)s, hiện đến hết %(day)s") % {"place": scope_words(scope), "day": shown_day(scope.last_day)}


@require_http_methods(["GET", "POST"])
@deciders
def lift_order(request: SignedInRequest, order_reference: str) -> HttpResponse:
    order = decided_order(request, order_reference)

    def act(typed: dict[str, Any]) -> None:
        suspension_impact.lift(order_id=order.pk, actor=request.user, at=timezone.now(), **typed)

    words = {"title": _("Kết thúc sớm"), "button": _("Kết thúc sớm"), "done": _("Đã quyết định kết thúc sớm."),
             "note": _("Mọi quầy trong đợt này mở lại, kể cả địa bàn tham gia sau. Không khôi phục được; muốn đóng "
                       "tiếp thì lập đợt mới.")}  # fmt: skip
    form = LiftOrder(posted(request), today=timezone.localdate())
    return answer(request, order, form, act, words)


@require_http_methods(["GET", "POST"])
@deciders
def join_place(request: SignedInRequest, order_reference: str) -> HttpResponse:
    order = decided_order(request, order_reference)
    today = timezone.localdate()
    first = {"first_day": max(today, order.first_day), "last_day": max(today, order.last_day)}
    form = JoinPlace(posted(request), options=queries.scope_options(), initial=first, today=today)

    def act(typed: dict[str, Any]) -> None:
        suspension_impact.join(order_id=order.pk, shown=None, actor=request.user, at=timezone.now(), **typed)

    words = {"title": _("Thêm địa bàn vào đợt"), "button": _("Thêm địa bàn"), "done": _("Đã thêm địa bàn."),
             "note": _("Nơi này theo đợt đang có về việc tạm ngừng và cách xử lý hồ sơ, với thời gian và văn bản "
                       "riêng.")}  # fmt: skip
    return answer(request, order, form, act, words)
