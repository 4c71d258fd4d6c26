"""The life of an order that closes counters: drafted, issued, joined, extended, corrected, lifted. Nothing is deleted.

Whether counters are closed follows from the dates kept here; what an order does to dossiers and appointments under
way lives above (`dossiers.suspension_impact`), which calls these acts in its own transaction.
"""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User
from portal.kernel.counters import next_number
from procedures import queries
from procedures.actions import order_checks as checks
from procedures.actions.order_changes import (
    OrderChange,
    acting_role,
    append,
    day_of,
    keep,
    locked,
    note_due,
    order_change,
    place_of,
    refusal,
    title_of,
)
from procedures.actions.order_rows import dates_of, ends_of, summary_of, take_contacts, take_terms, take_words, words_of
from procedures.actions.order_terms import OrderCorrection, OrderDraft, ScopeChoice
from procedures.enums import Counting, OrderAct, OrderState, Relation
from procedures.models import OrderScope, SuspensionOrder
from procedures.suspension import ZONE, bounds, days_of, overlap, shown_day


@transaction.atomic
def draft_order(*, draft: OrderDraft, actor: User, at: datetime) -> SuspensionOrder:
    """Write down an order that binds nobody yet, under a reference of its own.

    :raises RuleViolation: not this person, or it says what cannot be.
    """
    held = acting_role(OrderAct.DRAFTED, actor, at)
    checks.check_draft(draft)
    year = day_of(at).year
    reference = f"TTN-{year}-{next_number(f'order:{year}'):02d}"
    order = SuspensionOrder(reference=reference, drafted_by=actor, drafted_at=at)
    take_terms(order, draft, actor=actor, at=at, reason=str(OrderAct.DRAFTED))
    append(order, OrderAct.DRAFTED, actor=actor, title=title_of(held), at=at)
    return order


def change_draft(
    *, order_id: int, draft: OrderDraft, actor: User, at: datetime, seen: int | None = None
) -> SuspensionOrder:
    """Write a draft anew.

    :raises SomeoneActedFirst: another changed it in between.
    :raises RuleViolation: not this person, it is no draft any more, or it says what cannot be.
    """
    with order_change(OrderAct.CHANGED, order_id=order_id, actor=actor, at=at, seen=seen) as doing:
        _require_draft(doing.order)
        checks.check_draft(draft, own=doing.order)
        doing.payload["before"] = summary_of(doing.order)
        take_terms(doing.order, draft, actor=actor, at=at, reason=str(OrderAct.CHANGED))
        doing.payload["after"] = summary_of(doing.order)
    return doing.order


def drop_draft(*, order_id: int, actor: User, reason: str, at: datetime) -> SuspensionOrder:
    """Put a draft aside. It stays to be read.

    :raises RuleViolation: not this person, no reason, or it is no draft.
    """
    with order_change(OrderAct.DROPPED, order_id=order_id, actor=actor, reason=reason, at=at) as doing:
        _require_draft(doing.order)
        doing.order.state = OrderState.DROPPED
    return doing.order


def issue_order(*, order_id: int, actor: User, at: datetime, seen: int | None = None) -> SuspensionOrder:
    """Put an order into force from its first day on; one that begins today, from the next minute on.

    What it replaces ends where it begins.

    :raises SomeoneActedFirst: the draft was changed after the person saw it.
    :raises RuleViolation: not this person; no basis; it begins in the past; it meets another order undeclared.
    """
    with order_change(OrderAct.ISSUED, order_id=order_id, actor=actor, at=at, seen=seen) as doing:
        order = doing.order
        checks.check_may_issue(order, at=at)
        order.starts_at, order.ends_at = _bounds(order.first_day, order.last_day, at)
        order.state, order.issued_by, order.issued_at = OrderState.ISSUED, actor, at
        checks.check_meets_nothing(order, queries.reach_of(order))
        doing.payload |= dates_of(order)
        if order.relation == Relation.REPLACES:
            _end_replaced(doing)
    return doing.order


