"""What orders mean for an agency today: which of its counters are closed, until when, and what is to be done."""

from typing import Any

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.enums import Role
from portal.accounts.guards import held_by, roles_required
from portal.accounts.requests import SignedInRequest
from portal.kernel.pages import capped_count, render_page
from portal.web import order_queries
from portal.web.orders import day_words

#: Whoever works at a desk, or answers for one.
concerned = roles_required(
    Role.ONE_STOP_OFFICER,
    Role.SPECIALIST,
    Role.HEAD_OF_DIVISION,
    Role.LEADER,
    Role.AGENCY_ADMIN,
    Role.PROVINCE_ADMIN,
    Role.AUDITOR,
)


@require_safe
@concerned
def closed_counters(request: SignedInRequest) -> HttpResponse:
    at, held = timezone.now(), held_by(request)
    desks = order_queries.desks_concerned(held)
    orders = order_queries.orders_bearing(at)
    counters = {desk: order_queries.counters_of(desk, orders, at) for desk in desks}
    closed = [desk for desk, acts in counters.items() if any(act.is_closed for act in acts)]
    concerned_desks = {desk for desk, acts in counters.items() if any(act.order for act in acts)}
    served = order_queries.served_by(desks)
    context = {
        "today": day_words(timezone.localdate()),
        "desks": [{"desk": desk, "counters": counters[desk]} for desk in desks if desk in concerned_desks],
        "open_desks": [desk for desk in desks if desk not in concerned_desks],
        "is_closed": bool(closed),
        "contacts": order_queries.contacts_of(orders, desks),
        "tasks": _tasks(
            urgent=capped_count(order_queries.urgent_waiting(served)),
            results=capped_count(order_queries.results_waiting(closed)) if closed else 0,
        ),
        "may_read_orders": any(one.role in {Role.PROVINCE_ADMIN, Role.LEADER, Role.AGENCY_ADMIN} for one in held),
    }
    return render_page(request, "web/suspension/closed_counters.html", context)


def _tasks(*, urgent: int, results: int) -> list[dict[str, Any]]:
    """Return what waits, each with the page where it is done; a page that does not exist is left out."""
    return [
        {
            "title": _("Đề nghị cấp thiết chờ quyết định"),
            "url": _address("procedures:exemptions"),
            "status": _number(urgent),
            "kind": "warn" if urgent else "plain",
        },
        {
            "title": _("Kết quả chờ nhận tại quầy: gọi điện, mời nhận qua bưu điện"),
            "url": _address("dossiers:calls"),
            "status": _number(results),
            "kind": "warn" if results else "plain",
        },
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _number(count: int) -> str:
    return _("hơn 1.000") if count > 1000 else str(count)  # noqa: PLR2004 -- the cap of counts
