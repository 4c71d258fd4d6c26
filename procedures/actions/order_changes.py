"""The shape that every act on an order has: lock, check, write, append the event; and what events tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User
from portal.accounts.roles import HeldRole
from portal.kernel.errors import RuleViolation, SomeoneActedFirst
from portal.kernel.history import REASON_MAX_LENGTH, save_with_reason
from portal.kernel.logs import log
from portal.kernel.text import clean
from procedures import permissions, queries
from procedures.actions.publishing import OUR_CONVENTION
from procedures.enums import OrderAct
from procedures.models import OrderEvent, SuspensionOrder
from procedures.suspension import ZONE

_TITLE_LENGTH: Final = 80
#: Done by whoever drafts; all other acts by whoever issues.
DRAFTING: Final = frozenset({OrderAct.DRAFTED, OrderAct.CHANGED, OrderAct.DROPPED})
#: Each makes a new version of what the public was told.
VERSIONED: Final = frozenset(
    {OrderAct.ISSUED, OrderAct.JOINED, OrderAct.EXTENDED, OrderAct.CORRECTED, OrderAct.LIFTED}
)  # fmt: skip
WITHOUT_REASON: Final = frozenset({OrderAct.DRAFTED, OrderAct.CHANGED, OrderAct.ISSUED})


def refusal(words: str, *, source: str = OUR_CONVENTION) -> RuleViolation:
    """Return the refusal that says `words`."""
    return RuleViolation(words, source=source)


def day_of(at: datetime) -> date:
    """Return the day on which an instant falls in the province."""
    return at.astimezone(ZONE).date()


@dataclass(slots=True)
class OrderChange:
    """One act under way: the locked order, and what the event will tell."""

    order: SuspensionOrder
    act: OrderAct
    actor: User
    held: HeldRole
    reason: str
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def actor_title(self) -> str:
        """What the actor is, as the event keeps it."""
        return title_of(self.held)


def title_of(held: HeldRole) -> str:
    """Return what somebody is by a role, in the language of the record; a lent role says that it is lent."""
    with override(settings.LANGUAGE_CODE):
        title = held.title or str(held.role.label)
        return (_("%(title)s (được ủy quyền)") % {"title": title} if held.delegation_id else title)[:_TITLE_LENGTH]


@contextmanager
def order_change(
    act: OrderAct, *, order_id: int, actor: User, at: datetime, reason: str = "", seen: int | None = None
) -> Iterator[OrderChange]:
    """Do one act: the body of the `with` checks and changes the order, then row and event are written together.

    `seen` is the number of the last event the person saw. Acts on what is issued keep acts at the counter out.

    :raises SomeoneActedFirst: another act came in between.
    :raises RuleViolation: not this person, or no reason was given.
    """
    with transaction.atomic():
        if act not in DRAFTING:
            queries.change_orders()
        order = locked(order_id)
        if seen is not None and seen != last_seq(order):
            raise SomeoneActedFirst(
                _("Đợt tạm ngừng vừa thay đổi. Xem diễn biến mới rồi làm lại."), seen=seen, now=last_seq(order)
            )
        held = acting_role(act, actor, at)
        why = clean(reason)
        if not why and act not in WITHOUT_REASON:
            raise refusal(_("Nhập lý do"))
        doing = OrderChange(order, act, actor, held, why, at)
        note_due(order, at=at)
        yield doing
        order.version += 1 if act in VERSIONED else 0
        keep(order, by=actor, at=at, reason=why or str(act))
        append(order, act, actor=actor, title=doing.actor_title, reason=why, payload=doing.payload, at=at)


def locked(order_id: int) -> SuspensionOrder:
    """Return the order, its row locked until the transaction ends.

    :raises RuleViolation: there is no such order.
    """
    order = SuspensionOrder.objects.select_for_update(of=("self",), no_key=True).filter(pk=order_id).first()
    if order is None:
        raise refusal(_("Không có đợt tạm ngừng này"))
    return order


def acting_role(act: OrderAct, actor: User, at: datetime) -> HeldRole:
    """Return the role in which the actor does the act.

    :raises RuleViolation: the actor holds none that may.
    """
    on = day_of(at)
    if act in DRAFTING:
        held = permissions.drafting_role(actor, on=on)
        words = _("Bản nháp do quản trị tỉnh soạn")
    else:
        held = permissions.issuing_role(actor, on=on)
        words = _("Việc này do lãnh đạo UBND tỉnh hoặc quản trị tỉnh quyết định")
    if held is None:
        raise refusal(words)
    return held


def keep(order: SuspensionOrder, *, by: User | None, at: datetime, reason: str) -> None:
    """Save the row, with who, when and why in its history."""
    save_with_reason(order, by=by, at=at, reason=reason[:REASON_MAX_LENGTH])


def append(
    order: SuspensionOrder,
    act: OrderAct,
    *,
    at: datetime,
    actor: User | None = None,
    title: str = "",
    reason: str = "",
    payload: dict[str, Any] | None = None,
    once_key: str | None = None,
) -> OrderEvent:
    """Append one event under the lock of the order; numbers follow without a gap."""
    event = OrderEvent.objects.create(
        order=order,
        seq=last_seq(order) + 1,
        act=act,
        actor=actor,
        actor_name=actor.full_name[:80] if actor else "",
        actor_title=title[:80],
        reason=reason,
        payload=payload or {},
        once_key=once_key,
        happened_at=at,
    )
    log.info("order_event", order=order.reference, act=str(act), seq=event.seq, by=actor.pk if actor else None)
    return event


def last_seq(order: SuspensionOrder) -> int:
    """Return the number of the order's last event; 0 without one."""
    return order.events.order_by("-seq").values_list("seq", flat=True).first() or 0


def note_due(order: SuspensionOrder, *, at: datetime) -> None:
    """Append that periods have begun and ended by `at`, each once, before anything else is written.

    So the log is in order however late the scheduler comes by; what holds at an instant never depends on it.
    """
    if order.issued_at is None:
        return
    due = []
    for scope in order.scopes.select_related("agency", "desk").order_by("pk"):
        starts_at, ends_at = queries.period_of_scope(order, scope)
        # Scopes without dates of their own begin and end together.
        mark, place = (str(scope.pk), place_of(scope)) if scope.starts_at else ("", "")
        if starts_at < ends_at:
            due += [(starts_at, OrderAct.OPENED, mark, place), (ends_at, OrderAct.ENDED, mark, place)]
    noted = set(order.events.exclude(once_key=None).order_by("seq").values_list("once_key", flat=True))
    for happened_at, act, mark, place in sorted(set(due)):
        key = f"{act}:{order.pk}:{mark}"
        if happened_at <= at and key not in noted:
            append(order, act, at=happened_at, payload={"place": place} if place else {}, once_key=key)
            noted.add(key)


def place_of(scope: Any) -> str:
    """Return the name of what a scope closes."""
    return str(scope.desk.name if scope.desk_id else scope.agency.name)