def join_place(
    *,
    order_id: int,
    scope: ScopeChoice,
    first_day: date,
    last_day: date,
    basis: str,
    actor: User,
    reason: str,
    at: datetime,
) -> SuspensionOrder:
    """Bring one more place under an order, with dates and a basis of its own.

    :raises RuleViolation: not this person; the order is over; the place is covered already; dates that cannot be.
    """
    with order_change(OrderAct.JOINED, order_id=order_id, actor=actor, reason=reason, at=at) as doing:
        order = doing.order
        checks.check_binds(order, at=at)
        checks.check_not_lifted(order)
        if not basis.strip():
            raise refusal(_("Nhập văn bản đưa địa bàn này vào đợt tạm ngừng"))
        checks.check_not_past(first_day, at=at)
        checks.check_period(first_day, last_day, Counting.WITH_FIRST)
        period = _bounds(first_day, last_day, at)
        _check_new(order, scope, period)
        row = scope.as_row()
        row.order, row.basis, row.joined_at = order, basis.strip(), at
        row.first_day, row.last_day, (row.starts_at, row.ends_at) = first_day, last_day, period
        joined = queries.Reach(
            order.closes, queries.reach_of(order).procedure_ids, (queries.Span(queries.desks_of([row]), period),)
        )
        checks.check_meets_nothing(order, joined)
        row.save()
        doing.payload |= {"place": place_of(row), "basis": row.basis, "scope": row.pk}
        doing.payload |= {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    return doing.order


def extend_order(
    *, order_id: int, last_day: date, actor: User, reason: str, at: datetime, scope_id: int | None = None
) -> SuspensionOrder:
    """Move the end of an order to a later day; `scope_id`: only that of a place which joined with its own dates.

    :raises RuleViolation: not this person; it is over or lifted; the day is not later, or too late for one order.
    """
    with order_change(OrderAct.EXTENDED, order_id=order_id, actor=actor, reason=reason, at=at) as doing:
        order = doing.order
        checks.check_binds(order, at=at)
        checks.check_not_lifted(order)
        target = _extended(order, scope_id)
        assert target.first_day is not None  # noqa: S101 -- an order has dates, and so has a scope chosen here
        assert target.last_day is not None  # noqa: S101 -- likewise
        assert target.ends_at is not None  # noqa: S101 -- likewise
        if target.ends_at <= at:
            raise refusal(_("Thời gian tạm ngừng này đã hết ngày %(day)s") % {"day": shown_day(target.last_day)})
        if last_day <= target.last_day:
            words = _("Ngày cuối mới phải sau ngày cuối hiện nay (%(day)s). Muốn mở lại trước thì kết thúc sớm")
            raise refusal(words % {"day": shown_day(target.last_day)})
        counting = Counting(order.counting) if scope_id is None else Counting.WITH_FIRST
        checks.check_period(target.first_day, last_day, counting)
        doing.payload |= {"last_day_before": target.last_day.isoformat(), "last_day_after": last_day.isoformat()}
        target.last_day, target.ends_at = last_day, bounds(target.first_day, last_day)[1]
        if isinstance(target, OrderScope):
            target.save(update_fields=["last_day", "ends_at"])
            doing.payload |= {"scope": target.pk, "place": place_of(target)}
        else:
            order.days = days_of(order.first_day, last_day, counting)
        checks.check_meets_nothing(order, queries.reach_of(order))
    return doing.order


def correct_order(
    *, order_id: int, correction: OrderCorrection, actor: User, reason: str, at: datetime
) -> SuspensionOrder:
    """Put right what an order says: title, basis, texts, contacts. What is closed, and when, stays as it is.

    :raises RuleViolation: not this person; nothing was issued; nothing changes; the basis would be missing.
    """
    with order_change(OrderAct.CORRECTED, order_id=order_id, actor=actor, reason=reason, at=at) as doing:
        order = doing.order
        if order.state not in {OrderState.ISSUED, OrderState.LIFTED}:
            raise refusal(_("Chỉ đính chính đợt đã ban hành; bản nháp thì sửa trực tiếp"))
        if not correction.title.strip():
            raise refusal(_("Nhập tên đợt tạm ngừng"))
        checks.check_basis(correction.basis)
        checks.check_contacts(correction.contacts)
        checks.check_sms(correction.texts.get("sms_text", ""))
        before = words_of(order)
        order.title, order.decision_hours = correction.title.strip(), correction.decision_hours
        take_words(order, correction.basis, correction.texts)
        take_contacts(order, correction.contacts)
        after = words_of(order)
        changed = sorted(name for name in after if after[name] != before[name])
        if not changed:
            raise refusal(_("Chưa có gì thay đổi để đính chính"))
        doing.payload |= {name: {"before": before[name], "after": after[name]} for name in changed}
    return doing.order


def lift_order(
    *, order_id: int, actor: User, reason: str, at: datetime, reopen_on: date | None = None
) -> SuspensionOrder:
    """End an order before its last day: at once, or with the beginning of `reopen_on`.

    :raises RuleViolation: not this person; it is a draft; it is over; `reopen_on` is not before its end.
    """
    with order_change(OrderAct.LIFTED, order_id=order_id, actor=actor, reason=reason, at=at) as doing:
        order = doing.order
        checks.check_binds(order, at=at)
        ends_at = queries.period_of(order)[1]
        lifted_at = at if reopen_on is None else datetime.combine(reopen_on, time(), ZONE)
        if lifted_at < at:
            raise refusal(_("Ngày mở lại phải sau hôm nay; muốn mở ngay thì để trống"))
        if lifted_at >= ends_at:
            raise refusal(
                _("Ngày mở lại phải trước khi đợt tự hết (mở lại %(day)s)") % {"day": shown_day(day_of(ends_at))}
            )
        doing.payload |= ends_of(ends_at, lifted_at)
        order.state, order.lifted_at = OrderState.LIFTED, lifted_at
    return doing.order


@transaction.atomic
def note_opened(*, order_id: int, at: datetime) -> SuspensionOrder:
    """Append to the log that counters closed which are closed by `at`. Safe to call again: each is noted once."""
    order = locked(order_id)
    note_due(order, at=at)
    return order


#: Beginnings and ends are noted together, in the order in which they happened.
note_ended = note_opened


@transaction.atomic
def note_applied(*, order_id: int, payload: dict[str, Any], once_key: str, at: datetime) -> SuspensionOrder:
    """Append to the log that dossiers and appointments were dealt with; once for each `once_key`."""
    order = locked(order_id)
    if not order.events.filter(once_key=once_key).exists():
        note_due(order, at=at)
        append(order, OrderAct.APPLIED, payload=payload, once_key=once_key, at=at)
    return order


def _require_draft(order: SuspensionOrder) -> None:
    if order.state != OrderState.DRAFT:
        raise refusal(_("Đợt %(code)s không còn là bản nháp") % {"code": order.reference})


def _bounds(first_day: date, last_day: date, at: datetime) -> tuple[datetime, datetime]:
    starts_at, ends_at = bounds(first_day, last_day, not_before=at)
    if ends_at <= starts_at:
        raise refusal(_("Hôm nay đã hết; chọn ngày cuối từ ngày mai trở đi"))
    return starts_at, ends_at


def _end_replaced(doing: OrderChange) -> None:
    order, at = doing.order, doing.at
    assert order.related_to_id is not None  # noqa: S101 -- held by suspension_order_related_iff_told_how
    replaced = locked(order.related_to_id)
    ends_at = queries.period_of(replaced)[1]
    if ends_at <= order.starts_at:
        words = _("Đợt %(code)s hết trước khi đợt này bắt đầu nên không có gì để thay thế")
        raise refusal(words % {"code": replaced.reference})
    note_due(replaced, at=at)
    replaced.state, replaced.lifted_at = OrderState.LIFTED, order.starts_at
    replaced.version += 1
    with override(settings.LANGUAGE_CODE):
        reason = _("Thay thế bởi đợt %(code)s") % {"code": order.reference}
    keep(replaced, by=doing.actor, at=at, reason=reason)
    change = ends_of(ends_at, order.starts_at)
    payload = {"replaced_by": order.reference, **change}
    append(replaced, OrderAct.LIFTED, actor=doing.actor, title=doing.actor_title, reason=reason, payload=payload, at=at)
    doing.payload |= {"replaces": replaced.reference}


def _check_new(order: SuspensionOrder, choice: ScopeChoice, period: queries.Period) -> None:
    row = choice.as_row()
    desks = queries.desks_of([row])
    if not desks:
        raise refusal(_("Nơi đã chọn không có bộ phận Một cửa nào"))
    twin = order.scopes.filter(kind=choice.kind, agency=choice.agency_id, desk=choice.desk_id)
    reached = queries.reach_of(order)
    covered = {desk for span in reached.spans if overlap(span.period, period) for desk in span.desk_ids}
    if twin.exists() or desks <= covered:
        raise refusal(_("Nơi này đã thuộc đợt %(code)s trong thời gian đó") % {"code": order.reference})


def _extended(order: SuspensionOrder, scope_id: int | None) -> SuspensionOrder | OrderScope:
    if scope_id is None:
        return order
    scope = order.scopes.select_related("agency", "desk").filter(pk=scope_id, starts_at__isnull=False).first()
    if scope is None:
        raise refusal(_("Chọn địa bàn đã tham gia đợt này với thời gian riêng"))
    return scope
