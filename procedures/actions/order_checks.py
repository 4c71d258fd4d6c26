"""What an order must be before it is stored, and before it binds anybody."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from procedures import queries
from procedures.actions.order_changes import day_of, refusal
from procedures.actions.order_terms import Basis, ContactChoice, OrderDraft
from procedures.enums import Counting, OrderState, Phase, Relation
from procedures.models import SuspensionOrder
from procedures.suspension import MAX_DAYS, days_of, shown_day

_SMS_LIMIT = 160
_BINDING = frozenset({Phase.SCHEDULED, Phase.IN_FORCE})


def check_draft(draft: OrderDraft, *, own: SuspensionOrder | None = None) -> None:
    """Check what is typed about an order that need not be complete yet.

    :raises RuleViolation: dates that cannot be, nothing closed, nothing in scope, a relation that makes no sense.
    """
    if not draft.title.strip():
        raise refusal(_("Nhập tên đợt tạm ngừng"))
    check_period(draft.first_day, draft.last_day, draft.counting)
    if not draft.closes:
        raise refusal(_("Chọn ít nhất một việc tạm ngừng tại quầy"))
    if not queries.desks_of([choice.as_row() for choice in draft.scopes]):
        raise refusal(_("Phạm vi chưa có bộ phận Một cửa nào. Chọn địa bàn, cơ quan hoặc bộ phận có quầy"))
    if not draft.effects.decision_hours:
        raise refusal(_("Nhập số giờ để quyết định trường hợp cấp thiết, từ 1 giờ trở lên"))
    check_relation(draft.relation, draft.related_to_id, own=own)
    check_contacts(draft.contacts)
    check_sms(draft.texts.get("sms_text", ""))


def check_period(first_day: date, last_day: date, counting: Counting) -> None:
    """Check that a period runs forward and is no longer than an order may last.

    :raises RuleViolation: it does not.
    """
    if last_day < first_day:
        raise refusal(_("Ngày cuối phải từ ngày bắt đầu (%(day)s) trở đi") % {"day": shown_day(first_day)})
    days = days_of(first_day, last_day, counting)
    if days < 1:
        raise refusal(_("Không tính ngày bắt đầu thì ngày cuối phải sau ngày bắt đầu"))
    if days > MAX_DAYS:
        raise refusal(
            _("Một đợt không quá %(most)d ngày; thời gian này là %(days)d ngày. Hết đợt thì lập đợt kéo dài")
            % {"most": MAX_DAYS, "days": days}
        )


def check_relation(relation: Relation, related_to_id: int | None, *, own: SuspensionOrder | None) -> None:
    """Check that an order that says how it belongs to another names one that was issued and holds or held.

    :raises RuleViolation: none is named, or one that is a draft, was dropped or lifted.
    """
    if relation == Relation.NONE:
        if related_to_id is not None:
            raise refusal(_("Chọn quan hệ với đợt đã nêu: kéo dài, thay thế hoặc bổ sung"))
        return
    related = SuspensionOrder.objects.filter(pk=related_to_id).first() if related_to_id else None
    if related is None:
        raise refusal(_("Chọn đợt được kéo dài, thay thế hoặc bổ sung"))
    if related.state == OrderState.DRAFT or (own is not None and related.pk == own.pk):
        raise refusal(_("Đợt %(code)s còn là bản nháp, chưa có gì để kéo dài, thay thế hay bổ sung") % _code(related))
    if related.state != OrderState.ISSUED:
        raise refusal(_("Đợt %(code)s đã bỏ hoặc đã kết thúc sớm. Lập đợt mới, không nêu quan hệ") % _code(related))


def check_contacts(contacts: tuple[ContactChoice, ...]) -> None:
    """Check that each agency is named once and can be reached.

    :raises RuleViolation: it is not.
    """
    if len({one.agency_id for one in contacts}) < len(contacts):
        raise refusal(_("Mỗi cơ quan chỉ có một đầu mối liên hệ trong một đợt"))
    if any(not one.phone and not one.email for one in contacts):
        raise refusal(_("Nhập số điện thoại hoặc thư điện tử của đầu mối liên hệ"))


def check_sms(text: str) -> None:
    """Check that the short text fits one message.

    :raises RuleViolation: it is too long or bears diacritics.
    """
    if len(text) > _SMS_LIMIT or not text.isascii():
        raise refusal(_("Tin nhắn viết không dấu, không quá 160 ký tự"))


def check_basis(basis: Basis) -> None:
    """Check that what ordered the closing is named.

    :raises RuleViolation: number, day or signer is missing.
    """
    if not basis.number.strip() or basis.signed_on is None or not basis.signer.strip():
        raise refusal(_("Nhập số, ngày và người ký của văn bản căn cứ trước khi ban hành"))


def check_may_issue(order: SuspensionOrder, *, at: datetime) -> None:
    """Check that a draft may bind people from now on.

    :raises RuleViolation: it is no draft, has no basis, begins in the past, meets an order it says nothing about.
    """
    if order.state == OrderState.DROPPED:
        raise refusal(_("Bản nháp %(code)s đã bỏ") % _code(order))
    if order.state != OrderState.DRAFT:
        raise refusal(_("Đợt %(code)s đã ban hành") % _code(order))
    check_basis(Basis(number=order.basis_number, signed_on=order.basis_date, signer=order.basis_signer))
    check_not_past(order.first_day, at=at)
    check_period(order.first_day, order.last_day, Counting(order.counting))
    if not queries.desks_of([*order.scopes.order_by("pk")]):
        raise refusal(_("Phạm vi chưa có bộ phận Một cửa nào. Chọn địa bàn, cơ quan hoặc bộ phận có quầy"))
    check_relation(Relation(order.relation), order.related_to_id, own=order)


def check_not_past(first_day: date, *, at: datetime) -> None:
    """Check that nobody is bound for a day that is over.

    :raises RuleViolation: the first day is past.
    """
    today = day_of(at)
    if first_day < today:
        words = _("Ngày bắt đầu (%(first)s) đã qua. Ngày sớm nhất là hôm nay, %(today)s")
        raise refusal(words % {"first": shown_day(first_day), "today": shown_day(today)})


def check_meets_nothing(order: SuspensionOrder, reach: queries.Reach) -> None:
    """Check that no issued order closes the same, unless both are declared to belong together (decision 7).

    :raises RuleViolation: some do, named with their last day.
    """
    met = queries.orders_meeting(reach, own=order, related=queries.related_orders(order))
    if met:
        named = "; ".join(f"{one.reference} – {one.title} ({shown_day(one.last_day)})" for one in met)
        words = _("Trùng quầy và thời gian với: %(orders)s. Nêu rõ đợt này kéo dài, thay thế hay bổ sung đợt đó")
        raise refusal(words % {"orders": named})


def check_binds(order: SuspensionOrder, *, at: datetime) -> None:
    """Check that an order was issued and still holds something closed, now or later.

    :raises RuleViolation: it is a draft, was dropped or lifted, or is over.
    """
    if order.state == OrderState.DRAFT:
        raise refusal(_("Đợt %(code)s còn là bản nháp: sửa hoặc bỏ bản nháp") % _code(order))
    if order.state == OrderState.DROPPED:
        raise refusal(_("Bản nháp %(code)s đã bỏ") % _code(order))
    if queries.phase_at(order, at) not in _BINDING:
        raise refusal(_("Đợt %(code)s đã kết thúc") % _code(order))


def check_not_lifted(order: SuspensionOrder) -> None:
    """Check that nobody decided to end the order early.

    :raises RuleViolation: somebody did.
    """
    if order.state == OrderState.LIFTED:
        raise refusal(_("Đợt %(code)s đã có quyết định kết thúc sớm") % _code(order))


def _code(order: SuspensionOrder) -> dict[str, str]:
    return {"code": order.reference}
