"""Orders that close counters, as issuing left them: rows only, no acts."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from portal.accounts.enums import AccountKind
from portal.accounts.models import User
from portal.agencies.models import Agency, Desk
from procedures.enums import OrderAct, OrderState, ScopeKind
from procedures.models import OrderContact, OrderEvent, OrderScope, SuspensionOrder
from procedures.queries import board
from procedures.suspension import bounds, days_of
from tests.support import accounts

FIRST_DAY = date(2021, 7, 22)
LAST_DAY = date(2021, 8, 4)
#: The evening before the first day; the orders made here bind from the next midnight on.
ISSUED_AT = datetime(2021, 7, 21, 14, 0, tzinfo=UTC)
_numbers = count(1)


def draft_order(*, by: User | None = None, **fields: Any) -> SuspensionOrder:
    """Make a draft of the order of 2021: 14 days from 22-7 with the first day counted; it closes all three acts."""
    first, last = fields.pop("first_day", FIRST_DAY), fields.pop("last_day", LAST_DAY)
    starts_at, ends_at = bounds(first, last)
    order = SuspensionOrder(
        **{
            "reference": f"TTN-{first.year}-{next(_numbers):04d}",
            "title": "Tạm ngừng tiếp nhận hồ sơ và trả kết quả trực tiếp",
            "first_day": first,
            "last_day": last,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "basis_number": "1318/UBND-KSTT",
            "basis_date": date(2021, 7, 22),
            "basis_signer": "Phó Chủ tịch Hồ An Phong",
            "basis_abstract": "về giải quyết công việc, thủ tục hành chính trong giai đoạn dịch COVID-19",
            "drafted_by": by or accounts.user(kind=AccountKind.STAFF, password=None),
            "drafted_at": ISSUED_AT,
            **fields,
        }
    )
    order.days = fields.get("days", days_of(first, last, order.counting))
    order.save()
    return order


def order_in_force(*at: Agency | Desk, place: bool = False, by: User | None = None, **fields: Any) -> SuspensionOrder:
    """Make an issued order over the desks of agencies (with what is below them) or over single desks.

    `place`: agencies are meant as places, so desks of others that stand there close too. Whether it is in force at an
    instant follows from its dates: by default from 22-7 to the end of 04-8-2021.
    """
    by = by or accounts.user(kind=AccountKind.STAFF, password=None)
    procedures, kinds = fields.pop("procedures", ()), fields.pop("fields", ())
    issued = {"state": OrderState.ISSUED, "version": 1, "issued_by": by, "issued_at": ISSUED_AT}
    order = draft_order(by=by, **(issued | fields))
    order.procedures.set(procedures)
    order.fields.set(kinds)
    for one in at:
        scope_over(order, one, place=place)
    board.forget()
    happened(order, OrderAct.DRAFTED, by=by)
    happened(order, OrderAct.ISSUED, by=by)
    return order


def scope_over(order: SuspensionOrder, at: Agency | Desk, *, place: bool = False, **fields: Any) -> OrderScope:
    """Put one more agency, place or desk under an order; give `first_day` and `last_day` for dates of its own."""
    if "first_day" in fields:
        fields["starts_at"], fields["ends_at"] = bounds(fields["first_day"], fields["last_day"])
    if isinstance(at, Desk):
        return OrderScope.objects.create(order=order, kind=ScopeKind.DESK, desk=at, **fields)
    kind = ScopeKind.PLACE if place else ScopeKind.AGENCY
    return OrderScope.objects.create(order=order, kind=kind, agency=at, **fields)


def happened(order: SuspensionOrder, act: OrderAct, *, by: User | None = None, **fields: Any) -> OrderEvent:
    """Append one event to an order."""
    return OrderEvent.objects.create(
        **{
            "order": order,
            "seq": order.events.count() + 1,
            "act": act,
            "actor": by,
            "actor_name": by.full_name if by else "",
            "happened_at": ISSUED_AT,
            **fields,
        }
    )


def contact_for(order: SuspensionOrder, agency: Agency, **fields: Any) -> OrderContact:
    """Say whom to call at one agency while the order is in force."""
    return OrderContact.objects.create(
        **{
            "order": order,
            "agency": agency,
            "name": "Hoàng Thị Lan",
            "phone": "0232 3684 123",
            "email": "motcua@vi-du.vn",
            "hours": "7:00–11:30, 13:30–17:00",
            **fields,
        }
    )
